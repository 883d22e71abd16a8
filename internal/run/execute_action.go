// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var _ action.ActionWithConfigure = (*executeAction)(nil)

type executeAction struct {
	providerdata.Action
}

// NewExecuteAction returns the action dadosfera_pipeline_execute.
func NewExecuteAction() action.Action {
	return &executeAction{providerdata.Action{TypeName: "pipeline_execute"}}
}

type executeConfig struct {
	PipelineID types.String `tfsdk:"pipeline_id"`
	Wait       types.Bool   `tfsdk:"wait"`
	Timeout    types.String `tfsdk:"timeout"`
}

// Schema returns the attributes.
func (*executeAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Runs a pipeline now, whatever its schedule says, and follows the run to its end: progress is " +
			"shown, and a run that fails fails the action, with the platform's reason.\n\n" +
			"The platform starts one run for each execution. If a run is in progress, the new one waits for it. A paused " +
			"pipeline refuses. An execution is sent once: if its response is lost, it is not repeated, but the pipeline's " +
			"runs are read to see whether it arrived.\n\n" +
			"The platform responds to an execution with another id (`manual__2024-12-18T10:30:00+00:00`) than its list of runs " +
			"has. The new run is found by comparing the list before and after; if more than one run began at the same " +
			"moment, a warning says which one is followed.",
		Attributes: map[string]schema.Attribute{
			pipelineIDName: schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Id of the pipeline to run, with `-` or `_`.",
				Validators:          []validator.String{validators.PipelineID()},
			},
			"wait": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to follow the run to its end. Defaults to `true`. With `false`, the action is done " +
					"when the platform has accepted the execution, and what becomes of the run is not looked at.",
			},
			"timeout": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "How long to wait, as in `90s`, `30m` or `2h45m`. Defaults to `1h`. When the time is over, " +
					"the action fails, and the run goes on at the platform. An interrupt (Ctrl-C) ends the wait at once, and the " +
					"run goes on too.",
				Validators: []validator.String{validators.Duration()},
			},
		},
	}
}

// Invoke executes the pipeline and, unless wait is false, follows the run to its end.
func (a *executeAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config executeConfig
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout := defaultTimeout
	if text := config.Timeout.ValueString(); text != "" {
		var err error
		if timeout, err = time.ParseDuration(text); err != nil {
			resp.Diagnostics.Append(summaryInvalidDuration.ErrorAtf(path.Root("timeout"), "%s.", err))
			return
		}
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	e := &execution{
		provider:       a.Provider,
		pipelineID:     config.PipelineID.ValueString(),
		timeoutSetting: `timeout = "..."`,
		notify:         func(message string) { resp.SendProgress(action.InvokeProgressEvent{Message: message}) },
	}
	failed := e.execute(ctx, config.Wait.IsNull() || config.Wait.ValueBool())
	resp.Diagnostics.Append(e.warnings()...)
	if failed != nil {
		resp.Diagnostics.Append(failed.diagnostic(""))
	}
}
