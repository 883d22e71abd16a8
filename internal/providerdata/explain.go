// SPDX-License-Identifier: MPL-2.0

package providerdata

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// Explain gives the platform's words, and after them what to do. timeout is the operation's key in the timeouts block of a
// resource; empty where there is none.
func (d *Data) Explain(err error, timeout string) string {
	text := "The reason: " + strings.TrimSuffix(err.Error(), ".") + "."
	var own *maestro.Error
	if errors.As(err, &own) {
		text = strings.Replace(text, "The reason", "Maestro", 1)
	}
	if advice := d.advice(err, timeout); advice != "" {
		text += "\n\n" + advice
	}
	return text
}

// NoPipeline says that somebody asked for a pipeline that is not there, and what to check.
func (d *Data) NoPipeline(id string, err error) string {
	return fmt.Sprintf("No pipeline of customer %q has the id %s. Check the id and the provider's customer_name.\n\n%s", d.Client.CustomerName(), id, d.Explain(err, ""))
}

func (d *Data) advice(err error, timeout string) string {
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
		return timeIsOver(timeout)
	case maestro.IsNotFound(err):
		return "" // that is sure, so base_url is right
	case maestro.Is404(err):
		return "Check base_url of the provider, and any proxy before the platform."
	case maestro.IsUnanswered(err):
		return "No answer came. Check base_url of the provider, and the network between here and the platform."
	case maestro.IsUnauthorized(err):
		return fmt.Sprintf("The credentials were not accepted for customer_name %q. Check access_token, or username and password, and customer_name of the provider; access tokens live half an hour to an hour.", d.Client.CustomerName())
	case maestro.IsForbidden(err):
		return "The credentials are good, but not for this call. Ask your Dadosfera administrator for the permission on pipelines."
	}
	return ""
}

func timeIsOver(timeout string) string {
	const over = "The time for this operation is over."
	switch timeout {
	case "":
		return over
	case "delete":
		return over + " It can be raised with timeouts = { delete = \"...\" }, which takes an apply of its own before the pipeline is destroyed."
	}
	return over + fmt.Sprintf(" It can be raised with timeouts = { %s = \"...\" }.", timeout)
}
