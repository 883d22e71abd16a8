// SPDX-License-Identifier: MPL-2.0

package diagnostics_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
)

func TestSummary_severityPathAndText(t *testing.T) {
	summary := diagnostics.NewSummary("Cannot test pipeline %q").About("Orders")
	at := path.Root("name")
	for _, tc := range []struct {
		name      string
		got, want diag.Diagnostic
	}{
		{"Error", summary.Error("Why."), diag.NewErrorDiagnostic(`Cannot test pipeline "Orders"`, "Why.")},
		{"Errorf", summary.Errorf("%d of %d.", 1, 2), diag.NewErrorDiagnostic(`Cannot test pipeline "Orders"`, "1 of 2.")},
		{"ErrorAt", summary.ErrorAt(at, "Why."), diag.NewAttributeErrorDiagnostic(at, `Cannot test pipeline "Orders"`, "Why.")},
		{"ErrorAtf", summary.ErrorAtf(at, "%d.", 1), diag.NewAttributeErrorDiagnostic(at, `Cannot test pipeline "Orders"`, "1.")},
		{"Warning", summary.Warning("Why."), diag.NewWarningDiagnostic(`Cannot test pipeline "Orders"`, "Why.")},
		{"Warningf", summary.Warningf("%d.", 1), diag.NewWarningDiagnostic(`Cannot test pipeline "Orders"`, "1.")},
		{"WarningAt", summary.WarningAt(at, "Why."), diag.NewAttributeWarningDiagnostic(at, `Cannot test pipeline "Orders"`, "Why.")},
		{"WarningAtf", summary.WarningAtf(at, "%d.", 1), diag.NewAttributeWarningDiagnostic(at, `Cannot test pipeline "Orders"`, "1.")},
	} {
		if !tc.got.Equal(tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, tc.got, tc.want)
		}
	}
}

func TestSummaries_listsEachDeclaredFormatOnce(t *testing.T) {
	diagnostics.NewSummary("Declared twice")
	diagnostics.NewSummary("Declared twice")
	all := diagnostics.Summaries()
	if !slices.IsSorted(all) || slices.Index(all, "Declared twice") < 0 || slices.Index(all[slices.Index(all, "Declared twice")+1:], "Declared twice") >= 0 {
		t.Errorf("got %q, want sorted formats without duplicates", all)
	}
}
