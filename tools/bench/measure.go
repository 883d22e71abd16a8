// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

// configure sets the behavior of the platform, and resets its requests.
func (b *bench) configure(s setup) {
	hidden := maestrosim.HiddenNone
	if s.hidden {
		hidden = maestrosim.HiddenDocumented
	}
	b.sim.SetContract(maestrosim.Contract{Hidden: hidden})
	b.sim.SetLatency(s.latency)
	b.sim.SetRequestsPerSecond(s.limit)
	b.sim.ClearFaults()
	if s.unavailable {
		b.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Skip: s.pipelines / 2, Status: http.StatusServiceUnavailable})
	}
	b.sim.ResetRequests()
}

// measure measures the operations of an experiment.
func (b *bench) measure(ctx context.Context, e experiment) error {
	for _, p := range b.sim.Pipelines(customer) {
		if err := b.sim.Remove(customer, p.ID); err != nil {
			return err
		}
	}
	w, err := b.newWorkspaces(e.setup)
	if err == nil && !slices.Contains(e.operations, "create") {
		err = b.fill(ctx, e.setup, w)
	}
	if err == nil && slices.Contains(e.operations, "adopt") {
		err = b.forget(w)
	}
	if err == nil && e.gone {
		err = b.sim.Remove(customer, copyID(1))
	}
	if err != nil {
		return err
	}

	for _, o := range operations {
		if !slices.Contains(e.operations, o.name) {
			continue
		}
		if err := b.measureOperation(ctx, e.setup, o, w); err != nil {
			return err
		}
	}
	return nil
}

// measureOperation runs an operation with the control, the idle provider and the provider in turn, more than once if it
// can be repeated and does not take long.
func (b *bench) measureOperation(ctx context.Context, s setup, o operation, w workspaces) error {
	const long = 40 * time.Second
	code := o.code
	if s.gone {
		code = 2
	}
	var costs, controls, idles []cost
	start := time.Now()
	for run := 0; run < b.runs && (run == 0 || !o.once && time.Since(start) < long); run++ {
		controlCost, err := w.control.run(ctx, o.code, o.args)
		if err != nil {
			return fmt.Errorf("control: %w", err)
		}
		if s.idle {
			idle, err := w.idle.run(ctx, o.code, o.args)
			if err != nil {
				return fmt.Errorf("idle provider: %w", err)
			}
			idles = append(idles, idle)
		}
		b.configure(s)
		cost, err := w.subject.run(ctx, code, o.args)
		if err != nil {
			return err
		}
		if cost.provider == 0 {
			return fmt.Errorf("%s: the provider did not run, or was killed", o.args)
		}
		costs, controls = append(costs, cost), append(controls, controlCost)
	}

	pipelines := s.pipelines
	if o.name == "apply 10 %" {
		pipelines = (pipelines + 9) / 10
	}
	row := newRow(s.String()+": "+o.name, costs, controls, idles)
	row.Requests = float64(len(b.sim.Requests())) / float64(pipelines)
	b.Rows = append(b.Rows, row)
	return nil
}

// measureExecutable measures the size of the provider, and the time from its start to its handshake with the CLI.
func (b *bench) measureExecutable(ctx context.Context) error {
	info, err := os.Stat(b.provider)
	if err != nil {
		return err
	}
	var handshakes []cost
	for range 5 * b.runs {
		handshake, err := b.handshake(ctx)
		if err != nil {
			return fmt.Errorf("handshake: %w", err)
		}
		handshakes = append(handshakes, handshake)
	}
	b.Rows = append(b.Rows, row{Name: "executable", Bytes: float64(info.Size())}, newRow("handshake", handshakes, nil, nil))
	return nil
}

// magicCookie makes a provider serve. It is a constant of terraform-plugin-go and of the CLIs.
const magicCookie = "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

// handshake starts the provider, waits for the line with its address, and kills it.
func (b *bench) handshake(ctx context.Context) (c cost, err error) {
	cmd := process.Command(ctx, b.dir, append(b.env, magicCookie, "PLUGIN_PROTOCOL_VERSIONS=6"), b.provider)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return c, err
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return c, err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	c.wall = time.Since(start).Seconds()
	if err == nil && !strings.Contains(line, "|grpc") {
		err = fmt.Errorf("got %q, want an address", line)
	}
	err = errors.Join(err, cmd.Process.Kill())
	_ = cmd.Wait() // it was killed
	return c, err
}
