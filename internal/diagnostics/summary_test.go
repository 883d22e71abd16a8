// SPDX-License-Identifier: MPL-2.0

package diagnostics_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
)

func TestSummary_severityPathAndText(t *testing.T) {
	const text = `Cannot test pipeline "Orders"`
	summary := diagnostics.NewSummary("Cannot test pipeline %q").About("Orders")
	at := path.Root("name")
	for name, tc := range map[string]struct{ got, want diag.Diagnostic }{
		"Error":      {summary.Error("Why."), diag.NewErrorDiagnostic(text, "Why.")},
		"Errorf":     {summary.Errorf("%d of %d.", 1, 2), diag.NewErrorDiagnostic(text, "1 of 2.")},
		"ErrorAt":    {summary.ErrorAt(at, "Why."), diag.NewAttributeErrorDiagnostic(at, text, "Why.")},
		"ErrorAtf":   {summary.ErrorAtf(at, "%d.", 1), diag.NewAttributeErrorDiagnostic(at, text, "1.")},
		"Warning":    {summary.Warning("Why."), diag.NewWarningDiagnostic(text, "Why.")},
		"Warningf":   {summary.Warningf("%d.", 1), diag.NewWarningDiagnostic(text, "1.")},
		"WarningAt":  {summary.WarningAt(at, "Why."), diag.NewAttributeWarningDiagnostic(at, text, "Why.")},
		"WarningAtf": {summary.WarningAtf(at, "%d.", 1), diag.NewAttributeWarningDiagnostic(at, text, "1.")},
	} {
		if !tc.got.Equal(tc.want) {
			t.Errorf("%s: got %v, want %v", name, tc.got, tc.want)
		}
	}
	if got := summary.String(); got != text {
		t.Errorf("got %q, want %q", got, text)
	}
}

func TestSummaryAbout_objectIsPrintable(t *testing.T) {
	got := diagnostics.NewSummary("Pipeline %s is tested").About("a\x1b[2J\nb" + strings.Repeat("c", 100_000)).String()
	if !strings.HasPrefix(got, "Pipeline a\ufffd[2J bccc") || len(got) > 2000 {
		t.Errorf("got %.100q of %d bytes, want it printable and cut", got, len(got))
	}
}

func TestBrief_isPrintableAndShort(t *testing.T) {
	for text, want := range map[string]string{
		"orders": "orders", "a\x07\nb": "a\ufffd b", strings.Repeat("é", 200): strings.Repeat("é", 200),
		strings.Repeat("é", 201): strings.Repeat("é", 200) + "…",
	} {
		if got := diagnostics.Brief(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestSummaries_listsEachDeclaredFormatOnce(t *testing.T) {
	diagnostics.NewSummary("Declared twice")
	diagnostics.NewSummary("Declared twice")
	for range 2 {
		got := diagnostics.Summaries()
		unique := slices.Compact(slices.Clone(got))
		if !slices.Contains(got, "Declared twice") || !slices.IsSorted(got) || len(unique) != len(got) || got[0] == "" {
			t.Errorf("got %q, want sorted formats without duplicates", got)
		}
	}
}
