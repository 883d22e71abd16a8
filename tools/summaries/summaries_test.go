// SPDX-License-Identifier: MPL-2.0

package main

import (
	"go/parser"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

const (
	root  = "../.."
	guide = "templates/guides/troubleshooting.md"
)

// TestTheGuideHasEverySummary holds that the guide on troubleshooting has a heading for the summary of every diagnostic,
// which says whether it is an error or a warning, and none for anything else.
func TestTheGuideHasEverySummary(t *testing.T) {
	found, err := summaries(provider(t))
	if err != nil {
		t.Fatal(err)
	}

	text, err := os.ReadFile(root + "/" + guide)
	if err != nil {
		t.Fatal(err)
	}

	explained := explanations(string(text))

	for _, summary := range slices.Sorted(maps.Keys(found)) {
		one := found[summary]

		switch explanation, ok := explained[summary]; {
		case !ok:
			t.Errorf("%s has no heading %q, for the diagnostic at %s", guide, summary, one.at)
		case !slices.Contains(one.severities(), said(explanation)):
			t.Errorf("%s says %q under %q, and the diagnostic at %s is: %s", guide, said(explanation), summary, one.at, one.severities())
		}
	}

	for _, heading := range slices.Sorted(maps.Keys(explained)) {
		if _, ok := found[heading]; !ok {
			t.Errorf("%s explains %q, and no diagnostic is called so", guide, heading)
		}
	}
}

// said is the severity that an explanation begins with.
func said(explanation string) string {
	severity, _, _ := strings.Cut(explanation, ". ")

	return severity
}

// explanations gives the text under each heading of the third level.
func explanations(markdown string) map[string]string {
	all := map[string]string{}

	for _, section := range strings.Split("\n"+markdown, "\n### ")[1:] {
		heading, rest, _ := strings.Cut(section, "\n")
		all[heading] = strings.TrimSpace(rest)
	}

	return all
}

// TestSummaries holds that a summary is found however it comes to its diagnostic, and that nothing is passed over.
func TestSummaries(t *testing.T) {
	provider := provider(t)

	for name, tc := range map[string]struct {
		body, want string
	}{
		"a text":              {`func f(d *diag.Diagnostics) { d.AddError("a", "x") }`, "a: Error"},
		"a warning":           {`func f(d *diag.Diagnostics) { d.AddWarning("a", "x") }`, "a: Warning"},
		"both":                {`func f(d *diag.Diagnostics) { d.AddError("a", "x"); d.AddWarning("a", "x") }`, "a: Error or warning"},
		"made, not added":     {`var one = diag.NewErrorDiagnostic("a", "x")`, "a: Error"},
		"a constant":          {`const b = "a" + "b"; func f(d *diag.Diagnostics) { d.AddError(b, "x") }`, "ab: Error"},
		"a sum":               {`func f(d *diag.Diagnostics, n string) { d.AddError("a "+n, "x") }; func g() { f(nil, "b"); f(nil, "c") }`, "a b: Error, a c: Error"},
		"a parameter":         {`func f(d *diag.Diagnostics, s string) { d.AddError(s, "x") }; func g() { f(nil, "a") }`, "a: Error"},
		"of a closure":        {`func g(d *diag.Diagnostics) { f := func(s string) { d.AddError(s, "x") }; f("a"); f("b") }`, "a: Error, b: Error"},
		"of a generic":        {`func f[T any](d *diag.Diagnostics, s string, t T) { d.AddError(s, "x") }; func g() { f(nil, "a", 1); f[string](nil, "b", "") }`, "a: Error, b: Error"},
		"a field":             {`type t struct{ s string }; func (x t) f(d *diag.Diagnostics) { d.AddError(x.s, "x") }; var a, b = t{s: "a"}, &t{"b"}`, "a: Error, b: Error"},
		"a field of a list":   {`func f(d *diag.Diagnostics) { for _, x := range []struct{ s string }{{"a"}, {s: "b"}} { d.AddError(x.s, "x") } }`, "a: Error, b: Error"},
		"a list":              {`func f(d *diag.Diagnostics) { for _, s := range []string{"a", "b"} { d.AddError(s, "x") } }`, "a: Error, b: Error"},
		"an assignment":       {`func f(d *diag.Diagnostics) { s := "a"; if d != nil { s = "b" }; d.AddError(s, "x") }`, "a: Error, b: Error"},
		"a format":            {`func f(d *diag.Diagnostics, n string) { d.AddError(fmt.Sprintf("a %q %s", n, "b"), "x") }`, `a "…" b: Error`},
		"a call":              {`func f(d *diag.Diagnostics) { d.AddError(g(), "x") }; func g() string { return "a" }`, "cannot be followed"},
		"a second value":      {`func f(d *diag.Diagnostics) { s, n := "a", 1; s, n = g(); d.AddError(s, "x"); _ = n }; func g() (string, int) { return "b", 1 }`, "cannot be followed"},
		"a longer one":        {`func f(d *diag.Diagnostics) { s := "a"; s += "b"; d.AddError(s, "x") }`, "cannot be followed"},
		"a list from outside": {`func f(d *diag.Diagnostics, l []string) { s := "a"; for _, s = range l { d.AddError(s, "x") } }`, "cannot be followed"},
		"nothing":             {`func f(d *diag.Diagnostics, s string) { d.AddError(s, "x") }`, "nothing gives s"},
	} {
		t.Run(name, func(t *testing.T) {
			provider.files = nil // but what they import is there

			file, err := parser.ParseFile(provider.fset, "x.go", "package x\nimport (\"fmt\"; \""+diagPackage+"\")\nvar _ = fmt.Sprint\n"+tc.body, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}

			if err := provider.check("x", file); err != nil {
				t.Fatal(err)
			}

			found, err := summaries(provider)
			if err != nil {
				if !strings.Contains(err.Error(), tc.want) {
					t.Errorf("got %v; want %s", err, tc.want)
				}

				return
			}

			var got []string
			for summary, one := range found {
				got = append(got, summary+": "+one.severities()[0])
			}

			slices.Sort(got)

			if got := strings.Join(got, ", "); got != tc.want {
				t.Errorf("got %s; want %s", got, tc.want)
			}
		})
	}
}

func provider(t *testing.T) *program {
	t.Helper()

	p, err := load(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}

	return p
}
