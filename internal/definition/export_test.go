// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// hiddenResponse is a response that hides what the state knows, and shows what the state does not have.
func hiddenResponse(t *testing.T) maestro.Pipeline {
	t.Helper()
	return newResponse(
		hideDetails, put("jobs.0.input.network_config", map[string]any{"vpn": true}), put("jobs.0.input.nothing", nil),
		put("jobs.0.output", map[string]any{
			"plugin": "dadosfera_snowflake", "table_name": "tb__made_up", "database": "DB", "nothing": nil,
		}),
	).decode(t)
}

func TestExport_hasWhatStateAndResponseHave(t *testing.T) {
	state := examplePipeline(func(p *Pipeline) { p.Cron, p.Description = schedule(""), text("") })
	const want = `{"id":"1b33ad2f-33d3-4837-9eeb-83c82c8b909d","name":"Orders","cron":null,"jobs":[{"input":{` +
		`"auth_parameters":{"auth_type":"connection_manager","config_id":"1701234567890_abc123_postgresql-1.0.0"},` +
		`"column_include_list":["id","amount","updated_at"],"connector":"jdbc","incremental_column_name":"updated_at",` +
		`"incremental_column_type":"timestamp with time zone","load_type":"incremental","network_config":{"vpn":true},` +
		`"plugin":"postgresql","table_name":"orders","table_schema":"public"},"transformations":[],"output":{` +
		`"database":"DB","plugin":"dadosfera_snowflake","raw":{"table_name":"orders","table_schema":"RAW_DATA"}}}]}`
	checkEqual(t, "body", mustJSON(Export(state, hiddenResponse(t))), want)
}

func TestExport_hasHiddenTransformationsOfTheState(t *testing.T) {
	const transformations = `[{"type":"hash"}]`
	state := examplePipeline(setTransformations(jsonText(transformations)))
	checkEqual(t, "transformations", string(Export(state, hiddenResponse(t)).Jobs[0].Transformations), transformations)
}

func TestExportWithoutID_isTheExportWithoutTheID(t *testing.T) {
	state, response := examplePipeline(), hiddenResponse(t)
	body, err := ExportWithoutID(state, response)
	if err != nil {
		t.Fatal(err)
	}
	var got, want map[string]any
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(mustJSON(Export(state, response))), &want); err != nil {
		t.Fatal(err)
	}
	delete(want, "id")
	checkEqual(t, "body", mustJSON(got), mustJSON(want))
}

func TestExport_hasJobsThatOnlyTheStateHas(t *testing.T) {
	state := examplePipeline(withJobs(jdbcJob(), singerJob()))
	checkEqual(t, "number of jobs", len(Export(state, hiddenResponse(t)).Jobs), 2)
}

func TestExport_spellingOfTheID(t *testing.T) {
	for id, want := range map[string]string{
		testID:                                 "1b33ad2f-33d3-4837-9eeb-83c82c8b909d",
		"1b33ad2f-33d3-4837-9eeb-83c82c8b909d": "1b33ad2f-33d3-4837-9eeb-83c82c8b909d",
		"test_pipeline_12345":                  "test_pipeline_12345",
		"1b33ad2f33d348379eeb83c82c8b909d":     "1b33ad2f33d348379eeb83c82c8b909d", // a UUID without hyphens is another id
	} {
		t.Run(id, func(t *testing.T) {
			state := examplePipeline(func(p *Pipeline) { p.ID = str(id) })
			checkEqual(t, "id", Export(state, maestro.Pipeline{}).ID, want)
		})
	}
}

func TestExport_doesNotChangeTheResponse(t *testing.T) {
	shown := hiddenResponse(t)
	before := mustJSON(shown)
	Export(examplePipeline(), shown)
	checkEqual(t, "response", mustJSON(shown), before)
}

func TestJobsWithoutAuth(t *testing.T) {
	bare := nullJob()
	empty := nullJob()
	empty.Input = tfvalue.ObjectValue(withAttribute(empty.Input.Attributes(), attrExtra, `{"auth_parameters":null}`))
	body := Encode(examplePipeline(withJobs(bare, jdbcJob(), empty, singerJob())), testID)
	checkEqual(t, "jobs", JobsWithoutAuth(body), []int{0, 2})
	if got := JobsWithoutAuth(Encode(examplePipeline(), testID)); len(got) > 0 {
		t.Errorf("got jobs %v, want none", got)
	}
}

func TestWithoutNulls_copies(t *testing.T) {
	d := maestro.Document{"a": json.RawMessage("null"), "b": json.RawMessage("1"), "c": json.RawMessage(`"null"`)}
	checkEqual(t, "document", mustJSON(withoutNulls(d)), `{"b":1,"c":"null"}`)
	if _, ok := d["a"]; !ok {
		t.Error("got the document itself changed, want a copy")
	}
	if withoutNulls(nil) == nil {
		t.Error("got nil for no document, want an empty one")
	}
}
