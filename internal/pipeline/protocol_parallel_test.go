// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// connections counts those of a server.
type connections struct {
	mu     sync.Mutex
	opened int
	open   map[net.Conn]bool
}

func (c *connections) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch state {
	case http.StateNew:
		c.opened++
		c.open[conn] = true
	case http.StateClosed, http.StateHijacked:
		delete(c.open, conn)
	case http.StateActive, http.StateIdle:
	}
}

// Three hundred pipelines, fifty at a time, from their creation to their end: no race (with -race), no deadlock, and no
// goroutine and no connection that is left over.
func TestPipeline_threeHundredConcurrently(t *testing.T) {
	const atATime = 50
	pipelines := 300
	if testing.Short() {
		pipelines = 60
	}
	leaks := goleak.IgnoreCurrent()
	sim := maestrosim.New(maestrosim.Options{Empty: true, Users: []maestrosim.User{user("")}})
	seen := &connections{open: map[net.Conn]bool{}}
	server := httptest.NewUnstartedServer(openapi.Check(t, sim))
	server.Config.ConnState = seen.note
	server.Start()
	c := &core{Resource: plugintest.NewServer(t, server.URL, signingIn(password, "")).Resource(pipelineType), t: t, sim: sim, url: server.URL}

	all := make([]plugintest.Instance, pipelines)
	config := func(n int, name string) attrs {
		config := wireConfig("name", fmt.Sprintf("%s %d", name, n), "deletion_protection", false)
		switch n % 3 {
		case 1:
			config["paused"], config["memory_mb"] = true, 1+n
		case 2:
			config["drain_before_destroy"] = true
		}
		return config
	}
	each := func(do func(n int)) {
		turns := make(chan int)
		var wg sync.WaitGroup
		for range atATime {
			wg.Go(func() {
				for n := range turns {
					do(n)
				}
			})
		}
		for n := range pipelines {
			turns <- n
		}
		close(turns)
		wg.Wait()
	}
	each(func(n int) { all[n] = c.Create(config(n, "Orders")) })
	c.Restart(signingIn(password, ""))
	each(func(n int) {
		var diags []plugintest.Diagnostic
		all[n], diags = c.Refresh(all[n])
		plugintest.NoDiagnostics(t, diags)
	})
	each(func(n int) {
		if n%4 == 0 {
			all[n] = c.MustApply(all[n], config(n, "Sales"))
		}
	})
	if held := len(sim.Pipelines(plugintest.Customer)); held != pipelines {
		t.Errorf("the platform holds %d pipelines", held)
	}
	each(func(n int) { plugintest.NoDiagnostics(t, c.destroyPlanned(all[n])) })
	if held := len(sim.Pipelines(plugintest.Customer)); held != 0 {
		t.Errorf("the platform holds %d pipelines", held)
	}
	server.Close()
	seen.mu.Lock()
	// Those of two runs, and now and then one that was made for a request that then took another.
	if opened, open := seen.opened, len(seen.open); opened > 2*2*atATime || open > 0 {
		t.Errorf("%d connections were made for %d requests, and %d are open", opened, len(sim.Requests()), open)
	}
	t.Logf("%d connections for %d requests", seen.opened, len(sim.Requests()))
	seen.mu.Unlock()
	goleak.VerifyNone(t, leaks)
}
