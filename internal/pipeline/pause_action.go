// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var _ action.ActionWithConfigure = (*switchAction)(nil)

// switchAction pauses a pipeline, or unpauses it.
type switchAction struct {
	data *providerdata.Data

	name, description string
	doing, done       string // in words
	call              func(*maestro.Client, context.Context, string) error
}

// managedNote is for both: what they do is a change of an attribute that a configuration may manage.
const managedNote = "\n\n~> Where the pipeline is managed by a `dadosfera_pipeline`, use its `paused` in place of this action: " +
	"the next plan takes a change made by the action for drift, and the next apply undoes it."

// NewPauseAction gives the action dadosfera_pipeline_pause, not configured yet.
func NewPauseAction() action.Action {
	return &switchAction{
		name: "_pipeline_pause",
		description: "Pauses a pipeline: its schedule stops and executions are refused. Runs under way go on to their end, queued ones too. " +
			"A pipeline that is paused already is left as it is, and that is a success." + managedNote,
		doing: "Pausing", done: "paused",
		call: (*maestro.Client).Pause,
	}
}

// NewUnpauseAction gives the action dadosfera_pipeline_unpause, not configured yet.
func NewUnpauseAction() action.Action {
	return &switchAction{
		name: "_pipeline_unpause",
		description: "Unpauses a pipeline: it runs again when its schedule says, and takes executions. " +
			"A pipeline that is not paused is left as it is, and that is a success." + managedNote,
		doing: "Unpausing", done: "unpaused",
		call: (*maestro.Client).Unpause,
	}
}

// Metadata names the action.
func (a *switchAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + a.name
}

// Schema describes the attributes.
func (a *switchAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: a.description,
		Attributes: map[string]schema.Attribute{
			identityName: schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Id of the pipeline, with `-` or `_`.",
				Validators:          []validator.String{validators.PipelineID()},
			},
		},
	}
}

// Configure takes over the provider's client.
func (a *switchAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.data = providerdata.From(req.ProviderData, &resp.Diagnostics)
}

// Invoke makes the call. A GET before it gives the pipeline its name in what is said, and whatever that fails of is left to
// the call itself.
func (a *switchAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config struct {
		PipelineID types.String `tfsdk:"pipeline_id"`
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	id, customer := config.PipelineID.ValueString(), a.data.Client.CustomerName()
	p, err := a.data.Client.GetPipeline(ctx, id)
	if !maestro.IsNotFound(err) {
		err = a.call(a.data.Client, ctx, id)
	}
	subject := diagnostics.Pipeline(p.Name.Value, id)
	switch {
	case maestro.IsNotFound(err):
		resp.Diagnostics.AddAttributeError(path.Root(identityName), a.doing+" a pipeline failed", diagnostics.NoPipeline(err, customer, id))
	case err != nil:
		resp.Diagnostics.AddError(a.doing+" a pipeline failed",
			fmt.Sprintf("%s is not known to be %s. %s", subject, a.done, diagnostics.Error(err, customer, "")))
	default:
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf("%s is %s", subject, a.done)})
	}
}
