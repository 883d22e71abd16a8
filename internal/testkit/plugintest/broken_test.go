// SPDX-License-Identifier: MPL-2.0

package plugintest_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// editNote changes the attributes of an encoded toy_note.
func editNote(v **tfprotov6.DynamicValue, name string, value any) {
	object := objectOf(*v)
	object[name] = value
	*v = noteOf(object)
}

// Each provider breaks one rule, and the driver reports that one alone.
func TestResource_reportsBrokenRule(t *testing.T) {
	path := func(name string) []*tftypes.AttributePath {
		return []*tftypes.AttributePath{tftypes.NewAttributePath().WithAttributeName(name)}
	}
	config := attrs{"text": "a", "color": "red"}
	create := func(r *plugintest.Resource) { r.Create(config) }
	for name, tc := range map[string]struct {
		breakRule func(p *toy)
		// drive runs after an object was created without a broken rule, unless it is create itself.
		drive func(r *plugintest.Resource, i plugintest.Instance)
		want  string
	}{
		"plan of a configured value": {
			func(p *toy) {
				p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) { editNote(&resp.PlannedState, "text", "other") }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Plan(i, attrs{"text": "b", "color": "red"}) },
			`plan: text is configured as "b" and planned as "other"`,
		},
		"plan of an omitted value that is not computed": {
			func(p *toy) {
				p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) { editNote(&resp.PlannedState, "color", "blue") }
			},
			func(r *plugintest.Resource, _ plugintest.Instance) { r.Plan(r.Absent(), attrs{"text": "b"}) },
			"plan: color is not computed, omitted, and planned as",
		},
		"plan of nothing": {
			func(p *toy) {
				p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) { resp.PlannedState = noteOf(nil) }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Plan(i, config) },
			"plan: got null for the configuration map",
		},
		"plan of a destroy": {
			func(p *toy) {
				p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) { resp.PlannedState = noteOf(attrs{"text": "left"}) }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Plan(i, nil) },
			"for the configuration null",
		},
		"plan of a write-only value": {
			func(p *toy) {
				p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) { editNote(&resp.PlannedState, "password", "secret") }
			},
			func(r *plugintest.Resource, i plugintest.Instance) {
				r.Plan(i, attrs{"text": "a", "color": "red", "password": "secret"})
			},
			"plan: password is write-only, and has a value",
		},
		"plan that replaces for a missing attribute": {
			func(p *toy) {
				p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) { resp.RequiresReplace = path("size") }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Plan(i, attrs{"text": "b", "color": "red"}) },
			"plan: size requires replacement, and is neither in the state nor in the plan",
		},
		"plan that replaces for an unchanged attribute": {
			func(p *toy) {
				p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) { resp.RequiresReplace = path("color") }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Plan(i, attrs{"text": "b", "color": "red"}) },
			"plan: color requires replacement, and does not change",
		},
		"plan that is deferred": {
			func(p *toy) {
				p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) { resp.Deferred = &tfprotov6.Deferred{} }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Plan(i, config) },
			"the provider deferred",
		},
		"plan of another identity": {
			func(p *toy) {
				p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) { resp.PlannedIdentity = identityOf("other") }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Plan(i, config) },
			"plan: the identity changed from map[id:note-1] to map[id:other]",
		},
		"plan of an unknown identity": {
			func(p *toy) {
				p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) {
					resp.PlannedIdentity = identityOf(plugintest.Unknown{})
				}
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Plan(i, config) },
			"plan: got an unknown value of id in the identity",
		},
		"plan that does not conform to the schema": {
			func(p *toy) {
				p.onPlan = func(resp *tfprotov6.PlanResourceChangeResponse) {
					resp.PlannedState = encode(tftypes.NewValue(tftypes.String, "note"))
				}
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Plan(i, config) },
			"decoding a value that does not conform to the schema",
		},
		"final plan of another value": {
			func(*toy) {},
			func(r *plugintest.Resource, i plugintest.Instance) {
				r.PlanFinal(r.Plan(i, attrs{"text": "b", "color": "red"}), attrs{"text": "c", "color": "red"})
			},
			`final plan: text was planned as "b" and is "c"`,
		},
		"final plan that replaces": {
			func(*toy) {},
			func(r *plugintest.Resource, i plugintest.Instance) {
				first := r.Plan(i, attrs{"text": "b", "color": "red"})
				first.Value = plugintest.Value(&recorder{}, r.Type(), attrs{"id": "note-1", "text": "b", "color": plugintest.Unknown{}})
				r.PlanFinal(first, attrs{"text": "b", "color": "blue"})
			},
			"final plan: got replace true, want false",
		},
		"apply of another value": {
			func(p *toy) {
				p.onApply = func(resp *tfprotov6.ApplyResourceChangeResponse) { editNote(&resp.NewState, "text", "other") }
			},
			func(r *plugintest.Resource, i plugintest.Instance) {
				r.MustApply(i, attrs{"text": "b", "color": "red"})
			},
			`apply: text was planned as "b" and is "other"`,
		},
		"apply that leaves a value unknown": {
			func(p *toy) {
				p.onApply = func(resp *tfprotov6.ApplyResourceChangeResponse) {
					editNote(&resp.NewState, "id", plugintest.Unknown{})
				}
			},
			func(r *plugintest.Resource, _ plugintest.Instance) { create(r) },
			"apply: got unknown values",
		},
		"apply that leaves nothing": {
			func(p *toy) {
				p.onApply = func(resp *tfprotov6.ApplyResourceChangeResponse) { resp.NewState = noteOf(nil) }
			},
			func(r *plugintest.Resource, _ plugintest.Instance) { create(r) },
			"apply: got null, want map",
		},
		"apply without a state": {
			func(p *toy) {
				p.onApply = func(resp *tfprotov6.ApplyResourceChangeResponse) { resp.NewState = nil }
			},
			func(r *plugintest.Resource, _ plugintest.Instance) { create(r) },
			"apply: got null, want map",
		},
		"apply of a destroy that leaves something": {
			func(p *toy) {
				p.onApply = func(resp *tfprotov6.ApplyResourceChangeResponse) { resp.NewState = noteOf(attrs{"text": "left"}) }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Destroy(i) },
			", want null",
		},
		"apply that returns a write-only value": {
			func(p *toy) {
				p.onApply = func(resp *tfprotov6.ApplyResourceChangeResponse) {
					resp.Diagnostics = []*tfprotov6.Diagnostic{{Severity: plugintest.Error, Summary: "Failed"}}
					editNote(&resp.NewState, "password", "secret")
				}
			},
			func(r *plugintest.Resource, i plugintest.Instance) {
				r.Apply(r.Plan(i, attrs{"text": "b", "color": "red"}))
			},
			"apply: password is write-only, and has a value",
		},
		"apply of another identity": {
			func(p *toy) {
				p.onApply = func(resp *tfprotov6.ApplyResourceChangeResponse) { resp.NewIdentity = identityOf("other") }
			},
			func(r *plugintest.Resource, i plugintest.Instance) {
				r.MustApply(i, attrs{"text": "b", "color": "red"})
			},
			"apply: the identity changed from map[id:note-1] to map[id:other]",
		},
		"read of an unknown value": {
			func(p *toy) {
				p.onRead = func(resp *tfprotov6.ReadResourceResponse) { editNote(&resp.NewState, "text", plugintest.Unknown{}) }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Refresh(i) },
			"read: got unknown values",
		},
		"read of a write-only value": {
			func(p *toy) {
				p.onRead = func(resp *tfprotov6.ReadResourceResponse) { editNote(&resp.NewState, "password", "secret") }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Refresh(i) },
			"read: password is write-only, and has a value",
		},
		"read of another identity": {
			func(p *toy) {
				p.onRead = func(resp *tfprotov6.ReadResourceResponse) { resp.NewIdentity = identityOf("other") }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Refresh(i) },
			"read: the identity changed from map[id:note-1] to map[id:other]",
		},
		"read that is deferred": {
			func(p *toy) {
				p.onRead = func(resp *tfprotov6.ReadResourceResponse) { resp.Deferred = &tfprotov6.Deferred{} }
			},
			func(r *plugintest.Resource, i plugintest.Instance) { r.Refresh(i) },
			"the provider deferred",
		},
		"import of nothing": {
			func(p *toy) {
				p.onImport = func(resp *tfprotov6.ImportResourceStateResponse) { resp.ImportedResources = nil }
			},
			func(r *plugintest.Resource, _ plugintest.Instance) { r.Import("note-1", nil) },
			"import: got 0 resources, want 1",
		},
		"import of two objects": {
			func(p *toy) {
				p.onImport = func(resp *tfprotov6.ImportResourceStateResponse) {
					resp.ImportedResources = append(resp.ImportedResources, resp.ImportedResources[0])
				}
			},
			func(r *plugintest.Resource, _ plugintest.Instance) { r.Import("note-1", nil) },
			"import: got 2 resources, want 1",
		},
		"import of another type": {
			func(p *toy) {
				p.onImport = func(resp *tfprotov6.ImportResourceStateResponse) { resp.ImportedResources[0].TypeName = "toy_pad" }
			},
			func(r *plugintest.Resource, _ plugintest.Instance) { r.Import("note-1", nil) },
			`import: got a resource of type "toy_pad", want "toy_note"`,
		},
		"import without a state": {
			func(p *toy) {
				p.onImport = func(resp *tfprotov6.ImportResourceStateResponse) { resp.ImportedResources[0].State = noteOf(nil) }
			},
			func(r *plugintest.Resource, _ plugintest.Instance) { r.Import("note-1", nil) },
			"import: got no state",
		},
		"import by identity without one": {
			func(p *toy) {
				p.onImport = func(resp *tfprotov6.ImportResourceStateResponse) { resp.ImportedResources[0].Identity = nil }
			},
			func(r *plugintest.Resource, _ plugintest.Instance) { r.Import("", attrs{"id": "note-1"}) },
			"import: got no identity for an import by identity",
		},
	} {
		t.Run(name, func(t *testing.T) {
			wantFailure(t, failuresOf(func(r plugintest.T) {
				p := newToy()
				notes := start(r, p).Resource("toy_note")
				i := notes.Create(config)
				tc.breakRule(p)
				tc.drive(notes, i)
			}), tc.want)
		})
	}
}

func TestResource_mutableIdentity(t *testing.T) {
	failures := failuresOf(func(r plugintest.T) {
		p := newToy()
		notes := start(r, p).Resource("toy_note")
		notes.MutableIdentity = true
		i := notes.Create(attrs{"text": "a"})
		p.onRead = func(resp *tfprotov6.ReadResourceResponse) { resp.NewIdentity = identityOf("other") }
		notes.Refresh(i)
	})
	if len(failures) > 0 {
		t.Errorf("got failures %q, want none", failures)
	}
}

func TestServer_reportsBrokenRule(t *testing.T) {
	unknown := plugintest.Unknown{}
	for name, tc := range map[string]struct {
		breakRule func(p *toy)
		drive     func(s *plugintest.Server)
		want      string
	}{
		"schema with blocks": {
			func(p *toy) {
				p.onSchema = func(resp *tfprotov6.GetProviderSchemaResponse) {
					block := *noteSchema.Block
					block.BlockTypes = []*tfprotov6.SchemaNestedBlock{{TypeName: "timeouts", Nesting: tfprotov6.SchemaNestedBlockNestingModeSingle, Block: &tfprotov6.SchemaBlock{}}}
					resp.ResourceSchemas["toy_note"] = &tfprotov6.Schema{Block: &block}
				}
			},
			func(s *plugintest.Server) { s.Resource("toy_note").Create(attrs{"text": "a"}) },
			"the schema has blocks",
		},
		"data source that is null": {
			func(p *toy) {
				p.onReadData = func(resp *tfprotov6.ReadDataSourceResponse) { resp.State = encodeAs(sourceSchema, nil) }
			},
			func(s *plugintest.Server) { s.DataSource("toy_note").Read(attrs{"id": "n"}) },
			"read: got null or unknown values",
		},
		"data source that is unknown": {
			func(p *toy) {
				p.onReadData = func(resp *tfprotov6.ReadDataSourceResponse) {
					resp.State = encodeAs(sourceSchema, attrs{"id": "n", "text": unknown})
				}
			},
			func(s *plugintest.Server) { s.DataSource("toy_note").Read(attrs{"id": "n"}) },
			"read: got null or unknown values",
		},
		"data source that changes what is configured": {
			func(p *toy) {
				p.onReadData = func(resp *tfprotov6.ReadDataSourceResponse) {
					resp.State = encodeAs(sourceSchema, attrs{"id": "N", "text": ""})
				}
			},
			func(s *plugintest.Server) { s.DataSource("toy_note").Read(attrs{"id": "n"}) },
			"read: id is configured as n and read as N",
		},
		"ephemeral resource that is unknown": {
			func(p *toy) {
				p.onOpen = func(resp *tfprotov6.OpenEphemeralResourceResponse) {
					resp.Result = encodeAs(sourceSchema, attrs{"id": "n", "text": unknown})
				}
			},
			func(s *plugintest.Server) { s.Open("toy_key", attrs{"id": "n"}) },
			"open: got null or unknown values",
		},
		"ephemeral resource that changes what is configured": {
			func(p *toy) {
				p.onOpen = func(resp *tfprotov6.OpenEphemeralResourceResponse) {
					resp.Result = encodeAs(sourceSchema, attrs{"id": "N", "text": ""})
				}
			},
			func(s *plugintest.Server) { s.Open("toy_key", attrs{"id": "n"}) },
			"open: id is configured as",
		},
		"function with an unknown result": {
			func(p *toy) {
				p.onCall = func(resp *tfprotov6.CallFunctionResponse) {
					resp.Result = encode(tftypes.NewValue(tftypes.String, tftypes.UnknownValue))
				}
			},
			func(s *plugintest.Server) { s.Call("join", "-", "a") },
			"join: got an unknown result of known arguments",
		},
		"function without a result": {
			func(p *toy) { p.onCall = func(resp *tfprotov6.CallFunctionResponse) { resp.Result = nil } },
			func(s *plugintest.Server) { s.Call("join", "-", "a") },
			"join: got neither a result nor an error",
		},
		"action that does not end": {
			func(p *toy) {
				p.onInvoke = func(events []tfprotov6.InvokeActionEvent) []tfprotov6.InvokeActionEvent { return events[:1] }
			},
			func(s *plugintest.Server) { s.Action("toy_print").Invoke(nil) },
			"invoke: got 0 completed events, want 1",
		},
		"action that goes on after its end": {
			func(p *toy) {
				p.onInvoke = func(events []tfprotov6.InvokeActionEvent) []tfprotov6.InvokeActionEvent {
					return append(events, events[0])
				}
			},
			func(s *plugintest.Server) { s.Action("toy_print").Invoke(nil) },
			"invoke: got an event after the completed one",
		},
		"list without an identity": {
			func(p *toy) {
				p.onList = func([]tfprotov6.ListResourceResult) []tfprotov6.ListResourceResult {
					return []tfprotov6.ListResourceResult{{DisplayName: "n"}}
				}
			},
			func(s *plugintest.Server) { s.List("toy_note").Query(nil) },
			"list: got a result without an identity",
		},
		"list without a display name": {
			func(p *toy) {
				p.onList = func([]tfprotov6.ListResourceResult) []tfprotov6.ListResourceResult {
					return []tfprotov6.ListResourceResult{{Identity: identityOf("n")}}
				}
			},
			func(s *plugintest.Server) { s.List("toy_note").Query(nil) },
			"list: got a result without a display name",
		},
		"list without the resource": {
			func(p *toy) {
				p.onList = func([]tfprotov6.ListResourceResult) []tfprotov6.ListResourceResult {
					return []tfprotov6.ListResourceResult{{DisplayName: "n", Identity: identityOf("n")}}
				}
			},
			func(s *plugintest.Server) {
				list := s.List("toy_note")
				list.Include = true
				list.Query(nil)
			},
			"list: n: got the resource: false, want true",
		},
		"list beyond its limit": {
			func(p *toy) {
				p.onList = func([]tfprotov6.ListResourceResult) []tfprotov6.ListResourceResult {
					return []tfprotov6.ListResourceResult{{DisplayName: "n", Identity: identityOf("n")}, {DisplayName: "m", Identity: identityOf("m")}}
				}
			},
			func(s *plugintest.Server) {
				list := s.List("toy_note")
				list.Limit = 1
				list.Query(nil)
			},
			"list: got 2 results, want at most 1",
		},
	} {
		t.Run(name, func(t *testing.T) {
			wantFailure(t, failuresOf(func(r plugintest.T) {
				p := newToy()
				tc.breakRule(p)
				tc.drive(start(r, p))
			}), tc.want)
		})
	}
}

// A provider with a server of its own plans no change where the framework's server, here a toy, would plan one.
func TestServer_reportsPlanUnlikeReference(t *testing.T) {
	warn := func(resp *tfprotov6.PlanResourceChangeResponse) {
		resp.Diagnostics = []*tfprotov6.Diagnostic{{Severity: plugintest.Warning, Summary: "Careful"}}
	}
	for name, tc := range map[string]struct {
		onReference func(*tfprotov6.PlanResourceChangeResponse)
		want        string
		onProvider  func(*tfprotov6.PlanResourceChangeResponse)
	}{
		"equal":                       {},
		"diagnostics of the provider": {onProvider: warn},
		"other value":                 {onReference: func(resp *tfprotov6.PlanResourceChangeResponse) { editNote(&resp.PlannedState, "text", "other") }, want: "plan without change"},
		"other private":               {onReference: func(resp *tfprotov6.PlanResourceChangeResponse) { resp.PlannedPrivate = []byte(`{"key":"v"}`) }, want: "plan without change"},
		"other identity":              {onReference: func(resp *tfprotov6.PlanResourceChangeResponse) { resp.PlannedIdentity = identityOf("other") }, want: "plan without change"},
		"other diagnostics":           {onReference: warn, want: "plan without change"},
	} {
		t.Run(name, func(t *testing.T) {
			reference := newToy()
			failures := failuresOf(func(r plugintest.T) {
				p := newToy()
				s := plugintest.Start(r, plugintest.Options{
					Provider:  func() tfprotov6.ProviderServer { return p },
					Reference: func() tfprotov6.ProviderServer { return reference },
				})
				s.Restart(nil)
				notes := s.Resource("toy_note")
				i := notes.Create(attrs{"text": "a"})
				p.onPlan, reference.onPlan = tc.onProvider, tc.onReference
				notes.Plan(i, attrs{"text": "a"})
			})
			if tc.want == "" {
				if len(failures) > 0 {
					t.Errorf("got failures %q, want none", failures)
				}
				return
			}
			wantFailure(t, failures, tc.want)
		})
	}
}
