// SPDX-License-Identifier: MPL-2.0

package diagnostics

// Pipeline returns the name of a pipeline as the beginning of a sentence.
//
// Deprecated: write "Pipeline " + [PipelineName].
func Pipeline(name, id string) string { return "The pipeline " + PipelineName(name, id) }

// PipelineInside returns the name of a pipeline for the middle of a sentence.
//
// Deprecated: write "pipeline " + [PipelineName].
func PipelineInside(name, id string) string { return "the pipeline " + PipelineName(name, id) }

// Error returns the message of an error and advice.
//
// Deprecated: use [MessageWithAdvice].
func Error(err error, customer, onTimeout string) string {
	return MessageWithAdvice(err, customer, onTimeout)
}

// NoPipeline returns the detail of an error about an id that is not the id of a pipeline.
//
// Deprecated: use [PipelineNotFound].
func NoPipeline(err error, customer, id string) string { return PipelineNotFound(err, customer, id) }
