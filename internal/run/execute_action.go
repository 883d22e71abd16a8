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
		MarkdownDescription: "Runs a pipeline now, independently of its schedule, and waits for the end of the run. It " +
			"reports the progress of the run. If the run fails, the action fails with the platform's message.\n\n" +
			"The platform starts one run per execution. If another run is in progress, the new one waits for it. A paused " +
			"pipeline cannot be executed. The provider sends the request once: if its outcome is not known, it does not " +
			"repeat the request, but reads the pipeline's runs to find out whether the request arrived.\n\n" +
			"The platform's response to an execution has an id of its own (`manual__2024-12-18T10:30:00+00:00`), which " +
			"differs from the id in its list of runs. The provider finds the new run by comparing the list before and after. " +
			"If more than one run began at the same time, a warning names the run that it follows.",
		Attributes: map[string]schema.Attribute{
			pipelineIDName: schema.StringAttribute{
				Required:            true,
				MarkdownDescription: "Id of the pipeline to run, spelled with `-` or `_`.",
				Validators:          []validator.String{validators.PipelineID()},
			},
			"wait": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to wait for the end of the run. Defaults to `true`. With `false`, the action ends " +
					"when the platform has accepted the execution.",
			},
			"timeout": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "How long to wait, as in `90s`, `30m` or `2h45m`. Defaults to `1h`. If the wait times out, " +
					"or is interrupted (Ctrl-C), the action fails, and the run continues on the platform.",
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
	switch {
	case failed == nil:
	case failed.continues:
		resp.Diagnostics.Append(failed.diagnostic(""))
	default:
		resp.Diagnostics.Append(failed.diagnostic(a.InvokeAgain()))
	}
}
