// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The severities of diagnostics.
const (
	Error   = tfprotov6.DiagnosticSeverityError
	Warning = tfprotov6.DiagnosticSeverityWarning
)

// Diagnostic is an error or a warning of the provider.
type Diagnostic struct {
	Severity tfprotov6.DiagnosticSeverity
	// Path is the attribute that it is about, as in "jobs.0.input.plugin", empty if it is about none.
	Path            string
	Summary, Detail string
}

// String returns the diagnostic in one line, for the messages of tests.
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

// HasError reports whether an error is among diagnostics.
func HasError(diags []Diagnostic) bool {
	return slices.ContainsFunc(diags, func(d Diagnostic) bool { return d.Severity == Error })
}

// PathText returns a path in the form "jobs.0.input.plugin".
func PathText(path *tftypes.AttributePath) string {
	var steps []string
	for _, step := range path.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			steps = append(steps, string(step))
		case tftypes.ElementKeyString:
			steps = append(steps, string(step))
		case tftypes.ElementKeyInt:
			steps = append(steps, strconv.Itoa(int(step)))
		default:
			steps = append(steps, fmt.Sprint(step))
		}
	}
	return strings.Join(steps, ".")
}

// OneDiagnostic reports an error unless there is exactly one diagnostic, of this severity, about this path, with this
// summary, and with each of the parts in its detail.
func OneDiagnostic(
	t T, diags []Diagnostic, severity tfprotov6.DiagnosticSeverity, path, summary string, parts ...string,
) {
	t.Helper()
	if len(diags) != 1 {
		t.Fatalf("got %d diagnostics, want 1: %v", len(diags), diags)
	}
	got := diags[0]
	if got.Severity != severity || got.Path != path || got.Summary != summary {
		t.Errorf("got %s at %q: %s; want %s at %q: %s", got.Severity, got.Path, got.Summary, severity, path, summary)
	}
	for _, part := range parts {
		if !strings.Contains(got.Detail, part) {
			t.Errorf("got detail %q, want %q in it", got.Detail, part)
		}
	}
}

// NoDiagnostics reports an error if there are diagnostics.
func NoDiagnostics(t T, diags []Diagnostic) {
	t.Helper()
	if len(diags) > 0 {
		t.Errorf("got diagnostics, want none: %v", diags)
	}
}

// Same reports an error if two values, such as Plain returns, differ. what names them.
func Same(t T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
