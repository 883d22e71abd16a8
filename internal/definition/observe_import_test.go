// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

func importPipeline(t *testing.T, r response) Pipeline {
	t.Helper()
	p, err := Observe(unreadPipeline(strings.ReplaceAll(testID, "_", "-")), r.decode(t), true)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestObserve_importTakesEverythingShown(t *testing.T) {
	got := importPipeline(t, newResponse(
		put("jobs.0.input.network_config", map[string]any{"vpn": true}), put("jobs.0.input.hidden", nil),
		put("jobs.0.output.database", "DB"),
		put("memory_mb", 2048), put("jobs.0.transformations", []any{map[string]any{"type": "hash"}}),
		put("jobs.0.input.column_include_list", []any{"b", "a"}),
	))
	checkPipeline(t, "the imported pipeline", got, examplePipeline(
		func(p *Pipeline) {
			p.MemoryMB, p.DeletionProtection, p.DrainBeforeDestroy = types.Int64Null(), types.BoolNull(), types.BoolNull()
		},
		setInput(attrExtra, `{"network_config":{"vpn":true}}`), setInput(attrColumns, set("a", "b")),
		setOutput(attrExtra, `{"database":"DB"}`), setTransformations(jsonText(`[{"type":"hash"}]`)),
	))
	if got.ID.ValueString() != testID {
		t.Errorf("got id %q, want the platform's spelling %q", got.ID.ValueString(), testID)
	}
}

func TestObserve_importWithoutFurtherFieldsHasNoExtra(t *testing.T) {
	got := importPipeline(t, newResponse())
	if extra := got.Jobs.Element(0).Input.Attributes().Extra; !extra.IsNull() {
		t.Errorf("got extra %s, want null", extra)
	}
}

func TestObserve_importedPauseState(t *testing.T) {
	for status, want := range map[string]bool{"paused": true, "active": false, "error": false} {
		t.Run(status, func(t *testing.T) {
			got := importPipeline(t, newResponse(put("status", status)))
			if !got.Paused.Equal(types.BoolValue(want)) {
				t.Errorf("got paused %s, want %t", got.Paused, want)
			}
		})
	}
}

func TestObserve_importOfAScarceResponseHasNoUnknowns(t *testing.T) {
	for name, r := range map[string]response{
		"only the id": {"id": testID},
		"jobs with next to nothing": {
			"id": testID, "jobs": []any{map[string]any{}, map[string]any{"input": map[string]any{"x": 1}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			checkNoUnknowns(t, importPipeline(t, r))
		})
	}
}
