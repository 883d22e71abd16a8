// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

// Descriptions of the plan modifiers.
const (
	otherPipelineDescription = "Another pipeline is executed again."
	otherTriggersDescription = "Other triggers execute the pipeline again."
)

// Schema returns the attributes.
func (*runResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		Version: schemaVersion,
		MarkdownDescription: "Runs a pipeline when the resource is created, and again when `triggers` or `pipeline_id` " +
			"changes. It is for OpenTofu, and for Terraform before version 1.14. Later versions of Terraform can use the " +
			"action `dadosfera_pipeline_execute`, which stores nothing in the state, and which the next apply does not repeat " +
			"if it fails.\n\n" +
			"Destroying the resource removes the run from the state only: it sends no request, and the run stays in the " +
			"pipeline's history. A run that is no longer in the history stays in the state, so that the pipeline is not run " +
			"again.\n\n" +
			"~> **If a run fails, or the wait for its end fails, the next apply runs the pipeline again**, because Terraform " +
			"marks the resource as tainted. To prevent this, run `terraform untaint` on its address. With `fail_on_error = " +
			"false`, a failed run is a warning, and the pipeline is not run again.",
		Attributes: map[string]schema.Attribute{
			"id": observedString("The `run_id` of the run, or its `execution_id` if the platform did not list the run in time."),
			pipelineIDName: schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Id of the pipeline to run, spelled with `-` or `_`. Changing it starts a new run, as does " +
					"a replacement of the pipeline.",
				Validators: []validator.String{validators.PipelineID()},
				PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIf(replaceForOtherPipeline,
					otherPipelineDescription, otherPipelineDescription)},
			},
			"triggers": schema.MapAttribute{
				Optional:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Arbitrary strings, such as the extracted columns or a version. Any change starts a new " +
					"run. If omitted, the pipeline is run once.",
				PlanModifiers: []planmodifier.Map{mapplanmodifier.RequiresReplaceIf(replaceForOtherTriggers,
					otherTriggersDescription, otherTriggersDescription)},
			},
			"wait": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(true),
				MarkdownDescription: "Whether to wait for the end of the run. Defaults to `true`. With `false`, the resource is " +
					"created when the platform has accepted the execution, and later plans show the status of the run.",
			},
			"fail_on_error": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(true),
				MarkdownDescription: "Whether a failed run is an error. Defaults to `true`. With `false`, it is a warning, and " +
					"the run is kept with its `status` and `trace`. It has no effect if `wait` is `false`.",
			},
			"run_id": observedString("The run's id in the pipeline's list of runs, as in " +
				"`e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c`. Null if the platform had not listed the run when the wait for it ended."),
			"execution_id": observedString("The platform's response to the execution, as in " +
				"`manual__2024-12-18T10:30:00+00:00`. It differs from `run_id`, and no request of the API accepts it. Null if " +
				"the execution was not confirmed."),
			"status": observedString("Status of the run when it was last read, as named by the platform: `RUNNING`, " +
				"`SUCCESS` or `FAILED`, for example."),
			"created_at": observedString("When the run began, as an RFC 3339 time."),
			"updated_at": observedString("When the platform last changed the run, as an RFC 3339 time."),
			"trace":      observedString("Why the run failed, as reported by the platform. Of a long text, only the end."),
			"timeouts": validators.Timeouts(ctx, timeouts.Opts{
				Create: true,
				CreateDescription: "How long to wait for the end of the run, as in `30m` or `2h45m`. Defaults to `1h`. If it " +
					"times out, the apply fails, and the run continues on the platform.",
			}),
		},
	}
}

// observedString returns a computed attribute whose value stays the same until the run is read again.
func observedString(description string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed:            true,
		MarkdownDescription: description,
		PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// replaceForOtherPipeline replaces the run unless the new pipeline_id is another spelling of the old one.
func replaceForOtherPipeline(
	_ context.Context, req planmodifier.StringRequest, resp *stringplanmodifier.RequiresReplaceIfFuncResponse,
) {
	resp.RequiresReplace = !maestro.SameID(req.StateValue.ValueString(), req.PlanValue.ValueString())
}

// replaceForOtherTriggers replaces the run unless it was imported and the configuration's triggers are stored the first
// time.
func replaceForOtherTriggers(
	ctx context.Context, req planmodifier.MapRequest, resp *mapplanmodifier.RequiresReplaceIfFuncResponse,
) {
	resp.RequiresReplace = !isAdopted(ctx, req.Private)
}
