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

	username = "somebody@example.com"
	password = "canary-password-5f1c"
	totp     = "canary-code-90817"
	given    = "canary-token-77aa"
)

type attrs = plugintest.Attrs

// newServer starts a platform on which one user may sign in and one token is good, and a provider for it.
func newServer(t *testing.T, settings attrs) (*plugintest.Server, *maestrosim.Sim) {
	t.Helper()
	sim := maestrosim.New(maestrosim.Options{
		Empty:        true,
		Users:        []maestrosim.User{{Username: username, Password: password, TOTP: totp, Customer: plugintest.Customer}},
		StaticTokens: map[string]string{given: plugintest.Customer},
	})
	server := openapi.NewServer(t, sim)
	return plugintest.NewServer(t, server.URL, settings), sim
}

// paths gives the paths of the requests so far.
func paths(sim *maestrosim.Sim) string {
	var all []string
	for _, request := range sim.Requests() {
		all = append(all, request.Path)
	}
	return strings.Join(all, " ")
}

// One sign-in serves the token that is handed on and the provider's own requests, as a one-time code is good for one.
func TestTokenOfASignIn(t *testing.T) {
	server, sim := newServer(t, attrs{"username": username, "password": password, "totp": totp})
	first, told := server.Open(typeName, attrs{})
	plugintest.Silent(t, told)
	if got := paths(sim); got != "/auth/sign-in" {
		t.Errorf("requests to %s", got)
	}
	again, told := server.Open(typeName, attrs{})
	plugintest.Silent(t, told)
	plugintest.Same(t, "the second token", again, first)

	_, told = server.Resource("dadosfera_pipeline").Adopt("nowhere", nil)
	if len(told) != 1 {
		t.Errorf("a pipeline that is not there: %v", told)
	}
	requests := sim.Requests()
	if last := requests[len(requests)-1]; strings.Count(paths(sim), "sign-in") != 1 || last.Header.Get("Authorization") != first["access_token"] {
		t.Errorf("requests to %s, the last with another token", paths(sim))
	}
	expires, err := time.Parse(time.RFC3339, first["expires_at"].(string))
	if left := time.Until(expires); err != nil || left < 29*time.Minute || left > 30*time.Minute || expires.Location() != time.UTC {
		t.Errorf("it expires at %v, %v", first["expires_at"], err)
	}
}

func TestTokenThatIsGiven(t *testing.T) {
	server, sim := newServer(t, attrs{"access_token": given})
	result, told := server.Open(typeName, attrs{})
	plugintest.Silent(t, told)
	plugintest.Same(t, "the result", result, attrs{"access_token": given, "expires_at": nil})
	if got := paths(sim); got != "" {
		t.Errorf("requests to %s", got)
	}
}

func TestThereIsNoToken(t *testing.T) {
	for _, variable := range []string{"DADOSFERA_ACCESS_TOKEN", "DADOSFERA_USERNAME", "DADOSFERA_PASSWORD", "DADOSFERA_TOTP"} {
		t.Setenv(variable, "")
	}
	server, sim := newServer(t, nil)
	result, told := server.Open(typeName, attrs{})
	plugintest.Only(t, told, plugintest.Error, "", "No access token", "no credentials", "username and password", "DADOSFERA_USERNAME", "DADOSFERA_ACCESS_TOKEN")
	if result != nil || paths(sim) != "" {
		t.Errorf("%v, after requests to %s", result, paths(sim))
	}
}

func TestSignInThatIsRefused(t *testing.T) {
	server, sim := newServer(t, attrs{"username": username, "password": "wrong-" + password})
	for range 2 {
		_, told := server.Open(typeName, attrs{})
		plugintest.Only(t, told, plugintest.Error, "", "Cannot get an access token", "Incorrect username or password", "Check username, password and totp")
		if strings.Contains(told[0].Detail, password) {
			t.Errorf("the password is in %q", told[0].Detail)
		}
	}
	if got := paths(sim); got != "/auth/sign-in" {
		t.Errorf("requests to %s", got)
	}
}

func TestTokenIsSensitive(t *testing.T) {
	for _, attribute := range plugintest.NewUnconfigured(t).Schemas.EphemeralResourceSchemas[typeName].Block.Attributes {
		if attribute.Sensitive != (attribute.Name == "access_token") || !attribute.Computed || attribute.Optional {
			t.Errorf("%s: %+v", attribute.Name, attribute)
		}
	}
}

// The log has what happened at the most detailed level, and neither the token nor what it was had for.
func TestTokenIsInNoLog(t *testing.T) {
	for name, settings := range map[string]attrs{
		"a sign-in":     {"username": username, "password": password, "totp": totp},
		"a given token": {"access_token": given},
	} {
		t.Run(name, func(t *testing.T) {
			server, _ := newServer(t, settings)
			var log bytes.Buffer
			ctx := tflogtest.RootLogger(tfsdklogtest.RootLogger(t.Context(), &log), &log)
			result, told := server.OpenIn(ctx, typeName, attrs{})
			plugintest.Silent(t, told)
			if !strings.Contains(log.String(), "EphemeralResource Open") || strings.Contains(log.String(), "Maestro request") != (name == "a sign-in") {
				t.Fatalf("the log says too little:\n%s", &log)
			}
			for _, secret := range []string{result["access_token"].(string), password, totp} {
				if strings.Contains(log.String(), secret) {
					t.Errorf("%q is in the log:\n%s", secret, &log)
				}
			}
		})
	}
}
