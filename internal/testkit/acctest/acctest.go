// SPDX-License-Identifier: MPL-2.0

// Package acctest runs acceptance tests: the real Terraform or OpenTofu, a simulator of Maestro for each test, and
// checks of what the simulator holds afterwards. Every request is checked against the OpenAPI document.
//
// A test package calls Main from TestMain. A test starts a Platform and runs commands in a Workspace. The provider is
// in the process of the test, except in a Workspace that is for the provider as a program.
//
// Tests of the core start a Core instead. They also run against a real platform, with the flag -live (make
// testacc-live), where all other tests are skipped: those order faults, count requests, choose a contract, or change
// what no API call can.
package acctest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

// Customer is the customer name that the provider is configured with.
const Customer = plugintest.Customer

var (
	cli        tfcli.CLI // found by Main
	programDir string    // made by Main; see buildProgram
)

// Main runs the tests of a package. It finds the CLI that runs the acceptance tests, and sets up the environment for
// it. With -short, which skips them, it does neither. With -sweep, it deletes what live runs have left instead.
func Main(m *testing.M) {
	flag.Parse()
	switch {
	case sweeping():
		runSweepers(m)
		return
	case testing.Short():
		os.Exit(m.Run())
	}
	if err := setUp(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(programDir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

func setUp() error {
	var err error
	if cli, err = tfcli.Find(context.Background(), os.Stderr); err != nil {
		return err
	}
	for name, value := range cli.TestEnv() {
		if err := os.Setenv(name, value); err != nil {
			return err
		}
	}
	if *liveFlag {
		if livePlatform, err = newLive(context.Background()); err != nil {
			return err
		}
	}
	programDir, err = os.MkdirTemp("", "dadosfera-acctest-")
	return err
}

// CLI returns the program that runs the tests.
func CLI(t *testing.T) tfcli.CLI {
	t.Helper()
	if cli.Path == "" {
		t.Fatal("acctest.Main was not called from TestMain")
	}
	// The test cache considers only what a test reads itself. With another CLI the test has to run again.
	_ = os.Getenv(tfcli.PathVariable)
	return cli
}

// Platform is a simulator of Maestro for one test, on loopback.
type Platform struct {
	*maestrosim.Sim
	URL string
}

// NewPlatform starts an empty simulator, and makes the test a parallel one. With -short and in a live run it skips the
// test.
func NewPlatform(t *testing.T, options maestrosim.Options) *Platform {
	t.Helper()
	if testing.Short() {
		t.Skip("an acceptance test, which runs the CLI")
	}
	if Live() {
		t.Skip("needs a simulator")
	}
	t.Parallel()
	options.Empty = true
	sim := maestrosim.New(options)
	return &Platform{Sim: sim, URL: openapi.NewServer(t, sim).URL}
}

// Provider returns a provider block for the platform, with further settings, each a line of it.
func (p *Platform) Provider(settings ...string) string {
	return providerBlock(append([]string{
		fmt.Sprintf("base_url      = %q", p.URL), fmt.Sprintf("customer_name = %q", Customer),
	}, settings...)...)
}

func providerBlock(settings ...string) string {
	return fmt.Sprintf("provider \"dadosfera\" {\n  %s\n}\n", strings.Join(settings, "\n  "))
}

// Only returns the pipeline that the platform holds. It fails the test if that is not exactly one.
func (p *Platform) Only(t *testing.T) maestrosim.Pipeline {
	t.Helper()
	all := p.Pipelines(Customer)
	if len(all) != 1 {
		t.Fatalf("got %d pipelines on the platform, want 1", len(all))
	}
	return all[0]
}

// Change returns a function that edits the only pipeline of the platform, as another user would.
func (p *Platform) Change(t *testing.T, edit func(*maestrosim.Pipeline)) func() {
	t.Helper()
	return func() {
		if err := p.Edit(Customer, p.Only(t).ID, edit); err != nil {
			t.Fatal(err)
		}
	}
}

// Calls returns the requests so far, without those that only read, in the form "METHOD /path". Ids are replaced by
// {id}.
func (p *Platform) Calls() []string {
	var calls []string
	for _, request := range p.Requests() {
		if request.Method != "GET" {
			calls = append(calls, request.Method+" "+withoutIDs(request.Path))
		}
	}
	return calls
}

// uuidLength is the length of a pipeline's id, which is also the beginning of a job's id.
const uuidLength = 36

func withoutIDs(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if len(part) < uuidLength {
			continue
		}
		parts[i] = "{id}"
		if index := part[uuidLength:]; index != "" {
			parts[i] += "_" + index[1:]
		}
	}
	return strings.Join(parts, "/")
}

// Providers returns the factories with which terraform-plugin-testing serves the provider in this process.
func Providers() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"dadosfera": func() (tfprotov6.ProviderServer, error) { return plugintest.NewProvider(), nil },
	}
}
