// SPDX-License-Identifier: MPL-2.0

// Package validators holds validators for what more than one kind of object has: ids and durations. Values that are null or not
// known yet pass.
package validators

import (
	"context"
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// text is a validator of a string by one rule.
type text struct {
	summary, description string
	rule                 func(string) error
}

// PipelineID wants what can be the id of a pipeline, in either spelling.
func PipelineID() validator.String {
	return text{"Invalid pipeline id", "must be the id of a pipeline, as in 1b33ad2f_33d3_4837_9eeb_83c82c8b909d, with - or _", maestro.CheckID}
}

// JobID wants what can be the id of a job: that of its pipeline and the job's index, in either spelling.
func JobID() validator.String {
	return text{"Invalid job id", "must be the id of a job, as in 1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0: that of its pipeline and the job's index, with - or _", jobID}
}

// RunID wants what can be the id of a run, in either spelling.
func RunID() validator.String {
	return text{"Invalid run id", "must be the id of a run, as in e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c, with - or _", maestro.CheckID}
}

// Duration wants a time span of more than nothing.
func Duration() validator.String {
	return text{"Invalid duration", `must be a duration of more than nothing, as in "30s", "20m" or "2h45m"`, duration}
}

func jobID(id string) error {
	if err := maestro.CheckID(id); err != nil {
		return err
	}
	_, _, err := maestro.ParseJobID(id)
	return err
}

func duration(span string) error {
	d, err := time.ParseDuration(span)
	switch {
	case err != nil:
		return fmt.Errorf("%q is no duration", span)
	case d <= 0:
		return fmt.Errorf("%q is no time at all", span)
	}
	return nil
}

// Description says what is wanted.
func (v text) Description(context.Context) string { return v.description }

// MarkdownDescription says it too.
func (v text) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

// ValidateString applies the rule.
func (v text) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := v.rule(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, v.summary, fmt.Sprintf("%s. %s %s.", sentence(err.Error()), req.Path, v.description))
	}
}

// sentence begins with a capital.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
