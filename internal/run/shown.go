// SPDX-License-Identifier: MPL-2.0

package run

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// shownModel is a run in Terraform's values.
type shownModel struct {
	RunID     types.String `tfsdk:"run_id"`
	Status    types.String `tfsdk:"status"`
	CreatedAt types.String `tfsdk:"created_at"`
	UpdatedAt types.String `tfsdk:"updated_at"`
	Trace     types.String `tfsdk:"trace"`
}

func shown(run maestro.Run) shownModel {
	return shownModel{
		RunID:     textOrNull(run.ID),
		Status:    textOrNull(run.Status),
		CreatedAt: textOrNull(run.CreatedAt),
		UpdatedAt: textOrNull(run.UpdatedAt),
		Trace:     textOrNull(run.Trace),
	}
}

func textOrNull(text string) types.String {
	if text == "" {
		return types.StringNull()
	}
	return types.StringValue(text)
}

// shownAttributes are those of a run, all computed.
func shownAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"run_id": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The run's id. It is not the one that the platform answers when somebody starts a run.",
		},
		"status": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "How far the run is, as the platform names it: `RUNNING`, `SUCCESS` or `FAILED`, for example.",
		},
		"created_at": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "When the run began, as an RFC 3339 time.",
		},
		"updated_at": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "When its status last changed, as an RFC 3339 time: of a run that is over, when it ended.",
		},
		"trace": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "The error of a run that failed, null for any other.",
		},
	}
}
