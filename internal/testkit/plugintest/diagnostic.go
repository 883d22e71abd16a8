// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Diagnostic is what the provider said; Path is as in jobs.0.input.plugin.
type Diagnostic struct {
	Severity        tfprotov6.DiagnosticSeverity
	Path            string
	Summary, Detail string
}

// String is for the messages of tests.
func (d Diagnostic) String() string {
	return fmt.Sprintf("%s at %q: %s: %s", d.Severity, d.Path, d.Summary, d.Detail)
}

func diagnosticsOf(diags []*tfprotov6.Diagnostic) []Diagnostic {
	var all []Diagnostic
	for _, d := range diags {
		all = append(all, Diagnostic{d.Severity, PathText(d.Attribute), d.Summary, d.Detail})
	}
	return all
}

func errorsOf(diags []*tfprotov6.Diagnostic) []Diagnostic {
	return slices.DeleteFunc(diagnosticsOf(diags), func(s Diagnostic) bool { return s.Severity != tfprotov6.DiagnosticSeverityError })
}

// Failed says whether an error is among the diagnostics.
func Failed(all []Diagnostic) bool {
	return slices.ContainsFunc(all, func(s Diagnostic) bool { return s.Severity == tfprotov6.DiagnosticSeverityError })
}

// PathText writes a path as in jobs.0.input.plugin.
func PathText(path *tftypes.AttributePath) string {
	var steps []string
	for _, step := range path.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			steps = append(steps, string(step))
		case tftypes.ElementKeyInt:
			steps = append(steps, strconv.Itoa(int(step)))
		default:
			steps = append(steps, fmt.Sprint(step))
		}
	}
	return strings.Join(steps, ".")
}

// Only wants exactly one diagnostic, with this severity, path and summary, and each of the words in its detail.
func Only(t testing.TB, all []Diagnostic, severity tfprotov6.DiagnosticSeverity, path, summary string, words ...string) {
	t.Helper()
	if len(all) != 1 {
		t.Fatalf("%d diagnostics, not one: %v", len(all), all)
	}
	got := all[0]
	if got.Severity != severity || got.Path != path || got.Summary != summary {
		t.Errorf("got %s at %q: %s; want %s at %q: %s", got.Severity, got.Path, got.Summary, severity, path, summary)
	}
	for _, word := range words {
		if !strings.Contains(got.Detail, word) {
			t.Errorf("the detail does not say %q: %s", word, got.Detail)
		}
	}
}

// The severities.
const (
	Error   = tfprotov6.DiagnosticSeverityError
	Warning = tfprotov6.DiagnosticSeverityWarning
)

// Silent wants no diagnostics.
func Silent(t testing.TB, all []Diagnostic) {
	t.Helper()
	if len(all) > 0 {
		t.Errorf("unexpected diagnostics: %v", all)
	}
}

// Same compares plain values.
func Same(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
