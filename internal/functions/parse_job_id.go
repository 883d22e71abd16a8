// SPDX-License-Identifier: MPL-2.0

package functions

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

var _ function.Function = parseJobID{}

type parseJobID struct{}

// NewParseJobID returns the function parse_job_id.
func NewParseJobID() function.Function { return parseJobID{} }

// Metadata returns the name of the function.
func (parseJobID) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_job_id"
}

// Definition returns the parameters and the result.
func (parseJobID) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Returns the pipeline id and the index in the id of a job",
		MarkdownDescription: "Splits the id of a job into the id of its pipeline and its index. It is the inverse of " +
			"`job_id`. The result is an object:\n\n" +
			"- `pipeline_id` (String) The id of the pipeline, in the spelling of the platform.\n" +
			"- `index` (Number) The index of the job on the platform, from 0.\n\n" +
			"The id of a pipeline that is not a UUID and ends in a number cannot be distinguished from the id of a job: " +
			"`test_pipeline_12345` is parsed as job 12345 of the pipeline `test_pipeline`.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "job_id",
				MarkdownDescription: "The id of a job, spelled with `-` or `_`.",
			},
		},
		Return: function.ObjectReturn{
			AttributeTypes: map[string]attr.Type{
				"pipeline_id": types.StringType,
				"index":       types.Int64Type,
			},
		},
	}
}

// Run returns the id of the pipeline and the index of the job.
func (parseJobID) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var id string
	if resp.Error = req.Arguments.Get(ctx, &id); resp.Error != nil {
		return
	}
	pipeline, index, err := maestro.ParseJobID(id)
	if err == nil {
		err = maestro.CheckID(pipeline)
	}
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, struct {
		PipelineID string `tfsdk:"pipeline_id"`
		Index      int64  `tfsdk:"index"`
	}{maestro.PlatformID(pipeline), int64(index)})
}
