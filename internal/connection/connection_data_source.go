// SPDX-License-Identifier: MPL-2.0

package connection

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var _ datasource.DataSourceWithConfigure = (*connectionDataSource)(nil)

// connectionDataSource finds one connection by its name.
type connectionDataSource struct {
	providerdata.DataSource
}

// NewConnectionDataSource returns the data source dadosfera_connection.
func NewConnectionDataSource() datasource.DataSource {
	return &connectionDataSource{providerdata.DataSource{TypeName: "connection"}}
}

// Schema describes the attributes.
func (*connectionDataSource) Schema(
	_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	attributes := attributes()
	attributes[attrName] = schema.StringAttribute{
		Required: true,
		MarkdownDescription: "The connection's name, which is case-sensitive. If no connection or several connections have " +
			"the name, together with `plugin` if that is set, the error lists the candidates.",
		Validators: []validator.String{validators.NotEmpty("Set the name of a connection.")},
	}
	attributes[attrPlugin] = schema.StringAttribute{
		Optional: true,
		Computed: true,
		MarkdownDescription: "Plugin of the connection, such as `mysql` or `google-sheets`, in any letter case. It selects " +
			"among connections with the same name. If omitted, it is the plugin of the connection that was found.",
		Validators: []validator.String{validators.NotEmpty("Omit plugin to find a connection of any plugin.")},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "A connection of the Connection Manager, by its name. Its `id` is the `config_id` of the jobs " +
			"that use it. The data source returns no secret.\n\n" + evidence,
		Attributes: attributes,
	}
}

// Read finds the connection in the list of all connections.
func (d *connectionDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	var config model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	all, failed := list(ctx, d.Provider)
	name, plugin := config.Name.ValueString(), config.Plugin.ValueString()
	found := find(all, name, plugin)
	switch {
	case len(found) == 0 && failed.HasError():
		resp.Diagnostics.Append(failed...)
		return
	case len(found) != 1:
		resp.Diagnostics.Append(d.notOne(all, found, name, plugin))
		return
	}

	state := newModel(found[0])
	state.Name = config.Name // what is configured keeps its spelling
	if !config.Plugin.IsNull() {
		state.Plugin = config.Plugin
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, state)...)
}

// find returns the connections with a name and, unless it is empty, a plugin. If one has exactly this name, it is
// preferred to others whose names are only equal in meaning.
func find(all []maestro.Connection, name, plugin string) []maestro.Connection {
	var found, exact []maestro.Connection
	for _, c := range all {
		switch {
		case !c.Name.Has() || !maestro.SameName(c.Name.Value, name):
		case plugin != "" && !strings.EqualFold(c.Plugin.Value, plugin):
		case c.Name.Value == name:
			exact = append(exact, c)
			fallthrough
		default:
			found = append(found, c)
		}
	}
	if len(exact) == 1 {
		return exact
	}
	return found
}

// notOne returns the error for a name that none or several connections have.
func (d *connectionDataSource) notOne(all, found []maestro.Connection, name, plugin string) diag.Diagnostic {
	at, customer := path.Root(attrName), d.Provider.Client.CustomerName()
	named := fmt.Sprintf("named %q", name)
	if plugin != "" {
		named += fmt.Sprintf(" with the plugin %q", plugin)
	}
	switch sameName := find(all, name, ""); {
	case len(found) > 1:
		advice := "Set plugin to that of one of them"
		if !differInPlugin(found) {
			advice = "Rename one of them in the web interface, or set config_id to the id"
		}
		return summaryNotUnique.ErrorAtf(at, "Customer %q has %d connections %s. %s:\n%s",
			customer, len(found), named, advice, describe(found))
	case len(all) == 0:
		return summaryMissing.ErrorAtf(at, "No connection of customer %q is %s: the platform lists no connections. Check "+
			"customer_name of the provider, and whether your user may see the connection.", customer, named)
	case len(sameName) > 0:
		return summaryMissing.ErrorAtf(path.Root(attrPlugin), "No connection of customer %q is %s. The name has:\n%s",
			customer, named, describe(sameName))
	}
	return summaryMissing.ErrorAtf(at, "No connection of customer %q is %s. Check the name, which is case-sensitive, and "+
		"customer_name of the provider. The connections are:\n%s", customer, named, describe(nearest(all, name)))
}

// differInPlugin reports whether no two connections have the same plugin.
func differInPlugin(connections []maestro.Connection) bool {
	seen := map[string]bool{}
	for _, c := range connections {
		plugin := strings.ToLower(c.Plugin.Value)
		if plugin == "" || seen[plugin] {
			return false
		}
		seen[plugin] = true
	}
	return true
}

// nearest returns connections with those first that have the name in another letter case.
func nearest(all []maestro.Connection, name string) []maestro.Connection {
	isNear := func(c maestro.Connection) bool {
		return strings.EqualFold(maestro.CanonicalName(c.Name.Value), maestro.CanonicalName(name))
	}
	near := slices.DeleteFunc(slices.Clone(all), func(c maestro.Connection) bool { return !isNear(c) })
	return append(near, slices.DeleteFunc(slices.Clone(all), isNear)...)
}
