// SPDX-License-Identifier: MPL-2.0

package plugintest_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

var everyType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"string": tftypes.String, "bool": tftypes.Bool, "number": tftypes.Number, "fraction": tftypes.Number, "null": tftypes.String,
	"unknown": tftypes.String,
	"list":    tftypes.List{ElementType: tftypes.String},
	"set":     tftypes.Set{ElementType: tftypes.Number},
	"tuple":   tftypes.Tuple{ElementTypes: []tftypes.Type{tftypes.String, tftypes.Bool}},
	"map":     tftypes.Map{ElementType: tftypes.Bool},
	"object":  tftypes.Object{AttributeTypes: map[string]tftypes.Type{"inner": tftypes.String}},
}}

func everyValue() attrs {
	return attrs{
		"string": "a", "bool": true, "number": 1, "fraction": 0.5, "null": nil, "unknown": plugintest.Unknown{},
		"list": elems{"a", "b"}, "set": elems{1}, "tuple": elems{"a", true}, "map": attrs{"k": false}, "object": attrs{"inner": "b"},
	}
}

func TestValue_roundTrip(t *testing.T) {
	plugintest.Same(t, "value", plugintest.Plain(plugintest.Value(t, everyType, everyValue())), any(everyValue()))
}

func TestValue_mismatchEndsTest(t *testing.T) {
	for name, v := range map[string]any{
		"number for a string": attrs{"string": 1}, "list for an object": attrs{"object": elems{}}, "object for a list": attrs{"list": attrs{"a": "b"}},
		"too many elements": attrs{"tuple": elems{"a", true, "b"}}, "no such attribute": attrs{"other": 1},
	} {
		t.Run(name, func(t *testing.T) {
			failures := failuresOf(func(r plugintest.T) { plugintest.Value(r, everyType, v) })
			if len(failures) != 1 {
				t.Errorf("got failures %q, want one", failures)
			}
		})
	}
}

func TestValueAt(t *testing.T) {
	v := plugintest.Value(t, everyType, everyValue())
	for path, want := range map[string]any{"string": "a", "list.1": "b", "map.k": false, "object.inner": "b", "set": elems{1}} {
		plugintest.Same(t, path, plugintest.ValueAt(t, v, path), want)
	}
	for path, want := range map[string]string{"list.2": "list.2: got 2 elements, want more than 2", "object.outer": "object.outer: there is no outer"} {
		wantFailure(t, failuresOf(func(r plugintest.T) { plugintest.ValueAt(r, v, path) }), want)
	}
}

func TestSet(t *testing.T) {
	config := attrs{"list": elems{attrs{"a": 1}, 2}}
	plugintest.Set(t, config, "list.0.a", "changed")
	plugintest.Set(t, config, "list.1", nil)
	plugintest.Set(t, config, "new.inner", true)
	plugintest.Same(t, "config", config, attrs{"list": elems{attrs{"a": "changed"}, nil}, "new": attrs{"inner": true}})
	for path, want := range map[string]string{"list.2": "list.2: there is no element 2", "new.inner.deep": "new.inner.deep: there is nothing inside true"} {
		wantFailure(t, failuresOf(func(r plugintest.T) { plugintest.Set(r, config, path, 1) }), want)
	}
}

func TestDiagnosticHelpers_reportDifferences(t *testing.T) {
	diags := []plugintest.Diagnostic{{Severity: plugintest.Error, Path: "text", Summary: "Invalid text", Detail: "Because."}}
	for name, tc := range map[string]struct {
		check func(r plugintest.T)
		want  string
	}{
		"none of one":    {func(r plugintest.T) { plugintest.NoDiagnostics(r, diags) }, "got diagnostics, want none"},
		"one of none":    {func(r plugintest.T) { plugintest.OneDiagnostic(r, nil, plugintest.Error, "", "") }, "got 0 diagnostics, want 1"},
		"other severity": {func(r plugintest.T) { plugintest.OneDiagnostic(r, diags, plugintest.Warning, "text", "Invalid text") }, "want WARNING"},
		"other path":     {func(r plugintest.T) { plugintest.OneDiagnostic(r, diags, plugintest.Error, "", "Invalid text") }, `got ERROR at "text"`},
		"other summary":  {func(r plugintest.T) { plugintest.OneDiagnostic(r, diags, plugintest.Error, "text", "Other") }, "Other"},
		"missing part": {func(r plugintest.T) {
			plugintest.OneDiagnostic(r, diags, plugintest.Error, "text", "Invalid text", "Why")
		}, `want "Why" in it`},
		"different value": {func(r plugintest.T) { plugintest.Same(r, "text", 1, 2) }, "text (-want +got)"},
	} {
		t.Run(name, func(t *testing.T) { wantFailure(t, failuresOf(tc.check), tc.want) })
	}
}

func TestPathText(t *testing.T) {
	path := tftypes.NewAttributePath().WithAttributeName("jobs").WithElementKeyInt(0).WithAttributeName("labels").WithElementKeyString("k")
	plugintest.Same(t, "path", plugintest.PathText(path), "jobs.0.labels.k")
}
