// SPDX-License-Identifier: MPL-2.0

package diagnostics

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// Summary is the first line of the diagnostics about one kind of problem. Each package declares its summaries as
// variables, with [NewSummary], in one file. The troubleshooting guide has a heading for each of them.
type Summary struct {
	format string
}

// NewSummary declares a summary. The format may have one verb, %q or %s, for the object that a diagnostic is about:
// Terraform folds diagnostics that share a summary.
func NewSummary(format string) Summary {
	summaries = append(summaries, format)
	return Summary{format: format}
}

var summaries []string

// Summaries returns the formats of all summaries that the packages of this program have declared, sorted.
func Summaries() []string {
	return slices.Compact(slices.Sorted(slices.Values(summaries)))
}

// About returns the summary for one object, which replaces the verb of its format. The object may be a text of the
// platform.
func (s Summary) About(object string) Summary {
	return Summary{format: fmt.Sprintf(s.format, maestro.Printable(object))}
}

// String returns the text of the summary.
func (s Summary) String() string { return s.format }

// Error returns an error with this summary.
func (s Summary) Error(detail string) diag.Diagnostic {
	return diag.NewErrorDiagnostic(s.format, detail)
}

// Errorf returns an error with this summary and a formatted detail.
func (s Summary) Errorf(format string, args ...any) diag.Diagnostic {
	return s.Error(fmt.Sprintf(format, args...))
}

// ErrorAt returns an error about the attribute at a path.
func (s Summary) ErrorAt(at path.Path, detail string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, s.format, detail)
}

// ErrorAtf returns an error about the attribute at a path, with a formatted detail.
func (s Summary) ErrorAtf(at path.Path, format string, args ...any) diag.Diagnostic {
	return s.ErrorAt(at, fmt.Sprintf(format, args...))
}

// Warning returns a warning with this summary.
func (s Summary) Warning(detail string) diag.Diagnostic {
	return diag.NewWarningDiagnostic(s.format, detail)
}

// Warningf returns a warning with this summary and a formatted detail.
func (s Summary) Warningf(format string, args ...any) diag.Diagnostic {
	return s.Warning(fmt.Sprintf(format, args...))
}

// WarningAt returns a warning about the attribute at a path.
func (s Summary) WarningAt(at path.Path, detail string) diag.Diagnostic {
	return diag.NewAttributeWarningDiagnostic(at, s.format, detail)
}

// WarningAtf returns a warning about the attribute at a path, with a formatted detail.
func (s Summary) WarningAtf(at path.Path, format string, args ...any) diag.Diagnostic {
	return s.WarningAt(at, fmt.Sprintf(format, args...))
}

// AppendToErrors returns diagnostics with a text at the end of the detail of each error.
func AppendToErrors(diags diag.Diagnostics, text string) diag.Diagnostics {
	appended := slices.Clone(diags)
	for i, d := range diags {
		if d.Severity() != diag.SeverityError {
			continue
		}
		appended[i] = diag.NewErrorDiagnostic(d.Summary(), d.Detail()+text)
		if about, ok := d.(diag.DiagnosticWithPath); ok {
			appended[i] = diag.WithPath(about.Path(), appended[i])
		}
	}
	return appended
}
