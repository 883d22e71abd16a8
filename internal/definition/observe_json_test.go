// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// How values are merged is tested in package tfvalue.
func TestObserveJSON_spelling(t *testing.T) {
	for name, tc := range map[string]struct{ prior, shown, want string }{
		"same value keeps its spelling":     {`{ "a" : 1.0 }`, `{"a":1}`, `{ "a" : 1.0 }`},
		"change is spelled by the provider": {`{ "a" : 1.0 }`, `{"a":2}`, `{"a":2}`},
		"characters of HTML are escaped":    {`{"a":1}`, `{"a":"<&>"}`, `{"a":"\u003c\u0026\u003e"}`},
		"long numbers keep their digits": {
			`{"a":1}`, `{"a":12345678901234567890.123456789}`, `{"a":12345678901234567890.123456789}`,
		},
		"unchanged spelling beside a change": {`{"a":"1","b":1}`, `{"a":1,"b":2}`, `{"a":"1","b":2}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := observeJSON(jsonText(tc.prior), json.RawMessage(tc.shown))
			if err != nil {
				t.Fatal(err)
			}
			checkEqual(t, "value", got.ValueString(), tc.want)
		})
	}
}

func TestObserveJSON_firstValue(t *testing.T) {
	for name, prior := range map[string]JSON{"null": jsonText(""), "unknown": tfvalue.StringUnknown[tfvalue.JSON]()} {
		t.Run(name, func(t *testing.T) {
			got, err := observeJSON(prior, json.RawMessage(` {"b":1, "a":2}`))
			if want := `{"a":2,"b":1}`; err != nil || got.ValueString() != want {
				t.Errorf("got %s and error %v, want %s", got, err, want)
			}
		})
	}
}

func TestObserveJSON_invalidJSONKeepsThePriorValue(t *testing.T) {
	for name, tc := range map[string]struct{ prior, shown string }{
		"in the state":    {"{", "{}"},
		"in the response": {"{}", "{"},
	} {
		t.Run(name, func(t *testing.T) {
			prior := jsonText(tc.prior)
			if got, err := observeJSON(prior, json.RawMessage(tc.shown)); err == nil || !got.Equal(prior) {
				t.Errorf("got %s and error %v, want %s and an error", got, err, prior)
			}
		})
	}
	_, err := observeJSON(jsonText("{"), json.RawMessage("{}"))
	checkErrorIs(t, err, ErrStateEdited)
}

func TestEncodeJSON_panicsForWhatHasNoJSON(t *testing.T) {
	for name, v := range map[string]any{"function": func() {}, "invalid JSON": json.RawMessage("{")} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("got no panic, want one")
				}
			}()
			encodeJSON(v)
		})
	}
}

// FuzzObserveJSON checks that observing any value does not panic, results in JSON, and changes nothing the second time.
func FuzzObserveJSON(f *testing.F) {
	for _, pair := range [][2]string{
		{`{"a":1}`, `{"a":"1"}`}, {`{"a":{"b":[1,null]}}`, `{"a":{"b":[1,""]},"c":1}`}, {`[1,2]`, `[{"x":[]}]`},
		{`null`, `""`}, {`{"a":1e400}`, `{"a":-0}`}, {`{"a":1,"a":2}`, `{"a":"\ud800"}`}, {`"x"`, `12345678901234567890`},
		{`[[[[1]]]]`, `[[[["1.0"]]]]`}, {``, `{}`}, {`{"a":true}`, `{"a":"true"}`},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, prior, shown string) {
		known := jsonText(prior)
		if !json.Valid([]byte(shown)) || prior != "" && !json.Valid([]byte(prior)) {
			// The client and the schema refuse it. It must not panic all the same.
			_, _ = observeJSON(known, json.RawMessage(shown))
			return
		}
		first, err := observeJSON(known, json.RawMessage(shown))
		if err != nil {
			// Only what is nested deeper than the decoder goes may fail.
			if nested := strings.Count(shown+prior, "[") + strings.Count(shown+prior, "{"); nested < 10000 {
				t.Fatalf("observing %q over %q: got error %v, want none", shown, prior, err)
			}
			return
		}
		if !json.Valid([]byte(first.ValueString())) {
			t.Fatalf("observing %q over %q: got %q, want JSON", shown, prior, first.ValueString())
		}
		second, err := observeJSON(first, json.RawMessage(shown))
		if err != nil || !second.Equal(first) {
			t.Fatalf("observing %q over %q again: got %s and error %v, want %s", shown, prior, second, err, first)
		}
	})
}

// FuzzObserveJob checks that observing any job does not panic, leaves no unknown value, and changes nothing the second
// time.
func FuzzObserveJob(f *testing.F) {
	full := newResponse()["jobs"].([]any)[0].(map[string]any)
	f.Add(mustJSON(full["input"]), mustJSON(full["output"]), `[]`, false)
	f.Add(mustJSON(full["input"]), mustJSON(full["output"]), `[{"a":1}]`, true)
	for _, v := range []string{`null`, `""`, `7`, `"x"`, `[]`, `["a","a"]`, `{}`, `{"config_id":1}`, `true`, `1e999`} {
		for _, key := range []string{attrConnector, attrLoadType, attrColumns, attrAuth, attrMemory, attrColumnType} {
			f.Add(`{"`+key+`":`+v+`}`, `{"raw":`+v+`,"table_name":`+v+`}`, v, true)
		}
	}
	f.Fuzz(func(t *testing.T, input, output, transformations string, imported bool) {
		var shown maestro.Job
		if json.Unmarshal([]byte(input), &shown.Input) != nil || json.Unmarshal([]byte(output), &shown.Output) != nil ||
			!json.Valid([]byte(transformations)) {
			return // the client refuses it
		}
		shown.ID, shown.Transformations = testID+"_0", maestro.Some(json.RawMessage(transformations))
		if strings.TrimSpace(transformations) == "null" {
			shown.Transformations = maestro.Null[json.RawMessage]()
		}
		for _, prior := range []Job{jdbcJob(), singerJob(), nullJob()} {
			first, err := ObserveJob(prior, shown, imported)
			if err != nil {
				continue
			}
			p := examplePipeline(withJobs(first))
			checkNoUnknowns(t, p)
			second, err := ObserveJob(first, shown, false)
			if err != nil {
				t.Fatalf("observing again: got error %v, want none", err)
			}
			checkPipeline(t, "the job observed again", examplePipeline(withJobs(second)), p)
			if changes := describe(Diff(p, p, false)); len(changes) > 0 {
				t.Fatalf("changes to itself: got %v, want none", changes)
			}
		}
	})
}
