// SPDX-License-Identifier: MPL-2.0

package idvalidator_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/idvalidator"
)

func TestWhatCanBeAnIDPasses(t *testing.T) {
	const (
		pipeline = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
		hyphens  = "1B33AD2F-33D3-4837-9EEB-83C82C8B909D"
	)
	null, later, id := types.StringNull(), types.StringUnknown(), types.StringValue
	for name, tc := range map[string]struct {
		validator validator.String
		value     types.String
		says      string // the error's summary and words of its detail; empty where the value passes
	}{
		"nothing":                   {idvalidator.Pipeline(), null, ""},
		"not known yet":             {idvalidator.Pipeline(), later, ""},
		"a pipeline":                {idvalidator.Pipeline(), id(pipeline), ""},
		"in another spelling":       {idvalidator.Pipeline(), id(hyphens), ""},
		"no UUID":                   {idvalidator.Pipeline(), id("test_pipeline_12345"), ""},
		"an empty one":              {idvalidator.Pipeline(), id(""), "Invalid pipeline id: the_id must be the id of a pipeline, as in 1b33ad2f_33d3_4837_9eeb_83c82c8b909d: the id is empty."},
		"with a space":              {idvalidator.Pipeline(), id(pipeline + " "), "Invalid pipeline id: the_id must be"},
		"a run":                     {idvalidator.Run(), id("e7c91a3b-5f2d-4a8e-b1c9-7d3f2e8a4b6c"), ""},
		"a run that is a path":      {idvalidator.Run(), id(".."), "Invalid run id: the_id must be the id of a run"},
		"a job":                     {idvalidator.Job(), id(pipeline + "_0"), ""},
		"a job in another spelling": {idvalidator.Job(), id(hyphens + "-12"), ""},
		"a job of no UUID":          {idvalidator.Job(), id("test_pipeline_0"), ""},
		"a job not known yet":       {idvalidator.Job(), later, ""},
		"a job without an index":    {idvalidator.Job(), id("orders"), "Invalid job id: the_id must be the id of a job, as in 1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0: the job id \"orders\" does not end in the job's index"},
		"an empty job":              {idvalidator.Job(), id(""), "Invalid job id: the_id must be the id of a job"},
	} {
		t.Run(name, func(t *testing.T) {
			var resp validator.StringResponse
			tc.validator.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("the_id"), ConfigValue: tc.value}, &resp)
			var said string
			for _, d := range resp.Diagnostics {
				said += d.Summary() + ": " + d.Detail()
			}
			if !strings.HasPrefix(said, tc.says) || (tc.says == "") != (said == "") {
				t.Errorf("said %q", said)
			}
		})
	}
}
