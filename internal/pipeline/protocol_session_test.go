// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// user returns a user of the simulator. With a TOTP code, signing in requires it.
func user(code string) maestrosim.User {
	return maestrosim.User{Username: username, Password: password, TOTP: code, Customer: plugintest.Customer}
}

// signInSettings returns settings with which the provider signs in.
func signInSettings(secret, code string) attrs {
	settings := attrs{"username": username, "password": secret}
	if code != "" {
		settings["totp"] = code
	}
	return settings
}

// refreshConcurrently refreshes all instances at the same time, and returns the diagnostics of each.
func (c *core) refreshConcurrently(all []plugintest.Instance) [][]plugintest.Diagnostic {
	diags := make([][]plugintest.Diagnostic, len(all))
	var wg sync.WaitGroup
	for n, i := range all {
		wg.Go(func() { _, diags[n] = c.Refresh(i) })
	}
	wg.Wait()
	return diags
}

// signIns returns the number of requests to sign in.
func (c *core) signIns() int {
	n := 0
	for _, r := range c.sim.Requests() {
		if r.Path == "/auth/sign-in" {
			n++
		}
	}
	return n
}

// With tokens that expire every few requests, a hundred concurrent reads succeed, with one sign-in at a time.
func TestSession_readsOutliveTokens(t *testing.T) {
	const reads, tokenRequests = 100, 3
	sim := maestrosim.New(maestrosim.Options{Empty: true, Users: []maestrosim.User{user("")}, TokenRequests: tokenRequests})
	sim.Order(maestrosim.Fault{On: maestrosim.OpSignIn, Delay: 2 * time.Millisecond, Times: -1}) // so that concurrent ones overlap
	var signingIn, most atomic.Int32
	server := openapi.NewServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/auth/sign-in" {
			if now := signingIn.Add(1); now > most.Load() {
				most.Store(now)
			}
			defer signingIn.Add(-1)
		}
		sim.ServeHTTP(w, r)
	}))
	c := &core{Resource: plugintest.NewServer(t, server.URL, signInSettings(password, "")).Resource(pipelineType), t: t, sim: sim, url: server.URL}
	all := c.importPipelines(reads)
	c.Restart(signInSettings(password, ""))
	for n, diags := range c.refreshConcurrently(all) {
		if len(diags) > 0 {
			t.Errorf("read %d: got diagnostics %v, want none", n, diags)
		}
	}
	if most.Load() != 1 {
		t.Errorf("got %d concurrent sign-ins, want 1", most.Load())
	}
	if got, least := c.signIns(), reads/tokenRequests; got < least || got > 3*least {
		t.Errorf("got %d sign-ins for %d reads with tokens for %d requests, want %d to %d", got, reads, tokenRequests, least, 3*least)
	}
}

// A wrong password is sent once in a run of many resources, and the error of each one has the advice.
func TestSession_wrongPasswordIsTriedOnce(t *testing.T) {
	c := newCore(t, maestrosim.Options{Users: []maestrosim.User{user("")}}, signInSettings(password, ""))
	all := c.importPipelines(20)
	c.Restart(signInSettings("wrong", ""))
	c.sim.ResetRequests()
	for _, diags := range c.refreshConcurrently(all) {
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
			"Cannot read pipeline", "Incorrect username or password", "Check username, password and totp", "not attempted again")
	}
	plugintest.OneDiagnostic(t, c.Plan(c.Absent(), wireConfig()).Diagnostics, plugintest.Error, "",
		"Cannot sign in", "Check username, password and totp")
	for _, i := range all {
		_, diags := c.Apply(c.Plan(i, nil))
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot delete pipeline", "stays in the state")
	}
	if got := len(c.sim.Requests()); got != 1 {
		t.Errorf("got %d requests, want one sign-in", got)
	}
}

// The error about a used one-time code has the advice, both if the token expires during the run and if an earlier run
// has used the code, as the plan of a terraform apply does.
func TestSession_usedOneTimeCode(t *testing.T) {
	c := newCore(t, maestrosim.Options{Users: []maestrosim.User{user(totp)}, TokenRequests: 3}, signInSettings(password, totp))
	c.put(gonePipeline, "Orders")
	i, diags := c.Import(gonePipeline, nil)
	plugintest.NoDiagnostics(t, diags)
	const advice = "A one-time code (totp) is valid for a single sign-in"
	for range 3 {
		if _, diags = c.Refresh(i); len(diags) > 0 {
			break
		}
	}
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
		"Cannot read pipeline", "Invalid MFA code", "The access token had expired", advice, "access_token")
	if got := c.signIns(); got != 2 {
		t.Errorf("got %d sign-ins, want 2", got)
	}
	c.Restart(signInSettings(password, totp))
	c.sim.ResetRequests()
	for range 2 {
		_, diags = c.Refresh(i)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
			"Cannot read pipeline", "Invalid MFA code", "Check username, password and totp", advice, "Run the command again with a new code", "access_token")
	}
	if got := len(c.sim.Requests()); got != 1 {
		t.Errorf("got %d requests, want one sign-in", got)
	}
}
