// SPDX-License-Identifier: MPL-2.0

// Package acctest is what acceptance tests share: the real CLI, a simulator of Maestro for each test, and checks of what
// the platform holds.
package acctest

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

// Customer is whose pipelines the tests make.
const Customer = "acme_corp"

// cli is the program that runs the tests, found by Main.
var cli tfcli.CLI

// Main runs the tests of a package with the CLI at hand. With -short, when no acceptance test runs, none is looked for.
// Call it from TestMain.
func Main(m *testing.M) {
	if !slices.Contains(os.Args, "-test.short=true") {
		var err error
		if cli, err = tfcli.Find(context.Background(), os.Stderr); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		environment := cli.TestEnv()
		// For the commands that are run, not for this process: a third of their time is garbage collection.
		environment["GOGC"] = "off"
		for name, value := range environment {
			if err := os.Setenv(name, value); err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
		}
	}
	code := m.Run()
	if folder, ok := builtFolder.Load().(string); ok && folder != "" {
		if err := os.RemoveAll(folder); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

// CLI is the program that runs the tests.
func CLI(t *testing.T) tfcli.CLI {
	t.Helper()
	if cli.Path == "" {
		t.Fatal("acctest.Main was not called from TestMain")
	}
	// Go sees only what a test itself asks for, and else takes the result with another CLI from its cache.
	_ = os.Getenv(tfcli.PathVariable)
	return cli
}

// Platform is a simulator of Maestro that listens on loopback for one test.
type Platform struct {
	*maestrosim.Sim
	URL string
}

// NewPlatform starts a simulator, empty but for what the test puts there, and lets the test run beside others.
func NewPlatform(t *testing.T, options maestrosim.Options) *Platform {
	t.Helper()
	if testing.Short() {
		t.Skip("an acceptance test, which runs the CLI")
	}
	t.Parallel()
	options.Empty = true
	sim := maestrosim.New(options)
	return &Platform{Sim: sim, URL: openapi.NewServer(t, sim).URL}
}

// Provider gives the provider block for the platform, with further settings.
func (p *Platform) Provider(settings ...string) string {
	return fmt.Sprintf("provider \"dadosfera\" {\n  base_url      = %q\n  customer_name = %q\n  %s\n}\n", p.URL, Customer, strings.Join(settings, "\n  "))
}

// Only gives the one pipeline that the platform holds.
func (p *Platform) Only(t *testing.T) maestrosim.Pipeline {
	t.Helper()
	all := p.Pipelines(Customer)
	if len(all) != 1 {
		t.Fatalf("the platform holds %d pipelines, not one", len(all))
	}
	return all[0]
}

// Change edits the one pipeline that the platform holds, behind Terraform's back. It is for a step's PreConfig.
func (p *Platform) Change(t *testing.T, edit func(*maestrosim.Pipeline)) func() {
	t.Helper()
	return func() {
		if err := p.Edit(Customer, p.Only(t).ID, edit); err != nil {
			t.Fatal(err)
		}
	}
}

// Calls gives the requests so far but for reads, as "METHOD /path", with ids written as {id}.
func (p *Platform) Calls() []string {
	var calls []string
	for _, request := range p.Requests() {
		if request.Method != "GET" {
			calls = append(calls, request.Method+" "+withoutIDs(request.Path))
		}
	}
	return calls
}

func withoutIDs(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if len(part) >= 36 {
			parts[i] = "{id}"
			if rest := part[36:]; rest != "" {
				parts[i] += "_" + rest[1:]
			}
		}
	}
	return strings.Join(parts, "/")
}

// Test runs an acceptance test with the provider in this process. At its end the platform must be empty.
func (p *Platform) Test(t *testing.T, steps ...resource.TestStep) {
	t.Helper()
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: Providers(),
		Steps:                    steps,
	})
	if left := p.Pipelines(Customer); len(left) > 0 {
		t.Errorf("%d pipelines are left on the platform after destroy, the first is %q", len(left), left[0].Name)
	}
}

// Providers serves the provider in this process.
func Providers() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"dadosfera": func() (tfprotov6.ProviderServer, error) { return plugintest.NewProvider(), nil },
	}
}
