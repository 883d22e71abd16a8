// SPDX-License-Identifier: MPL-2.0

// Package validators holds the validators that several schemas share. Null and unknown values are valid.
package validators

import (
	"context"
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// PipelineID returns a validator of pipeline ids, in either spelling.
func PipelineID() validator.String {
	return newStringValidator(
		summaryInvalidPipelineID,
		"must be the id of a pipeline, as in 1b33ad2f_33d3_4837_9eeb_83c82c8b909d, spelled with - or _",
		maestro.CheckID,
	)
}

// JobID returns a validator of job ids, in either spelling. A job id is the id of the pipeline and the index of the
// job.
func JobID() validator.String {
	return newStringValidator(
		summaryInvalidJobID,
		"must be the id of a job, as in 1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0: the id of its pipeline and the job's "+
			"index, spelled with - or _",
		checkJobID,
	)
}

// RunID returns a validator of run ids, in either spelling.
func RunID() validator.String {
	return newStringValidator(
		summaryInvalidRunID,
		"must be the id of a run, as in e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c, spelled with - or _",
		maestro.CheckID,
	)
}

// Duration returns a validator of positive durations in the syntax of [time.ParseDuration].
func Duration() validator.String {
	return newStringValidator(
		summaryInvalidDuration,
		`must be a positive duration, as in "30s", "20m" or "2h45m"`,
		checkDuration,
	)
}

func checkJobID(id string) error {
	if err := maestro.CheckID(id); err != nil {
		return err
	}
	_, _, err := maestro.ParseJobID(id)
	return err
}

func checkDuration(text string) error {
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return fmt.Errorf("%q is not a duration", text)
	case d <= 0:
		return fmt.Errorf("%q is not positive", text)
	}
	return nil
}

// newStringValidator returns a validator that reports the error that check returns for a string. The description follows
// the path of the attribute in the diagnostic: "timeout must be …".
func newStringValidator(summary diagnostics.Summary, description string, check func(string) error) validator.String {
	return String(description, func(at path.Path, value string) diag.Diagnostics {
		if err := check(value); err != nil {
			return diag.Diagnostics{
				summary.ErrorAtf(rootOf(at), "%s. %s %s.", capitalized(err.Error()), at, description),
			}
		}
		return nil
	})
}

// String returns a validator that reports the diagnostics that check returns for a string, which is neither null nor
// unknown.
func String(description string, check func(at path.Path, value string) diag.Diagnostics) validator.String {
	return stringValidator{description, check}
}

type stringValidator struct {
	description string
	check       func(at path.Path, value string) diag.Diagnostics
}

// Description returns the description of the validator.
func (v stringValidator) Description(context.Context) string { return v.description }

// MarkdownDescription returns the description of the validator.
func (v stringValidator) MarkdownDescription(context.Context) string { return v.description }

// ValidateString checks the value, unless it is null or unknown.
func (v stringValidator) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		resp.Diagnostics.Append(v.check(req.Path, req.ConfigValue.ValueString())...)
	}
}

// rootOf returns the attribute of the configuration that a path begins with. Diagnostics are about this attribute,
// because Terraform shows no part of the configuration for a path within a list. Their texts name the whole path.
func rootOf(at path.Path) path.Path {
	if step, _ := at.Steps().NextStep(); step != nil {
		return path.Root(step.String())
	}
	return at
}

func capitalized(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
