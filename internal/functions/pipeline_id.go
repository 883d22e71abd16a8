// SPDX-License-Identifier: MPL-2.0

package functions

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

var _ function.Function = pipelineID{}

type pipelineID struct{}

// NewPipelineID returns the function pipeline_id.
func NewPipelineID() function.Function { return pipelineID{} }

// Metadata returns the name of the function.
func (pipelineID) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "pipeline_id"
}

// Definition returns the parameters and the result.
func (pipelineID) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Returns the id of a pipeline in the spelling of the platform",
		MarkdownDescription: "Returns the id of a pipeline in the spelling of the platform and of the attribute `id` of " +
			"`dadosfera_pipeline`: a UUID in lower case, with `_` instead of `-`. An id that is not a UUID, such as " +
			"`test_pipeline_12345`, has only one spelling and is returned unchanged.\n\n" +
			"All attributes for ids accept both spellings. Use this function to compare ids from other sources, or to use " +
			"them as keys.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name:                "id",
				MarkdownDescription: "The id of a pipeline, spelled with `-` or `_`.",
			},
		},
		Return: function.StringReturn{},
	}
}

// Run returns the id in the platform's spelling.
func (pipelineID) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var id string
	if resp.Error = req.Arguments.Get(ctx, &id); resp.Error != nil {
		return
	}
	if err := maestro.CheckID(id); err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, maestro.PlatformID(id))
}
