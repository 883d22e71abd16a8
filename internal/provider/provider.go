// SPDX-License-Identifier: MPL-2.0

// Package provider implements the provider dadosfera: its configuration, and the list of its resources, data sources,
// actions and functions.
package provider

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

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
	"github.com/dadosfera/terraform-provider-dadosfera/internal/connection"
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

	mu       sync.Mutex
	data     *providerdata.Data       // nil before Configure
	deferred bool                     // the last Configure had unknown settings, and may wait for them
	settings map[string]tftypes.Value // the provider block of the first Configure
}

// New returns a provider that is not configured. The version is the version of this build, such as "1.2.3" or "dev".
func New(version string) *Provider { return &Provider{version: version} }

// Data returns the data of the configured provider. It is nil before Configure, and while everything is deferred until
// the settings are known.
func (p *Provider) Data() *providerdata.Data {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.deferred {
		return nil
	}
	return p.data
}

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
	unknown := unknownSettings(req.Config)
	deferred := len(unknown) > 0 && req.ClientCapabilities.DeferralAllowed
	p.setDeferred(deferred)
	if deferred {
		resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		return
	}
	for _, setting := range unknown {
		resp.Diagnostics.Append(summaryUnknown.ErrorAtf(path.Root(setting), "The value of %s depends on an object that "+
			"does not exist yet, but the provider requires it to plan. Create that object first (terraform apply "+
			"-target=...), set the value directly, or use its environment variable.", setting))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	settings := config.resolve(os.Getenv, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if changed := p.changedSettings(req.Config); len(changed) > 0 {
		resp.Diagnostics.Append(summaryConfiguredTwice.Errorf("This process was configured before, and %s had another "+
			"value then. A process has one configuration, so one provider block would use that of the other.\n\nThis only "+
			"happens with TF_REATTACH_PROVIDERS. Use one provider block with it. If you have changed the block since the "+
			"process was started, start the process again.",
			strings.Join(changed, ", ")))
		share(p.data, resp) // for what the other block has under way
		return
	}
	settings.client.UserAgent = userAgent(p.version, req.TerraformVersion)
	addLog(&settings.client)
	client, err := maestro.New(settings.client)
	if err != nil {
		resp.Diagnostics.Append(summaryNotConfigured.Errorf("%s.", err))
		return
	}
	p.settings = settingsOf(req.Config)
	p.data = &providerdata.Data{
		Client:             client,
		DeletionProtection: settings.deletionProtection,
		DeleteProtected:    settings.deleteProtected,
		AllowReplacement:   settings.allowReplacement,
		ReadOnly:           settings.readOnly,
		OneTimeCode:        settings.client.Credentials != nil && !settings.client.Credentials.TOTP.IsEmpty(),
		BulkRefresh:        settings.bulkRefresh,
	}
	share(p.data, resp)
}

// share passes the data of the configured provider on to everything that the provider offers.
func share(data *providerdata.Data, resp *provider.ConfigureResponse) {
	resp.ResourceData, resp.DataSourceData, resp.ListResourceData = data, data, data
	resp.ActionData, resp.EphemeralResourceData = data, data
}

// unknownSettings returns the names of the settings whose values are unknown, sorted.
func unknownSettings(config tfsdk.Config) []string {
	values := settingsOf(config)
	maps.DeleteFunc(values, func(_ string, value tftypes.Value) bool { return value.IsKnown() })
	return slices.Sorted(maps.Keys(values))
}

// settingsOf returns the values in a provider block by their names.
func settingsOf(config tfsdk.Config) map[string]tftypes.Value {
	var values map[string]tftypes.Value
	if err := config.Raw.As(&values); err != nil {
		return nil // the framework has read the configuration before
	}
	return maps.Clone(values) // As returns the map in the configuration itself
}

// Resources returns the resources.
func (p *Provider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		pipeline.NewResource,
		run.NewResource,
		job.NewStateResetResource,
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
		connection.NewConnectionDataSource,
		connection.NewConnectionsDataSource,
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

// changedSettings returns the names of the settings that differ from those that this process was configured with,
// sorted, without those that expire between the runs of a CLI that share this process. The caller holds p.mu.
func (p *Provider) changedSettings(config tfsdk.Config) (changed []string) {
	if p.settings == nil {
		return nil
	}
	expires := []string{"access_token", "password", "totp"}
	for name, value := range settingsOf(config) {
		if !slices.Contains(expires, name) && !value.Equal(p.settings[name]) {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed
}

// setDeferred records whether everything is deferred until the settings are known.
func (p *Provider) setDeferred(deferred bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deferred = deferred
}
