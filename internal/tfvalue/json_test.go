// SPDX-License-Identifier: MPL-2.0

package tfvalue_test

import (
	"encoding/json"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestSameJSON_comparesByMeaning(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{`1`, `1.0`, true},
		{`1e3`, `1000`, true},
		{`"5"`, `5`, false},
		{`"05"`, `5`, false},
		{`"5"`, `"5.0"`, false}, // strings are compared as they are
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
		{`{"a":null}`, `{}`, true}, // some responses omit what is null
		{`{"a":{"b":null,"c":1}}`, `{"a":{"c":1}}`, true},
		{`{"a":""}`, `{}`, false},
		{`{"a":{"b":[1,{"c":"x"}]}}`, `{"a":{"b":[1.0,{"c":"x"}]}}`, true},
		{`[1,2]`, `[2,1]`, false},
		{`[1]`, `[1,1]`, false},
		{`[1]`, `{"0":1}`, false},
		{`12345678901234567890`, `12345678901234567891`, false}, // the same float64
		{`12345678901234567890`, `12345678901234567890`, true},
		{`9007199254740993`, `9007199254740992`, false},
		{`9007199254740991`, `9007199254740991.0`, true},
		{`1e400`, `1e401`, false},
		{`"1e400"`, `1e400`, false},
		{`"NaN"`, `0`, false},
		{`""`, `0`, false},
		{`"é"`, `"\u00e9"`, true},
		// Texts that are not JSON are compared as they are.
		{``, ``, true},
		{``, `1`, false},
		{`{`, `{`, true},
		{`{`, `1`, false},
		{`nul`, `nul`, true},
		{`nul`, `1`, false},
	} {
		for _, pair := range [][2]string{{tc.a, tc.b}, {tc.b, tc.a}} {
			if got := tfvalue.SameJSON([]byte(pair[0]), []byte(pair[1])); got != tc.want {
				t.Errorf("SameJSON(%s, %s): got %t, want %t", pair[0], pair[1], got, tc.want)
			}
			if got := (tfvalue.JSON{}).Equal(pair[0], pair[1]); got != tc.want {
				t.Errorf("JSON.Equal(%s, %s): got %t, want %t", pair[0], pair[1], got, tc.want)
			}
		}
	}
}

func TestMergeJSON(t *testing.T) {
	for name, tc := range map[string]struct {
		prior, shown, want string
		changed            bool
	}{
		"same value":                         {`{"a":1.0}`, `{"a":1}`, `{"a":1.0}`, false},
		"value differs":                      {`{"a":1.0}`, `{"a":2}`, `{"a":2}`, true},
		"unchanged spelling beside a change": {`{"a":"1","b":1}`, `{"a":1,"b":2}`, `{"a":"1","b":2}`, true},
		"unmanaged keys are ignored":         {`{"a":1}`, `{"a":1,"b":2}`, `{"a":1}`, false},
		"keys that are not shown stay":       {`{"a":1,"b":2}`, `{"b":2}`, `{"a":1,"b":2}`, false},
		"nested keys that are not shown stay": {
			`{"a":{"b":1,"c":[{"d":1}]}}`, `{"a":{"c":[{"x":1}]}}`, `{"a":{"b":1,"c":[{"d":1}]}}`, false,
		},
		"nested value differs":          {`{"a":{"b":1,"c":2}}`, `{"a":{"b":3}}`, `{"a":{"b":3,"c":2}}`, true},
		"value inside an array differs": {`[{"a":1,"b":2}]`, `[{"a":3,"x":4}]`, `[{"a":3,"b":2}]`, true},
		"array in another order":        {`[1,2]`, `[2,1]`, `[2,1]`, true},
		"array of another length":       {`[{"a":1},{"a":2}]`, `[{"a":1,"x":true}]`, `[{"a":1,"x":true}]`, true},
		"object in place of a string":   {`{"a":"x"}`, `{"a":{"b":1}}`, `{"a":{"b":1}}`, true},
		"string in place of an object":  {`{"a":{"b":1}}`, `{"a":"x"}`, `{"a":"x"}`, true},
		"object in place of an array":   {`{"a":[1]}`, `{"a":{"b":1}}`, `{"a":{"b":1}}`, true},
		"array in place of an object":   {`{"a":{"b":1}}`, `{"a":[1]}`, `{"a":[1]}`, true},
		"null in place of a string":     {`{"a":"x"}`, `{"a":null}`, `{"a":null}`, true},
		"null and an empty string":      {`{"a":""}`, `{"a":null}`, `{"a":""}`, false},
		"an empty string and null":      {`{"a":null}`, `{"a":""}`, `{"a":null}`, false},
		"boolean and its string":        {`{"a":true}`, `{"a":"true"}`, `{"a":true}`, false},
		"boolean and a number":          {`{"a":true}`, `{"a":1}`, `{"a":1}`, true},
		"long numbers keep their digits": {
			`{"a":1}`, `{"a":12345678901234567890.123456789}`, `{"a":12345678901234567890.123456789}`, true,
		},
		"long integers differ":            {`12345678901234567890`, `12345678901234567891`, `12345678901234567891`, true},
		"string of a number":              {`{"a":"16"}`, `{"a":16.0}`, `{"a":"16"}`, false},
		"string that only Go parses":      {`{"a":16}`, `{"a":"0x1p4"}`, `{"a":"0x1p4"}`, true},
		"string of a number with a space": {`{"a":16}`, `{"a":" 16"}`, `{"a":" 16"}`, true},
		"number out of range":             {`{"a":1e400}`, `{"a":"1e401"}`, `{"a":"1e401"}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			prior, shown := decode(t, tc.prior), decode(t, tc.shown)
			merged, changed := tfvalue.MergeJSON(prior, shown)
			if changed != tc.changed {
				t.Errorf("got changed %t, want %t", changed, tc.changed)
			}
			if got := encode(t, merged); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
			if got, want := encode(t, prior), encode(t, decode(t, tc.prior)); got != want {
				t.Errorf("the prior value was changed: got %s, want %s", got, want)
			}
		})
	}
}

func TestDecodeJSON(t *testing.T) {
	got, err := tfvalue.DecodeJSON([]byte(` {"a": 1.50} `))
	if err != nil {
		t.Fatal(err)
	}
	if number := got.(map[string]any)["a"]; number != json.Number("1.50") {
		t.Errorf("got %#v, want a json.Number of 1.50", number)
	}
	for _, text := range []string{"", "{", "nul", "{} {}", "[] x"} {
		_, err := tfvalue.DecodeJSON([]byte(text))
		checkErrorContains(t, err, "not JSON")
	}
}

// FuzzMergeJSON checks that a merge of any two values ends, that merging the same value again changes nothing, and that
// a value merged with itself is unchanged.
func FuzzMergeJSON(f *testing.F) {
	for _, pair := range [][2]string{
		{`{"a":1}`, `{"a":"1"}`}, {`{"a":{"b":[1,null]}}`, `{"a":{"b":[1,""]},"c":1}`}, {`[1,2]`, `[{"x":[]}]`},
		{`null`, `""`}, {`{"a":1e400}`, `{"a":-0}`}, {`{"a":1,"a":2}`, `{"a":"\ud800"}`}, {`"x"`, `12345678901234567890`},
		{`[[[[1]]]]`, `[[[["1.0"]]]]`}, {`{"a":true}`, `{"a":"true"}`}, {`9007199254740992`, `"9007199254740993"`},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, priorText, shownText string) {
		prior, errPrior := tfvalue.DecodeJSON([]byte(priorText))
		shown, errShown := tfvalue.DecodeJSON([]byte(shownText))
		if errPrior != nil || errShown != nil {
			return
		}
		merged, changed := tfvalue.MergeJSON(prior, shown)
		if !changed && !tfvalue.SameJSON([]byte(encode(t, merged)), []byte(encode(t, prior))) {
			t.Errorf("got %s without a change, want %s", encode(t, merged), encode(t, prior))
		}
		if again, changed := tfvalue.MergeJSON(merged, shown); changed {
			t.Errorf("merging %s again: got %s, want %s", shownText, encode(t, again), encode(t, merged))
		}
		if same, changed := tfvalue.MergeJSON(prior, prior); changed {
			t.Errorf("merging %s with itself: got %s", priorText, encode(t, same))
		}
		if !tfvalue.SameJSON([]byte(priorText), []byte(priorText)) {
			t.Errorf("SameJSON(%s, itself): got false, want true", priorText)
		}
	})
}

func decode(t *testing.T, text string) any {
	t.Helper()
	value, err := tfvalue.DecodeJSON([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return value
}

func encode(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
