// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

// block is a provider block: values by the name of the setting.
type block = map[string]any

// unknown is an unknown value in a block.
type unknown struct{}

// clearEnvironment unsets the provider's environment variables for a test.
func clearEnvironment(t *testing.T) {
	t.Helper()
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "DADOSFERA_") {
			t.Setenv(name, "")
		}
	}
}

// blockValue returns a provider block as a value of the protocol.
func blockValue(t *testing.T, b block) tftypes.Value {
	t.Helper()
	object, ok := providerSchema().Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("got a schema of another type, want an object")
	}
	values := make(map[string]tftypes.Value, len(object.AttributeTypes))
	for name, typ := range object.AttributeTypes {
		if _, ok := b[name].(unknown); ok {
			values[name] = tftypes.NewValue(typ, tftypes.UnknownValue)
		} else {
			values[name] = tftypes.NewValue(typ, b[name])
		}
	}
	for name := range b {
		if _, ok := values[name]; !ok {
			t.Fatalf("got setting %q, want one of the schema", name)
		}
	}
	return tftypes.NewValue(object, values)
}

// validateAndConfigure validates a provider block and, if it is valid, configures the provider with it, as Terraform
// does. It returns the diagnostics, and whether they are those of the configuration.
func validateAndConfigure(t *testing.T, b block, deferralAllowed bool) ([]*tfprotov6.Diagnostic, bool) {
	t.Helper()
	server, err := providerserver.NewProtocol6WithError(New("test"))()
	if err != nil {
		t.Fatal(err)
	}
	value := blockValue(t, b)
	config, err := tfprotov6.NewDynamicValue(value.Type(), value)
	if err != nil {
		t.Fatal(err)
	}
	validated, err := server.ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: &config})
	if err != nil {
		t.Fatal(err)
	}
	if len(validated.Diagnostics) > 0 {
		return validated.Diagnostics, false
	}
	configured, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		Config:             &config,
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: deferralAllowed},
	})
	if err != nil {
		t.Fatal(err)
	}
	return configured.Diagnostics, true
}

// wantOneProtocolError is [wantOneError] for diagnostics of the protocol.
func wantOneProtocolError(t *testing.T, diags []*tfprotov6.Diagnostic, setting string, facts ...string) {
	t.Helper()
	if len(diags) != 1 || diags[0].Severity != tfprotov6.DiagnosticSeverityError {
		t.Fatalf("got %+v, want one error", diags)
	}
	var want *tftypes.AttributePath
	if setting != "" {
		want = tftypes.NewAttributePath().WithAttributeName(setting)
	}
	if !diags[0].Attribute.Equal(want) {
		t.Errorf("got an error at %s, want it at %s", diags[0].Attribute, want)
	}
	checkText(t, diags[0].Summary, diags[0].Detail, facts...)
}

func TestValidateConfig_errors(t *testing.T) {
	clearEnvironment(t)
	const empty, oneWay = "is empty.", "Set either the token or the credentials"
	for name, tc := range map[string]struct {
		block block
		at    string
		want  []string
	}{
		"empty customer":             {block{"customer_name": ""}, "customer_name", []string{empty}},
		"customer with a line break": {block{"customer_name": "a\r\nb"}, "customer_name", []string{"line break"}},
		"customer with white space":  {block{"customer_name": " a"}, "customer_name", []string{"whitespace"}},
		"customer out of Latin-1":    {block{"customer_name": "日本"}, "customer_name", []string{"header"}},
		"empty address":              {block{"base_url": ""}, "base_url", []string{empty}},
		"http to another machine": {
			block{"base_url": "http://maestro.example"}, "base_url", []string{"https", "allow_http"},
		},
		"http that is not allowed": {
			block{"base_url": "http://maestro.example", "allow_http": false}, "base_url", []string{"https", "allow_http"},
		},
		"malformed address": {
			block{"base_url": "https://" + canary + ":x y@z"}, "base_url", []string{"https://maestro.dadosfera.ai"},
		},
		"address without a host": {block{"base_url": "https:///x"}, "base_url", []string{"host"}},
		"address without a scheme": {
			block{"base_url": "maestro.dadosfera.ai"}, "base_url", []string{"https://maestro.dadosfera.ai"},
		},
		"other scheme":            {block{"base_url": "ftp://x"}, "base_url", []string{"https"}},
		"address with a password": {block{"base_url": "https://u:" + canary + "@x"}, "base_url", []string{"username and password of the provider"}},
		"address with a query":    {block{"base_url": "https://x/?token=" + canary}, "base_url", []string{"query"}},
		"empty token":             {block{"access_token": ""}, "access_token", []string{empty, "DADOSFERA_ACCESS_TOKEN"}},
		"token with a line break": {block{"access_token": canary + "\n"}, "", []string{"access_token", "line break"}},
		"token with Bearer":       {block{"access_token": "Bearer " + canary}, "", []string{"access_token", "Bearer"}},
		"password with a line break": {
			block{"username": "u", "password": canary + "\n"}, "", []string{"password", "line break"},
		},
		"customer that is a token": {
			block{"customer_name": "eyJ" + canary + ".x.y"}, "", []string{"customer_name", "looks like an access token"},
		},
		"token and password": {block{"access_token": canary, "password": canary}, "access_token", []string{oneWay}},
		"token and username": {block{"access_token": canary, "username": "u"}, "access_token", []string{oneWay}},
		"token and totp":     {block{"access_token": canary, "totp": canary}, "access_token", []string{oneWay}},
		"empty username":     {block{"username": "", "password": canary}, "username", []string{empty}},
		"empty password":     {block{"username": "u", "password": ""}, "password", []string{empty}},
		"negative retries":   {block{"max_retries": -1}, "max_retries", []string{"from 0 to 100"}},
		"too many retries":   {block{"max_retries": 101}, "max_retries", []string{"from 0 to 100"}},
		"timeout of words":   {block{"request_timeout": "soon"}, "request_timeout", []string{"soon", `"30s"`}},
		"timeout of 0":       {block{"request_timeout": "0s"}, "request_timeout", []string{"positive"}},
		"empty timeout":      {block{"request_timeout": ""}, "request_timeout", []string{empty}},
		"negative rate":      {block{"max_requests_per_second": -1}, "max_requests_per_second", []string{"0 or more"}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, ok := tc.block["customer_name"]; !ok {
				tc.block["customer_name"] = "acme_corp"
			}
			diags, configured := validateAndConfigure(t, tc.block, false)
			wantOneProtocolError(t, diags, tc.at, tc.want...)
			if configured {
				t.Error("got a valid provider block, want the error from its validation")
			}
		})
	}
}

// The environment may provide what is missing, so the provider block is valid.
func TestConfigure_errors(t *testing.T) {
	clearEnvironment(t)
	for name, tc := range map[string]struct {
		block block
		at    string
		want  []string
	}{
		"no customer":   {block{}, "customer_name", []string{"customer_name", "DADOSFERA_CUSTOMER_NAME"}},
		"username only": {block{"username": "u"}, "password", []string{"Set password", "DADOSFERA_PASSWORD"}},
		"password only": {block{"password": canary}, "username", []string{"Set username", "DADOSFERA_USERNAME"}},
		"totp only":     {block{"totp": canary}, "username", []string{"Set username", "DADOSFERA_USERNAME"}},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.at != "customer_name" {
				tc.block["customer_name"] = "acme_corp"
			}
			diags, configured := validateAndConfigure(t, tc.block, false)
			wantOneProtocolError(t, diags, tc.at, tc.want...)
			if !configured {
				t.Error("got an invalid provider block, want a valid one")
			}
		})
	}
}

// An unknown value is an error that names the setting, or a deferral if Terraform allows one. It never falls back to
// the environment.
func TestConfigure_unknownSetting(t *testing.T) {
	clearEnvironment(t)
	t.Setenv("DADOSFERA_CUSTOMER_NAME", "acme_corp")
	for name := range providerSchema().Attributes {
		t.Run(name, func(t *testing.T) {
			b := block{name: unknown{}}
			diags, configured := validateAndConfigure(t, b, false)
			wantOneProtocolError(t, diags, name, name, "-target")
			if !configured {
				t.Error("got an invalid provider block, want a valid one")
			}

			if diags, _ := validateAndConfigure(t, b, true); len(diags) > 0 {
				t.Errorf("got %v, want a deferral", diags)
			}
			var resp provider.ConfigureResponse
			New("test").Configure(t.Context(), provider.ConfigureRequest{
				Config:             tfsdk.Config{Raw: blockValue(t, b), Schema: providerSchema()},
				ClientCapabilities: provider.ConfigureProviderClientCapabilities{DeferralAllowed: true},
			}, &resp)
			if resp.Deferred == nil || resp.Deferred.Reason != provider.DeferredReasonProviderConfigUnknown {
				t.Errorf("got %+v, want a deferral for the unknown configuration", resp.Deferred)
			}
			if resp.ResourceData != nil {
				t.Errorf("got data %v, want none", resp.ResourceData)
			}
		})
	}
}

// configure returns the data of a provider that is configured with a block.
func configure(t *testing.T, b block) *providerdata.Data {
	t.Helper()
	var resp provider.ConfigureResponse
	New("1.2.3").Configure(t.Context(), provider.ConfigureRequest{
		TerraformVersion: "1.14.0",
		Config:           tfsdk.Config{Raw: blockValue(t, b), Schema: providerSchema()},
	}, &resp)
	if resp.Diagnostics.HasError() {
		t.Fatal(resp.Diagnostics)
	}
	data, ok := resp.ResourceData.(*providerdata.Data)
	if !ok {
		t.Fatalf("got data of type %T, want *providerdata.Data", resp.ResourceData)
	}
	for kind, got := range map[string]any{
		"data sources": resp.DataSourceData, "ephemeral resources": resp.EphemeralResourceData,
		"actions": resp.ActionData, "list resources": resp.ListResourceData,
	} {
		if got != resp.ResourceData {
			t.Errorf("%s: got data %v, want that of resources", kind, got)
		}
	}
	t.Cleanup(data.Client.Close)
	return data
}

func TestConfigure_requestsHaveTheSettings(t *testing.T) {
	clearEnvironment(t)
	var header http.Header
	server := openapi.NewServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header.Clone()
		_, _ = w.Write([]byte("[]"))
	}), openapi.RequestsOnly)
	data := configure(t, block{
		"base_url": server.URL, "customer_name": "acme_corp", "access_token": "the-token", "deletion_protection": true,
		"bulk_refresh": true, "allow_replacement": true, "read_only": true,
	})
	if header != nil {
		t.Error("got a request from Configure, want none")
	}
	if _, err := data.Client.ListPipelines(t.Context()); err != nil {
		t.Fatal(err)
	}
	const repository = "https://github.com/dadosfera/terraform-provider-dadosfera"
	for name, want := range map[string]string{
		"User-Agent":    "terraform-provider-dadosfera/1.2.3 (+" + repository + ") Terraform/1.14.0",
		"Customer_name": "acme_corp",
		"Authorization": "the-token",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if !data.DeletionProtection || !data.BulkRefresh || !data.AllowReplacement || !data.ReadOnly ||
		data.Client.CustomerName() != "acme_corp" {
		t.Errorf("got data %+v, want the settings of the block", data)
	}
}

func TestUserAgent_omitsUnknownTerraformVersion(t *testing.T) {
	if got := userAgent("dev", ""); strings.Contains(got, "Terraform/") {
		t.Errorf("got %q, want no version of Terraform", got)
	}
}

func TestConfigure_environment(t *testing.T) {
	clearEnvironment(t)
	sim := maestrosim.New(maestrosim.Options{StaticTokens: map[string]string{"the-token": "acme_corp"}})
	server := openapi.NewServer(t, sim)
	for variable, value := range map[string]string{
		"DADOSFERA_BASE_URL": server.URL, "DADOSFERA_CUSTOMER_NAME": "acme_corp", "DADOSFERA_ACCESS_TOKEN": "the-token",
		"DADOSFERA_DELETION_PROTECTION": "true", "DADOSFERA_BULK_REFRESH": "true",
		"DADOSFERA_ALLOW_REPLACEMENT": "true", "DADOSFERA_READ_ONLY": "true", "DADOSFERA_DELETE_PROTECTED": "a_1,b_2",
	} {
		t.Setenv(variable, value)
	}
	data := configure(t, nil)
	if all, err := data.Client.ListPipelines(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("got %d pipelines and error %v, want 1", len(all), err)
	}
	if !data.DeletionProtection || !data.BulkRefresh || !data.AllowReplacement || !data.ReadOnly ||
		!slices.Equal(data.DeleteProtected, []string{"a_1", "b_2"}) {
		t.Errorf("got data %+v, want the settings of the environment", data)
	}
}

func TestMetadata_nameIsThatOfTheAddress(t *testing.T) {
	var got provider.MetadataResponse
	New("test").Metadata(t.Context(), provider.MetadataRequest{}, &got)
	if got.Version != "test" || !strings.HasSuffix(Address, "/dadosfera/"+got.TypeName) {
		t.Errorf("got %+v, want version test and the name in %s", got, Address)
	}
}

func TestSchemas_areValid(t *testing.T) {
	if diags := providerSchema().ValidateImplementation(t.Context()); diags.HasError() {
		t.Error(diags)
	}
	var names []string
	for _, newResource := range New("test").Resources(t.Context()) {
		r := newResource()
		var metadata resource.MetadataResponse
		r.Metadata(t.Context(), resource.MetadataRequest{ProviderTypeName: "dadosfera"}, &metadata)
		names = append(names, metadata.TypeName)
		var resp resource.SchemaResponse
		r.Schema(t.Context(), resource.SchemaRequest{}, &resp)
		if diags := resp.Schema.ValidateImplementation(t.Context()); diags.HasError() {
			t.Errorf("%s: got %v, want no errors", metadata.TypeName, diags)
		}
		if identified, ok := r.(resource.ResourceWithIdentity); ok {
			var identity resource.IdentitySchemaResponse
			identified.IdentitySchema(t.Context(), resource.IdentitySchemaRequest{}, &identity)
			if diags := identity.IdentitySchema.ValidateImplementation(t.Context()); diags.HasError() {
				t.Errorf("identity of %s: got %v, want no errors", metadata.TypeName, diags)
			}
		}
	}
	if want := []string{"dadosfera_pipeline", "dadosfera_pipeline_run", "dadosfera_job_state_reset"}; !slices.Equal(names, want) {
		t.Errorf("got resources %v, want %v", names, want)
	}
}

func TestProviderSchema_settings(t *testing.T) {
	secrets := []string{"access_token", "password", "totp"}
	for name, attribute := range providerSchema().Attributes {
		if !attribute.IsOptional() {
			t.Errorf("%s: got an attribute that is not optional, want it from the environment, too", name)
		}
		if got, want := attribute.IsSensitive(), slices.Contains(secrets, name); got != want {
			t.Errorf("%s: got sensitive %t, want %t", name, got, want)
		}
		variable := "`DADOSFERA_" + strings.ToUpper(name) + "`"
		if got := attribute.GetMarkdownDescription(); name != "allow_http" && !strings.Contains(got, variable) {
			t.Errorf("%s: got description %q, want %s in it", name, got, variable)
		}
	}
}

// With TF_REATTACH_PROVIDERS, all provider blocks and all runs of the CLI share one process.
func TestConfigure_twiceInOneProcess(t *testing.T) {
	clearEnvironment(t)
	first := block{"customer_name": "acme_corp", "base_url": "http://127.0.0.1:1", "access_token": "abc"}
	for name, tc := range map[string]struct {
		second block
		want   string // the settings in the error, "" if there is none
	}{
		"same settings": {first, ""},
		"new token": {
			block{"customer_name": "acme_corp", "base_url": "http://127.0.0.1:1", "access_token": "def"}, "",
		},
		"another customer": {
			block{"customer_name": "globex", "base_url": "http://127.0.0.1:1", "access_token": "abc"}, "customer_name",
		},
		"another customer and platform": {
			block{"customer_name": "globex", "base_url": "http://127.0.0.1:2"}, "base_url, customer_name",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := New("test")
			if resp := configureAgain(t, p, first); resp.Diagnostics.HasError() {
				t.Fatal(resp.Diagnostics)
			}
			resp := configureAgain(t, p, tc.second)
			if resp.ResourceData != p.Data() {
				t.Error("got other data than that of the configured provider")
			}
			if tc.want == "" {
				if len(resp.Diagnostics) > 0 {
					t.Errorf("got %v, want no diagnostics", resp.Diagnostics)
				}
				return
			}
			wantOneError(t, resp.Diagnostics, "", tc.want+" had another value", "TF_REATTACH_PROVIDERS")
			if got := p.Data().Client.CustomerName(); got != "acme_corp" {
				t.Errorf("got customer %q, want that of the first block", got)
			}
		})
	}
}

// configureAgain calls Configure of a provider that may have been configured before.
func configureAgain(t *testing.T, p *Provider, b block) provider.ConfigureResponse {
	t.Helper()
	var resp provider.ConfigureResponse
	p.Configure(t.Context(), provider.ConfigureRequest{
		Config: tfsdk.Config{Raw: blockValue(t, b), Schema: providerSchema()},
	}, &resp)
	return resp
}
