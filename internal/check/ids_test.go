// SPDX-License-Identifier: MPL-2.0

package check_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/check"
)

func TestWhatCanBeAnIDPassesInAnySpelling(t *testing.T) {
	const (
		pipeline = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
		hyphens  = "1B33AD2F-33D3-4837-9EEB-83C82C8B909D"
	)
	null, later, id := types.StringNull(), types.StringUnknown(), types.StringValue
	for name, tc := range map[string]struct {
		validator validator.String
		value     types.String
		refused   string // words of the detail; empty where the value passes
	}{
		"nothing":                   {check.PipelineID(), null, ""},
		"not known yet":             {check.PipelineID(), later, ""},
		"a pipeline":                {check.PipelineID(), id(pipeline), ""},
		"in another spelling":       {check.PipelineID(), id(hyphens), ""},
		"no UUID":                   {check.PipelineID(), id("test_pipeline_12345"), ""},
		"an empty one":              {check.PipelineID(), id(""), "the id of a pipeline, as in " + pipeline},
		"with a space":              {check.PipelineID(), id(pipeline + " "), "white space"},
		"a run":                     {check.RunID(), id("e7c91a3b-5f2d-4a8e-b1c9-7d3f2e8a4b6c"), ""},
		"a run not known yet":       {check.RunID(), later, ""},
		"a run that is a path":      {check.RunID(), id(".."), "the id of a run, as in e7c91a3b"},
		"a job":                     {check.JobID(), id(pipeline + "_0"), ""},
		"a job in another spelling": {check.JobID(), id(hyphens + "-12"), ""},
		"a job of no UUID":          {check.JobID(), id("test_pipeline_0"), ""},
		"a job not known yet":       {check.JobID(), later, ""},
		"a job without an index":    {check.JobID(), id("orders"), "the id of a job, as in " + pipeline + "_0"},
		"an empty job":              {check.JobID(), id(""), "the id of a job"},
	} {
		t.Run(name, func(t *testing.T) {
			var resp validator.StringResponse
			tc.validator.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("the_id"), ConfigValue: tc.value}, &resp)
			if tc.refused == "" {
				if resp.Diagnostics.HasError() {
					t.Errorf("refused: %v", resp.Diagnostics)
				}
				return
			}
			if n := len(resp.Diagnostics); n != 1 {
				t.Fatalf("%d diagnostics", n)
			}
			if detail := resp.Diagnostics[0].Detail(); !strings.Contains(detail, tc.refused) || !strings.Contains(detail, "the_id") {
				t.Errorf("said %q", detail)
			}
		})
	}
}
