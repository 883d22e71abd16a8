// SPDX-License-Identifier: MPL-2.0

package accesstoken_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const (
	typeName = "dadosfera_access_token"

	username = "user@example.com"
	password = "canary-password-5f1c"
	totp     = "canary-code-90817"
	static   = "canary-token-77aa"
)

type attrs = plugintest.Attrs

// newServer starts a platform with one user and one static token, and a provider for it.
func newServer(t *testing.T, settings attrs) (*plugintest.Server, *maestrosim.Sim) {
	t.Helper()
	sim := maestrosim.New(maestrosim.Options{
		Empty:        true,
		Users:        []maestrosim.User{{Username: username, Password: password, TOTP: totp, Customer: plugintest.Customer}},
		StaticTokens: map[string]string{static: plugintest.Customer},
	})
	server := openapi.NewServer(t, sim)
	return plugintest.NewServer(t, server.URL, settings), sim
}

// requestedPaths returns the paths of all requests, separated by spaces.
func requestedPaths(sim *maestrosim.Sim) string {
	var all []string
	for _, request := range sim.Requests() {
		all = append(all, request.Path)
	}
	return strings.Join(all, " ")
}

// One sign-in serves the ephemeral resource and the provider's own requests: a one-time code is valid for one only.
func TestOpen_signsInOnce(t *testing.T) {
	server, sim := newServer(t, attrs{"username": username, "password": password, "totp": totp})
	first, diags := server.Open(typeName, attrs{})
	plugintest.NoDiagnostics(t, diags)
	if got, want := requestedPaths(sim), "/auth/sign-in"; got != want {
		t.Errorf("got requests to %q, want %q", got, want)
	}
	second, diags := server.Open(typeName, attrs{})
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "second result", second, first)

	_, diags = server.Resource("dadosfera_pipeline").Import("nowhere", nil)
	if len(diags) != 1 {
		t.Errorf("import of a pipeline that does not exist: got %v, want one error", diags)
	}
	requests := sim.Requests()
	if got := strings.Count(requestedPaths(sim), "sign-in"); got != 1 {
		t.Errorf("got %d sign-ins, want 1", got)
	}
	if got := requests[len(requests)-1].Header.Get("Authorization"); got != first["access_token"] {
		t.Errorf("got Authorization %q, want %q", got, first["access_token"])
	}
	expires, err := time.Parse(time.RFC3339, first["expires_at"].(string))
	left := time.Until(expires)
	if err != nil || left < 29*time.Minute || left > 30*time.Minute || expires.Location() != time.UTC {
		t.Errorf("got expires_at %v (%v), want a UTC time in half an hour", first["expires_at"], err)
	}
}

func TestOpen_returnsTheConfiguredToken(t *testing.T) {
	server, sim := newServer(t, attrs{"access_token": static})
	result, diags := server.Open(typeName, attrs{})
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "result", result, attrs{"access_token": static, "expires_at": nil})
	if got, want := requestedPaths(sim), ""; got != want {
		t.Errorf("got requests to %q, want %q", got, want)
	}
}

func TestOpen_noCredentials(t *testing.T) {
	for _, setting := range []string{"ACCESS_TOKEN", "USERNAME", "PASSWORD", "TOTP"} {
		t.Setenv("DADOSFERA_"+setting, "")
	}
	server, sim := newServer(t, nil)
	result, diags := server.Open(typeName, attrs{})
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Missing credentials",
		"no credentials", "username and password", "DADOSFERA_USERNAME", "DADOSFERA_ACCESS_TOKEN")
	if got := requestedPaths(sim); result != nil || got != "" {
		t.Errorf("got result %v and requests to %q, want none", result, got)
	}
}

func TestOpen_refusedSignInIsNotRepeated(t *testing.T) {
	server, sim := newServer(t, attrs{"username": username, "password": "wrong-" + password})
	for range 2 {
		_, diags := server.Open(typeName, attrs{})
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot obtain access token",
			"Incorrect username or password", "Check username, password and totp")
		if strings.Contains(diags[0].Detail, password) {
			t.Errorf("got detail %q, want no password in it", diags[0].Detail)
		}
	}
	if got, want := requestedPaths(sim), "/auth/sign-in"; got != want {
		t.Errorf("got requests to %q, want %q", got, want)
	}
}

func TestSchema_tokenIsSensitive(t *testing.T) {
	for _, attribute := range plugintest.NewUnconfigured(t).Schemas.EphemeralResourceSchemas[typeName].Block.Attributes {
		if attribute.Sensitive != (attribute.Name == "access_token") || !attribute.Computed || attribute.Optional {
			t.Errorf("%s: got %+v, want it computed, and sensitive if it is the token", attribute.Name, attribute)
		}
	}
}

func TestOpen_logHasNoSecrets(t *testing.T) {
	for name, settings := range map[string]attrs{
		"sign-in":      {"username": username, "password": password, "totp": totp},
		"static token": {"access_token": static},
	} {
		t.Run(name, func(t *testing.T) {
			server, _ := newServer(t, settings)
			var log bytes.Buffer
			ctx := tflogtest.RootLogger(tfsdklogtest.RootLogger(t.Context(), &log), &log)
			result, diags := server.OpenContext(ctx, typeName, attrs{})
			plugintest.NoDiagnostics(t, diags)
			requested := strings.Contains(log.String(), "Maestro request")
			if !strings.Contains(log.String(), "EphemeralResource Open") || requested != (name == "sign-in") {
				t.Fatalf("got log\n%s\nwant the operation, and a request if there is a sign-in", &log)
			}
			for _, secret := range []string{result["access_token"].(string), password, totp} {
				if strings.Contains(log.String(), secret) {
					t.Errorf("got log\n%s\nwant no %q in it", &log, secret)
				}
			}
		})
	}
}
