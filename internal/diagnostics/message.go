// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// Message returns the message of an error as a sentence. The sentence begins with "Maestro:" if a response of the
// platform is the reason for the error, and with "The reason:" if the network or this machine is.
func Message(err error) string {
	source := "The reason"
	var failed *maestro.Error
	if errors.As(err, &failed) && failed.Status != 0 {
		source = "Maestro"
	}
	return source + ": " + strings.TrimSuffix(err.Error(), ".") + "."
}

// MessageWithAdvice returns the message of an error, followed by a paragraph on what to do about it if there is more to
// say than the message does. The customer is the customer_name of the provider. The advice for an operation that timed
// out is onTimeout, in whole sentences.
func MessageWithAdvice(err error, customer, onTimeout string) string {
	text := Message(err)
	if advice := advice(err, customer, onTimeout); advice != "" {
		text += "\n\n" + advice
	}
	return text
}

func advice(err error, customer, onTimeout string) string {
	var signIn *maestro.SignInError
	switch {
	case errors.As(err, &signIn) && signIn.Refused && !errors.Is(err, maestro.ErrForeign):
		return signInAdvice(signIn)
	case errors.Is(err, context.Canceled):
		return "The operation was interrupted."
	case errors.Is(err, context.DeadlineExceeded):
		return onTimeout
	case errors.Is(err, maestro.ErrNotFound):
		return "" // The message is complete.
	case errors.Is(err, maestro.ErrBusy):
		return "The platform limits the number of requests. Run again later, or set max_requests_per_second of the " +
			"provider below its limit."
	case errors.Is(err, maestro.ErrPlatform):
		return "The problem is on the platform's side. Run again later. If it persists, send this message to Dadosfera's " +
			"support."
	case errors.Is(err, maestro.ErrStatus404), errors.Is(err, maestro.ErrForeign):
		return "Check base_url of the provider, and any proxy or sign-in page in front of the platform."
	case errors.Is(err, maestro.ErrNoResponse):
		return "There was no response. Check base_url of the provider, and the network between this machine and the platform."
	case errors.Is(err, maestro.ErrUnauthorized):
		return fmt.Sprintf("The credentials were not accepted for customer_name %q, or there were none. Check "+
			"access_token, or username and password, and customer_name of the provider. Access tokens expire after half an "+
			"hour to an hour.", customer)
	case errors.Is(err, maestro.ErrForbidden):
		return "The credentials are valid, but do not permit this operation. Ask your Dadosfera administrator for the " +
			"permission on pipelines."
	}
	return ""
}

// signInAdvice returns the advice for a sign-in that the platform refused.
func signInAdvice(refused *maestro.SignInError) string {
	advice := "Check username, password and totp of the provider. The sign-in was attempted only once, so that the " +
		"account is not locked."
	if refused.Again {
		advice = "The access token had expired, and a second sign-in was refused."
	}
	if refused.OneTime {
		advice += " A one-time code (totp) is valid for one sign-in only, and terraform apply may need two: one to plan " +
			"and one to apply. Run again with a new code, or sign in outside of Terraform and set an access_token that " +
			"outlives the run."
	}
	return advice
}

// Command returns a command line as a paragraph of its own, indented so that Terraform does not wrap it.
func Command(line string) string { return "\n\n  " + line }
