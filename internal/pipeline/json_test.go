// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
)

func TestTwoJSONValuesAreTheSame(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		same bool
	}{
		{`1`, `1.0`, true},
		{`1e3`, `1000`, true},
		{`"5"`, `5`, false},
		{`"05"`, `5`, false},
		{`"5"`, `"5.0"`, false}, // two texts are what they are
		{`"x"`, `5`, false},
		{`true`, `"true"`, false},
		{`true`, `1`, false},
		{`null`, `""`, false},
		{`null`, `false`, false},
		{`null`, `0`, false},
		{`null`, `{}`, false},
		{`null`, `[]`, false},
		{`{}`, `[]`, false},
		{`{"a":1,"b":2}`, `{"b":2,"a":1}`, true},
		{`{"a":1}`, `{"a":1,"b":2}`, false},
		{`{"a":1}`, `{"b":1}`, false},
		{`{"a":null}`, `{}`, true}, // some answers leave out what is null
		{`{"a":{"b":null,"c":1}}`, `{"a":{"c":1}}`, true},
		{`{"a":""}`, `{}`, false},
		{`{"a":{"b":[1,{"c":"x"}]}}`, `{"a":{"b":[1.0,{"c":"x"}]}}`, true},
		{`[1,2]`, `[2,1]`, false},
		{`[1]`, `[1,1]`, false},
		{`[1]`, `{"0":1}`, false},
		{`12345678901234567890`, `12345678901234567891`, false}, // the same number as a float64
		{`12345678901234567890`, `12345678901234567890`, true},
		{`9007199254740993`, `9007199254740992`, false},
		{`9007199254740991`, `9007199254740991.0`, true},
		{`1e400`, `1e401`, false},
		{`"1e400"`, `1e400`, false},
		{`"NaN"`, `0`, false},
		{`""`, `0`, false},
		{`"é"`, `"\u00e9"`, true},
	} {
		if got := !jsonChanged([]byte(tc.a), []byte(tc.b)); got != tc.same {
			t.Errorf("%s and %s: the same is %t", tc.a, tc.b, got)
		}
		if got := !jsonChanged([]byte(tc.b), []byte(tc.a)); got != tc.same {
			t.Errorf("%s and %s: the same is %t", tc.b, tc.a, got)
		}
	}
	for _, text := range []string{"", "{", "nul"} {
		if jsonChanged([]byte(text), []byte(text)) || !jsonChanged([]byte(text), []byte("1")) {
			t.Errorf("%q, which is no JSON, is not compared as a text", text)
		}
	}
}

func TestWhatAnAnswerMakesOfAKnownJSONValue(t *testing.T) {
	for name, tc := range map[string]struct{ prior, shown, want string }{
		"the same stays as it was written":       {`{ "a" : 1.0 }`, `{"a":1}`, `{ "a" : 1.0 }`},
		"a change is written anew":               {`{ "a" : 1.0 }`, `{"a":2}`, `{"a":2}`},
		"unchanged words stay beside a change":   {`{"a":"1","b":1}`, `{"a":1,"b":2}`, `{"a":"1","b":2}`},
		"the platform's keys are left out":       {`{"a":1}`, `{"a":1,"b":2}`, `{"a":1}`},
		"keys that are not shown stay":           {`{"a":1,"b":2}`, `{"b":2}`, `{"a":1,"b":2}`},
		"keys that are not shown stay, deep":     {`{"a":{"b":1,"c":[{"d":1}]}}`, `{"a":{"c":[{"x":1}]}}`, `{"a":{"b":1,"c":[{"d":1}]}}`},
		"a list is compared in its order":        {`[1,2]`, `[2,1]`, `[2,1]`},
		"a list of another length is taken":      {`[{"a":1},{"a":2}]`, `[{"a":1,"x":true}]`, `[{"a":1,"x":true}]`},
		"an object in place of a text is taken":  {`{"a":"x"}`, `{"a":{"b":1}}`, `{"a":{"b":1}}`},
		"a text in place of an object is taken":  {`{"a":{"b":1}}`, `{"a":"x"}`, `{"a":"x"}`},
		"an object in place of a list is taken":  {`{"a":[1]}`, `{"a":{"b":1}}`, `{"a":{"b":1}}`},
		"null in place of a text is taken":       {`{"a":"x"}`, `{"a":null}`, `{"a":null}`},
		"null and an empty text are the same":    {`{"a":""}`, `{"a":null}`, `{"a":""}`},
		"an empty answer is the empty value":     {`{"a":1}`, ``, `{"a":1}`},
		"null for the answer is the empty value": {`{"a":1}`, `null`, `{"a":1}`},
		"long numbers keep their digits":         {`{"a":1}`, `{"a":12345678901234567890.123456789}`, `{"a":12345678901234567890.123456789}`},
		"a text is a number as JSON has it":      {`{"a":16}`, `{"a":"0x1p4"}`, `{"a":"0x1p4"}`},
		"other numbers are texts":                {`{"a":"16"}`, `{"a":16.0}`, `{"a":"16"}`},
		"signs of HTML mean themselves":          {`{"a":1}`, `{"a":"<&>"}`, `{"a":"\u003c\u0026\u003e"}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := observeJSON(jsontypes.NewNormalizedValue(tc.prior), json.RawMessage(tc.shown), "{}")
			if err != nil {
				t.Fatal(err)
			}
			compare(t, "observed", got.ValueString(), tc.want)
		})
	}
	t.Run("an empty list where a list was known", func(t *testing.T) {
		got, err := observeJSON(jsontypes.NewNormalizedValue("[1]"), nil, "[]")
		if err != nil || got.ValueString() != "[]" {
			t.Errorf("got %s, error %v", got, err)
		}
	})
	t.Run("a value for the first time", func(t *testing.T) {
		for _, prior := range []jsontypes.Normalized{jsontypes.NewNormalizedNull(), jsontypes.NewNormalizedUnknown()} {
			got, err := observeJSON(prior, json.RawMessage(` {"b":1, "a":2}`), "{}")
			if err != nil || got.ValueString() != `{"a":2,"b":1}` {
				t.Errorf("got %s, error %v", got, err)
			}
		}
	})
	t.Run("what is no JSON is an error and changes nothing", func(t *testing.T) {
		for _, tc := range [][2]string{{"{", "{}"}, {"{}", "{"}} {
			prior := jsontypes.NewNormalizedValue(tc[0])
			if got, err := observeJSON(prior, json.RawMessage(tc[1]), "{}"); err == nil || !got.Equal(prior) {
				t.Errorf("got %s, error %v", got, err)
			}
		}
	})
}

func TestWritingWhatCannotBeWrittenPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	encode(func() {})
}

func TestWritingAnExtraThatCannotBeWrittenIsAnError(t *testing.T) {
	if v, err := encodeJSON(json.RawMessage("{")); err == nil || !v.IsNull() {
		t.Errorf("got %s, error %v", v, err)
	}
}

// Whatever the platform answers: no panic, the result is JSON, and observing the same again changes nothing.
func FuzzObserveJSON(f *testing.F) {
	for _, pair := range [][2]string{
		{`{"a":1}`, `{"a":"1"}`}, {`{"a":{"b":[1,null]}}`, `{"a":{"b":[1,""]},"c":1}`}, {`[1,2]`, `[{"x":[]}]`}, {`null`, `""`}, {`{"a":1e400}`, `{"a":-0}`},
		{`{"a":1,"a":2}`, `{"a":"\ud800"}`}, {`"x"`, `12345678901234567890`}, {`[[[[1]]]]`, `[[[["1.0"]]]]`}, {``, `{}`}, {`{"a":true}`, `{"a":"true"}`},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, prior, shown string) {
		known := jsontypes.NewNormalizedValue(prior)
		if prior == "" {
			known = jsontypes.NewNormalizedNull()
		}
		if shown != "" && !json.Valid([]byte(shown)) || prior != "" && !json.Valid([]byte(prior)) {
			// The client and the schema let nothing else in; it must not panic all the same.
			_, _ = observeJSON(known, json.RawMessage(shown), "{}")
			return
		}
		first, err := observeJSON(known, json.RawMessage(shown), "{}")
		if err != nil {
			if strings.Count(shown, "[")+strings.Count(shown, "{")+strings.Count(prior, "[")+strings.Count(prior, "{") < 10000 { // as deep as the decoder goes
				t.Fatalf("%q over %q: %v", shown, prior, err)
			}
			return
		}
		if !json.Valid([]byte(first.ValueString())) {
			t.Fatalf("%q over %q gives %q, which is no JSON", shown, prior, first.ValueString())
		}
		second, err := observeJSON(first, json.RawMessage(shown), "{}")
		if err != nil || !second.Equal(first) {
			t.Fatalf("%q over %q gives %s, and then %s, error %v", shown, prior, first, second, err)
		}
		if prior != "" && jsonChanged([]byte(prior), []byte(prior)) {
			t.Fatalf("%q differs from itself", prior)
		}
	})
}
