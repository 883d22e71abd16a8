// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Action does for one type of action what Terraform does: it validates, plans and invokes it.
type Action struct {
	*Server

	t        testing.TB
	typeName string
}

// Action gives the driver of a type of action.
func (s *Server) Action(typeName string) *Action {
	s.t.Helper()
	if s.Schemas.ActionSchemas[typeName] == nil {
		s.t.Fatalf("there is no action %s", typeName)
	}
	return &Action{Server: s, t: s.t, typeName: typeName}
}

// Schema is the action's schema.
func (a *Action) Schema() *tfprotov6.Schema { return a.Schemas.ActionSchemas[a.typeName].Schema }

// Value makes a whole value of a configuration.
func (a *Action) Value(config Attrs) tftypes.Value {
	a.t.Helper()
	return Value(a.t, a.Schema().ValueType(), config)
}

// Validate is terraform validate of one action.
func (a *Action) Validate(config Attrs) []Diagnostic {
	a.t.Helper()
	resp, err := a.actions().ValidateActionConfig(a.t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: a.typeName, Config: a.dynamic(a.Value(config))})
	a.must("validate", nil, err)
	return diagnosticsOf(resp.Diagnostics)
}

// Plan plans an action: nothing happens but what the provider says. It fails the test where the provider puts it off, as
// it was not offered that.
func (a *Action) Plan(config Attrs) []Diagnostic {
	a.t.Helper()
	resp, err := a.actions().PlanAction(a.t.Context(), &tfprotov6.PlanActionRequest{ActionType: a.typeName, Config: a.dynamic(a.Value(config))})
	a.must("plan", nil, err)
	if resp.Deferred != nil {
		a.t.Errorf("the action is deferred: %s", resp.Deferred.Reason)
	}
	return diagnosticsOf(resp.Diagnostics)
}

// Invoke validates, plans and invokes an action, and gives its progress messages and what it said at its end.
func (a *Action) Invoke(config Attrs) (progress []string, said []Diagnostic) {
	a.t.Helper()
	if before := append(a.Validate(config), a.Plan(config)...); Failed(before) {
		a.t.Fatalf("before it is invoked: %v", before)
	}
	return a.InvokeIn(a.t.Context(), config)
}

// InvokeIn only invokes an action, in a context of its own. It holds the provider to Terraform's rule that an action ends once, and that
// nothing comes after its end.
func (a *Action) InvokeIn(ctx context.Context, config Attrs) (progress []string, said []Diagnostic) {
	a.t.Helper()
	value := a.Value(config)
	if !value.IsFullyKnown() {
		a.t.Fatalf("Terraform invokes no action with values that are not known: %s", value)
	}
	stream, err := a.actions().InvokeAction(ctx, &tfprotov6.InvokeActionRequest{ActionType: a.typeName, Config: a.dynamic(value)})
	a.must("invoke", nil, err)
	ends := 0
	for event := range stream.Events {
		if ends > 0 {
			a.t.Errorf("there is an event after the end: %#v", event.Type)
		}
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			progress = append(progress, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			ends++
			said = diagnosticsOf(event.Diagnostics)
		}
	}
	if ends != 1 {
		a.t.Errorf("the action ended %d times", ends)
	}
	return progress, said
}

// actions is the part of the provider that serves actions; a restart makes another one.
func (a *Action) actions() tfprotov6.ActionServer {
	a.t.Helper()
	server, ok := a.ProviderServer.(tfprotov6.ActionServer)
	if !ok {
		a.t.Fatalf("%T serves no actions", a.ProviderServer)
	}
	return server
}
