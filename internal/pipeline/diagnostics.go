// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// subject names a pipeline for a person: by name and id, as far as they are known.
func subject(m model) string {
	name, id := m.Name.ValueString(), m.ID.ValueString()
	switch {
	case name == "":
		return fmt.Sprintf("The pipeline %s", id)
	case id == "":
		return fmt.Sprintf("The pipeline %q", name)
	}
	return fmt.Sprintf("The pipeline %q (%s)", name, id)
}

// inSentence is subject in the middle of a sentence.
func inSentence(m model) string { return "t" + strings.TrimPrefix(subject(m), "T") }

// explain gives the platform's words and what to do about them. operation is the key in timeouts.
func (r *pipelineResource) explain(err error, operation string) string {
	text := "The reason: " + strings.TrimSuffix(err.Error(), ".") + "."
	var own *maestro.Error
	if errors.As(err, &own) {
		text = strings.Replace(text, "The reason", "Maestro", 1)
	}
	if advice := r.advice(err, operation); advice != "" {
		text += "\n\n" + advice
	}
	return text
}

func (r *pipelineResource) advice(err error, operation string) string {
	var signIn *maestro.SignInError
	switch {
	case errors.As(err, &signIn) && signIn.Again:
		return "The access token had expired and signing in again was refused. With a second factor, the one-time code (totp) is good for one sign-in only: " +
			"run again with a new code, or use an access_token that outlives the run."
	case errors.As(err, &signIn) && (maestro.IsUnauthorized(err) || maestro.IsForbidden(err)):
		return "Check username, password and totp of the provider. The sign-in was tried once only, so that the account is not locked."
	case errors.As(err, &signIn):
		return ""
	case errors.Is(err, context.Canceled):
		return "The run was interrupted."
	case errors.Is(err, context.DeadlineExceeded):
		advice := fmt.Sprintf("The time for this operation is over. It can be raised with timeouts = { %s = \"...\" }", operation)
		if operation == "delete" {
			return advice + ", which takes an apply of its own before the pipeline is destroyed."
		}
		return advice + "."
	case maestro.Is404(err):
		return "Check base_url of the provider, and any proxy before the platform."
	case maestro.IsUnanswered(err):
		return "No answer came. Check base_url of the provider, and the network between here and the platform."
	case maestro.IsUnauthorized(err):
		return fmt.Sprintf("The credentials were not accepted for customer_name %q. Check access_token, or username and password, and customer_name of the provider; access tokens live half an hour to an hour.", r.data.Client.CustomerName())
	case maestro.IsForbidden(err):
		return "The credentials are good, but not for this call. Ask your Dadosfera administrator for the permission on pipelines."
	}
	return ""
}

// importBlock is ready to be pasted, but for the name after "dadosfera_pipeline.".
func importBlock(id string) string {
	return fmt.Sprintf("import {\n  to = dadosfera_pipeline.NAME # the address of this resource\n  id = %q\n}", id)
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
