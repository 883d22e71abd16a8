// SPDX-License-Identifier: MPL-2.0

package connection

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var _ datasource.DataSourceWithConfigure = (*connectionsDataSource)(nil)

// connectionsDataSource reads the platform's list of connections.
type connectionsDataSource struct {
	providerdata.DataSource
}

// NewConnectionsDataSource returns the data source dadosfera_connections.
func NewConnectionsDataSource() datasource.DataSource {
	return &connectionsDataSource{providerdata.DataSource{TypeName: "connections"}}
}

// Schema describes the attributes.
func (*connectionsDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	filter := func(description string) schema.StringAttribute {
		return schema.StringAttribute{
			Optional: true, MarkdownDescription: description,
			Validators: []validator.String{validators.NotEmpty("Omit the attribute to select all connections.")},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The connections of the customer that match all given attributes.\n\n" + evidence,
		Attributes: map[string]schema.Attribute{
			attrPlugin: filter("Select connections of this plugin, such as `mysql`, in any letter case."),
			attrType:   filter("Select connections of this type, such as `database`, in any letter case."),
			"connections": schema.ListNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The connections, sorted by `name` and `id`.",
				NestedObject:        schema.NestedAttributeObject{Attributes: attributes()},
			},
		},
	}
}

type connectionsModel struct {
	Plugin      types.String `tfsdk:"plugin"`
	Type        types.String `tfsdk:"type"`
	Connections []model      `tfsdk:"connections"`
}

// selects reports whether every given attribute matches a connection.
func (m connectionsModel) selects(c maestro.Connection) bool {
	matches := func(want types.String, got string) bool {
		return want.IsNull() || strings.EqualFold(want.ValueString(), got)
	}
	return matches(m.Plugin, c.Plugin.Value) && matches(m.Type, c.Type.Value)
}

// Read reads the selected connections. An entry of the list that cannot be read is an error: a configuration would
// treat a missing connection as one that does not exist.
func (d *connectionsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var m connectionsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if resp.Diagnostics.HasError() {
		return
	}
	all, diags := list(ctx, d.Provider)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}

	m.Connections = []model{}
	for _, c := range all {
		if m.selects(c) {
			m.Connections = append(m.Connections, newModel(c))
		}
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}
