// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

// Package server serves the provider through workarounds around the framework's protocol server. Each has a file of its
// own, headed by why it exists, what it gains, the upstream issue, and when it can be deleted:
//
//   - unchanged.go: plans without change
//   - unchangedread.go: reads that find no change
//   - unchangedstate.go: upgrades of states that need none
//   - validconfig.go: configurations without errors
//   - quiet.go: logs, and the loggers of calls, that no one reads
//   - gc.go: garbage collection
//   - generate.go: generated configuration
//   - interrupt.go: interrupted actions
//   - orphan.go: processes that outlive their CLI
//
// UPSTREAM.md has a change of the framework to submit, which makes the framework faster where it is still called.
//
// Without this package the provider works the same, but slower, with longer generated configuration, with interrupted
// actions that Terraform reports as completed, and with processes that outlive a killed CLI. The build tag
// framework_server excludes the package and serves the provider by the framework alone; serve_framework.go beside
// main.go and provider_framework.go in internal/testkit/plugintest are what takes its place.
package server

import (
	"context"
	"encoding/json"
	"os"
	"sync"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// Serve serves the provider to the CLI that started this process, until the CLI ends it. With debug, it prints how to
// attach a CLI to this process, and serves until it is interrupted.
func Serve(version string, debug bool) error {
	if !debug {
		endWithParent()
	}
	if !debug && !logWanted(os.Environ()) {
		silenceLogs()
		collectLess()
	}
	var options []tf6server.ServeOpt
	if debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	newServer := func() tfprotov6.ProviderServer { return New(provider.New(version)) }
	return tf6server.Serve(provider.Address, newServer, options...)
}

// New returns the framework's server of a provider, with the workarounds of this package around it.
func New(p *provider.Provider) tfprotov6.ProviderServer { return newServer(p) }

// NewVerifying returns the same server for tests. For each response to one of the verified calls that is not the
// framework's, it calls the framework, too, and then the function for that call.
func NewVerifying(p *provider.Provider, verify Verifier) tfprotov6.ProviderServer {
	s := newServer(p)
	s.verify = verify
	return s
}

// Verifier has a function for each verified call: of the response, of the framework's response, and of its error.
type Verifier struct {
	Read     func(got, want *tfprotov6.ReadResourceResponse, err error)
	Validate func(got, want *tfprotov6.ValidateResourceConfigResponse, err error)
}

func newServer(p *provider.Provider) *server {
	inner, ok := providerserver.NewProtocol6(p)().(protocol)
	if !ok {
		panic("the framework's server no longer implements every optional interface; see the type protocol")
	}
	ctx := context.Background()
	pipelines := sync.OnceValue(func() schema.Schema { return definition.Schema(ctx) })
	return &server{
		protocol:       inner,
		provider:       p,
		schema:         pipelines,
		schemaType:     sync.OnceValue(func() tftypes.Type { return pipelines().Type().TerraformType(ctx) }),
		omitted:        sync.OnceValue(func() omissions { return omissionsOf(ctx, pipelines()) }),
		checks:         sync.OnceValue(func() checks { return checksOf(pipeline.NewResource(), pipelines()) }),
		stopped:        make(chan struct{}),
		dropsLoggers:   logsAreOff(),
		runningActions: map[chan struct{}]bool{},
	}
}

// protocol is everything that the framework's server implements, which is more than tfprotov6.ProviderServer requires.
type protocol interface {
	tfprotov6.ProviderServer
	tfprotov6.ActionServer
	tfprotov6.ListResourceServer
	tfprotov6.StateStoreServer
}

// server is the framework's server; the methods in the other files of this package replace some of its own.
type server struct {
	protocol

	provider   *provider.Provider
	schema     func() schema.Schema // of a pipeline
	schemaType func() tftypes.Type
	omitted    func() omissions // for unchanged.go
	checks     func() checks    // for validconfig.go
	verify     Verifier

	dropsLoggers bool // for quiet.go

	mu             sync.Mutex
	runningActions map[chan struct{}]bool // for interrupt.go: closed when their action has ended
	stopped        chan struct{}          // for unchangedread.go: closed, and replaced, by StopProvider
}

// pipelineType is the name of the resource in configuration.
const pipelineType = "dadosfera_pipeline"

// decodePrivate decodes a private state. valid is false if the framework refuses it or drops it, as one of
// terraform-plugin-sdk.
func decodePrivate(data []byte) (private map[string][]byte, valid bool) {
	if len(data) == 0 {
		return nil, true
	}
	if json.Unmarshal(data, &private) != nil {
		return nil, false
	}
	for _, value := range private {
		if !utf8.Valid(value) || !json.Valid(value) {
			return nil, false
		}
	}
	return private, true
}

// members returns the attributes of an object, none if it is null.
func members(object tftypes.Value) map[string]tftypes.Value {
	var all map[string]tftypes.Value
	if object.Type() == nil || object.As(&all) != nil {
		return nil
	}
	return all
}

// elements returns the elements of a list, none if it is null.
func elements(list tftypes.Value) []tftypes.Value {
	var all []tftypes.Value
	if list.Type() == nil || list.As(&all) != nil {
		return nil
	}
	return all
}
