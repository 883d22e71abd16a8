// SPDX-License-Identifier: MPL-2.0

package functions

import (
	"context"
	"fmt"
	"math"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

var _ function.Function = jobID{}

type jobID struct{}

// NewJobID returns the function job_id.
func NewJobID() function.Function { return jobID{} }

// Metadata returns the name of the function.
func (jobID) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "job_id"
}

// Definition returns the parameters and the result.
func (jobID) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Returns the id of a job of a pipeline",
		MarkdownDescription: "Returns the id of a job of a pipeline in the spelling of the platform: the pipeline's " +
			"id, `_` and " +
			"the job's index, as in `1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0`. The function does not check that the job exists.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "pipeline_id",
				MarkdownDescription: "The id of the pipeline, spelled with `-` or `_`.",
			},
			// A NumberParameter, because the framework reports 1.5 for an Int64Parameter as a defect in the provider.
			function.NumberParameter{
				Name:                "index",
				MarkdownDescription: "The index of the job on the platform, from 0.",
			},
		},
		Return: function.StringReturn{},
	}
}

// Run returns the id of the job.
func (jobID) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var id string
	var number *big.Float
	if resp.Error = req.Arguments.Get(ctx, &id, &number); resp.Error != nil {
		return
	}
	if err := maestro.CheckID(id); err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	index, accuracy := number.Int64()
	if accuracy != big.Exact || index < 0 || index > math.MaxInt32 {
		resp.Error = function.NewArgumentFuncError(1, fmt.Sprintf("the index of a job must be an integer from 0 "+
			"to %d, got %s",
			math.MaxInt32, number.Text('g', 10)))
		return
	}
	resp.Error = resp.Result.Set(ctx, maestro.JobID(id, int(index)))
}
