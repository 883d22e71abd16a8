// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// envVar returns the name of the environment variable of a setting.
func envVar(setting string) string { return "DADOSFERA_" + strings.ToUpper(setting) }

// lookup returns the value of an environment variable, or "" if it is not set.
type lookup func(variable string) string

// resolver resolves settings from the provider block and the environment, and reports their errors.
type resolver struct {
	env   lookup
	diags *diag.Diagnostics
}

// valueOrEnv returns the value of a setting in the provider block, or else the value of its environment variable, which
// parse converts, or else the fallback.
func valueOrEnv[T any](r resolver, setting string, configured *T, parse func(string) (T, error), fallback T) T {
	if configured != nil {
		return *configured
	}
	return textOrEnv(r, setting, types.StringNull(), parse, fallback)
}

// textOrEnv is like [valueOrEnv] for a setting that is a string in the provider block, which parse converts, too. An
// unknown value results in the fallback.
func textOrEnv[T any](
	r resolver, setting string, configured types.String, parse func(string) (T, error), fallback T,
) T {
	text, source := configured.ValueString(), ""
	if configured.IsNull() {
		text, source = r.env(envVar(setting)), fmt.Sprintf(" It was read from the environment variable %s.", envVar(setting))
	}
	if text == "" {
		return fallback
	}
	value, err := parse(text)
	if err != nil {
		r.invalid(setting, fmt.Sprintf("The value of %s %s.%s", setting, err, source), err)
	}
	return value
}

// boolOrEnv is [valueOrEnv] for a setting that is false by default.
func boolOrEnv(r resolver, setting string, configured types.Bool) bool {
	return valueOrEnv(r, setting, configured.ValueBoolPointer(), parseBool, false)
}

// invalid reports an invalid setting. The error is not about the attribute if the value may be a secret: for an error
// about an attribute, Terraform prints its line of the configuration.
func (r resolver) invalid(setting, detail string, err error) {
	if errors.As(err, new(secretError)) {
		r.diags.Append(summaryInvalid[setting].Error(detail))
		return
	}
	r.diags.Append(summaryInvalid[setting].ErrorAt(path.Root(setting), detail))
}

// missing reports a missing setting, and why it is required.
func (r resolver) missing(setting, reason string) {
	r.diags.Append(summaryMissing[setting].ErrorAtf(path.Root(setting),
		"%s Set %s in the provider block, or the environment variable %s.", reason, setting, envVar(setting)))
}

// twoWays reports that there is an access token as well as a sign-in.
func (r resolver) twoWays(detail string) {
	r.diags.Append(summaryTwoWays.ErrorAt(path.Root("access_token"), detail))
}

// The functions below convert the text of a setting. Their errors complete a sentence whose subject is the value. They
// do not repeat a value that may be a secret.

func parseAny(text string) (string, error) { return text, nil }

// secretError is an error about a value that is a secret, or may be one.
type secretError struct{ error }

// parseCustomerName accepts what an HTTP header can carry, except for a token. It returns the text with the error, too.
func parseCustomerName(text string) (string, error) {
	if looksLikeToken(text) {
		return text, secretError{errors.New("looks like an access token or an API key. Set the name of the customer " +
			"instead. The value is not shown here, but it may be in logs: if it is a secret, replace it on the platform")}
	}
	if err := maestro.CheckHeader(text); err != nil {
		return text, fmt.Errorf("cannot be sent in a header: %w", err)
	}
	return text, nil
}

// looksLikeToken reports whether a text looks like a JWT, which an access token is, or like an API key.
func looksLikeToken(text string) bool {
	text = strings.TrimSpace(text)
	return maestro.HasBearer(text) || strings.HasPrefix(text, "eyJ") && strings.Contains(text, ".") ||
		strings.HasPrefix(strings.ToLower(text), "ddf_")
}

// parseToken accepts an access token as the platform takes it.
func parseToken(text string) (string, error) {
	if maestro.HasBearer(text) {
		return "", secretError{errors.New("begins with the word Bearer. The platform expects the token alone")}
	}
	text, err := parseSecret(text)
	if err == nil && maestro.CheckHeader(text) != nil {
		return "", secretError{errors.New("contains a character that is not allowed in an HTTP header")}
	}
	return text, err
}

// parseUsername accepts a text without line breaks and without white space around it.
func parseUsername(text string) (string, error) {
	switch {
	case strings.ContainsAny(text, "\r\n"):
		return "", errors.New("contains a line break")
	case strings.TrimSpace(text) != text:
		return "", errors.New("begins or ends with whitespace")
	}
	return text, nil
}

// parseSecret is [parseUsername] for a password or a one-time code.
func parseSecret(text string) (string, error) {
	text, err := parseUsername(text)
	if err != nil {
		return "", secretError{err}
	}
	return text, nil
}

func parseBaseURL(text string, allowHTTP bool) (*url.URL, error) {
	u, err := maestro.ParseBaseURL(text, allowHTTP)
	if err != nil {
		return nil, fmt.Errorf("is not a valid address: %w", err)
	}
	return u, nil
}

func parseTimeout(text string) (time.Duration, error) {
	timeout, err := time.ParseDuration(text)
	if err != nil || timeout <= 0 {
		return 0, fmt.Errorf("%q is not a positive duration, as in \"30s\" or \"2m\"", text)
	}
	return timeout, nil
}

func parseMaxRetries(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > 100 {
		return 0, fmt.Errorf("%q is not an integer from 0 to 100", text)
	}
	return n, nil
}

func parseRate(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || n < 0 {
		return 0, fmt.Errorf("%q is not a number of 0 or more", text)
	}
	return n, nil
}

func parseBool(text string) (bool, error) {
	value, err := strconv.ParseBool(text)
	if err != nil {
		return false, fmt.Errorf("%q is not true or false", text)
	}
	return value, nil
}
