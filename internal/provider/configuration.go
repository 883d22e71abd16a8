// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"net/url"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
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
	AllowReplacement     types.Bool    `tfsdk:"allow_replacement"`
	ReadOnly             types.Bool    `tfsdk:"read_only"`
	BulkRefresh          types.Bool    `tfsdk:"bulk_refresh"`
}

// settings are the provider block and the environment together.
type settings struct {
	client             maestro.Config
	deletionProtection bool
	deleteProtected    []string
	allowReplacement   bool
	readOnly           bool
	bulkRefresh        bool
}

// resolve returns the settings of the provider block, which has no unknown values, and the environment.
func (c configuration) resolve(env lookup, diags *diag.Diagnostics) settings {
	r := resolver{env, diags}
	s := settings{
		client: maestro.Config{
			BaseURL:        r.allowedHost(c.baseURL(r)),
			CustomerName:   c.customerName(r),
			RequestTimeout: c.requestTimeout(r),
			MaxRetries: int(valueOrEnv(r,
				"max_retries", c.MaxRetries.ValueInt64Pointer(), parseMaxRetries, maestro.DefaultMaxRetries)),
			MaxRequestsPerSecond: valueOrEnv(r,
				"max_requests_per_second", c.MaxRequestsPerSecond.ValueFloat64Pointer(), parseRate, 0),
		},
		deletionProtection: boolOrEnv(r, "deletion_protection", c.DeletionProtection),
		deleteProtected:    r.deleteProtected(),
		allowReplacement:   boolOrEnv(r, "allow_replacement", c.AllowReplacement),
		readOnly:           boolOrEnv(r, "read_only", c.ReadOnly),
		bulkRefresh:        boolOrEnv(r, "bulk_refresh", c.BulkRefresh),
	}
	s.client.ReadOnly = s.readOnly
	c.authenticate(r, &s.client)
	return s
}

// validate reports the errors of the provider block alone. Values that are null or unknown are valid: they may come
// from the environment, or be known later.
func (c configuration) validate(diags *diag.Diagnostics) {
	r := resolver{func(string) string { return "" }, diags}
	if !c.AllowHTTP.IsUnknown() {
		c.baseURL(r)
	}
	c.requestTimeout(r)
	textOrEnv(r, "customer_name", c.CustomerName, parseCustomerName, "")
	textOrEnv(r, "access_token", c.AccessToken, parseToken, "")
	textOrEnv(r, "username", c.Username, parseUsername, "")
	textOrEnv(r, "password", c.Password, parseSecret, "")
	textOrEnv(r, "totp", c.TOTP, parseSecret, "")
	if rate := c.MaxRequestsPerSecond.ValueFloat64(); rate < 0 {
		r.diags.Append(summaryInvalid["max_requests_per_second"].ErrorAtf(path.Root("max_requests_per_second"),
			"The value %g is negative. Set a number of 0 or more: 0 means that there is no limit.", rate))
	}
	c.hasTwoWays(r)
}

func (c configuration) baseURL(r resolver) *url.URL {
	parse := func(text string) (*url.URL, error) { return parseBaseURL(text, c.AllowHTTP.ValueBool()) }
	fallback, _ := parse(maestro.DefaultBaseURL)
	return textOrEnv(r, "base_url", c.BaseURL, parse, fallback)
}

func (c configuration) requestTimeout(r resolver) time.Duration {
	return textOrEnv(r, "request_timeout", c.RequestTimeout, parseTimeout, maestro.DefaultRequestTimeout)
}

func (c configuration) customerName(r resolver) string {
	name := textOrEnv(r, "customer_name", c.CustomerName, parseCustomerName, "")
	if name == "" {
		r.missing("customer_name", "The platform requires the name of the customer in every request.")
	}
	return name
}

// authenticate sets the access token or the credentials of the client, if there are any. A token or a sign-in in the
// provider block takes precedence over the other one in the environment.
func (c configuration) authenticate(r resolver, client *maestro.Config) {
	if c.hasTwoWays(r) {
		return
	}
	token := textOrEnv(r, "access_token", c.AccessToken, parseAny, "")
	signIn := maestro.Credentials{
		Username: textOrEnv(r, "username", c.Username, parseAny, ""),
		Password: maestro.NewSecret(textOrEnv(r, "password", c.Password, parseAny, "")),
		TOTP:     maestro.NewSecret(textOrEnv(r, "totp", c.TOTP, parseAny, "")),
	}
	switch {
	case tfvalue.HasValue(c.AccessToken):
		signIn = maestro.Credentials{}
	case c.hasSignIn():
		token = ""
	case token != "" && (signIn.Username != "" || !signIn.Password.IsEmpty()):
		r.twoWays("The environment sets " + envVar("access_token") + " as well as " + envVar("username") + " or " +
			envVar("password") + ". Unset one of them.")
		return
	}

	switch {
	case token != "":
		client.AccessToken = maestro.NewSecret(textOrEnv(r, "access_token", c.AccessToken, parseToken, ""))
	case signIn == maestro.Credentials{}:
	case signIn.Username == "" && signIn.Password.IsEmpty():
		r.missing("username", "totp is set, but a sign-in also requires username and password.")
	case signIn.Username == "":
		r.missing("username", "password is set, but a sign-in also requires username.")
	case signIn.Password.IsEmpty():
		r.missing("password", "username is set, but a sign-in also requires password.")
	default:
		client.Credentials = &maestro.Credentials{
			Username: textOrEnv(r, "username", c.Username, parseUsername, ""),
			Password: maestro.NewSecret(textOrEnv(r, "password", c.Password, parseSecret, "")),
			TOTP:     maestro.NewSecret(textOrEnv(r, "totp", c.TOTP, parseSecret, "")),
		}
	}
}

// hasTwoWays reports whether the provider block has a token as well as a sign-in, which is an error.
func (c configuration) hasTwoWays(r resolver) bool {
	if !tfvalue.HasValue(c.AccessToken) || !c.hasSignIn() {
		return false
	}
	r.twoWays("access_token is set together with username, password or totp. Set either the token or the credentials " +
		"for a sign-in.")
	return true
}

// hasSignIn reports whether the provider block has a part of a sign-in. An unknown value may turn out to be null.
func (c configuration) hasSignIn() bool {
	return tfvalue.HasValue(c.Username) || tfvalue.HasValue(c.Password) || tfvalue.HasValue(c.TOTP)
}
