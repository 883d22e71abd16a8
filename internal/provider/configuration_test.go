// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// canary is part of every secret. No diagnostic may contain it.
const canary = "CANARY"

// environ is an environment: values by the name of the setting.
type environ map[string]string

func (e environ) lookup(variable string) string {
	return e[strings.ToLower(strings.TrimPrefix(variable, "DADOSFERA_"))]
}

// fullEnvironment sets each variable but those of a sign-in to a value that is not its default.
func fullEnvironment() environ {
	return environ{
		"base_url": "https://env.example", "customer_name": "env_corp", "access_token": "env-" + canary, "max_retries": "7",
		"request_timeout": "7s", "max_requests_per_second": "7.5", "deletion_protection": "true", "bulk_refresh": "1",
		"allow_replacement": "true", "read_only": "T", "delete_protected": "a_1, b-2 ,", "allowed_hosts": "env.example",
	}
}

// with returns the environment with other values of some variables: pairs of a setting and a value.
func with(env environ, changes ...string) environ {
	for i := 0; i < len(changes); i += 2 {
		env[changes[i]] = changes[i+1]
	}
	return env
}

var str = types.StringValue

func TestClientFromEnvironment_isThatOfAnEmptyProviderBlock(t *testing.T) {
	got, diags := ClientFromEnvironment(fullEnvironment().lookup)
	if diags.HasError() || got.CustomerName != "env_corp" || got.BaseURL.String() != "https://env.example" || !got.ReadOnly {
		t.Errorf("got %+v, %v, want the settings of the environment", got, diags)
	}

	env := with(fullEnvironment(), "allowed_hosts", "other.example")
	if _, diags = ClientFromEnvironment(env.lookup); !diags.HasError() {
		t.Error("got no error, want one about the host that is not allowed")
	}
}

func TestResolve_precedenceAndDefaults(t *testing.T) {
	address := func(s string) *url.URL {
		u, err := url.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	defaults := func(baseURL string) settings {
		return settings{client: maestro.Config{
			BaseURL: address(baseURL), CustomerName: "acme_corp", MaxRetries: 4, RequestTimeout: time.Minute,
		}}
	}
	emptyEnvironment := environ{"username": "", "password": "", "totp": ""}
	for name := range fullEnvironment() {
		emptyEnvironment[name] = ""
	}
	for name, tc := range map[string]struct {
		config configuration
		env    environ
		want   settings
	}{
		"customer_name only": {
			config: configuration{CustomerName: str("acme_corp")},
			want:   defaults("https://maestro.dadosfera.ai"),
		},
		"environment only": {
			env: fullEnvironment(),
			want: settings{
				client: maestro.Config{
					BaseURL: address("https://env.example"), CustomerName: "env_corp", AccessToken: maestro.NewSecret("env-" + canary),
					ReadOnly: true, MaxRetries: 7, RequestTimeout: 7 * time.Second, MaxRequestsPerSecond: 7.5,
				},
				deletionProtection: true, deleteProtected: []string{"a_1", "b-2"}, allowReplacement: true, readOnly: true,
				bulkRefresh: true,
			},
		},
		"zero values in the configuration and a full environment": {
			config: configuration{
				BaseURL: str("https://config.example/x"), CustomerName: str("acme_corp"), AccessToken: str("token"),
				MaxRetries: types.Int64Value(0), RequestTimeout: str("90s"), MaxRequestsPerSecond: types.Float64Value(0),
				DeletionProtection: types.BoolValue(false), BulkRefresh: types.BoolValue(false),
				AllowReplacement: types.BoolValue(false), ReadOnly: types.BoolValue(false),
			},
			env: with(fullEnvironment(), "allowed_hosts", "config.example", "delete_protected", ""),
			want: settings{client: maestro.Config{
				BaseURL: address("https://config.example/x"), CustomerName: "acme_corp", AccessToken: maestro.NewSecret("token"),
				RequestTimeout: 90 * time.Second,
			}},
		},
		"empty variables": {
			config: configuration{CustomerName: str("acme_corp")},
			env:    emptyEnvironment,
			want:   defaults("https://maestro.dadosfera.ai"),
		},
		"http to this machine": {
			config: configuration{CustomerName: str("acme_corp"), BaseURL: str("http://127.0.0.1:8080")},
			want:   defaults("http://127.0.0.1:8080"),
		},
		"allowed http to another machine": {
			config: configuration{
				CustomerName: str("acme_corp"), BaseURL: str("http://maestro.internal"), AllowHTTP: types.BoolValue(true),
			},
			want: defaults("http://maestro.internal"),
		},
		"allowed http in the environment": {
			config: configuration{CustomerName: str("acme_corp"), AllowHTTP: types.BoolValue(true)},
			env:    environ{"base_url": "http://maestro.internal"},
			want:   defaults("http://maestro.internal"),
		},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			got := tc.config.resolve(tc.env.lookup, &diags)
			if len(diags) > 0 {
				t.Errorf("got %v, want no diagnostics", diags)
			}
			if diff := cmp.Diff(tc.want, got, cmp.AllowUnexported(settings{})); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAuthenticate_precedence(t *testing.T) {
	envUser := environ{"username": "env@x", "password": "envpass", "totp": "000"}
	envToken := environ{"access_token": "envtoken"}
	envBoth := environ{"access_token": "envtoken", "username": "env@x", "password": "envpass"}
	for name, tc := range map[string]struct {
		config configuration
		env    environ
		want   string // the token, username/password/totp, or ""
	}{
		"nothing":                  {configuration{}, nil, ""},
		"token":                    {configuration{AccessToken: str("t")}, nil, "t"},
		"token of the environment": {configuration{}, envToken, "envtoken"},
		"sign-in":                  {configuration{Username: str("u"), Password: str("p")}, nil, "u/p/"},
		"sign-in with totp": {
			configuration{Username: str("u"), Password: str("p"), TOTP: str("1")}, nil, "u/p/1",
		},
		"sign-in of the environment":        {configuration{}, envUser, "env@x/envpass/000"},
		"token, environment with both":      {configuration{AccessToken: str("t")}, envBoth, "t"},
		"sign-in, environment with a token": {configuration{Username: str("u"), Password: str("p")}, envToken, "u/p/"},
		"username, password of environment": {configuration{Username: str("u")}, envBoth, "u/envpass/"},
		"password, username of environment": {configuration{Password: str("p")}, envUser, "env@x/p/000"},
		"totp, sign-in of the environment":  {configuration{TOTP: str("1")}, envBoth, "env@x/envpass/1"},
		"environment with a token and totp": {configuration{}, environ{"access_token": "envtoken", "totp": "1"}, "envtoken"},
		"sign-in, environment with an invalid token": {
			configuration{Username: str("u"), Password: str("p")}, environ{"access_token": "\n"}, "u/p/",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			var client maestro.Config
			tc.config.authenticate(resolver{tc.env.lookup, &diags}, &client)
			if len(diags) > 0 {
				t.Fatalf("got %v, want no diagnostics", diags)
			}
			got := client.AccessToken.Reveal()
			if c := client.Credentials; c != nil {
				got += c.Username + "/" + c.Password.Reveal() + "/" + c.TOTP.Reveal()
			}
			if got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestAuthenticate_errors(t *testing.T) {
	token, username, password, totp := str("t"), str("u"), str("p"), str("1")
	envToken := environ{"access_token": "envtoken"}
	const oneWay = "Set either the token or the credentials"
	for name, tc := range map[string]struct {
		config configuration
		env    environ
		at     string
		want   []string
	}{
		"token and sign-in": {
			config: configuration{AccessToken: token, Username: username, Password: password},
			at:     "access_token", want: []string{oneWay},
		},
		"token and password": {
			config: configuration{AccessToken: token, Password: password}, at: "access_token", want: []string{oneWay},
		},
		"token and username": {
			config: configuration{AccessToken: token, Username: username}, at: "access_token", want: []string{oneWay},
		},
		"token and totp": {
			config: configuration{AccessToken: token, TOTP: totp}, at: "access_token", want: []string{oneWay},
		},
		"environment with both": {
			env: environ{"access_token": "envtoken", "username": "env@x", "password": "envpass"}, at: "access_token",
			want: []string{"DADOSFERA_ACCESS_TOKEN", "DADOSFERA_USERNAME", "DADOSFERA_PASSWORD", "Unset one of them"},
		},
		"username only": {
			config: configuration{Username: username}, env: envToken, at: "password",
			want: []string{"Set password", "DADOSFERA_PASSWORD"},
		},
		"password only": {
			config: configuration{Password: password}, env: envToken, at: "username",
			want: []string{"Set username", "DADOSFERA_USERNAME"},
		},
		"totp only": {
			config: configuration{TOTP: totp}, env: envToken, at: "username",
			want: []string{"Set username", "DADOSFERA_USERNAME"},
		},
		"environment with username only": {
			env: environ{"username": "u"}, at: "password", want: []string{"DADOSFERA_PASSWORD"},
		},
		"environment with password only": {
			env: environ{"password": "p"}, at: "username", want: []string{"DADOSFERA_USERNAME"},
		},
		"environment with totp only": {
			env: environ{"totp": "1"}, at: "username", want: []string{"DADOSFERA_USERNAME"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			var client maestro.Config
			tc.config.authenticate(resolver{tc.env.lookup, &diags}, &client)
			wantOneError(t, diags, tc.at, tc.want...)
			if !client.AccessToken.IsEmpty() || client.Credentials != nil {
				t.Errorf("got token %q and credentials %v, want none", client.AccessToken, client.Credentials)
			}
		})
	}
}

// wantOneError fails the test unless the diagnostics are one error about the setting, or about none if it is "", with
// all facts and no secret in it.
func wantOneError(t *testing.T, diags diag.Diagnostics, setting string, facts ...string) {
	t.Helper()
	if len(diags) != 1 || diags.ErrorsCount() != 1 {
		t.Fatalf("got %v, want one error", diags)
	}
	at := ""
	if withPath, ok := diags[0].(diag.DiagnosticWithPath); ok {
		at = withPath.Path().String()
	}
	if at != setting {
		t.Errorf("got %v, want an error at %q", diags[0], setting)
	}
	checkText(t, diags[0].Summary(), diags[0].Detail(), facts...)
}

// checkText fails the test unless a diagnostic has a summary, all facts and no secret in it.
func checkText(t *testing.T, summary, detail string, facts ...string) {
	t.Helper()
	if summary == "" {
		t.Errorf("got no summary for %q, want one", detail)
	}
	for _, fact := range facts {
		if !strings.Contains(summary+": "+detail, fact) {
			t.Errorf("got %q: %q, want %q in it", summary, detail, fact)
		}
	}
	if strings.Contains(summary+detail, canary) {
		t.Errorf("got %q: %q, want no secret in it", summary, detail)
	}
}

func TestResolve_invalidVariable(t *testing.T) {
	for name, tc := range map[string]struct {
		setting, value string
		want           []string
	}{
		"retries that are not a number": {"max_retries", "many", []string{"many", "0 to 100"}},
		"fractional retries":            {"max_retries", "1.5", []string{"0 to 100"}},
		"negative retries":              {"max_retries", "-1", []string{"0 to 100"}},
		"too many retries":              {"max_retries", "101", []string{"0 to 100"}},
		"rate that is not a number":     {"max_requests_per_second", "fast", []string{"fast", "0 or more"}},
		"negative rate":                 {"max_requests_per_second", "-0.5", []string{"0 or more"}},
		"infinite rate":                 {"max_requests_per_second", "Inf", []string{"0 or more"}},
		"rate of NaN":                   {"max_requests_per_second", "NaN", []string{"0 or more"}},
		"protection of yes":             {"deletion_protection", "yes", []string{"yes", "true or false"}},
		"bulk refresh of on":            {"bulk_refresh", "on", []string{"on", "true or false"}},
		"replacement of yes":            {"allow_replacement", "yes", []string{"yes", "true or false"}},
		"read-only of ci":               {"read_only", "ci", []string{"ci", "true or false"}},
		"protected pipeline of ..":      {"delete_protected", "a_1,..", []string{`".."`, "commas"}},
		"protected pipeline, hidden":    {"delete_protected", "a\u202eb", []string{"cannot be printed"}},
		"address that is not a host":    {"allowed_hosts", "https://env.example", []string{`"https://env.example"`}},
		"wildcard as an allowed host":   {"allowed_hosts", "env.example,*.example", []string{`"*.example"`}},
		"no allowed host":               {"allowed_hosts", ",", []string{`","`}},
		"timeout of words":              {"request_timeout", "soon", []string{"soon", `"30s"`}},
		"timeout without a unit":        {"request_timeout", "30", []string{`"30s"`}},
		"timeout of 0":                  {"request_timeout", "0s", []string{"positive"}},
		"negative timeout":              {"request_timeout", "-1s", []string{"positive"}},
		"address without a scheme":      {"base_url", "maestro", []string{"https://maestro.dadosfera.ai"}},
		"http to another machine":       {"base_url", "http://maestro.example", []string{"https", "allow_http"}},
		"address with a password":       {"base_url", "https://u:" + canary + "@maestro.example", []string{"user name or password"}},
		"customer with a line break":    {"customer_name", "acme\ncorp", []string{"line break"}},
		"customer with a space":         {"customer_name", "acme ", []string{"whitespace"}},
		"customer that is a token":      {"customer_name", "eyJ" + canary + ".x.y", []string{"looks like an access token"}},
		"customer that is an API key":   {"customer_name", "DDF_" + canary, []string{"API key"}},
		"customer of Bearer":            {"customer_name", "bearer " + canary, []string{"looks like"}},
		"token with Bearer":             {"access_token", "BEARER  " + canary, []string{"Bearer", "token alone"}},
		"token with white space":        {"access_token", " " + canary, []string{"whitespace"}},
		"token with a line break":       {"access_token", canary + "\n", []string{"line break"}},
		"token outside of Latin-1":      {"access_token", canary + "日", []string{"header"}},
	} {
		t.Run(name, func(t *testing.T) {
			env := fullEnvironment()
			env[tc.setting] = tc.value
			var diags diag.Diagnostics
			configuration{}.resolve(env.lookup, &diags)
			at, summary := tc.setting, "Invalid "+tc.setting
			switch {
			case hasNoAttribute(tc.setting):
				at, summary = "", "Invalid "+envVar(tc.setting)
			case strings.Contains(tc.value, canary) && tc.setting != "base_url":
				at = ""
			}
			wantOneError(t, diags, at, append(tc.want, summary, envVar(tc.setting))...)
		})
	}
}

// hasNoAttribute reports whether a setting has an environment variable only.
func hasNoAttribute(setting string) bool {
	_, ok := providerSchema().Attributes[setting]
	return !ok
}

// The credentials of a sign-in are checked if they are used.
func TestAuthenticate_invalidCredentials(t *testing.T) {
	for name, tc := range map[string]struct {
		username, password, totp string
		at                       string
		want                     []string
	}{
		"username with a line break":  {username: "u\n", password: "p", at: "username", want: []string{"line break"}},
		"username with white space":   {username: " u", password: "p", at: "username", want: []string{"whitespace"}},
		"password with a line break":  {username: "u", password: canary + "\n", want: []string{"password", "line break"}},
		"password with white space":   {username: "u", password: "\t" + canary, want: []string{"password", "whitespace"}},
		"password with a break in it": {username: "u", password: canary + "\rp", want: []string{"password", "line break"}},
		"code with white space": {
			username: "u", password: "p", totp: canary + " ", want: []string{"totp", "whitespace"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			block := configuration{Username: str(tc.username), Password: str(tc.password), TOTP: str(tc.totp)}
			env := environ{"username": tc.username, "password": tc.password, "totp": tc.totp}
			var validated, configured diag.Diagnostics
			block.validate(&validated)
			configuration{}.authenticate(resolver{env.lookup, &configured}, &maestro.Config{})
			wantOneError(t, validated, tc.at, append(tc.want, "Invalid")...)
			wantOneError(t, configured, tc.at, append(tc.want, "DADOSFERA_")...)
		})
	}
}

func TestResolve_credentialsWithWhiteSpaceInside(t *testing.T) {
	block := configuration{CustomerName: str("acme corp"), Username: str("a b"), Password: str("correct horse")}
	var diags diag.Diagnostics
	block.validate(&diags)
	got := block.resolve(environ{}.lookup, &diags)
	if len(diags) > 0 || got.client.Credentials == nil || got.client.Credentials.Password.Reveal() != "correct horse" {
		t.Errorf("got %v and credentials %v, want them without diagnostics", diags, got.client.Credentials)
	}
}

func TestLooksLikeToken(t *testing.T) {
	for text, want := range map[string]bool{
		"acme_corp": false, "eyJack": false, "ddfarm": false, "bearers": false, "Acme Corp": false,
		"eyJhbGciOi.eyJzdWIi.c2ln": true, " eyJhbGciOi.x": true, "ddf_Vtfoc": true, "Bearer\tx": true, "bearer": true,
	} {
		if got := looksLikeToken(text); got != want {
			t.Errorf("%q: got %t, want %t", text, got, want)
		}
	}
}

func TestResolve_allowedHosts(t *testing.T) {
	const maestroHost = "maestro.dadosfera.ai"
	for name, tc := range map[string]struct {
		allowed, baseURL string
		want             bool
	}{
		"not set":                        {"", "https://evil.example", true},
		"default address":                {maestroHost, "", true},
		"default address, other allowed": {"proxy.example", "", false},
		"other host":                     {maestroHost, "https://evil.example", false},
		"one of several":                 {" proxy.example , " + maestroHost, "https://proxy.example/maestro", true},
		"letter case":                    {"MAESTRO.dadosfera.ai", "https://maestro.DADOSFERA.ai", true},
		"dot at the end":                 {maestroHost, "https://maestro.dadosfera.ai.", true},
		"default port":                   {maestroHost + ":443", "https://maestro.dadosfera.ai", true},
		"configured default port":        {maestroHost, "https://maestro.dadosfera.ai:443", true},
		"other port":                     {maestroHost, "https://maestro.dadosfera.ai:8443", false},
		"allowed port":                   {maestroHost + ":8443", "https://maestro.dadosfera.ai:8443", true},
		"subdomain":                      {"dadosfera.ai", "https://maestro.dadosfera.ai", false},
		"host as a subdomain":            {maestroHost, "https://maestro.dadosfera.ai.evil.example", false},
		"http":                           {maestroHost, "http://maestro.dadosfera.ai", false},
		"http on the port of https":      {maestroHost, "http://maestro.dadosfera.ai:443", false},
		"http with its port":             {"maestro.internal:80", "http://maestro.internal", true},
		"loopback with a port":           {"127.0.0.1:8080", "http://127.0.0.1:8080", true},
		"loopback without a port":        {"127.0.0.1", "http://127.0.0.1:8080", false},
		"IPv6":                           {"[::1]:8080", "http://[::1]:8080", true},
	} {
		t.Run(name, func(t *testing.T) {
			block := configuration{CustomerName: str("acme_corp"), AllowHTTP: types.BoolValue(true)}
			if tc.baseURL != "" {
				block.BaseURL = str(tc.baseURL)
			}
			var diags diag.Diagnostics
			block.resolve(environ{"allowed_hosts": tc.allowed}.lookup, &diags)
			if !tc.want {
				wantOneError(t, diags, "base_url", "Disallowed host", "DADOSFERA_ALLOWED_HOSTS", strings.Trim(tc.allowed, " "))
			} else if len(diags) > 0 {
				t.Errorf("got %v, want no diagnostics", diags)
			}
		})
	}
}

func TestResolve_reportsEachError(t *testing.T) {
	env := environ{}
	for _, setting := range []string{
		"base_url", "max_retries", "request_timeout", "max_requests_per_second", "deletion_protection", "bulk_refresh",
		"allow_replacement", "read_only", "username",
	} {
		env[setting] = "x"
	}
	var diags diag.Diagnostics
	configuration{}.resolve(env.lookup, &diags)
	if want := len(env) + 1; len(diags) != want { // The customer_name is missing.
		t.Errorf("got %v, want %d errors", diags, want)
	}
}

// The environment is not validated, and an unknown value may become any value.
func TestValidate_ignoresEnvironmentAndUnknownValues(t *testing.T) {
	for setting := range fullEnvironment() {
		t.Setenv(envVar(setting), "\n")
	}
	unknown := types.StringUnknown()
	for name, c := range map[string]configuration{
		"empty": {},
		"unknown values": {
			BaseURL: unknown, AllowHTTP: types.BoolUnknown(), CustomerName: unknown, AccessToken: unknown, Username: unknown,
			Password: unknown, TOTP: unknown, MaxRetries: types.Int64Unknown(), RequestTimeout: unknown,
			MaxRequestsPerSecond: types.Float64Unknown(), DeletionProtection: types.BoolUnknown(),
			BulkRefresh: types.BoolUnknown(), AllowReplacement: types.BoolUnknown(), ReadOnly: types.BoolUnknown(),
		},
		"part of a sign-in":                {Username: str("u")},
		"http that may be allowed":         {BaseURL: str("http://x.example"), AllowHTTP: types.BoolUnknown()},
		"token and an unknown username":    {AccessToken: str("t"), Username: unknown},
		"username and an unknown token":    {AccessToken: unknown, Username: str("u")},
		"unknown base_url":                 {BaseURL: unknown},
		"unknown customer_name":            {CustomerName: unknown},
		"unknown request_timeout":          {RequestTimeout: unknown},
		"request_timeout of several units": {RequestTimeout: str("1m30s")},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			c.validate(&diags)
			if len(diags) > 0 {
				t.Errorf("got %v, want no diagnostics", diags)
			}
		})
	}
}
