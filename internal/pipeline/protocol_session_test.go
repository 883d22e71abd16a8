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

// user may sign in to the platforms of these tests.
func user(code string) maestrosim.User {
	return maestrosim.User{Username: username, Password: password, TOTP: code, Customer: plugintest.Customer}
}

// signingIn is the provider's settings for it.
func signingIn(secret, code string) attrs {
	settings := attrs{"username": username, "password": secret}
	if code != "" {
		settings["totp"] = code
	}
	return settings
}

// atOnce refreshes all of them side by side, and gives what was said about each.
func (c *core) atOnce(all []plugintest.Instance) [][]plugintest.Diagnostic {
	diags := make([][]plugintest.Diagnostic, len(all))
	var wg sync.WaitGroup
	for n, i := range all {
		wg.Go(func() { _, diags[n] = c.Refresh(i) })
	}
	wg.Wait()
	return diags
}

func (c *core) signIns() int {
	n := 0
	for _, r := range c.sim.Requests() {
		if r.Path == "/auth/sign-in" {
			n++
		}
	}
	return n
}

// Tokens that die every few requests, under a hundred reads at once: one sign-in at a time, and all reads succeed.
func TestSession_readsOutliveTokens(t *testing.T) {
	const reads, life = 100, 3
	sim := maestrosim.New(maestrosim.Options{Empty: true, Users: []maestrosim.User{user("")}, TokenRequests: life})
	sim.Order(maestrosim.Fault{On: maestrosim.OpSignIn, Delay: 2 * time.Millisecond, Times: -1}) // so that two at a time would be seen
	var signingInNow, most atomic.Int32
	server := openapi.NewServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/auth/sign-in" {
			if now := signingInNow.Add(1); now > most.Load() {
				most.Store(now)
			}
			defer signingInNow.Add(-1)
		}
		sim.ServeHTTP(w, r)
	}))
	c := &core{Resource: plugintest.NewServer(t, server.URL, signingIn(password, "")).Resource(pipelineType), t: t, sim: sim, url: server.URL}
	all := c.importPipelines(reads)
	c.Restart(signingIn(password, ""))
	for n, diags := range c.atOnce(all) {
		if len(diags) > 0 {
			t.Errorf("read %d: %v", n, diags)
		}
	}
	if most.Load() != 1 {
		t.Errorf("%d sign-ins at a time", most.Load())
	}
	if got, least := c.signIns(), reads/life; got < least || got > 3*least {
		t.Errorf("%d sign-ins for %d reads with tokens that are good for %d requests", got, reads, life)
	}
}

// A wrong password is tried once in a run of many resources, and every one of them says what to do.
func TestSession_wrongPasswordIsTriedOnce(t *testing.T) {
	c := newCore(t, maestrosim.Options{Users: []maestrosim.User{user("")}}, signingIn(password, ""))
	all := c.importPipelines(20)
	c.Restart(signingIn("wrong", ""))
	c.sim.ResetRequests()
	for _, diags := range c.atOnce(all) {
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Reading a pipeline failed", "Incorrect username or password", "Check username, password and totp", "tried once only")
	}
	_, diags := c.Apply(c.Plan(c.Absent(), wireConfig()))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Creating a pipeline failed", "Check username, password and totp")
	for _, i := range all {
		_, diags := c.Apply(c.Plan(i, nil))
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Deleting a pipeline failed", "stays in the state")
	}
	if got := len(c.sim.Requests()); got != 1 {
		t.Errorf("%d requests, not the one sign-in", got)
	}
}

// A one-time code that is used up says what to do: when the token dies in the run, and when an earlier run has used it,
// as the plan of a terraform apply does.
func TestSession_usedOneTimeCode(t *testing.T) {
	c := newCore(t, maestrosim.Options{Users: []maestrosim.User{user(totp)}, TokenRequests: 3}, signingIn(password, totp))
	c.put(gonePipeline, "Orders")
	i, diags := c.Import(gonePipeline, nil)
	plugintest.NoDiagnostics(t, diags)
	const advice = "A one-time code (totp) is good for one sign-in only"
	for range 3 {
		if _, diags = c.Refresh(i); len(diags) > 0 {
			break
		}
	}
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Reading a pipeline failed", "Invalid MFA code", "The access token had expired", advice, "access_token")
	if got := c.signIns(); got != 2 {
		t.Errorf("%d sign-ins", got)
	}
	c.Restart(signingIn(password, totp))
	c.sim.ResetRequests()
	for range 2 {
		_, diags = c.Refresh(i)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Reading a pipeline failed", "Invalid MFA code", "Check username, password and totp", advice, "run again with a new code", "access_token")
	}
	if got := len(c.sim.Requests()); got != 1 {
		t.Errorf("%d requests, not the one sign-in", got)
	}
}
