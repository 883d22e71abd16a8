// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"fmt"
	"strconv"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// PipelineName returns the name and id of a pipeline, as in "Orders" (1b33ad2f_33d3_4837_9eeb_83c82c8b909d). One of the
// two is omitted if it is empty. It is meant to follow the word pipeline. Both are printable, whatever the platform
// shows.
func PipelineName(name, id string) string {
	id = maestro.Printable(id)
	switch {
	case name == "":
		return id
	case id == "":
		return Quote(name)
	}
	return fmt.Sprintf("%s (%s)", Quote(name), id)
}

// Quote returns a text of the platform in quotes, fit for one line of a terminal.
func Quote(text string) string { return strconv.Quote(maestro.Printable(text)) }

// longestBrief is the largest length of a text that is one of several in a diagnostic, in runes.
const longestBrief = 200

// Brief returns a text of the platform that is one of several in a diagnostic: fit for one line of a terminal, and
// short.
func Brief(text string) string {
	text = maestro.Printable(text)
	if runes := []rune(text); len(runes) > longestBrief {
		return string(runes[:longestBrief]) + "…"
	}
	return text
}

// PipelineNotFound returns the detail of an error about an id that is not the id of a pipeline: what to check, and the
// message of the platform. The customer is the customer_name of the provider.
func PipelineNotFound(err error, customer, id string) string {
	return fmt.Sprintf("No pipeline of customer %q has the id %s. %s\n\n%s",
		customer, maestro.Printable(id), idAdvice(id), MessageWithAdvice(err, customer, ""))
}

// idAdvice returns what to check about an id that is not the id of a pipeline.
func idAdvice(id string) string {
	pipelineID, _, err := maestro.ParseJobID(id)
	switch {
	case err == nil && maestro.IsUUID(pipelineID):
		return fmt.Sprintf("This is the id of a job. The id of its pipeline is %s.", maestro.PlatformID(pipelineID))
	case !maestro.IsUUID(id):
		return "Check the id and customer_name of the provider. The name of a pipeline is not its id."
	}
	return "Check the id and customer_name of the provider."
}
