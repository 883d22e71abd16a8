// SPDX-License-Identifier: MPL-2.0

package run

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Names of attributes that several types have.
const (
	pipelineIDName = "pipeline_id"
	runIDName      = "run_id"
)

// observedRun holds the attributes of a run. What a response does not show is null.
type observedRun struct {
	RunID     types.String `tfsdk:"run_id"`
	Status    types.String `tfsdk:"status"`
	CreatedAt types.String `tfsdk:"created_at"`
	UpdatedAt types.String `tfsdk:"updated_at"`
	Trace     types.String `tfsdk:"trace"`
}

func observe(run maestro.Run) observedRun {
	return observedRun{
		RunID:     tfvalue.StringOrNull(run.ID),
		Status:    tfvalue.StringOrNull(run.Status),
		CreatedAt: tfvalue.StringOrNull(run.CreatedAt),
		UpdatedAt: tfvalue.StringOrNull(run.UpdatedAt),
		Trace:     tfvalue.StringOrNull(run.Trace),
	}
}

// observedRunAttributes returns the attributes of [observedRun] for data sources.
func observedRunAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		runIDName: schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The run's id. It differs from the execution id that the platform returns when a run is started.",
		},
		"status": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Status of the run, as named by the platform: `RUNNING`, `SUCCESS` or `FAILED`, for example.",
		},
		"created_at": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "When the run began, as an RFC 3339 time.",
		},
		"updated_at": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "When the status of the run last changed, as an RFC 3339 time. For a run that has ended, the " +
				"time of its end.",
		},
		"trace": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The error of a failed run. Null for other runs.",
		},
	}
}
