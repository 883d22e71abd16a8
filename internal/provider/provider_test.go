// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

// alone takes the settings of whoever runs the tests out of the environment.
func alone(t *testing.T) {
	t.Helper()
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "DADOSFERA_") {
			t.Setenv(name, "")
		}
	}
}

// later is a value that is not known yet.
type later struct{}

// raw makes a provider block.
func raw(t *testing.T, settings map[string]any) tftypes.Value {
	t.Helper()
	object, ok := providerSchema().Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("the schema is no object")
	}
	all := make(map[string]tftypes.Value, len(object.AttributeTypes))
	for name, typ := range object.AttributeTypes {
		switch v := settings[name].(type) {
		case later:
			all[name] = tftypes.NewValue(typ, tftypes.UnknownValue)
		default:
			all[name] = tftypes.NewValue(typ, v)
		}
	}
	for name := range settings {
		if _, ok := all[name]; !ok {
			t.Fatalf("there is no setting %q", name)
		}
	}
	return tftypes.NewValue(object, all)
}

// configured is what Terraform gets of a provider block: validated first, and configured where that found nothing.
func configured(t *testing.T, settings map[string]any, deferral bool) ([]*tfprotov6.Diagnostic, bool) {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(New("test"))()
	if err != nil {
		t.Fatal(err)
	}
	value := raw(t, settings)
	dynamic, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		t.Fatal(err)
	}
	validated, err := server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: &dynamic})
	if err != nil {
		t.Fatal(err)
	}
	if len(validated.Diagnostics) > 0 {
		return validated.Diagnostics, false
	}
	resp, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config: &dynamic, ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: deferral},
	})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics, true
}

// Each mistake is one error, at its attribute, that says what to do and shows no secret; and all but those that the
// environment could mend are found by terraform validate.
func TestEachMistakeIsOneError(t *testing.T) {
	alone(t)
	for name, tc := range map[string]struct {
		settings map[string]any
		at       string
		late     bool // only found when it is configured
		says     []string
	}{
		"no customer":                    {map[string]any{}, "customer_name", true, []string{"customer_name", envCustomerName}},
		"an empty customer":              {map[string]any{"customer_name": ""}, "customer_name", false, []string{"is empty. Give it a value, or leave it out"}},
		"a customer with a line break":   {map[string]any{"customer_name": "a\r\nb"}, "customer_name", false, []string{"line break"}},
		"a customer with white space":    {map[string]any{"customer_name": " a"}, "customer_name", false, []string{"white space"}},
		"a customer with other letters":  {map[string]any{"customer_name": "日本"}, "customer_name", false, []string{"header"}},
		"an empty address":               {map[string]any{"base_url": ""}, "base_url", false, []string{"is empty. Give it a value, or leave it out"}},
		"http to another machine":        {map[string]any{"base_url": "http://maestro.example"}, "base_url", false, []string{"https", "allow_http"}},
		"http that is not allowed":       {map[string]any{"base_url": "http://maestro.example", "allow_http": false}, "base_url", false, []string{"https", "allow_http"}},
		"an address that cannot be read": {map[string]any{"base_url": "https://" + canary + ":x y@z"}, "base_url", false, []string{"https://maestro.dadosfera.ai"}},
		"an address without a host":      {map[string]any{"base_url": "https:///x"}, "base_url", false, []string{"host"}},
		"an address without a scheme":    {map[string]any{"base_url": "maestro.dadosfera.ai"}, "base_url", false, []string{"https://maestro.dadosfera.ai"}},
		"another scheme":                 {map[string]any{"base_url": "ftp://x"}, "base_url", false, []string{"https"}},
		"a password in the address":      {map[string]any{"base_url": "https://u:" + canary + "@x"}, "base_url", false, []string{"settings"}},
		"a query in the address":         {map[string]any{"base_url": "https://x/?token=" + canary}, "base_url", false, []string{"query"}},
		"an empty token":                 {map[string]any{"access_token": ""}, "access_token", false, []string{"is empty. Give it a value, or leave it out"}},
		"a token with a line break":      {map[string]any{"access_token": canary + "\n"}, "access_token", false, []string{"line break"}},
		"a token and a password":         {map[string]any{"access_token": canary, "password": canary}, "access_token", false, []string{"Keep one way"}},
		"a token and a user":             {map[string]any{"access_token": canary, "username": "u"}, "access_token", false, []string{"Keep one way"}},
		"a token and a second factor":    {map[string]any{"access_token": canary, "totp": canary}, "access_token", false, []string{"Keep one way"}},
		"a user alone":                   {map[string]any{"username": "u"}, "password", true, []string{"Set password", envPassword}},
		"a password alone":               {map[string]any{"password": canary}, "username", true, []string{"Set username", envUsername}},
		"a second factor alone":          {map[string]any{"totp": canary}, "username", true, []string{"Set username", envUsername}},
		"an empty user":                  {map[string]any{"username": "", "password": canary}, "username", false, []string{"is empty. Give it a value, or leave it out"}},
		"an empty password":              {map[string]any{"username": "u", "password": ""}, "password", false, []string{"is empty. Give it a value, or leave it out"}},
		"retries below zero":             {map[string]any{"max_retries": -1}, "max_retries", false, []string{"between 0 and 100"}},
		"too many retries":               {map[string]any{"max_retries": 101}, "max_retries", false, []string{"between 0 and 100"}},
		"a time that is none":            {map[string]any{"request_timeout": "soon"}, "request_timeout", false, []string{"soon", `"30s"`}},
		"no time":                        {map[string]any{"request_timeout": "0s"}, "request_timeout", false, []string{"above zero"}},
		"an empty time":                  {map[string]any{"request_timeout": ""}, "request_timeout", false, []string{"is empty. Give it a value, or leave it out"}},
		"a rate below zero":              {map[string]any{"max_requests_per_second": -1}, "max_requests_per_second", false, []string{"must be 0 or more"}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, given := tc.settings["customer_name"]; !given && tc.at != "customer_name" {
				tc.settings["customer_name"] = "acme_corp"
			}
			diags, late := configured(t, tc.settings, false)
			if len(diags) != 1 || diags[0].Severity != tfprotov6.DiagnosticSeverityError {
				t.Fatalf("%d diagnostics, not one error: %+v", len(diags), diags)
			}
			if late != tc.late {
				t.Errorf("it is found when the provider is configured: %t", late)
			}
			if want := tftypes.NewAttributePath().WithAttributeName(tc.at); !diags[0].Attribute.Equal(want) {
				t.Errorf("it is at %s, not at %s", diags[0].Attribute, want)
			}
			said := diags[0].Summary + ": " + diags[0].Detail
			for _, word := range tc.says {
				if !strings.Contains(said, word) {
					t.Errorf("%q does not say %q", said, word)
				}
			}
			if strings.Contains(said, canary) {
				t.Errorf("%q shows a secret", said)
			}
		})
	}
}

func TestAValueThatIsNotKnownYetIsAnErrorThatNamesItOrADeferral(t *testing.T) {
	alone(t)
	t.Setenv(envCustomerName, "acme_corp") // an unknown value is never taken for one that is left out
	for name := range providerSchema().Attributes {
		t.Run(name, func(t *testing.T) {
			settings := map[string]any{name: later{}}
			diags, late := configured(t, settings, false)
			if len(diags) != 1 || !late {
				t.Fatalf("%d diagnostics, from configuring %t: %+v", len(diags), late, diags)
			}
			if !diags[0].Attribute.Equal(tftypes.NewAttributePath().WithAttributeName(name)) || !strings.Contains(diags[0].Detail, name) || !strings.Contains(diags[0].Detail, "-target") {
				t.Errorf("said %+v", diags[0])
			}
			if diags, _ := configured(t, settings, true); len(diags) > 0 {
				t.Errorf("where Terraform can wait: %+v", diags)
			}
			var resp provider.ConfigureResponse
			New("test").Configure(t.Context(), provider.ConfigureRequest{
				Config:             tfsdk.Config{Raw: raw(t, settings), Schema: providerSchema()},
				ClientCapabilities: provider.ConfigureProviderClientCapabilities{DeferralAllowed: true},
			}, &resp)
			if resp.Deferred == nil || resp.Deferred.Reason != provider.DeferredReasonProviderConfigUnknown || resp.ResourceData != nil {
				t.Errorf("deferred %+v, with data %t", resp.Deferred, resp.ResourceData != nil)
			}
		})
	}
}

// configure gives the data that a provider block leads to.
func configure(t *testing.T, settings map[string]any) *providerdata.Data {
	t.Helper()
	var resp provider.ConfigureResponse
	New("1.2.3").Configure(t.Context(), provider.ConfigureRequest{
		TerraformVersion: "1.14.0", Config: tfsdk.Config{Raw: raw(t, settings), Schema: providerSchema()},
	}, &resp)
	if resp.Diagnostics.HasError() {
		t.Fatal(resp.Diagnostics)
	}
	data, ok := resp.ResourceData.(*providerdata.Data)
	if !ok {
		t.Fatalf("the data is a %T", resp.ResourceData)
	}
	for kind, other := range map[string]any{
		"data sources": resp.DataSourceData, "ephemeral resources": resp.EphemeralResourceData, "actions": resp.ActionData, "list resources": resp.ListResourceData,
	} {
		if other != resp.ResourceData {
			t.Errorf("%s get other data", kind)
		}
	}
	t.Cleanup(data.Client.Close)
	return data
}

func TestWhatIsConfiguredReachesThePlatform(t *testing.T) {
	alone(t)
	var seen http.Header
	server := openapi.NewServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header.Clone()
		_, _ = w.Write([]byte("[]"))
	}), openapi.RequestsOnly)
	data := configure(t, map[string]any{
		"base_url": server.URL, "customer_name": "acme_corp", "access_token": "the-token", "deletion_protection": true, "bulk_refresh": true,
	})
	if n := len(seen); n > 0 {
		t.Error("configuring sends requests")
	}
	if _, err := data.Client.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	if agent := seen.Get("User-Agent"); agent != "terraform-provider-dadosfera/1.2.3 (+https://github.com/dadosfera/terraform-provider-dadosfera) Terraform/1.14.0" {
		t.Errorf("the user agent is %q", agent)
	}
	if seen.Get("Customer_name") != "acme_corp" || seen.Get("Authorization") != "the-token" {
		t.Errorf("the headers are %v", seen)
	}
	if !data.DeletionProtection || !data.BulkRefresh || data.Client.CustomerName() != "acme_corp" {
		t.Errorf("the data is %+v", data)
	}
	if agent := userAgent("dev", ""); strings.Contains(agent, "Terraform/") {
		t.Errorf("without a version of Terraform the user agent is %q", agent)
	}
}

func TestTheEnvironmentIsRead(t *testing.T) {
	alone(t)
	server := openapi.NewServer(t, maestrosim.New(maestrosim.Options{StaticTokens: map[string]string{"the-token": "acme_corp"}}))
	for variable, value := range map[string]string{
		envBaseURL: server.URL, envCustomerName: "acme_corp", envAccessToken: "the-token", envDeletionProtection: "true", envBulkRefresh: "true",
	} {
		t.Setenv(variable, value)
	}
	data := configure(t, nil)
	if all, err := data.Client.ListPipelines(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d pipelines, error %v", len(all), err)
	}
	if !data.DeletionProtection || !data.BulkRefresh {
		t.Errorf("the data is %+v", data)
	}
}

func TestSchemasAreValid(t *testing.T) {
	if diags := providerSchema().ValidateImplementation(t.Context()); diags.HasError() {
		t.Error(diags)
	}
	p := New("test")
	var metadata provider.MetadataResponse
	p.Metadata(t.Context(), provider.MetadataRequest{}, &metadata)
	if metadata.TypeName != "dadosfera" || metadata.Version != "test" || !strings.HasSuffix(Address, "/dadosfera/"+metadata.TypeName) {
		t.Errorf("the provider is %+v at %s", metadata, Address)
	}
	names := []string{}
	for _, newResource := range p.Resources(t.Context()) {
		r := newResource()
		var named resource.MetadataResponse
		r.Metadata(t.Context(), resource.MetadataRequest{ProviderTypeName: metadata.TypeName}, &named)
		names = append(names, named.TypeName)
		var resp resource.SchemaResponse
		r.Schema(t.Context(), resource.SchemaRequest{}, &resp)
		if diags := resp.Schema.ValidateImplementation(t.Context()); diags.HasError() {
			t.Errorf("%s: %v", named.TypeName, diags)
		}
		identified, ok := r.(resource.ResourceWithIdentity)
		if !ok {
			continue
		}
		var identity resource.IdentitySchemaResponse
		identified.IdentitySchema(t.Context(), resource.IdentitySchemaRequest{}, &identity)
		if diags := identity.IdentitySchema.ValidateImplementation(t.Context()); diags.HasError() {
			t.Errorf("identity of %s: %v", named.TypeName, diags)
		}
	}
	if !slices.Contains(names, "dadosfera_pipeline") {
		t.Errorf("the resources are %v", names)
	}
	if len(p.DataSources(t.Context())) > 0 {
		t.Log("there are data sources: their schemas are to be looked at here too")
	}
}

// Every setting is described, with the variable that stands for it, and every secret is marked as one.
func TestSettingsAreDescribed(t *testing.T) {
	variables := map[string]string{
		"base_url": envBaseURL, "customer_name": envCustomerName, "access_token": envAccessToken, "username": envUsername, "password": envPassword, "totp": envTOTP,
		"max_retries": envMaxRetries, "request_timeout": envRequestTimeout, "max_requests_per_second": envMaxRequestsPerSecond,
		"deletion_protection": envDeletionProtection, "bulk_refresh": envBulkRefresh,
	}
	for name, a := range providerSchema().Attributes {
		if variable := variables[name]; name != "allow_http" && (variable == "" || !strings.Contains(a.GetMarkdownDescription(), "`"+variable+"`")) {
			t.Errorf("%s does not name its variable %q", name, variable)
		}
		if want := slices.Contains([]string{"access_token", "password", "totp"}, name); a.IsSensitive() != want {
			t.Errorf("%s is sensitive: %t", name, a.IsSensitive())
		}
		if !a.IsOptional() {
			t.Errorf("%s cannot come from the environment", name)
		}
		if variable := variables[name]; variable != "" && variable != "DADOSFERA_"+strings.ToUpper(name) {
			t.Errorf("%s has the variable %s", name, variable)
		}
	}
}

// A log has a line for each attempt, and no header or body in it.
func TestTheLogHasWhatHappenedAndNothingSecret(t *testing.T) {
	var log bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &log)
	logExchange(ctx, maestro.Exchange{Method: "GET", Path: "/platform/pipelines", Status: 200, Attempt: 2, Duration: 1500 * time.Millisecond})
	logExchange(ctx, maestro.Exchange{Method: "POST", Path: "/auth/sign-in", Attempt: 1, Err: errors.New("no answer")})
	logExchange(ctx, maestro.Exchange{Method: "GET", Path: "/x", Status: 200, Attempt: 1, Waited: 2 * time.Second})
	logPause(ctx, maestro.Pause{Method: "GET", Path: "/x", Duration: 310 * time.Millisecond, Next: 2})
	logPause(ctx, maestro.Pause{Method: "GET", Path: "/x", Duration: time.Minute})
	entries, err := tflogtest.MultilineJSONDecode(&log)
	if err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{
		{"@message": "Maestro request: GET /platform/pipelines, 200 in 1500 ms, try 2", "method": "GET", "path": "/platform/pipelines", "status": 200.0, "try": 2.0, "duration_ms": 1500.0},
		{"@message": "Maestro request: POST /auth/sign-in, no answer in 0 ms, try 1", "method": "POST", "path": "/auth/sign-in", "error": "no answer", "try": 1.0, "duration_ms": 0.0},
		{"@message": "Maestro request: GET /x, 200 in 0 ms, try 1", "method": "GET", "path": "/x", "status": 200.0, "try": 1.0, "duration_ms": 0.0, "waited_ms": 2000.0},
		{"@message": "Pause before the next try", "method": "GET", "path": "/x", "next_try": 2.0, "pause_ms": 310.0},
		{"@message": "Maestro limits requests, so all of them pause", "method": "GET", "path": "/x", "pause_ms": 60000.0},
	}
	for _, entry := range want {
		entry["@level"], entry["@module"] = "debug", "provider"
	}
	if diff := cmp.Diff(want, entries); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	log.Reset()

	alone(t)
	sim := maestrosim.New(maestrosim.Options{Users: []maestrosim.User{{Username: "u@x", Password: canary + "-password", TOTP: canary + "-totp", Customer: "acme_corp"}}})
	server := openapi.NewServer(t, sim)
	log.Reset()
	data := configure(t, map[string]any{"base_url": server.URL, "customer_name": "acme_corp", "username": "u@x", "password": canary + "-password", "totp": canary + "-totp"})
	if _, err := data.Client.ListPipelines(ctx); err != nil {
		t.Fatal(err)
	}
	token := ""
	for _, r := range sim.Requests() {
		if sent := r.Header.Get("Authorization"); sent != "" {
			token = sent
		}
	}
	if token == "" || strings.Contains(log.String(), canary) || strings.Contains(log.String(), token) {
		t.Errorf("the log of a run with the token %q:\n%s", token, log.String())
	}
	if !strings.Contains(log.String(), "/auth/sign-in") || !strings.Contains(log.String(), "/platform/pipelines") {
		t.Errorf("the log says too little:\n%s", log.String())
	}
}

// Where the log is off, the client has nobody to tell.
func TestALogThatIsOffCostsNothing(t *testing.T) {
	for level, told := range map[string]bool{"": true, "DEBUG": true, "OFF": false, "off": false} {
		t.Setenv(LogVariable, level)
		var config maestro.Config
		logInto(&config)
		if (config.Observe != nil) != told || (config.ObservePause != nil) != told {
			t.Errorf("%q: observed %t, pauses %t", level, config.Observe != nil, config.ObservePause != nil)
		}
	}
}

// Before the provider is configured, as in terraform validate, there is no data, and that is no mistake.
func TestDataIsTakenFromTheRequestOrIsADefect(t *testing.T) {
	for _, newResource := range New("test").Resources(t.Context()) {
		var resp resource.ConfigureResponse
		r, ok := newResource().(resource.ResourceWithConfigure)
		if !ok {
			t.Fatal("a resource cannot be configured")
		}
		r.Configure(t.Context(), resource.ConfigureRequest{}, &resp)
		if resp.Diagnostics.HasError() {
			t.Errorf("before the provider is configured: %v", resp.Diagnostics)
		}
		r.Configure(t.Context(), resource.ConfigureRequest{ProviderData: "text"}, &resp)
		if resp.Diagnostics.ErrorsCount() != 1 || !strings.Contains(resp.Diagnostics[0].Detail(), "string") {
			t.Errorf("with data of another kind: %v", resp.Diagnostics)
		}
	}
}
