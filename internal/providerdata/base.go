// SPDX-License-Identifier: MPL-2.0

package providerdata

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
)

// Resource is embedded in the resources and list resources of the provider and implements their Metadata and Configure
// methods, and a ModifyPlan method that a resource may replace.
type Resource struct {
	// TypeName is the name of the type without the provider's prefix: "pipeline" for dadosfera_pipeline.
	TypeName string
	// Provider is the configured provider. It is nil until Configure is called, and while a configuration is validated.
	Provider *Data
}

// Metadata returns the full name of the type. A plan that is deferred, because a setting of the provider is unknown,
// has unknown values where it would otherwise have null: what depends on the resource could not be planned with null.
func (r *Resource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = fullName(req.ProviderTypeName, r.TypeName)
	resp.ResourceBehavior.ProviderDeferred.EnablePlanModification = true
}

// ModifyPlan changes nothing. The framework (v1.19) applies EnablePlanModification only to resources that have this
// method, for which no upstream issue was found. A resource with its own has to allow for a Provider that is nil.
func (r *Resource) ModifyPlan(context.Context, resource.ModifyPlanRequest, *resource.ModifyPlanResponse) {
}

// Configure stores the configured provider.
func (r *Resource) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	r.Provider = From(req.ProviderData, &resp.Diagnostics)
}

// DataSource is embedded in the data sources of the provider and implements their Metadata and Configure methods.
type DataSource struct {
	// TypeName is the name of the type without the provider's prefix: "pipeline" for dadosfera_pipeline.
	TypeName string
	// Provider is the configured provider. It is nil until Configure is called, and while a configuration is validated.
	Provider *Data
}

// Metadata returns the full name of the type.
func (d *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = fullName(req.ProviderTypeName, d.TypeName)
}

// Configure stores the configured provider.
func (d *DataSource) Configure(
	_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse,
) {
	d.Provider = From(req.ProviderData, &resp.Diagnostics)
}

// Action is embedded in the actions of the provider and implements their Metadata and Configure methods.
type Action struct {
	// TypeName is the name of the type without the provider's prefix: "pipeline_pause" for dadosfera_pipeline_pause.
	TypeName string
	// Provider is the configured provider. It is nil until Configure is called, and while a configuration is validated.
	Provider *Data
}

// Metadata returns the full name of the type.
func (a *Action) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = fullName(req.ProviderTypeName, a.TypeName)
}

// Configure stores the configured provider.
func (a *Action) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.Provider = From(req.ProviderData, &resp.Diagnostics)
}

// InvokeAgain returns a paragraph for an error, on how to repeat the action. Terraform does not repeat an action that
// failed after the change that triggered it, as that change is in the state.
func (a *Action) InvokeAgain() string {
	return "\n\nThe next apply does not repeat an action that was triggered after a change. To invoke it again:" +
		diagnostics.Command("terraform apply -invoke=action.dadosfera_"+a.TypeName+".NAME")
}

// EphemeralResource is embedded in the ephemeral resources of the provider and implements their Metadata and Configure
// methods.
type EphemeralResource struct {
	// TypeName is the name of the type without the provider's prefix: "access_token" for dadosfera_access_token.
	TypeName string
	// Provider is the configured provider. It is nil until Configure is called, and while a configuration is validated.
	Provider *Data
}

// Metadata returns the full name of the type.
func (e *EphemeralResource) Metadata(
	_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse,
) {
	resp.TypeName = fullName(req.ProviderTypeName, e.TypeName)
}

// Configure stores the configured provider.
func (e *EphemeralResource) Configure(
	_ context.Context, req ephemeral.ConfigureRequest, resp *ephemeral.ConfigureResponse,
) {
	e.Provider = From(req.ProviderData, &resp.Diagnostics)
}

func fullName(provider, name string) string { return provider + "_" + name }
