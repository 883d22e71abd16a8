// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// Message returns the message of an error as a sentence. The sentence begins with "Maestro:" if a response of the
// platform is the reason for the error, and with "The reason:" if the network or this machine is.
func Message(err error) string {
	var failed *maestro.Error
	isRequest := errors.As(err, &failed)
	source, text := "The reason", err.Error()
	if isRequest && failed.Status != 0 {
		source = "Maestro"
	}
	if !isRequest { // the error of a request is printable, and may be longer
		text = maestro.Printable(text)
	}
	return source + ": " + strings.TrimSuffix(text, ".") + "."
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
	var authority x509.UnknownAuthorityError
	switch {
	case errors.As(err, &signIn) && signIn.Refused && !errors.Is(err, maestro.ErrForeign):
		return signInAdvice(signIn)
	case errors.Is(err, maestro.ErrReadOnly):
		return "Nothing was changed. To allow changes, remove read_only from the provider block, or unset " +
			"DADOSFERA_READ_ONLY."
	case errors.Is(err, maestro.ErrProxy):
		return proxyAdvice
	case errors.As(err, &authority):
		return authorityAdvice
	case errors.Is(err, maestro.ErrIncomplete):
		return "This version of the provider does not read further pages, and does not use an incomplete list. Report this " +
			"message to the developers of the provider."
	case errors.Is(err, context.Canceled):
		return "The operation was interrupted."
	case errors.Is(err, context.DeadlineExceeded):
		return onTimeout
	case errors.Is(err, maestro.ErrNotFound):
		return "" // The message is complete.
	case errors.Is(err, maestro.ErrBusy):
		return "The platform limits the rate of requests. Try again later, or set max_requests_per_second of " +
			"the provider below the limit."
	case errors.Is(err, maestro.ErrPlatform):
		return "The platform failed to process the request. Try again later. If the error persists, send this message " +
			"to Dadosfera's support."
	case errors.Is(err, maestro.ErrStatus404), errors.Is(err, maestro.ErrForeign):
		return "Check base_url of the provider, and any proxy or sign-in page in front of the platform."
	case errors.Is(err, maestro.ErrNoResponse):
		return "The platform did not respond. Check base_url of the provider, and the network between this machine and the " +
			"platform."
	case errors.Is(err, maestro.ErrUnauthorized):
		return unauthorizedAdvice(err, customer)
	case errors.Is(err, maestro.ErrForbidden):
		return "The credentials are valid, but do not permit this operation. Ask your Dadosfera administrator for the " +
			"permission on pipelines."
	}
	return ""
}

const (
	proxyAdvice = "A proxy between this machine and the platform rejected the request. The environment variables " +
		"HTTPS_PROXY and HTTP_PROXY set the proxy, with its credentials if it requires any, as in " +
		"http://user:password@proxy.example.com:3128. To reach the platform without a proxy, add its host to NO_PROXY."
	authorityAdvice = "The certificate of the platform, or of a proxy that inspects the traffic, is signed by an " +
		"authority that this machine does not trust. Add the certificate of the authority to the trusted certificates of " +
		"the operating system. On Linux and other Unix systems, SSL_CERT_FILE can instead name a file with trusted " +
		"certificates."
)

// unauthorizedAdvice returns the advice for a request that was refused with 401, depending on the credentials in it.
func unauthorizedAdvice(err error, customer string) string {
	var failed *maestro.Error
	_ = errors.As(err, &failed)
	switch failed.Auth {
	case maestro.AuthToken:
		return fmt.Sprintf("The platform did not accept the access_token of the provider for customer_name %q. Access "+
			"tokens expire after 30 to 60 minutes: set a new one, and check customer_name.", customer)
	case maestro.AuthSignIn:
		return fmt.Sprintf("The sign-in succeeded, but the platform did not accept its access token for customer_name %q. "+
			"Check that the user belongs to this customer.", customer)
	case maestro.AuthNone:
	}
	return fmt.Sprintf("The provider has no credentials, so the request carried only customer_name %q. Set username and "+
		"password of the provider, or access_token.", customer)
}

// signInAdvice returns the advice for a sign-in that the platform refused, or accepted without returning a token.
func signInAdvice(refused *maestro.SignInError) string {
	var noToken *maestro.NoTokenError
	if errors.As(refused, &noToken) {
		return noTokenAdvice(refused, noToken)
	}
	advice := "Check username, password and totp of the provider. The sign-in is not attempted again, so that the " +
		"account is not locked."
	if refused.Again {
		advice = "The access token had expired, and a second sign-in was refused."
	}
	if refused.OneTime {
		advice += " A one-time code (totp) is valid for a single sign-in, and terraform apply may require two: one to plan " +
			"and one to apply. Run the command again with a new code, or sign in outside of Terraform and set an access_token " +
			"that outlives the run."
	}
	return advice
}

// noTokenAdvice returns the advice for a sign-in that the platform accepted without returning a token.
func noTokenAdvice(signIn *maestro.SignInError, reason *maestro.NoTokenError) string {
	var steps []string
	switch {
	case reason.MFAStatus != "" && signIn.OneTime:
		steps = append(steps, "The platform did not accept the one-time code. A code is valid for a single sign-in and "+
			"a short time: set totp of the provider (DADOSFERA_TOTP) to a new one.")
	case reason.MFAStatus != "":
		steps = append(steps, "The platform requires a second factor: set totp of the provider (DADOSFERA_TOTP) to a "+
			"current one-time code.")
	}
	if reason.TermsOfUse != "" {
		steps = append(steps, "The user must accept the terms of use: sign in to the platform in a browser.")
	}
	if len(steps) == 0 {
		steps = append(steps, "Sign in to the platform in a browser as this user, to see what it requires. If it requires "+
			"a second factor, set totp of the provider (DADOSFERA_TOTP) to a current one-time code.")
	}
	return strings.Join(append(steps,
		"Alternatively, sign in outside of Terraform, and set access_token (DADOSFERA_ACCESS_TOKEN) instead of username and "+
			"password."), " ")
}

// Command returns a command line as a paragraph of its own, indented so that Terraform does not wrap it.
func Command(line string) string { return "\n\n  " + line }
