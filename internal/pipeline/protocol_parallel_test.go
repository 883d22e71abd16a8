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

// connections counts the connections of a server.
type connections struct {
	mu     sync.Mutex
	opened int // in total
	open   map[net.Conn]bool
}

// record is the ConnState hook of the server.
func (c *connections) record(conn net.Conn, state http.ConnState) {
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

// The life cycle of three hundred pipelines, fifty at the same time, has no race (with -race) and no deadlock, and
// leaves no goroutine and no connection.
func TestPipeline_threeHundredConcurrently(t *testing.T) {
	const concurrency = 50
	pipelines := 300
	if testing.Short() {
		pipelines = 60
	}
	leaks := goleak.IgnoreCurrent()
	sim := maestrosim.New(maestrosim.Options{Empty: true, Users: []maestrosim.User{user("")}})
	conns := &connections{open: map[net.Conn]bool{}}
	server := httptest.NewUnstartedServer(openapi.Check(t, sim))
	server.Config.ConnState = conns.record
	server.Start()
	c := &core{Resource: plugintest.NewServer(t, server.URL, signInSettings(password, "")).Resource(pipelineType), t: t, sim: sim, url: server.URL}

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
		numbers := make(chan int)
		var wg sync.WaitGroup
		for range concurrency {
			wg.Go(func() {
				for n := range numbers {
					do(n)
				}
			})
		}
		for n := range pipelines {
			numbers <- n
		}
		close(numbers)
		wg.Wait()
	}
	each(func(n int) { all[n] = c.Create(config(n, "Orders")) })
	c.Restart(signInSettings(password, ""))
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
	plugintest.Same(t, "pipelines after the updates", len(sim.Pipelines(plugintest.Customer)), pipelines)
	each(func(n int) { plugintest.NoDiagnostics(t, c.destroyPlanned(all[n])) })
	plugintest.Same(t, "pipelines after the destroys", len(sim.Pipelines(plugintest.Customer)), 0)
	server.Close()
	conns.mu.Lock()
	// Two runs use up to one connection for each concurrent request, and open some that another one makes unnecessary.
	if opened, open := conns.opened, len(conns.open); opened > 2*2*concurrency || open > 0 {
		t.Errorf("got %d connections for %d requests, %d of them open, want at most %d and none open",
			opened, len(sim.Requests()), open, 2*2*concurrency)
	}
	t.Logf("%d connections for %d requests", conns.opened, len(sim.Requests()))
	conns.mu.Unlock()
	goleak.VerifyNone(t, leaks)
}
