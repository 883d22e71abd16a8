// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Action drives one type of action: it validates, plans and invokes as Terraform does, and reports each of the
// protocol's rules that the provider breaks.
type Action struct {
	*Server

	t        T
	typeName string
}

// Action returns the driver of a type of action.
func (s *Server) Action(typeName string) *Action {
	s.t.Helper()
	if s.Schemas.ActionSchemas[typeName] == nil {
		s.t.Fatalf("the provider has no action %s", typeName)
	}
	return &Action{Server: s, t: s.t, typeName: typeName}
}

// Schema returns the action's schema.
func (a *Action) Schema() *tfprotov6.Schema { return a.Schemas.ActionSchemas[a.typeName].Schema }

// Value returns the value of a configuration.
func (a *Action) Value(config Attrs) tftypes.Value {
	a.t.Helper()
	return Value(a.t, a.Schema().ValueType(), config)
}

// Validate validates a configuration, as terraform validate does.
func (a *Action) Validate(config Attrs) []Diagnostic {
	a.t.Helper()
	resp, err := a.actionServer().ValidateActionConfig(a.t.Context(), &tfprotov6.ValidateActionConfigRequest{
		ActionType: a.typeName, Config: a.encode(a.Value(config)),
	})
	a.noError("validate", err)
	return diagnosticsOf(resp.Diagnostics)
}

// Plan plans to invoke an action.
func (a *Action) Plan(config Attrs) []Diagnostic {
	a.t.Helper()
	resp, err := a.actionServer().PlanAction(a.t.Context(), &tfprotov6.PlanActionRequest{
		ActionType: a.typeName, Config: a.encode(a.Value(config)),
	})
	a.noError("plan", err)
	a.notDeferred(resp.Deferred != nil)
	return diagnosticsOf(resp.Diagnostics)
}

// Invoke validates, plans and invokes an action. It returns the messages of its progress and the diagnostics of its
// end. An error before it is invoked ends the test.
func (a *Action) Invoke(config Attrs) (progress []string, diags []Diagnostic) {
	a.t.Helper()
	if before := append(a.Validate(config), a.Plan(config)...); HasError(before) {
		a.t.Fatalf("before the action is invoked: %v", before)
	}
	return a.InvokeContext(a.t.Context(), config)
}

// InvokeContext invokes an action that was planned, with a context for the call. The protocol's rule is that an action
// sends one completed event, as its last one.
func (a *Action) InvokeContext(ctx context.Context, config Attrs) (progress []string, diags []Diagnostic) {
	a.t.Helper()
	value := a.Value(config)
	if !value.IsFullyKnown() {
		a.t.Fatalf("invoke: the configuration has unknown values, which Terraform knows by then: %s", describe(value))
	}
	stream, err := a.actionServer().InvokeAction(ctx, &tfprotov6.InvokeActionRequest{
		ActionType: a.typeName, Config: a.encode(value),
	})
	a.noError("invoke", err)

	completed := 0
	for event := range stream.Events {
		if completed > 0 {
			a.t.Errorf("invoke: got an event after the completed one: %#v", event.Type)
		}
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			completed++
			diags = diagnosticsOf(event.Diagnostics)
		}
	}
	if completed != 1 {
		a.t.Errorf("invoke: got %d completed events, want 1", completed)
	}
	return progress, diags
}

// actionServer returns the part of the provider that serves actions. It is another one after a restart.
func (a *Action) actionServer() tfprotov6.ActionServer {
	a.t.Helper()
	server, ok := a.ProviderServer.(tfprotov6.ActionServer)
	if !ok {
		a.t.Fatalf("%T does not serve actions", a.ProviderServer)
	}
	return server
}
