// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// subject names a pipeline for a person: by name and id, as far as they are known.
func subject(m model) string { return diagnostics.Pipeline(m.Name.ValueString(), m.ID.ValueString()) }

// inSentence is subject in the middle of a sentence.
func inSentence(m model) string {
	return diagnostics.PipelineInside(m.Name.ValueString(), m.ID.ValueString())
}

// explain gives the platform's words and what to do about them. operation is the key in timeouts.
func (r *pipelineResource) explain(err error, operation string) string {
	text := diagnostics.Error(err, r.data.Client.CustomerName(), timeOver(operation))
	switch {
	case maestro.IsBusy(err):
		text += fmt.Sprintf(" More time for the operation helps, too: timeouts = { %s = \"...\" }.", operation)
	case maestro.IsNotFound(err) && operation != "read":
		text += "\n\nIt is not there any more. The next plan takes it out of the state, and makes it again where the configuration has it."
	}
	return text
}

// timeOver is the advice for an operation whose time is over.
func timeOver(operation string) string {
	setting := fmt.Sprintf("The time for this operation is over. It can be raised with timeouts = { %s = \"...\" }", operation)
	if operation == "delete" {
		return setting + ", which takes an apply of its own before the pipeline is destroyed."
	}
	return setting + "."
}

// importBlock is ready to be pasted, but for the name after "dadosfera_pipeline.".
func importBlock(id string) string {
	return fmt.Sprintf("import {\n  to = dadosfera_pipeline.NAME # the address of this resource\n  id = %s\n}", hclText(id))
}

// hclText writes a text as HCL that means this text and nothing else: whoever chose the id may have put a template into it.
func hclText(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return `"` + strings.NewReplacer("${", "$${", "%{", "%%{").Replace(b.String()) + `"`
}

// whatIsLost is the one text about what destroying a pipeline does
// (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline).
const whatIsLost = "Deleted for good are the pipeline's definition, its jobs, their incremental state (the next pipeline starts with a full load), " +
	"its run history and its schedule. What stays: tables already loaded to Snowflake, the data in the source, and the connections."

// list names attributes in a sentence.
func list(paths path.Paths) string {
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = p.String()
	}
	return strings.Join(names, ", ")
}
