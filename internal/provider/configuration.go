// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// The environment variables, one for each setting.
const (
	envBaseURL              = "DADOSFERA_BASE_URL"
	envCustomerName         = "DADOSFERA_CUSTOMER_NAME"
	envAccessToken          = "DADOSFERA_ACCESS_TOKEN" //nolint:gosec // the name, not a token
	envUsername             = "DADOSFERA_USERNAME"
	envPassword             = "DADOSFERA_PASSWORD" //nolint:gosec // the name, not a password
	envTOTP                 = "DADOSFERA_TOTP"
	envMaxRetries           = "DADOSFERA_MAX_RETRIES"
	envRequestTimeout       = "DADOSFERA_REQUEST_TIMEOUT"
	envMaxRequestsPerSecond = "DADOSFERA_MAX_REQUESTS_PER_SECOND"
	envDeletionProtection   = "DADOSFERA_DELETION_PROTECTION"
	envBulkRefresh          = "DADOSFERA_BULK_REFRESH"
)

// configuration is the provider block.
type configuration struct {
	BaseURL              types.String  `tfsdk:"base_url"`
	AllowHTTP            types.Bool    `tfsdk:"allow_http"`
	CustomerName         types.String  `tfsdk:"customer_name"`
	AccessToken          types.String  `tfsdk:"access_token"`
	Username             types.String  `tfsdk:"username"`
	Password             types.String  `tfsdk:"password"`
	TOTP                 types.String  `tfsdk:"totp"`
	MaxRetries           types.Int64   `tfsdk:"max_retries"`
	RequestTimeout       types.String  `tfsdk:"request_timeout"`
	MaxRequestsPerSecond types.Float64 `tfsdk:"max_requests_per_second"`
	DeletionProtection   types.Bool    `tfsdk:"deletion_protection"`
	BulkRefresh          types.Bool    `tfsdk:"bulk_refresh"`
}

// settings are what configuration and environment come to.
type settings struct {
	client             maestro.Config
	deletionProtection bool
	bulkRefresh        bool
}

// lookup gives the value of an environment variable, "" where there is none.
type lookup func(variable string) string

func environment(variable string) string { return os.Getenv(variable) }

func noEnvironment(string) string { return "" }

// unknown gives the settings whose values are not known yet.
func (c configuration) unknown() path.Paths {
	var unknown path.Paths
	for _, setting := range []struct {
		name  string
		value attr.Value
	}{
		{"base_url", c.BaseURL},
		{"allow_http", c.AllowHTTP},
		{"customer_name", c.CustomerName},
		{"access_token", c.AccessToken},
		{"username", c.Username},
		{"password", c.Password},
		{"totp", c.TOTP},
		{"max_retries", c.MaxRetries},
		{"request_timeout", c.RequestTimeout},
		{"max_requests_per_second", c.MaxRequestsPerSecond},
		{"deletion_protection", c.DeletionProtection},
		{"bulk_refresh", c.BulkRefresh},
	} {
		if setting.value.IsUnknown() {
			unknown = append(unknown, path.Root(setting.name))
		}
	}
	return unknown
}

// validate finds the mistakes in what the configuration says by itself. What is unknown or left out may still come.
func (c configuration) validate(diags *diag.Diagnostics) {
	if !c.AllowHTTP.IsUnknown() {
		c.baseURL(noEnvironment, diags)
	}
	c.requestTimeout(noEnvironment, diags)
	if rate := c.MaxRequestsPerSecond.ValueFloat64(); rate < 0 {
		diags.AddAttributeError(path.Root("max_requests_per_second"), "Invalid max_requests_per_second",
			fmt.Sprintf("max_requests_per_second is %g. It must be 0 or more; 0 is no limit.", rate))
	}
	for _, header := range []struct {
		name  string
		value types.String
	}{{"customer_name", c.CustomerName}, {"access_token", c.AccessToken}} {
		checkHeader(header.name, header.value.ValueString(), "", diags)
	}
	c.refuseTwoWays(diags)
}

// resolve puts configuration and environment together.
func (c configuration) resolve(env lookup, diags *diag.Diagnostics) settings {
	var s settings
	s.client.BaseURL = c.baseURL(env, diags)
	s.client.RequestTimeout = c.requestTimeout(env, diags)
	s.client.CustomerName = c.customerName(env, diags)
	c.credentials(env, &s.client, diags)
	s.client.MaxRetries = int(either(env, diags, "max_retries", envMaxRetries, c.MaxRetries, c.MaxRetries.ValueInt64(), maestro.DefaultMaxRetries, parseRetries))
	s.client.MaxRequestsPerSecond = either(env, diags, "max_requests_per_second", envMaxRequestsPerSecond, c.MaxRequestsPerSecond, c.MaxRequestsPerSecond.ValueFloat64(), 0, parseRate)
	s.deletionProtection = either(env, diags, "deletion_protection", envDeletionProtection, c.DeletionProtection, c.DeletionProtection.ValueBool(), false, parseBool)
	s.bulkRefresh = either(env, diags, "bulk_refresh", envBulkRefresh, c.BulkRefresh, c.BulkRefresh.ValueBool(), false, parseBool)
	return s
}

// either gives the configured value, or else the one of the environment variable, or else the default.
func either[T any](env lookup, diags *diag.Diagnostics, name, variable string, configured attr.Value, value, otherwise T, parse func(string) (T, error)) T {
	if !configured.IsNull() {
		return value
	}
	text := env(variable)
	if text == "" {
		return otherwise
	}
	value, err := parse(text)
	if err != nil {
		diags.AddAttributeError(path.Root(name), "Invalid "+name,
			fmt.Sprintf("The environment variable %s is %q: %s.", variable, text, err))
	}
	return value
}

func parseRetries(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || n > 100 {
		return 0, errors.New("a whole number from 0 to 100 was expected")
	}
	return n, nil
}

func parseRate(text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) || n < 0 {
		return 0, errors.New("a number of 0 or more was expected")
	}
	return n, nil
}

func parseBool(text string) (bool, error) {
	value, err := strconv.ParseBool(text)
	if err != nil {
		return false, errors.New("true or false was expected")
	}
	return value, nil
}

// textOf gives a text setting, and where it came from for a diagnostic.
func textOf(env lookup, configured types.String, variable string) (value, source string) {
	if !configured.IsNull() {
		return configured.ValueString(), ""
	}
	return env(variable), fmt.Sprintf(" It comes from the environment variable %s.", variable)
}

func (c configuration) baseURL(env lookup, diags *diag.Diagnostics) *url.URL {
	text, source := textOf(env, c.BaseURL, envBaseURL)
	if c.BaseURL.IsUnknown() {
		return nil
	}
	if text == "" {
		text = maestro.DefaultBaseURL
	}
	u, err := maestro.ParseBaseURL(text, c.AllowHTTP.ValueBool())
	if err != nil {
		diags.AddAttributeError(path.Root("base_url"), "Invalid base_url", fmt.Sprintf("The address of the platform cannot be used: %s.%s", err, source))
	}
	return u
}

func (c configuration) requestTimeout(env lookup, diags *diag.Diagnostics) time.Duration {
	text, source := textOf(env, c.RequestTimeout, envRequestTimeout)
	if text == "" {
		return maestro.DefaultRequestTimeout
	}
	timeout, err := time.ParseDuration(text)
	if err != nil || timeout <= 0 {
		diags.AddAttributeError(path.Root("request_timeout"), "Invalid request_timeout",
			fmt.Sprintf("%q is not a time span above zero, such as \"30s\" or \"2m\".%s", text, source))
	}
	return timeout
}

func (c configuration) customerName(env lookup, diags *diag.Diagnostics) string {
	name, source := textOf(env, c.CustomerName, envCustomerName)
	if name == "" {
		diags.AddAttributeError(path.Root("customer_name"), "Missing customer_name",
			"The platform wants to know whose pipelines these are. Set customer_name in the provider block, or the environment variable "+envCustomerName+".")
		return ""
	}
	checkHeader("customer_name", name, source, diags)
	return name
}

// checkHeader refuses what no HTTP header can carry, without showing it: it may be a secret.
func checkHeader(name, value, source string, diags *diag.Diagnostics) {
	if err := maestro.CheckHeader(value); err != nil {
		diags.AddAttributeError(path.Root(name), "Invalid "+name,
			fmt.Sprintf("%s cannot be sent in a header: %s.%s", name, err, source))
	}
}

// credentials takes the one way to sign in that the configuration chooses, whatever else is in the environment; or, when
// it chooses none, the one of the environment.
func (c configuration) credentials(env lookup, client *maestro.Config, diags *diag.Diagnostics) {
	if c.refuseTwoWays(diags) {
		return
	}
	token, source := textOf(env, c.AccessToken, envAccessToken)
	username, _ := textOf(env, c.Username, envUsername)
	password, _ := textOf(env, c.Password, envPassword)
	totp, _ := textOf(env, c.TOTP, envTOTP)
	switch {
	case !c.AccessToken.IsNull():
		username, password, totp = "", "", ""
	case c.signsIn():
		token = ""
	case token != "" && username+password != "":
		diags.AddAttributeError(path.Root("access_token"), "Two ways to authenticate",
			fmt.Sprintf("The environment has %s as well as %s or %s. Keep one way.", envAccessToken, envUsername, envPassword))
		return
	}
	if token != "" {
		checkHeader("access_token", token, source, diags)
		client.AccessToken = token
		return
	}
	missing := func(name, variable, because string) {
		diags.AddAttributeError(path.Root(name), "Missing "+name,
			fmt.Sprintf("%s is set, and %s is not: signing in takes both. Set %s, or the environment variable %s.", because, name, name, variable))
	}
	switch {
	case username == "" && password == "" && totp == "":
		return
	case username == "" && password == "":
		missing("username", envUsername, "totp")
	case username == "":
		missing("username", envUsername, "password")
	case password == "":
		missing("password", envPassword, "username")
	}
	client.Credentials = &maestro.Credentials{Username: username, Password: password, TOTP: totp}
}

// signsIn says whether the configuration has anything of a sign-in.
func (c configuration) signsIn() bool {
	return given(c.Username) || given(c.Password) || given(c.TOTP)
}

// given tells a value from one that is left out, or that is not known yet and may turn out to be.
func given(v attr.Value) bool { return !v.IsNull() && !v.IsUnknown() }

func (c configuration) refuseTwoWays(diags *diag.Diagnostics) bool {
	if !given(c.AccessToken) || !c.signsIn() {
		return false
	}
	diags.AddAttributeError(path.Root("access_token"), "Two ways to authenticate",
		"access_token is set together with username, password or totp. Keep one way: the token, or the sign-in.")
	return true
}
