// SPDX-License-Identifier: MPL-2.0

// Package diagnostics puts what went wrong into words for a person: what the platform said, and what to do about it.
package diagnostics

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// Pipeline names a pipeline at the beginning of a sentence: by name and id, as far as they are known.
func Pipeline(name, id string) string {
	switch {
	case name == "":
		return "The pipeline " + id
	case id == "":
		return fmt.Sprintf("The pipeline %q", name)
	}
	return fmt.Sprintf("The pipeline %q (%s)", name, id)
}

// PipelineInside is Pipeline in the middle of a sentence.
func PipelineInside(name, id string) string {
	return "t" + strings.TrimPrefix(Pipeline(name, id), "T")
}

// Error gives the platform's words and what to do about them. customer is the customer_name of the provider; timeOver is
// the advice for an operation whose own time is over, in whole sentences.
func Error(err error, customer, timeOver string) string {
	text := Words(err)
	if advice := advice(err, customer, timeOver); advice != "" {
		text += "\n\n" + advice
	}
	return text
}

// Words gives the platform's words alone, for an error of which the caller knows better what to do. Where no answer came, they
// are nobody's but the network's.
func Words(err error) string {
	speaker := "The reason"
	var own *maestro.Error
	if errors.As(err, &own) && own.Status != 0 {
		speaker = "Maestro"
	}
	return speaker + ": " + strings.TrimSuffix(Plain(err), ".") + "."
}

// plain is how the ends of a context are said to a person.
var plain = strings.NewReplacer(
	"context deadline exceeded", "the time was over",
	"context canceled", "it was interrupted",
)

// Plain gives the text of an error without the words of the programming language in it.
func Plain(err error) string { return plain.Replace(err.Error()) }

// Command puts a command line after what it is for, on a line of its own, which Terraform does not break.
func Command(line string) string { return "\n\n  " + line }

func advice(err error, customer, timeOver string) string {
	var signIn *maestro.SignInError
	switch {
	case errors.As(err, &signIn) && signIn.Refused && !errors.Is(err, maestro.ErrForeign):
		return signInAdvice(signIn)
	case errors.Is(err, context.Canceled):
		return "The operation was interrupted."
	case errors.Is(err, context.DeadlineExceeded):
		return timeOver
	case errors.Is(err, maestro.ErrNotFound):
		return "" // the platform has said all that there is to it
	case errors.Is(err, maestro.ErrBusy):
		return "The platform limits the number of requests. Run again later, or set max_requests_per_second of the provider below its limit."
	case errors.Is(err, maestro.ErrPlatform):
		return "The trouble is on the platform's side. Run again later; if it lasts, take these words to Dadosfera's support."
	case errors.Is(err, maestro.ErrStatus404), errors.Is(err, maestro.ErrForeign):
		return "Check base_url of the provider, and any proxy or sign-in page before the platform."
	case errors.Is(err, maestro.ErrNoResponse):
		return "No answer came. Check base_url of the provider, and the network between here and the platform."
	case errors.Is(err, maestro.ErrUnauthorized):
		return fmt.Sprintf("The credentials were not accepted for customer_name %q, or there were none. Check access_token, or username and password, and customer_name of the provider; access tokens live half an hour to an hour.", customer)
	case errors.Is(err, maestro.ErrForbidden):
		return "The credentials are good, but not for this call. Ask your Dadosfera administrator for the permission on pipelines."
	}
	return ""
}

// signInAdvice is for a sign-in that was refused.
func signInAdvice(refused *maestro.SignInError) string {
	advice := "Check username, password and totp of the provider. The sign-in was tried once only, so that the account is not locked."
	if refused.Again {
		advice = "The access token had expired and signing in again was refused."
	}
	if refused.OneTime {
		advice += " A one-time code (totp) is good for one sign-in only, and terraform apply may make two, one to plan and one to apply: " +
			"run again with a new code, or sign in outside of Terraform and give the provider an access_token that outlives the run."
	}
	return advice
}
