// SPDX-License-Identifier: MPL-2.0

// Package provider implements the provider dadosfera: its configuration, and the list of its resources, data sources,
// actions and functions.
package provider

import (
	"context"
	"maps"
	"os"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/accesstoken"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/functions"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/job"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/pause"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipelines"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/run"
)

// Address is the address of the provider in the Terraform Registry.
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

// New returns a provider that is not configured. The version is the version of this build, such as "1.2.3" or "dev".
func New(version string) *Provider { return &Provider{version: version} }

// Data returns the data of the configured provider, or nil before Configure.
func (p *Provider) Data() *providerdata.Data { return p.data }

// Metadata returns the name and the version of the provider.
func (p *Provider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "dadosfera"
	resp.Version = p.version
}

// Schema returns the attributes of the provider block.
func (p *Provider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

// ValidateConfig reports the errors of the provider block alone, without the environment.
func (p *Provider) ValidateConfig(
	ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse,
) {
	var config configuration
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !resp.Diagnostics.HasError() {
		config.validate(&resp.Diagnostics)
	}
}

// Configure creates the client of the platform from the provider block and the environment. It sends no requests.
func (p *Provider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config configuration
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if unknown := unknownSettings(req.Config); len(unknown) > 0 {
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
			return
		}
		for _, setting := range unknown {
			resp.Diagnostics.Append(summaryUnknown.ErrorAtf(path.Root(setting), "The value of %s depends on an object that "+
				"does not exist yet, but the provider requires it to plan. Create that object first (terraform apply "+
				"-target=...), "+
				"set the value directly, or use its environment variable.", setting))
		}
		return
	}
	settings := config.resolve(os.Getenv, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	settings.client.UserAgent = userAgent(p.version, req.TerraformVersion)
	addLog(&settings.client)
	client, err := maestro.New(settings.client)
	if err != nil {
		resp.Diagnostics.Append(summaryNotConfigured.Errorf("%s.", err))
		return
	}
	p.data = &providerdata.Data{
		Client:             client,
		DeletionProtection: settings.deletionProtection,
		DeleteProtected:    settings.deleteProtected,
		AllowReplacement:   settings.allowReplacement,
		ReadOnly:           settings.readOnly,
		OneTimeCode:        settings.client.Credentials != nil && !settings.client.Credentials.TOTP.IsEmpty(),
		BulkRefresh:        settings.bulkRefresh,
	}
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData = p.data, p.data, p.data
	resp.ActionData, resp.EphemeralResourceData = p.data, p.data
}

// unknownSettings returns the names of the settings whose values are unknown, sorted.
func unknownSettings(config tfsdk.Config) []string {
	var values map[string]tftypes.Value
	if err := config.Raw.As(&values); err != nil {
		return nil // The framework has read the configuration before.
	}
	maps.DeleteFunc(values, func(_ string, value tftypes.Value) bool { return value.IsKnown() })
	return slices.Sorted(maps.Keys(values))
}

// Resources returns the resources.
func (p *Provider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		pipeline.NewResource,
		run.NewResource,
	}
}

// DataSources returns the data sources.
func (p *Provider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		pipelines.NewPipelineDataSource,
		pipelines.NewPipelinesDataSource,
		run.NewRunsDataSource,
		run.NewRunDataSource,
		job.NewJDBCJobDataSource,
		job.NewJDBCDatatypesDataSource,
	}
}

// ListResources returns the list resources, which terraform query uses.
func (p *Provider) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		pipelines.NewListResource,
	}
}

// Actions returns the actions.
func (p *Provider) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		job.NewResetStateAction,
		pause.NewPauseAction,
		pause.NewUnpauseAction,
		run.NewExecuteAction,
	}
}

// EphemeralResources returns the ephemeral resources.
func (p *Provider) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{
		accesstoken.NewEphemeralResource,
	}
}

// Functions returns the functions.
func (p *Provider) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		functions.NewCronToUTC,
		functions.NewJobID,
		functions.NewParseJobID,
		functions.NewPipelineID,
	}
}

// userAgent returns the User-Agent header: the provider, its repository, and Terraform if its version is known.
func userAgent(version, terraformVersion string) string {
	agent := "terraform-provider-dadosfera/" + version + " (+https://github.com/dadosfera/terraform-provider-dadosfera)"
	if terraformVersion != "" {
		agent += " Terraform/" + terraformVersion
	}
	return agent
}
