// SPDX-License-Identifier: MPL-2.0

// Package provider is the provider dadosfera: its configuration, and the list of what it offers.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/accesstoken"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/functions"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/job"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/run"
)

// Address is where the registry has the provider.
const Address = "registry.terraform.io/dadosfera/dadosfera"

var (
	_ provider.Provider                       = (*Provider)(nil)
	_ provider.ProviderWithActions            = (*Provider)(nil)
	_ provider.ProviderWithEphemeralResources = (*Provider)(nil)
	_ provider.ProviderWithFunctions          = (*Provider)(nil)
	_ provider.ProviderWithListResources      = (*Provider)(nil)
	_ provider.ProviderWithValidateConfig     = (*Provider)(nil)
)

// Provider is the provider "dadosfera".
type Provider struct {
	version string
	data    *providerdata.Data // nil before Configure
}

// New returns the provider, not configured yet. Version is the version of this build, such as "1.2.3" or "dev".
func New(version string) *Provider { return &Provider{version: version} }

// Data returns what Configure has made of the settings, or nil before that.
func (p *Provider) Data() *providerdata.Data { return p.data }

// Metadata names the provider.
func (p *Provider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "dadosfera"
	resp.Version = p.version
}

// Schema describes the configuration.
func (p *Provider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

// ValidateConfig finds the mistakes that the configuration alone shows, the environment left aside.
func (p *Provider) ValidateConfig(ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse) {
	var config configuration
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics)
	}
}

// Configure reads configuration and environment and makes the client. It sends nothing.
func (p *Provider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config configuration
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if unknown := config.unknown(); len(unknown) > 0 {
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
			return
		}
		for _, at := range unknown {
			resp.Diagnostics.AddAttributeError(at, "Provider setting is not known yet",
				"The value of "+at.String()+" comes from something that is not made yet, and the provider needs it to plan. "+
					"Make that first (terraform apply -target=...), or give the value directly or by its environment variable.")
		}
		return
	}
	settings := config.resolve(environment, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	settings.client.UserAgent = userAgent(p.version, req.TerraformVersion)
	logInto(&settings.client)
	client, err := maestro.New(settings.client)
	if err != nil {
		resp.Diagnostics.AddError("Provider cannot be configured", err.Error())
		return
	}
	p.data = &providerdata.Data{
		Client:             client,
		DeletionProtection: settings.deletionProtection,
		BulkRefresh:        settings.bulkRefresh,
	}
	// For every kind of object alike, whether there is one of the kind yet or not.
	resp.ResourceData, resp.DataSourceData, resp.EphemeralResourceData, resp.ActionData, resp.ListResourceData = p.data, p.data, p.data, p.data, p.data
}

// Resources lists the resources.
func (p *Provider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		pipeline.NewResource,
		run.NewResource,
	}
}

// DataSources lists the data sources.
func (p *Provider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		pipeline.NewDataSource,
		pipeline.NewPipelinesDataSource,
		run.NewRunsDataSource,
		run.NewRunDataSource,
		job.NewJDBCJobDataSource,
		job.NewJDBCDatatypesDataSource,
	}
}

// ListResources lists what terraform query can list.
func (p *Provider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		pipeline.NewListResource,
	}
}

// Actions lists the actions.
func (p *Provider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		job.NewResetStateAction,
		pipeline.NewPauseAction,
		pipeline.NewUnpauseAction,
		run.NewExecuteAction,
	}
}

// EphemeralResources lists what never reaches the state.
func (p *Provider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		accesstoken.NewEphemeralResource,
	}
}

// Functions lists the functions.
func (p *Provider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		functions.NewCronToUTC,
		functions.NewJobID,
		functions.NewParseJobID,
		functions.NewPipelineID,
	}
}

// userAgent names the provider, where to find it, and who runs it.
func userAgent(version, terraformVersion string) string {
	agent := "terraform-provider-dadosfera/" + version + " (+https://github.com/dadosfera/terraform-provider-dadosfera)"
	if terraformVersion != "" {
		agent += " Terraform/" + terraformVersion
	}
	return agent
}
