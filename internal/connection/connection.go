// SPDX-License-Identifier: MPL-2.0

package connection

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Names of the attributes of a connection.
const (
	attrID     = "id"
	attrName   = "name"
	attrPlugin = "plugin"
	attrType   = "type"
)

// evidence is what both data sources rest on, for their descriptions.
const evidence = "~> The list of connections is not in the platform's API reference. This data source was derived " +
	"from the vendor's Python library and one recorded response. The provider assumes that `config_id` accepts this " +
	"`id`, because both have the same form. If your user is not allowed to list connections, set `config_id` directly: " +
	"it is the last part of the connection's address in the web interface."

// model is a connection as the data sources show it.
type model struct {
	ID          types.String `tfsdk:"id"`
	Name        types.String `tfsdk:"name"`
	Plugin      types.String `tfsdk:"plugin"`
	Type        types.String `tfsdk:"type"`
	Description types.String `tfsdk:"description"`
	CreatedAt   types.String `tfsdk:"created_at"`
	UpdatedAt   types.String `tfsdk:"updated_at"`
}

func newModel(c maestro.Connection) model {
	return model{
		ID:          types.StringValue(c.ID),
		Name:        tfvalue.StringOrNull(c.Name.Value),
		Plugin:      tfvalue.StringOrNull(c.Plugin.Value),
		Type:        tfvalue.StringOrNull(c.Type.Value),
		Description: tfvalue.StringOrNull(c.Description.Value),
		CreatedAt:   tfvalue.StringOrNull(c.CreatedAt.Value),
		UpdatedAt:   tfvalue.StringOrNull(c.UpdatedAt.Value),
	}
}

// attributes returns the attributes of a connection, all of them computed.
func attributes() map[string]schema.Attribute {
	computed := func(description string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		attrID: computed("The connection's id, as in `1763991009206_kvpd3364_mysql-1.0.0`: the value for `config_id` in " +
			"the `auth_parameters` of a job."),
		attrName:      computed("Name of the connection."),
		attrPlugin:    computed("Plugin of the jobs that use the connection: `mysql` or `google-sheets`, for example."),
		attrType:      computed("Group of plugins that the connection belongs to: `database`, `file` or `application`, for example."),
		"description": computed("What the connection is for, as written by its users."),
		"created_at":  computed("When the connection was created, as an RFC 3339 time."),
		"updated_at":  computed("When the connection was last changed, as an RFC 3339 time."),
	}
}

// sorted returns connections by name, and by id where names are equal.
func sorted(connections []maestro.Connection) []maestro.Connection {
	return slices.SortedFunc(slices.Values(connections), func(a, b maestro.Connection) int {
		return cmp.Or(strings.Compare(a.Name.Value, b.Name.Value), strings.Compare(a.ID, b.ID))
	})
}

// list returns all connections, sorted. If an entry cannot be read, the diagnostics have an error, and the connections
// are the others.
func list(ctx context.Context, provider *providerdata.Data) ([]maestro.Connection, diag.Diagnostics) {
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()
	connections, err := provider.Client.ListConnections(ctx)
	if err == nil {
		return sorted(connections), nil
	}
	detail := "The connections could not be listed. " + provider.ErrorMessage(err)
	if errors.Is(err, maestro.ErrForbidden) || errors.Is(err, maestro.ErrStatus404) {
		detail = fmt.Sprintf("The connections could not be listed. %s\n\nThe list is not in the platform's API reference: "+
			"it may require a permission that your user does not have, or be missing on this platform. Set config_id directly "+
			"instead: it is the last part of the connection's address in the web interface.", diagnostics.Message(err))
	}
	return sorted(connections), diag.Diagnostics{summaryListFailed.Error(detail)}
}

// describe lists a few of several connections in an error, each on a line of its own.
func describe(connections []maestro.Connection) string {
	lines := make([]string, len(connections))
	for i, c := range connections {
		lines[i] = fmt.Sprintf("%s, plugin %s, id %s",
			diagnostics.Quote(diagnostics.Brief(c.Name.Value)), diagnostics.Quote(diagnostics.Brief(c.Plugin.Value)),
			diagnostics.Brief(c.ID))
	}
	return "\n  " + diagnostics.ListSome(lines, "\n  ")
}
