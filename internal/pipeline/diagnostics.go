// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// Operations, as they are named in timeouts.
const (
	operationCreate = "create"
	operationRead   = "read"
	operationUpdate = "update"
	operationDelete = "delete"
)

// Commands that diagnostics recommend.
const (
	stateRemove = "terraform state rm <address of this resource>"
	untaint     = "terraform untaint <address of this resource>"
)

// whatIsLost describes what destroying a pipeline deletes
// (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline).
const whatIsLost = "The pipeline's definition, its jobs, their incremental state (another pipeline starts with a " +
	"full load), its run history and its schedule are deleted permanently. Tables already loaded to Snowflake, the data " +
	"in the source and the connections remain."

// subject names a pipeline by its name and id, as far as they are known, at the start of a sentence.
func subject(p definition.Pipeline) string { return "The " + referenceTo(p) }

// referenceTo is [subject] within a sentence, after an article.
func referenceTo(p definition.Pipeline) string {
	return "pipeline " + diagnostics.PipelineName(p.Name.ValueString(), p.ID.ValueString())
}

// explain returns what the platform said about a failed operation, and what to do.
func (r *pipelineResource) explain(err error, operation string) string {
	text := diagnostics.MessageWithAdvice(err, r.Provider.Client.CustomerName(), timeoutAdvice(operation))
	switch {
	case errors.Is(err, maestro.ErrBusy):
		text += fmt.Sprintf(" You can also allow more time for the operation with timeouts = { %s = \"...\" }.", operation)
	case operation == operationDelete && errors.Is(err, maestro.ErrRunning):
		text += " If an execution is running, run the command again after its end. With drain_before_destroy = true, applied " +
			"before, the destroy waits for that end." + noConfiguration
	case errors.Is(err, maestro.ErrNotFound) && operation != operationRead:
		text += "\n\nThe pipeline no longer exists. The next apply removes it from the state, and creates it again if the " +
			"configuration still has it."
	}
	return text
}

// noConfiguration limits the advice to apply a setting before a destroy.
const noConfiguration = " No configuration changes the state of a tainted or deposed object."

// timeoutAdvice is the advice for an operation that timed out.
func timeoutAdvice(operation string) string {
	setting := fmt.Sprintf("The operation timed out. To allow more time, set timeouts = { %s = \"...\" }", operation)
	if operation == operationDelete {
		return setting + " and apply it before you destroy the pipeline." + noConfiguration
	}
	return setting + "."
}

// importBlock returns a block to paste, except for the name after "dadosfera_pipeline.".
func importBlock(id string) string {
	return fmt.Sprintf("import {\n  to = dadosfera_pipeline.NAME # the address of this resource\n  id = %s\n}",
		diagnostics.HCLString(id))
}

// importBlocks is [importBlock] with the block for an instance of a resource in addition. It is one block for all
// instances, as Terraform 1.16.0 imports only the first of several:
// https://github.com/hashicorp/terraform/issues/39068, fixed in 1.16.1.
func importBlocks(id string) string {
	return fmt.Sprintf("%s\n\nFor instances of one resource, use one block:\n\n"+
		"import {\n  for_each = { KEY = %s } # a line for each instance\n  to       = dadosfera_pipeline.NAME[each.key]\n  id       = each.value\n}",
		importBlock(id), diagnostics.HCLString(id))
}

// listPaths lists attributes in a sentence.
func listPaths(paths path.Paths) string {
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = p.String()
	}
	return diagnostics.ListSome(names, ", ")
}

// bulletList lists a few of many items, one per line.
func bulletList(items []string) string { return "  - " + diagnostics.ListSome(items, "\n  - ") }
