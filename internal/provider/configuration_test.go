// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// canary stands in every secret: it must not be in any diagnostic.
const canary = "CANARY"

type environ map[string]string

func (e environ) lookup(variable string) string { return e[variable] }

// everything is an environment in which each variable is set, to what no default is.
func everything() environ {
	return environ{
		envBaseURL: "https://env.example", envCustomerName: "env_corp", envAccessToken: "env-" + canary, envMaxRetries: "7", envRequestTimeout: "7s",
		envMaxRequestsPerSecond: "7.5", envDeletionProtection: "true", envBulkRefresh: "1",
	}
}

// nothing is a provider block without settings.
func nothing(edits ...func(*configuration)) configuration {
	c := configuration{
		BaseURL: types.StringNull(), AllowHTTP: types.BoolNull(), CustomerName: types.StringNull(), AccessToken: types.StringNull(),
		Username: types.StringNull(), Password: types.StringNull(), TOTP: types.StringNull(), MaxRetries: types.Int64Null(),
		RequestTimeout: types.StringNull(), MaxRequestsPerSecond: types.Float64Null(), DeletionProtection: types.BoolNull(), BulkRefresh: types.BoolNull(),
	}
	for _, e := range edits {
		e(&c)
	}
	return c
}

// shown writes settings as a line.
func shown(s settings) string {
	credentials := "none"
	if c := s.client.Credentials; c != nil {
		credentials = fmt.Sprintf("%s/%s/%s", c.Username, c.Password, c.TOTP)
	}
	return fmt.Sprintf("%s customer=%s token=%s credentials=%s retries=%d timeout=%s rate=%g protection=%t bulk=%t",
		s.client.BaseURL, s.client.CustomerName, s.client.AccessToken, credentials, s.client.MaxRetries, s.client.RequestTimeout,
		s.client.MaxRequestsPerSecond, s.deletionProtection, s.bulkRefresh)
}

func TestSettingsOfConfigurationAndEnvironment(t *testing.T) {
	str := types.StringValue
	customer := func(c *configuration) { c.CustomerName = str("acme_corp") }
	for name, tc := range map[string]struct {
		config configuration
		env    environ
		want   string
	}{
		"a customer alone leaves the rest to the defaults": {
			nothing(customer), nil,
			"https://maestro.dadosfera.ai customer=acme_corp token= credentials=none retries=4 timeout=1m0s rate=0 protection=false bulk=false",
		},
		"the environment alone": {
			nothing(), everything(),
			"https://env.example customer=env_corp token=env-CANARY credentials=none retries=7 timeout=7s rate=7.5 protection=true bulk=true",
		},
		"the configuration wins, also with zeros and false": {
			nothing(func(c *configuration) {
				c.BaseURL, c.CustomerName, c.AccessToken = str("https://config.example/x"), str("acme_corp"), str("token")
				c.MaxRetries, c.RequestTimeout, c.MaxRequestsPerSecond = types.Int64Value(0), str("90s"), types.Float64Value(0)
				c.DeletionProtection, c.BulkRefresh = types.BoolValue(false), types.BoolValue(false)
			}), everything(),
			"https://config.example/x customer=acme_corp token=token credentials=none retries=0 timeout=1m30s rate=0 protection=false bulk=false",
		},
		"variables that are empty are not set": {
			nothing(customer), environ{
				envBaseURL: "", envCustomerName: "", envAccessToken: "", envUsername: "", envPassword: "", envTOTP: "", envMaxRetries: "", envRequestTimeout: "",
				envMaxRequestsPerSecond: "", envDeletionProtection: "", envBulkRefresh: "",
			},
			"https://maestro.dadosfera.ai customer=acme_corp token= credentials=none retries=4 timeout=1m0s rate=0 protection=false bulk=false",
		},
		"http to this machine": {
			nothing(customer, func(c *configuration) { c.BaseURL = str("http://127.0.0.1:8080") }), nil,
			"http://127.0.0.1:8080 customer=acme_corp token= credentials=none retries=4 timeout=1m0s rate=0 protection=false bulk=false",
		},
		"http elsewhere, where that is allowed": {
			nothing(customer, func(c *configuration) { c.BaseURL, c.AllowHTTP = str("http://maestro.internal"), types.BoolValue(true) }), nil,
			"http://maestro.internal customer=acme_corp token= credentials=none retries=4 timeout=1m0s rate=0 protection=false bulk=false",
		},
		"http elsewhere from the environment, where that is allowed": {
			nothing(customer, func(c *configuration) { c.AllowHTTP = types.BoolValue(true) }), environ{envBaseURL: "http://maestro.internal"},
			"http://maestro.internal customer=acme_corp token= credentials=none retries=4 timeout=1m0s rate=0 protection=false bulk=false",
		},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			got := tc.config.resolve(tc.env.lookup, &diags)
			if len(diags) > 0 {
				t.Errorf("said %v", diags)
			}
			if diff := cmp.Diff(tc.want, shown(got)); diff != "" {
				t.Errorf("settings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheWayToAuthenticate(t *testing.T) {
	str := types.StringValue
	user := environ{envUsername: "env@x", envPassword: "envpass", envTOTP: "000"}
	token := environ{envAccessToken: "envtoken"}
	both := environ{envAccessToken: "envtoken", envUsername: "env@x", envPassword: "envpass"}
	set := func(token, username, password, totp string) configuration {
		c := nothing()
		for _, s := range []struct {
			to *types.String
			v  string
		}{{&c.AccessToken, token}, {&c.Username, username}, {&c.Password, password}, {&c.TOTP, totp}} {
			if s.v != "" {
				*s.to = str(s.v)
			}
		}
		return c
	}
	for name, tc := range map[string]struct {
		config configuration
		env    environ
		want   string // token, or username/password/totp, or none
		at     string // of the one error
		says   []string
	}{
		"none at all":                                {set("", "", "", ""), nil, "none", "", nil},
		"a token":                                    {set("t", "", "", ""), nil, "t", "", nil},
		"a token of the environment":                 {set("", "", "", ""), token, "envtoken", "", nil},
		"a sign-in":                                  {set("", "u", "p", ""), nil, "u/p/", "", nil},
		"a sign-in with a second factor":             {set("", "u", "p", "1"), nil, "u/p/1", "", nil},
		"a sign-in of the environment":               {set("", "", "", ""), user, "env@x/envpass/000", "", nil},
		"a token, whatever the environment has":      {set("t", "", "", ""), both, "t", "", nil},
		"a sign-in, whatever the environment has":    {set("", "u", "p", ""), token, "u/p/", "", nil},
		"a password of the environment for a user":   {set("", "u", "", ""), both, "u/envpass/", "", nil},
		"a user of the environment for a password":   {set("", "", "p", ""), user, "env@x/p/000", "", nil},
		"a second factor for the environment's user": {set("", "", "", "1"), both, "env@x/envpass/1", "", nil},
		"a token beside a lone second factor":        {set("", "", "", ""), environ{envAccessToken: "envtoken", envTOTP: "1"}, "envtoken", "", nil},
		"both ways in the configuration":             {set("t", "u", "p", ""), nil, "", "access_token", []string{"Keep one way"}},
		"a token and a password":                     {set("t", "", "p", ""), nil, "", "access_token", []string{"Keep one way"}},
		"a token and a user":                         {set("t", "u", "", ""), nil, "", "access_token", []string{"Keep one way"}},
		"a token and a second factor":                {set("t", "", "", "1"), nil, "", "access_token", []string{"Keep one way"}},
		"both ways in the environment":               {set("", "", "", ""), both, "", "access_token", []string{envAccessToken, envUsername, envPassword, "Keep one way"}},
		"a user without a password":                  {set("", "u", "", ""), token, "", "password", []string{"Set password", envPassword}},
		"a password without a user":                  {set("", "", "p", ""), token, "", "username", []string{"Set username", envUsername}},
		"a second factor alone":                      {set("", "", "", "1"), token, "", "username", []string{"Set username", envUsername}},
		"a user alone in the environment":            {set("", "", "", ""), environ{envUsername: "u"}, "", "password", []string{envPassword}},
		"a password alone in the environment":        {set("", "", "", ""), environ{envPassword: "p"}, "", "username", []string{envUsername}},
		"a second factor alone in the environment":   {set("", "", "", ""), environ{envTOTP: "1"}, "", "username", []string{envUsername}},
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			var client maestro.Config
			tc.config.credentials(tc.env.lookup, &client, &diags)
			if tc.at != "" {
				onlyError(t, diags, tc.at, tc.says...)
				return
			}
			if len(diags) > 0 {
				t.Fatalf("said %v", diags)
			}
			got := "none"
			switch {
			case client.AccessToken != "" && client.Credentials != nil:
				got = "both"
			case client.AccessToken != "":
				got = client.AccessToken
			case client.Credentials != nil:
				got = client.Credentials.Username + "/" + client.Credentials.Password + "/" + client.Credentials.TOTP
			}
			if got != tc.want {
				t.Errorf("authenticates with %s, not %s", got, tc.want)
			}
		})
	}
}

// onlyError wants one error, at the attribute, with the words, and nothing secret in it.
func onlyError(t *testing.T, diags diag.Diagnostics, at string, words ...string) {
	t.Helper()
	if len(diags) != 1 || diags.ErrorsCount() != 1 {
		t.Fatalf("%d diagnostics, not one error: %v", len(diags), diags)
	}
	withPath, ok := diags[0].(diag.DiagnosticWithPath)
	if !ok || !withPath.Path().Equal(path.Root(at)) {
		t.Errorf("it is not at %s: %v", at, diags[0])
	}
	said := diags[0].Summary() + ": " + diags[0].Detail()
	for _, word := range words {
		if !strings.Contains(said, word) {
			t.Errorf("%q does not say %q", said, word)
		}
	}
	if strings.Contains(said, canary) {
		t.Errorf("%q shows a secret", said)
	}
}

func TestMistakesInTheEnvironmentNameTheVariable(t *testing.T) {
	for name, tc := range map[string]struct {
		variable, value, at string
		says                []string
	}{
		"retries that are no number":     {envMaxRetries, "many", "max_retries", []string{"many", "0 to 100"}},
		"retries with a fraction":        {envMaxRetries, "1.5", "max_retries", []string{"0 to 100"}},
		"retries below zero":             {envMaxRetries, "-1", "max_retries", []string{"0 to 100"}},
		"too many retries":               {envMaxRetries, "101", "max_retries", []string{"0 to 100"}},
		"a rate that is no number":       {envMaxRequestsPerSecond, "fast", "max_requests_per_second", []string{"fast", "0 or more"}},
		"a rate below zero":              {envMaxRequestsPerSecond, "-0.5", "max_requests_per_second", []string{"0 or more"}},
		"an endless rate":                {envMaxRequestsPerSecond, "Inf", "max_requests_per_second", []string{"0 or more"}},
		"a rate that is not one":         {envMaxRequestsPerSecond, "NaN", "max_requests_per_second", []string{"0 or more"}},
		"protection that is neither":     {envDeletionProtection, "yes", "deletion_protection", []string{"yes", "true or false"}},
		"bulk refresh that is neither":   {envBulkRefresh, "on", "bulk_refresh", []string{"on", "true or false"}},
		"a time that is none":            {envRequestTimeout, "soon", "request_timeout", []string{"soon", `"30s"`}},
		"a time without a unit":          {envRequestTimeout, "30", "request_timeout", []string{`"30s"`}},
		"no time":                        {envRequestTimeout, "0s", "request_timeout", []string{"above zero"}},
		"a time below zero":              {envRequestTimeout, "-1s", "request_timeout", []string{"above zero"}},
		"an address that is none":        {envBaseURL, "maestro", "base_url", []string{"https://maestro.dadosfera.ai"}},
		"http to another machine":        {envBaseURL, "http://maestro.example", "base_url", []string{"https", "allow_http"}},
		"a password in the address":      {envBaseURL, "https://u:" + canary + "@maestro.example", "base_url", []string{"settings"}},
		"a customer with a line break":   {envCustomerName, "acme\ncorp", "customer_name", []string{"line break"}},
		"a customer with a space after":  {envCustomerName, "acme ", "customer_name", []string{"white space"}},
		"a token with a line break":      {envAccessToken, canary + "\n", "access_token", []string{"line break"}},
		"a token with a letter too much": {envAccessToken, canary + "日", "access_token", []string{"header"}},
	} {
		t.Run(name, func(t *testing.T) {
			env := everything()
			env[tc.variable] = tc.value
			var diags diag.Diagnostics
			nothing().resolve(env.lookup, &diags)
			onlyError(t, diags, tc.at, append(slices.Clone(tc.says), tc.variable)...)
		})
	}
	t.Run("each is said", func(t *testing.T) {
		env := environ{
			envBaseURL: "x", envMaxRetries: "x", envRequestTimeout: "x", envMaxRequestsPerSecond: "x", envDeletionProtection: "x", envBulkRefresh: "x", envUsername: "x",
		}
		var diags diag.Diagnostics
		nothing().resolve(env.lookup, &diags)
		if len(diags) != 8 { // and the missing customer
			t.Errorf("%d diagnostics: %v", len(diags), diags)
		}
	})
}

// What is in the environment is no mistake of the configuration, and what is not known yet may be anything.
func TestValidatingLooksAtWhatIsKnownOfTheConfigurationAlone(t *testing.T) {
	for variable := range everything() {
		t.Setenv(variable, "\n")
	}
	unknown := configuration{
		BaseURL: types.StringUnknown(), AllowHTTP: types.BoolUnknown(), CustomerName: types.StringUnknown(), AccessToken: types.StringUnknown(),
		Username: types.StringUnknown(), Password: types.StringUnknown(), TOTP: types.StringUnknown(), MaxRetries: types.Int64Unknown(),
		RequestTimeout: types.StringUnknown(), MaxRequestsPerSecond: types.Float64Unknown(), DeletionProtection: types.BoolUnknown(), BulkRefresh: types.BoolUnknown(),
	}
	for name, c := range map[string]configuration{
		"nothing":        nothing(),
		"nothing known":  unknown,
		"half a sign-in": nothing(func(c *configuration) { c.Username = types.StringValue("u") }),
		"http where it may be allowed": nothing(func(c *configuration) {
			c.BaseURL, c.AllowHTTP = types.StringValue("http://x.example"), types.BoolUnknown()
		}),
		"a token beside a possible user":  nothing(func(c *configuration) { c.AccessToken, c.Username = types.StringValue("t"), types.StringUnknown() }),
		"a user beside a possible token":  nothing(func(c *configuration) { c.AccessToken, c.Username = types.StringUnknown(), types.StringValue("u") }),
		"an address that is not known":    nothing(func(c *configuration) { c.BaseURL = types.StringUnknown() }),
		"a customer that is not known":    nothing(func(c *configuration) { c.CustomerName = types.StringUnknown() }),
		"a time limit that is not known":  nothing(func(c *configuration) { c.RequestTimeout = types.StringUnknown() }),
		"all of it, and all of it in one": nothing(func(c *configuration) { c.RequestTimeout = types.StringValue((90 * time.Second).String()) }),
	} {
		t.Run(name, func(t *testing.T) {
			var diags diag.Diagnostics
			c.validate(&diags)
			if len(diags) > 0 {
				t.Errorf("said %v", diags)
			}
		})
	}
	if got := unknown.unknown(); len(got) != 12 {
		t.Errorf("%v are unknown", got)
	}
	if got := nothing().unknown(); len(got) != 0 {
		t.Errorf("%v are unknown", got)
	}
}
