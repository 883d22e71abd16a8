// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/guide"
)

const (
	// customer is the owner of the pipeline with which the simulator starts.
	customer = "acme_corp"
	// runDuration is long enough for a drain to wait for a run.
	runDuration = 3 * time.Second
	// requestWidth is the length at which a request is cut off in a report.
	requestWidth = 120
)

// session is a working directory and a simulated platform.
type session struct {
	*setup
	guide.Runner
	sim      *maestrosim.Sim
	reported int // number of requests that report has returned
	// stopPlatform ends the session.
	stopPlatform func() error
}

// open starts a session in a directory. The caller ends it.
func (s *setup) open(ctx context.Context, dir string, out io.Writer, options maestrosim.Options) (*session, error) {
	options.RunDuration = runDuration
	opened := &session{setup: s, sim: maestrosim.New(options)}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	url, stopped, err := maestrosim.Serve(serving, "127.0.0.1:0", opened.sim)
	if err != nil {
		stop()
		return nil, err
	}
	opened.stopPlatform = func() error {
		stop()
		return <-stopped
	}

	opened.Runner = guide.Runner{
		Dir:         dir,
		Env:         append(slices.Clone(s.env), "DADOSFERA_BASE_URL="+url, "DADOSFERA_CUSTOMER_NAME="+customer),
		Out:         out,
		Unsupported: s.unsupported,
		Report:      opened.report,
	}
	return opened, nil
}

// approve makes the CLI apply and destroy without asking.
func (s *session) approve() {
	s.Env = append(s.Env, "TF_INPUT=0", "TF_CLI_ARGS_apply=-auto-approve", "TF_CLI_ARGS_destroy=-auto-approve")
}

// unsupported returns why the CLI cannot run the commands of a step, or "".
func (s *setup) unsupported(step guide.Step) string {
	name := fmt.Sprintf("%s %s", s.cli.Product, s.cli.Version)
	switch {
	case step.Arg == "query" && !s.cli.HasActions():
		return name + " has no query command"
	case strings.Contains(step.Text, "-generate-config-out") && !s.cli.AtLeast(1, 10):
		return name + " may fail after it has generated configuration"
	}
	return ""
}

// report returns how many reads the platform has received since the last report, and which writes. It returns "" if
// there is nothing to report, unless the commands make a plan.
func (s *session) report(commands guide.Step) string {
	requests := s.sim.Requests()
	var writes []string
	reads := 0
	for _, request := range requests[s.reported:] {
		if request.Method == http.MethodGet {
			reads++
			continue
		}
		line := []rune(fmt.Sprintf("%s %s %s", request.Method, request.Path, request.Body))
		if len(line) > requestWidth {
			line = append(line[:requestWidth-1], '…')
		}
		writes = append(writes, "  "+strings.TrimSpace(string(line))+"\n")
	}
	s.reported = len(requests)

	if reads+len(writes) == 0 && !strings.Contains(commands.Text, "terraform plan") {
		return ""
	}
	return fmt.Sprintf("The platform received %s and %s.\n%s",
		count(reads, "read"), count(len(writes), "write"), strings.Join(writes, ""))
}

// count returns a number with its noun: "1 read", "2 reads".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
