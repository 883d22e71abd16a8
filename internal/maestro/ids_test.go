// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestSameID_andPlatformID(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{thisID, thisIDHyphens, true},
		{thisID, strings.ToUpper(thisIDHyphens), true},
		{"test_pipeline_1", "test-pipeline-1", true},
		{thisID, otherID, false},
		{thisID, thisID + "_0", false},
		{"", thisID, false},
	} {
		if SameID(test.a, test.b) != test.same || SameID(test.b, test.a) != test.same {
			t.Errorf("SameID(%q, %q): got %t, want %t", test.a, test.b, !test.same, test.same)
		}
	}
	for id, want := range map[string]string{
		thisIDHyphens: thisID, thisID: thisID, strings.ToUpper(thisIDHyphens): thisID,
		"test-Pipeline_1": "test-Pipeline_1", "": "",
		"1b33ad2f-33d3-4837-9eeb-83c82c8b909":    "1b33ad2f-33d3-4837-9eeb-83c82c8b909",    // a digit short
		"1b33ad2f-33d3-4837-9eeb-83c82c8b909g":   "1b33ad2f-33d3-4837-9eeb-83c82c8b909g",   // not hexadecimal
		"{1b33ad2f-33d3-4837-9eeb-83c82c8b909d}": "{1b33ad2f-33d3-4837-9eeb-83c82c8b909d}", // a UUID elsewhere
		"1b33ad2f33d348379eeb83c82c8b909d":       "1b33ad2f33d348379eeb83c82c8b909d",
	} {
		if got := PlatformID(id); got != want {
			t.Errorf("PlatformID(%q): got %q, want %q", id, got, want)
		}
	}
}

func TestNewID_isAUUID4WithHyphens(t *testing.T) {
	t.Parallel()
	a, b := NewID(), NewID()
	parsed, err := uuid.Parse(a)
	if err != nil || parsed.Version() != 4 || parsed.String() != a || a == b {
		t.Errorf("got %q, then %q, %v", a, b, err)
	}
}

func TestCheckID(t *testing.T) {
	t.Parallel()
	for _, id := range []string{thisID, thisIDHyphens, "test_pipeline_12345", "a", "a b", "...", "ção", `"`, "%"} {
		if err := CheckID(id); err != nil {
			t.Errorf("CheckID(%q): %v", id, err)
		}
	}
	for id, want := range map[string]string{
		"": "empty", ".": "not an id", "..": "not an id", " a": "whitespace", "a ": "whitespace", "a\n": "whitespace", "\u00a0a": "whitespace",
		"a\tb": "cannot be printed", "a\x00b": "cannot be printed", "a\x7fb": "cannot be printed", "a\u0085b": "cannot be printed", "a\xffb": "cannot be printed",
		"a/b": "slash", strings.Repeat("a", 1025): "too long", `a\b`: "slash", "../x": "slash",
		"a\u202eb": "cannot be printed", "a\u200bb": "cannot be printed", "a\u00a0b": "cannot be printed",
	} {
		err := CheckID(id)
		if err == nil {
			t.Errorf("CheckID(%q): got no error", id)
			continue
		}
		contains(t, err.Error(), want)
		wantPrintable(t, err.Error())
	}
}

func TestJobID_andParseJobID(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pipeline string
		index    int
		want     string
	}{
		{thisIDHyphens, 0, thisID + "_0"},
		{thisID, 12, thisID + "_12"},
		{"test-pipeline-1", 3, "test-pipeline-1_3"},
	} {
		got := JobID(test.pipeline, test.index)
		if got != test.want {
			t.Errorf("JobID(%q, %d): got %q, want %q", test.pipeline, test.index, got, test.want)
		}
		pipeline, index, err := ParseJobID(got)
		if err != nil || !SameID(pipeline, test.pipeline) || index != test.index {
			t.Errorf("ParseJobID(%q): got %q, %d, %v, want %q, %d", got, pipeline, index, err, test.pipeline, test.index)
		}
	}
	for id, want := range map[string]struct {
		pipeline string
		index    int
	}{
		thisIDHyphens + "-7": {thisIDHyphens, 7},
		"a_007":              {"a", 7},
		"a__1":               {"a_", 1},
	} {
		pipeline, index, err := ParseJobID(id)
		if err != nil || pipeline != want.pipeline || index != want.index {
			t.Errorf("ParseJobID(%q): got %q, %d, %v, want %+v", id, pipeline, index, err, want)
		}
	}
	for _, id := range []string{"", "_", "_0", "-1", "a", "a_", "a-", "0", "a_b", "a_+1", "a_1.0", "a_0x1", "a_1_", "a_ 1", "a_2147483648", "a_99999999999999999999", "a_١"} {
		if pipeline, index, err := ParseJobID(id); err == nil {
			t.Errorf("ParseJobID(%q): got %q, %d, want an error", id, pipeline, index)
		} else {
			contains(t, err.Error(), "does not end in the index of the job")
		}
	}
	for _, id := range []string{"1b33ad2f-33d3-4837-9eeb-123456789012", "1B33AD2F_33d3_4837_9eeb_000000000007", thisID} {
		if pipeline, index, err := ParseJobID(id); err == nil {
			t.Errorf("ParseJobID(%q): got %q, %d, want an error", id, pipeline, index)
		} else {
			contains(t, err.Error(), "is the id of a pipeline", PlatformID(id)+"_0")
		}
	}
}

func TestSpell(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ id, underscores, hyphens string }{
		{thisID, thisID, thisIDHyphens},
		{thisIDHyphens, thisID, thisIDHyphens},
		{strings.ToUpper(thisID), thisID, thisIDHyphens},
		{thisID + "_10", thisID + "_10", thisIDHyphens + "-10"},
		{thisIDHyphens + "-0", thisID + "_0", thisIDHyphens + "-0"},
		{thisIDHyphens + "_0", thisID + "_0", thisIDHyphens + "-0"},
		// The last group of these is all digits, so that they look like jobs of something shorter.
		{
			"1b33ad2f-33d3-4837-9eeb-123456789012", "1b33ad2f_33d3_4837_9eeb_123456789012",
			"1b33ad2f-33d3-4837-9eeb-123456789012",
		},
		{
			"1b33ad2f-33d3-4837-9eeb-123456789012-3", "1b33ad2f_33d3_4837_9eeb_123456789012_3",
			"1b33ad2f-33d3-4837-9eeb-123456789012-3",
		},
		// Not a UUID: a single spelling.
		{"test_pipeline-1", "test_pipeline-1", "test_pipeline-1"},
		{"Test_Pipeline", "Test_Pipeline", "Test_Pipeline"},
	} {
		if got := underscores.spell(test.id); got != test.underscores {
			t.Errorf("underscores.spell(%q): got %q, want %q", test.id, got, test.underscores)
		}
		if got := hyphens.spell(test.id); got != test.hyphens {
			t.Errorf("hyphens.spell(%q): got %q, want %q", test.id, got, test.hyphens)
		}
	}
	if underscores.other() != hyphens || hyphens.other() != underscores {
		t.Error("got another spelling than the other one")
	}
}
