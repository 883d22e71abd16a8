// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

func TestHidingOf(t *testing.T) {
	const input = "jobs.0.input."
	qualify := all(setInput(attrLoadType, incrementalWithQualify), setInput(attrPrimaryKeys, set("id")))
	showQualify := both(put(input+"load_type", incrementalWithQualify), omit(input+"primary_keys"))
	never := withJobs()
	for name, tc := range map[string]struct {
		prior    edit
		response func(response)
		want     Hiding
	}{
		"everything is shown":             {response: unchanged},
		"details are omitted":             {response: hideDetails, want: Hides},
		"details are null":                {response: hideDetailsByNull, want: Hides},
		"credentials are omitted":         {response: omit(input + "auth_parameters"), want: Hides},
		"credentials are an empty string": {response: put(input+"auth_parameters", ""), want: Hides},
		"columns are omitted":             {response: omit(input + "column_include_list"), want: Hides},
		"columns are omitted, none were known": {
			prior: setInput(attrColumns, nullSet), response: omit(input + "column_include_list"), want: MayHide,
		},
		"columns are null, none were known": {
			prior: setInput(attrColumns, nullSet), response: put(input+"column_include_list", nil),
		},
		"columns are null, some were known":         {response: put(input+"column_include_list", nil), want: Hides},
		"transformations are omitted":               {response: omit("jobs.0.transformations"), want: Hides},
		"transformations are null":                  {response: put("jobs.0.transformations", nil), want: Hides},
		"keys are omitted, load type without keys":  {response: omit(input + "primary_keys")},
		"keys are omitted, load type with keys":     {prior: qualify, response: showQualify, want: Hides},
		"keys are omitted, new load type with keys": {response: showQualify, want: MayHide},
		"transformations are omitted, none were known": {
			prior: setTransformations(jsonText("")), response: omit("jobs.0.transformations"), want: MayHide,
		},
		"columns and known memory are omitted": {
			prior:    all(setInput(attrColumns, nullSet), setInput(attrMemory, 1)),
			response: both(omit(input+"column_include_list"), omit(input+"memory_allocation_mb")), want: Hides,
		},
		"nothing is known, columns are omitted": {prior: never, response: omit(input + "column_include_list"), want: Hides},
		"known memory is omitted": {
			prior: setInput(attrMemory, 1), response: omit(input + "memory_allocation_mb"), want: Hides,
		},
		"unmanaged memory is omitted":           {response: omit(input + "memory_allocation_mb")},
		"known table name is omitted":           {response: omit(input + "table_name"), want: Hides},
		"output is omitted":                     {response: omit("jobs.0.output")},
		"nothing is known, everything is shown": {prior: never, response: unchanged},
		"nothing is known, details are omitted": {prior: never, response: hideDetails, want: Hides},
		"another connector": {
			prior: withJobs(singerJob()), response: both(hideDetails, put(input+"connector", "singer")),
		},
		"connector is omitted and not known": {prior: never, response: both(hideDetails, omit(input+"connector"))},
		"connector is omitted and known":     {response: both(hideDetails, omit(input+"connector")), want: Hides},
		"connector is in another letter case": {
			response: both(hideDetails, put(input+"connector", "JDBC")), want: Hides,
		},
		"connector of an unexpected type": {
			response: both(hideDetails, put(input+"connector", []any{})), want: Hides,
		},
	} {
		t.Run(name, func(t *testing.T) {
			prior := examplePipeline(orUnedited(tc.prior)).Jobs.Element(0)
			if got := HidingOf(prior, newResponse(tc.response).decode(t).Jobs.Value[0]); got != tc.want {
				t.Errorf("got %d, want %d", got, tc.want)
			}
		})
	}
}

func TestReveals(t *testing.T) {
	job := func(input, transformations string) maestro.Job {
		j := maestro.Job{Input: document(t, input)}
		if transformations != "" {
			j.Transformations = maestro.Some(json.RawMessage(transformations))
		}
		return j
	}
	const auth = `"auth_parameters":{"config_id":"c"}`
	for name, tc := range map[string]struct {
		shown, detail maestro.Job
		want          bool
	}{
		"nothing":                {job(`{`+auth+`}`, ""), job(`{`+auth+`,"column_include_list":null}`, "[]"), false},
		"columns":                {job(`{`+auth+`}`, ""), job(`{"column_include_list":["id"]}`, ""), true},
		"columns that are shown": {job(`{`+auth+`,"column_include_list":["id"]}`, ""), job(`{"column_include_list":["id"]}`, ""), false},
		"keys":                   {job(`{`+auth+`}`, ""), job(`{"primary_keys":["id"]}`, ""), true},
		"transformations":        {job(`{`+auth+`}`, ""), job(`{}`, `[{"type":"hash"}]`), true},
		"a field of the job":     {job(`{`+auth+`}`, ""), job(`{"network_config":{}}`, ""), false},
		"without credentials":    {job(`{}`, ""), job(`{"column_include_list":["id"]}`, ""), false},
	} {
		if got := Reveals(tc.shown, tc.detail); got != tc.want {
			t.Errorf("%s: got %t, want %t", name, got, tc.want)
		}
	}
}

func TestMergeDetail_addsAndOverridesNothing(t *testing.T) {
	job := func(input, transformations, output, name string) maestro.Job {
		j := maestro.Job{ID: "id", Input: document(t, input)}
		if transformations != "" {
			j.Transformations = maestro.Some(json.RawMessage(transformations))
		}
		if output != "" {
			j.Output = document(t, output)
		}
		if name != "" {
			j.Name = maestro.Some(name)
		}
		return j
	}
	for name, tc := range map[string]struct{ shown, detail, want maestro.Job }{
		"omitted fields are added": {
			job(`{"plugin":"mysql"}`, "", "", ""),
			job(`{"auth_parameters":{"config_id":"c"},"column_include_list":null}`, `[1]`, `{"plugin":"p"}`, "n"),
			job(
				`{"plugin":"mysql","auth_parameters":{"config_id":"c"},"column_include_list":null}`,
				`[1]`, `{"plugin":"p"}`, "n",
			),
		},
		"null fields are added": {
			job(`{"auth_parameters":null}`, "", "", ""), job(`{"auth_parameters":{"config_id":"c"}}`, "", "", ""),
			job(`{"auth_parameters":{"config_id":"c"}}`, "", "", ""),
		},
		"shown values stay": {
			job(`{"incremental_column_type":"timestamp without time zone","plugin":"mysql"}`, `[2]`, `{"raw":{}}`, "shown"),
			job(`{"incremental_column_type":"timestamp","plugin":null}`, `[1]`, `{"table_name":"t"}`, "detail"),
			job(`{"incremental_column_type":"timestamp without time zone","plugin":"mysql"}`, `[2]`, `{"raw":{}}`, "shown"),
		},
		"null in neither response counts": {
			job(`{"column_include_list":null}`, "", "", ""), job(`{"plugin":"mysql"}`, "", "", ""),
			job(`{"plugin":"mysql"}`, "", "", ""),
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := mustJSON(tc.shown) + mustJSON(tc.detail)
			checkEqual(t, "job", mustJSON(MergeDetail(tc.shown, tc.detail)), mustJSON(tc.want))
			checkEqual(t, "arguments", mustJSON(tc.shown)+mustJSON(tc.detail), before)
		})
	}
}
