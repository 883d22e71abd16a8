// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

var (
	_ resource.ResourceWithConfigure    = (*stateResetResource)(nil)
	_ resource.ResourceWithModifyPlan   = (*stateResetResource)(nil)
	_ resource.ResourceWithUpgradeState = (*stateResetResource)(nil)
)

// stateResetResource is the reset of a job's state. The platform has no record of it, so there is nothing to read or to
// import.
type stateResetResource struct {
	providerdata.Resource
}

// NewStateResetResource returns the resource dadosfera_job_state_reset.
func NewStateResetResource() resource.Resource {
	return &stateResetResource{providerdata.Resource{TypeName: "job_state_reset"}}
}

type stateResetModel struct {
	ID       types.String `tfsdk:"id"`
	JobID    types.String `tfsdk:"job_id"`
	Triggers types.Map    `tfsdk:"triggers"`
	ResetAt  types.String `tfsdk:"reset_at"`
}

// stateResetVersion is recorded in every state. See internal/testkit/compatibility for when to raise it.
const stateResetVersion = 0

// UpgradeState returns an upgrader to stateResetVersion for each earlier version. There is none yet.
func (*stateResetResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return map[int64]resource.StateUpgrader{}
}

// Schema returns the attributes.
func (*stateResetResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	computed := func(description string) schema.StringAttribute {
		return schema.StringAttribute{
			Computed: true, MarkdownDescription: description,
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}
	}
	resp.Schema = schema.Schema{
		Version: stateResetVersion,
		MarkdownDescription: "Resets the state of a job, which is its bookmark, when the resource is created, and again " +
			"whenever `triggers` or the job changes. The job's next run then extracts all rows, like the first one. A column " +
			"that was added to an incremental job has values in old rows only after that. Use this resource with OpenTofu and " +
			"with Terraform before 1.14. In Terraform 1.14 or later, prefer the action `dadosfera_job_reset_state`, which " +
			"stores nothing in the Terraform state. If a reset fails, however, the next apply repeats it with this resource, " +
			"but not with an action that a change has triggered.\n\n" +
			"The resource does not start a run. The next run by the schedule, or by `dadosfera_pipeline_run`, extracts all " +
			"rows. It works for JDBC, Singer and S3 jobs. Destroying the resource sends nothing to the platform, and a reset " +
			"cannot be undone. The platform keeps no record of a reset, so this resource cannot be imported.\n\n" +
			"~> **The next run may duplicate rows.** The platform does not document that loaded rows are removed, so a job " +
			"that only appends rows may then have duplicates. The plan warns of each reset. Creating the resource always " +
			"resets the state, even if the job was reset before, for example after `terraform state rm` or in a second " +
			"workspace.",
		Attributes: map[string]schema.Attribute{
			"id": computed("The job's id, in the spelling of the platform."),
			jobIDName: schema.StringAttribute{
				Required: true,
				MarkdownDescription: "Id of the job, spelled with `-` or `_`: the id of its pipeline and the job's index, as in " +
					"`1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0`. The attribute `job_ids` of `dadosfera_pipeline` has the ids of its " +
					"jobs by table. Changing it resets the state of the other job, as does a replacement of the pipeline.",
				Validators: []validator.String{validators.JobID()},
			},
			"triggers": schema.MapAttribute{
				Optional:    true,
				ElementType: types.StringType,
				MarkdownDescription: "Arbitrary strings, such as the extracted columns or a version. Any change " +
					"resets the state again. If omitted, the state is reset once.",
			},
			"reset_at": computed("When the state was reset, as an RFC 3339 time by the clock of the machine that runs " +
				"Terraform. As one of the `triggers` of a `dadosfera_pipeline_run`, it runs the pipeline after each reset."),
		},
	}
}

// resets reports whether a change resets the state of a job: if the job or the triggers are others, or may be.
func (m stateResetModel) resets(planned stateResetModel) bool {
	return planned.JobID.IsUnknown() || !maestro.SameID(m.JobID.ValueString(), planned.JobID.ValueString()) ||
		!sameTriggers(m.Triggers, planned.Triggers)
}

// sameTriggers reports whether two maps have the same elements. A null map has none.
func sameTriggers(a, b types.Map) bool {
	return a.Equal(b) || !b.IsUnknown() && len(a.Elements()) == 0 && len(b.Elements()) == 0
}

// ModifyPlan plans what follows from a reset, and warns of it. In an apply, where Terraform plans again, an id that was
// unknown may turn out to be that of a new job, of which the plan has warned enough.
func (r *stateResetResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var plan, state stateResetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	exists := !req.State.Raw.IsNull()
	if exists {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	if resp.Diagnostics.HasError() || exists && !state.resets(plan) {
		return
	}

	plan.ID, plan.ResetAt = types.StringUnknown(), types.StringUnknown()
	at := path.Root(jobIDName)
	switch {
	case !plan.JobID.IsUnknown():
		plan.ID = types.StringValue(platformJobID(plan.JobID.ValueString()))
		if !r.isNewJob(plan.JobID.ValueString()) {
			resp.Diagnostics.Append(summaryReset.About(plan.JobID.ValueString()).WarningAt(at, resetConsequences))
		}
	case exists && sameTriggers(state.Triggers, plan.Triggers):
		resp.Diagnostics.Append(summaryUnknownReset.WarningAt(at, sameJob+resetConsequences))
	default:
		resp.Diagnostics.Append(summaryUnknownReset.WarningAt(at, newJob+resetConsequences))
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
}

const (
	// newJob and sameJob begin the warning of a reset of a job that is not known yet.
	newJob  = "The id of the job is known only after its pipeline is applied. A new job has no state to lose. "
	sameJob = "The id of the job is known only after its pipeline is applied. If it is the same job as before, its " +
		"state is not reset. A new job has no state to lose. "
	// resetConsequences ends the warning of a reset.
	resetConsequences = "The job's next run extracts all rows, and a reset cannot be undone. The platform does not " +
		"document that loaded rows are removed, so a job that only appends rows may then have duplicates."
)

// Create resets the state of the job. After an error, there is nothing in the state, and the next apply resets it
// again, which changes nothing if no run was in between.
func (r *stateResetResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan stateResetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.reset(ctx, &plan)...)
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	}
}

// Update resets the state of the job if the job or the triggers are others. After an error, the state is the one from
// before, and the next plan resets it again.
func (r *stateResetResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state stateResetModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if state.resets(plan) {
		resp.Diagnostics.Append(r.reset(ctx, &plan)...)
	} else {
		plan.ID, plan.ResetAt = state.ID, state.ResetAt // unknown if the client does not plan again in the apply
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	}
}

// Read keeps the state: the platform has no record of a reset. If the job no longer exists, removing the reset from the
// state would plan another one.
func (*stateResetResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Delete removes the reset from the state. It cannot be undone, so no request is sent.
func (*stateResetResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {
}

// isNewJob reports whether this run has created the pipeline of a job, which then has no state to lose.
func (r *stateResetResource) isNewJob(jobID string) bool {
	pipelineID, _, err := maestro.ParseJobID(jobID)
	return err == nil && r.Provider != nil && r.Provider.IsCreated(pipelineID)
}

// reset resets the state of the planned job, and sets the computed attributes.
func (r *stateResetResource) reset(ctx context.Context, plan *stateResetModel) diag.Diagnostics {
	_, diags := resetState(ctx, r.Provider, plan.JobID.ValueString(), "\n\nThe next apply requests the reset again.")
	plan.ID = types.StringValue(platformJobID(plan.JobID.ValueString()))
	plan.ResetAt = types.StringValue(time.Now().UTC().Format(time.RFC3339))
	return diags
}

// platformJobID returns the id of a job in the spelling in which the platform returns it.
func platformJobID(jobID string) string {
	if pipelineID, index, err := maestro.ParseJobID(jobID); err == nil {
		return maestro.JobID(pipelineID, index)
	}
	return jobID
}
