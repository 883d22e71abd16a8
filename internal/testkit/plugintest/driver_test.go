// SPDX-License-Identifier: MPL-2.0

package plugintest_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

func TestResource_lifeCycle(t *testing.T) {
	p := newToy()
	notes := start(t, p).Resource("toy_note")

	plugintest.NoDiagnostics(t, notes.Validate(attrs{"text": "a"}))
	created := notes.Create(attrs{"text": "a", "password": "secret"})
	plugintest.Same(t, "created", plugintest.Plain(created.Value), any(attrs{"id": "note-1", "text": "a", "color": nil, "password": nil}))
	plugintest.Same(t, "identity", notes.Identity(created), attrs{"id": "note-1"})

	updated := notes.MustApply(created, attrs{"text": "b"})
	plugintest.Same(t, "updated", notes.At(updated, "text"), any("b"))

	p.objects["note-1"]["text"] = "c"
	read, diags := notes.Refresh(updated)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "read", notes.At(read, "text"), any("c"))

	plugintest.NoDiagnostics(t, notes.Destroy(read))
	gone, diags := notes.Refresh(read)
	plugintest.NoDiagnostics(t, diags)
	if !gone.Value.IsNull() || gone.Identity != nil {
		t.Errorf("after destroy: got %+v, want an instance that does not exist", gone)
	}
}

func TestResource_planOfReplacement(t *testing.T) {
	notes := start(t, newToy()).Resource("toy_note")
	config := attrs{"text": "a", "color": "blue"}
	p := notes.Plan(notes.Create(attrs{"text": "a", "color": "red"}), config)
	if len(p.RequiresReplace) != 1 || plugintest.PathText(p.RequiresReplace[0]) != "color" {
		t.Errorf("got replacement for %v, want color", p.RequiresReplace)
	}
	p = notes.PlanReplacement(p, config)
	plugintest.Same(t, "id", plugintest.ValueAt(t, p.Value, "id"), any(plugintest.Unknown{}))
}

func TestResource_finalPlanKnowsMore(t *testing.T) {
	notes := start(t, newToy()).Resource("toy_note")
	p := notes.Plan(notes.Absent(), attrs{"text": plugintest.Unknown{}})
	after, diags := notes.Apply(notes.PlanFinal(p, attrs{"text": "a"}))
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "text", notes.At(after, "text"), any("a"))
}

func TestResource_applyWithoutChangeIsNotSent(t *testing.T) {
	p := newToy()
	notes := start(t, p).Resource("toy_note")
	created := notes.Create(attrs{"text": "a"})
	p.onApplied = func(*tfprotov6.ApplyResourceChangeRequest) { t.Error("got a call of ApplyResourceChange, want none") }
	notes.MustApply(created, attrs{"text": "a"})
}

func TestResource_failedCreateReturnsWhatIsLeft(t *testing.T) {
	p := newToy()
	p.fail = func(string) string { return "half done" }
	notes := start(t, p).Resource("toy_note")
	after, diags := notes.Apply(notes.Plan(notes.Absent(), attrs{"text": "a"}))
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Failed", "half", "done")
	plugintest.Same(t, "id", notes.At(after, "id"), any("note-1"))
}

func TestResource_failedApplyWithoutStateKeepsPrior(t *testing.T) {
	p := newToy()
	notes := start(t, p).Resource("toy_note")
	created := notes.Create(attrs{"text": "a"})
	p.fail = func(string) string { return "no" }
	p.onApply = func(resp *tfprotov6.ApplyResourceChangeResponse) { resp.NewState = nil }
	after, _ := notes.Apply(notes.Plan(created, attrs{"text": "b"}))
	plugintest.Same(t, "text", notes.At(after, "text"), any("a"))
}

func TestResource_failedReadKeepsPrior(t *testing.T) {
	p := newToy()
	notes := start(t, p).Resource("toy_note")
	created := notes.Create(attrs{"text": "a"})
	p.onRead = func(resp *tfprotov6.ReadResourceResponse) {
		resp.NewState = noteOf(nil)
		resp.Diagnostics = []*tfprotov6.Diagnostic{{Severity: plugintest.Error, Summary: "Failed"}}
	}
	after, diags := notes.Refresh(created)
	if !plugintest.HasError(diags) || !after.Value.Equal(created.Value) {
		t.Errorf("got %v (%v), want the prior instance and an error", after.Value, diags)
	}
}

func TestResource_import(t *testing.T) {
	p := newToy()
	p.objects["note-7"] = attrs{"id": "note-7", "text": "a"}
	notes := start(t, p).Resource("toy_note")
	byID, diags := notes.Import("note-7", nil)
	plugintest.NoDiagnostics(t, diags)
	byIdentity, diags := notes.Import("", attrs{"id": "note-7"})
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "by id", notes.At(byID, "text"), any("a"))
	plugintest.Same(t, "by identity", notes.At(byIdentity, "text"), any("a"))

	gone, diags := notes.Import("note-8", nil)
	plugintest.NoDiagnostics(t, diags)
	if !gone.Value.IsNull() {
		t.Errorf("of an object that does not exist: got %s, want null", gone.Value)
	}
	p.onImport = func(resp *tfprotov6.ImportResourceStateResponse) {
		resp.Diagnostics = []*tfprotov6.Diagnostic{{Severity: plugintest.Error, Summary: "Invalid id"}}
	}
	_, diags = notes.Import("note-7", nil)
	plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Invalid id")
}

func TestResource_upgrade(t *testing.T) {
	notes := start(t, newToy()).Resource("toy_note")
	saved := plugintest.SavedInstance{
		Attributes: json.RawMessage(`{"id":"n","text":"a","removed":1}`), Identity: json.RawMessage(`{"id":"n"}`), Private: []byte("p"),
	}
	i := notes.Upgrade(saved)
	plugintest.Same(t, "text", notes.At(i, "text"), any("a"))
	plugintest.Same(t, "identity of this version", notes.Identity(i), attrs{"id": "n"})
	plugintest.Same(t, "private", string(i.Private), "p")

	saved.IdentityVersion = 7
	plugintest.Same(t, "identity of another version", notes.Identity(notes.Upgrade(saved)), attrs{"id": "upgraded"})

	i = notes.WithoutAttributes(notes.Create(attrs{"text": "a", "color": "red"}), "color")
	plugintest.Same(t, "color", notes.At(i, "color"), nil)
	plugintest.Same(t, "identity kept", notes.Identity(i), attrs{"id": "note-1"})
}

func TestResource_generateConfig(t *testing.T) {
	p := newToy()
	s := start(t, p)
	notes := s.Resource("toy_note")
	i := notes.Create(attrs{"text": "a", "color": "red"})
	plugintest.Same(t, "by the provider", notes.GenerateConfig(i), attrs{"text": "a"})
	plugintest.Same(t, "without the provider", notes.GenerateConfigWithoutProvider(i), attrs{"text": "a", "color": "red"})

	p.onSchema = func(resp *tfprotov6.GetProviderSchemaResponse) { resp.ServerCapabilities = nil }
	s.Restart(nil)
	plugintest.Same(t, "not announced", notes.GenerateConfig(i), attrs{"text": "a", "color": "red"})
}

func TestResource_testMistakeEndsTest(t *testing.T) {
	for name, tc := range map[string]struct {
		mistake func(s *plugintest.Server)
		want    string
	}{
		"no such resource":    {func(s *plugintest.Server) { s.Resource("toy_pad") }, "the provider has no resource toy_pad"},
		"no such data source": {func(s *plugintest.Server) { s.DataSource("toy_pad") }, "the provider has no data source toy_pad"},
		"no such list":        {func(s *plugintest.Server) { s.List("toy_pad") }, "the provider has no list resource toy_pad"},
		"no such action":      {func(s *plugintest.Server) { s.Action("toy_pad") }, "the provider has no action toy_pad"},
		"no such ephemeral":   {func(s *plugintest.Server) { s.Open("toy_pad", nil) }, "the provider has no ephemeral resource toy_pad"},
		"no such function":    {func(s *plugintest.Server) { s.Call("pad") }, "the provider has no function pad"},
		"too few arguments":   {func(s *plugintest.Server) { s.Call("join") }, "join: got 0 arguments, want 1"},
		"no such attribute": {func(s *plugintest.Server) { s.Resource("toy_note").Value(attrs{"size": 1}) },
			`there is no attribute "size"`},
		"unknown values in an apply": {func(s *plugintest.Server) {
			notes := s.Resource("toy_note")
			notes.Apply(notes.Plan(notes.Absent(), attrs{"text": plugintest.Unknown{}}))
		}, "apply: the configuration has unknown values"},
		"unknown values in a read": {func(s *plugintest.Server) { s.DataSource("toy_note").Read(attrs{"id": plugintest.Unknown{}}) },
			"read: the configuration has unknown values"},
		"unknown values in an action": {func(s *plugintest.Server) { s.Action("toy_print").Invoke(attrs{"text": plugintest.Unknown{}}) },
			"invoke: the configuration has unknown values"},
		"invalid action":                 {func(s *plugintest.Server) { s.Action("toy_print").Invoke(attrs{"text": "invalid"}) }, "before the action is invoked"},
		"invalid provider configuration": {func(s *plugintest.Server) { s.Restart(attrs{"text": "invalid"}) }, "configuring the provider"},
		"replacement in MustApply": {func(s *plugintest.Server) {
			notes := s.Resource("toy_note")
			notes.MustApply(notes.Create(attrs{"text": "a"}), attrs{"text": "a", "color": "red"})
		}, "plan: got a replacement for"},
	} {
		t.Run(name, func(t *testing.T) {
			wantFailure(t, failuresOf(func(r plugintest.T) { tc.mistake(start(r, newToy())) }), tc.want)
		})
	}
}

func TestServer_configure(t *testing.T) {
	s := plugintest.Start(t, plugintest.Options{Provider: func() tfprotov6.ProviderServer { return newToy() }, Config: attrs{"text": "a"}})
	plugintest.NoDiagnostics(t, s.Configure(nil))
	plugintest.OneDiagnostic(t, s.Configure(attrs{"text": "invalid"}), plugintest.Error, "text", "Invalid text", "Another text")
}

func TestDataSource_read(t *testing.T) {
	d := start(t, newToy()).DataSource("toy_note")
	plugintest.NoDiagnostics(t, d.Validate(attrs{"id": "n"}))
	plugintest.Same(t, "read", d.MustRead(attrs{"id": "n"}), attrs{"id": "n", "text": "text of n"})
}

func TestServer_open(t *testing.T) {
	opened, diags := start(t, newToy()).Open("toy_key", attrs{"id": "n"})
	plugintest.Same(t, "opened", opened, attrs{"id": "n", "text": "key"})
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Closed")
}

func TestServer_call(t *testing.T) {
	s := start(t, newToy())
	for name, tc := range map[string]struct {
		arguments []any
		want      any
		wantErr   *plugintest.FunctionError
	}{
		"known":                   {arguments: []any{"-", "a", "b"}, want: "a-b"},
		"without variadic":        {arguments: []any{"-"}, want: ""},
		"unknown":                 {arguments: []any{"-", plugintest.Unknown{}}, want: plugintest.Unknown{}},
		"null":                    {arguments: []any{nil}, wantErr: &plugintest.FunctionError{Argument: 0, Text: "argument must not be null"}},
		"refused by the function": {arguments: []any{"-", "a", ""}, wantErr: &plugintest.FunctionError{Argument: 2, Text: "empty part"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := s.Call("join", tc.arguments...)
			plugintest.Same(t, "result", got, tc.want)
			plugintest.Same(t, "error", err, tc.wantErr)
		})
	}
}

func TestAction_invoke(t *testing.T) {
	progress, diags := start(t, newToy()).Action("toy_print").Invoke(attrs{"text": "a"})
	plugintest.Same(t, "progress", progress, []string{"printing"})
	plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Printed")
}

func TestList_query(t *testing.T) {
	p := newToy()
	p.objects["a"], p.objects["b"] = attrs{"id": "a", "text": "first"}, attrs{"id": "b", "text": "second"}
	list := start(t, p).List("toy_note")
	plugintest.NoDiagnostics(t, list.Validate(nil))
	results, diags := list.Query(nil)
	plugintest.NoDiagnostics(t, diags)
	if len(results) != 2 || results[1].DisplayName != "b" || !results[1].Value.IsNull() {
		t.Errorf("got %+v, want a and b without values", results)
	}
	plugintest.Same(t, "identity", list.Identity(results[1].Instance), attrs{"id": "b"})

	list.Include = true
	results, _ = list.Query(nil)
	plugintest.Same(t, "text", list.At(results[1].Instance, "text"), any("second"))

	for result := range list.Stream(context.Background(), nil) {
		plugintest.Same(t, "first", result.DisplayName, "a")
		break
	}
}

func TestList_queryWithDiagnostics(t *testing.T) {
	p := newToy()
	p.objects["a"] = attrs{"id": "a", "text": "first"}
	only := func(severity tfprotov6.DiagnosticSeverity) tfprotov6.ListResourceResult {
		return tfprotov6.ListResourceResult{Diagnostics: []*tfprotov6.Diagnostic{{Severity: severity, Summary: "Careful"}}}
	}
	p.onList = func(results []tfprotov6.ListResourceResult) []tfprotov6.ListResourceResult {
		return append([]tfprotov6.ListResourceResult{only(plugintest.Warning)}, append(results, only(plugintest.Error), results[0])...)
	}
	results, diags := start(t, p).List("toy_note").Query(nil)
	if len(results) != 1 || len(diags) != 2 {
		t.Errorf("got %d results and %d diagnostics, want 1 and 2", len(results), len(diags))
	}
}
