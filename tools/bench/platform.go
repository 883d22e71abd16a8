// SPDX-License-Identifier: MPL-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

// platformCommand is the argument with which this program is the platform.
const platformCommand = "platform"

// Platform is the simulator in a process of its own, told what to do over its standard input (net/rpc).
type Platform struct {
	sim  *maestrosim.Sim
	url  string
	kept []maestrosim.Pipeline
}

// Setting is how the platform behaves from then on.
type Setting struct {
	Latency           time.Duration
	Hidden            bool
	RequestsPerSecond int
	// Fault is as maestrosim.ParseFaults reads it; empty means none.
	Fault string
}

// Tally is what was asked and answered since the last one.
type Tally struct {
	Requests int `json:"requests"`
	// TooMany is how many were answered with 429, and Good how many with a success.
	TooMany int `json:"too_many"`
	Good    int `json:"good"`
}

// servePlatform is the platform until stdin closes.
func servePlatform(ctx context.Context, stdin io.Reader, stdout io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p := &Platform{sim: maestrosim.New(maestrosim.Options{Empty: true})}
	var done <-chan error
	var err error
	if p.url, done, err = maestrosim.Serve(ctx, "127.0.0.1:0", p.sim); err != nil {
		return err
	}
	server := rpc.NewServer()
	if err := server.Register(p); err != nil {
		return err
	}
	server.ServeCodec(jsonrpc.NewServerCodec(struct {
		io.Reader
		io.Writer
		io.Closer
	}{stdin, stdout, io.NopCloser(nil)}))
	cancel()
	return <-done
}

// URL tells where the platform listens.
func (p *Platform) URL(_ struct{}, url *string) error { //nolint:unparam // net/rpc wants it so
	*url = p.url
	return nil
}

// Set changes the behaviour and begins a new tally.
func (p *Platform) Set(s Setting, _ *struct{}) error {
	p.sim.SetLatency(s.Latency)
	p.sim.SetRequestsPerSecond(s.RequestsPerSecond)
	hidden := maestrosim.HiddenNone
	if s.Hidden {
		hidden = maestrosim.HiddenDocumented
	}
	p.sim.SetContract(maestrosim.Contract{Hidden: hidden})
	p.sim.ClearFaults()
	if s.Fault != "" {
		faults, err := maestrosim.ParseFaults(s.Fault)
		if err != nil {
			return err
		}
		p.sim.Order(faults...)
	}
	p.sim.ResetRequests()
	return nil
}

// Count gives the tally, and begins a new one.
func (p *Platform) Count(_ struct{}, t *Tally) error { //nolint:unparam // net/rpc wants it so
	for _, r := range p.sim.Requests() {
		t.Requests++
		switch {
		case r.Status == 429:
			t.TooMany++
		case r.Status/100 == 2:
			t.Good++
		}
	}
	p.sim.ResetRequests()
	return nil
}

// Keep remembers the pipelines as they are, and gives their ids in the order of their numbers in the configuration.
func (p *Platform) Keep(_ struct{}, ids *[]string) error { //nolint:unparam // net/rpc wants it so
	p.kept = p.sim.Pipelines(customer)
	slices.SortFunc(p.kept, func(a, b maestrosim.Pipeline) int { return cmp.Compare(numberOf(a), numberOf(b)) })
	*ids = make([]string, len(p.kept))
	for n, kept := range p.kept {
		(*ids)[n] = kept.ID
	}
	return nil
}

// numberOf is the number at the end of the name.
func numberOf(p maestrosim.Pipeline) int {
	n, err := strconv.Atoi(p.Name[strings.LastIndex(p.Name, " ")+1:])
	if err != nil {
		return -1
	}
	return n
}

// Restore makes the platform hold what was kept, but for the last few.
func (p *Platform) Restore(without int, _ *struct{}) error {
	if err := p.Clear(struct{}{}, nil); err != nil {
		return err
	}
	for _, kept := range p.kept[:max(0, len(p.kept)-without)] {
		if err := p.sim.Put(customer, kept); err != nil {
			return err
		}
	}
	return nil
}

// Clear empties the platform.
func (p *Platform) Clear(_ struct{}, _ *struct{}) error {
	for _, left := range p.sim.Pipelines(customer) {
		if err := p.sim.Remove(customer, left.ID); err != nil {
			return err
		}
	}
	return nil
}

// remote is the platform as the benchmark sees it.
type remote struct {
	url    string
	client *rpc.Client
	cmd    *exec.Cmd
}

// startPlatform starts this program once more, as the platform.
func startPlatform(ctx context.Context) (*remote, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := process.Command(ctx, "", os.Environ(), self, platformCommand)
	cmd.Stderr = os.Stderr
	process.OwnGroup(cmd)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	r := &remote{cmd: cmd, client: rpc.NewClientWithCodec(jsonrpc.NewClientCodec(struct {
		io.Reader
		io.WriteCloser
	}{stdout, stdin}))}
	if err := r.call("URL", struct{}{}, &r.url); err != nil {
		return nil, errors.Join(err, r.close())
	}
	return r, nil
}

func (r *remote) call(method string, args, reply any) error {
	if err := r.client.Call("Platform."+method, args, reply); err != nil {
		return fmt.Errorf("the platform's %s: %w", method, err)
	}
	return nil
}

func (r *remote) set(s Setting) error { return r.call("Set", s, &struct{}{}) }

func (r *remote) count() (t Tally, err error) {
	err = r.call("Count", struct{}{}, &t)
	return t, err
}

func (r *remote) keep() (ids []string, err error) {
	err = r.call("Keep", struct{}{}, &ids)
	return ids, err
}

func (r *remote) restore(without int) error { return r.call("Restore", without, &struct{}{}) }

func (r *remote) clear() error { return r.call("Clear", struct{}{}, &struct{}{}) }

// close ends the process, which the end of its standard input does.
func (r *remote) close() error { return errors.Join(r.client.Close(), r.cmd.Wait()) }
