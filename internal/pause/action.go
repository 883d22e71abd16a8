// SPDX-License-Identifier: MPL-2.0

// Package pause has the actions dadosfera_pipeline_pause and dadosfera_pipeline_unpause.
package pause

import (
	"context"
	"errors"
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

var _ action.ActionWithConfigure = (*pauseAction)(nil)

var (
	summaryPauseFailed   = diagnostics.NewSummary("Cannot pause pipeline")
	summaryUnpauseFailed = diagnostics.NewSummary("Cannot unpause pipeline")
)

const attrPipelineID = "pipeline_id"

// pauseAction pauses a pipeline, or unpauses it.
type pauseAction struct {
	providerdata.Action

	description string
	outcome     string // "paused" or "unpaused"
	failed      diagnostics.Summary
	call        func(*maestro.Client, context.Context, string) error
}

// managedNote is for both: they change an attribute that a configuration may manage.
const managedNote = "\n\n~> If the pipeline is managed by a `dadosfera_pipeline`, set its `paused` instead. The next " +
	"plan treats a change by the action as drift, and the next apply reverts it."

// NewPauseAction returns the action dadosfera_pipeline_pause.
func NewPauseAction() action.Action {
	return &pauseAction{
		Action: providerdata.Action{TypeName: "pipeline_pause"},
		description: "Pauses a pipeline: its schedule stops and executions are refused. Current and queued runs continue " +
			"to their end. If the pipeline is paused already, the action changes nothing and succeeds." + managedNote,
		outcome: "paused",
		failed:  summaryPauseFailed,
		call:    (*maestro.Client).Pause,
	}
}

// NewUnpauseAction returns the action dadosfera_pipeline_unpause.
func NewUnpauseAction() action.Action {
	return &pauseAction{
		Action: providerdata.Action{TypeName: "pipeline_unpause"},
		description: "Unpauses a pipeline: its schedule starts again, and executions are accepted. If the pipeline is not " +
			"paused, the action changes nothing and succeeds." + managedNote,
		outcome: "unpaused",
		failed:  summaryUnpauseFailed,
		call:    (*maestro.Client).Unpause,
	}
}

// Schema describes the attributes.
func (a *pauseAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: a.description,
		Attributes: map[string]schema.Attribute{
			attrPipelineID: schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Id of the pipeline, spelled with `-` or `_`.",
				Validators:          []validator.String{validators.PipelineID()},
			},
		},
	}
}

// Invoke pauses or unpauses the pipeline. The GET before it only finds the pipeline's name for the messages: if it
// fails for another reason than that the pipeline does not exist, the call itself reports it.
func (a *pauseAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config struct {
		PipelineID types.String `tfsdk:"pipeline_id"`
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}

	client, id := a.Provider.Client, config.PipelineID.ValueString()
	p, err := client.GetPipeline(ctx, id)
	if !errors.Is(err, maestro.ErrNotFound) {
		err = a.call(client, ctx, id)
	}
	subject := "The pipeline " + diagnostics.PipelineName(p.Name.Value, id)
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		resp.Diagnostics.Append(a.failed.ErrorAt(path.Root(attrPipelineID),
			diagnostics.PipelineNotFound(err, client.CustomerName(), id)+a.InvokeAgain()))
	case err != nil:
		resp.Diagnostics.Append(a.failed.Errorf(
			"%s could not be %s, or the outcome is not known. It is safe to invoke the action again. %s%s",
			subject, a.outcome, diagnostics.MessageWithAdvice(err, client.CustomerName(), ""), a.InvokeAgain()))
	default:
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf("%s is %s", subject, a.outcome)})
	}
}
