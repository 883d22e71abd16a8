// SPDX-License-Identifier: MPL-2.0

package validators_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

const id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"

func TestChecks(t *testing.T) {
	hyphens := strings.ReplaceAll(id, "_", "-")
	for name, tc := range map[string]struct {
		v       validator.String
		good    []string
		bad     map[string]string // with the beginning of what is said
		summary string
	}{
		"pipeline id": {
			validators.PipelineID(), []string{id, hyphens, strings.ToUpper(id), "test_pipeline_12345"},
			map[string]string{"": "The id is empty. x must be the id of a pipeline, as in " + id, id + " ": `The id "` + id + ` " has white space around it. x must`, "a\x00b": `The id "a\x00b" has`},
			"Invalid pipeline id",
		},
		"job id": {
			validators.JobID(), []string{id + "_0", hyphens + "-12", "test_pipeline_12345"},
			map[string]string{"": "The id is empty. x must", id: `"` + id + `" is the id of a pipeline`, "_0": `The job id "_0" does not`, " " + id + "_0": `The id " `},
			"Invalid job id",
		},
		"run id": {
			validators.RunID(), []string{"e7c91a3b-5f2d-4a8e-b1c9-7d3f2e8a4b6c", "manual__2024-12-18T10:30:00+00:00"},
			map[string]string{"": "The id is empty. x must be the id of a run, as in e7c91a3b", "..": `".." is not an id. x must`},
			"Invalid run id",
		},
		"filled": {
			validators.Filled("Do that."), []string{"x", " "},
			map[string]string{"": "x is empty. Do that."}, "Empty value",
		},
		"word": {
			validators.Word("Do that."), []string{"x"},
			map[string]string{"": "x is empty. Do that.", "  ": "x is empty. Do that."}, "Empty value",
		},
		"duration": {
			validators.Duration(), []string{"30s", "2h45m", "1ns", "1.5h"},
			map[string]string{"": `"" is no duration. x must be a duration of more than nothing, as in "30s"`, "30": `"30" is no duration`, "1d": `"1d" is no duration`, "0s": `"0s" is no time at all`, "-1h": `"-1h" is no time at all`},
			"Invalid duration",
		},
	} {
		t.Run(name, func(t *testing.T) {
			run := func(value types.String) *validator.StringResponse {
				resp := &validator.StringResponse{}
				tc.v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("x"), ConfigValue: value}, resp)
				return resp
			}
			for _, value := range []types.String{types.StringNull(), types.StringUnknown()} {
				if resp := run(value); len(resp.Diagnostics) > 0 {
					t.Errorf("%s: %v", value, resp.Diagnostics)
				}
			}
			for _, value := range tc.good {
				if resp := run(types.StringValue(value)); len(resp.Diagnostics) > 0 {
					t.Errorf("%q: %v", value, resp.Diagnostics)
				}
			}
			for value, says := range tc.bad {
				resp := run(types.StringValue(value))
				if len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Summary() != tc.summary || !strings.HasPrefix(resp.Diagnostics[0].Detail(), says) {
					t.Errorf("%q: %v", value, resp.Diagnostics)
				}
			}
			if tc.v.Description(t.Context()) == "" || tc.v.MarkdownDescription(t.Context()) != tc.v.Description(t.Context()) {
				t.Error("it does not say what it wants")
			}
		})
	}
}

func TestListsAndSetsAreFilled(t *testing.T) {
	text, null, later := types.StringValue("x"), types.StringNull(), types.StringUnknown()
	for name, tc := range map[string]struct {
		elements []attr.Value
		says     string
	}{
		"something":         {[]attr.Value{text}, ""},
		"something to come": {[]attr.Value{later}, ""},
		"nothing":           {[]attr.Value{}, "x is empty. Do that."},
		"null":              {[]attr.Value{text, null}, "x has an element that is null or empty. Take it out."},
		"an empty text":     {[]attr.Value{types.StringValue("")}, "x has an element that is null or empty. Take it out."},
	} {
		v, at := validators.Filled("Do that."), path.Root("x")
		var list validator.ListResponse
		v.ValidateList(t.Context(), validator.ListRequest{Path: at, ConfigValue: types.ListValueMust(types.StringType, tc.elements)}, &list)
		var set validator.SetResponse
		v.ValidateSet(t.Context(), validator.SetRequest{Path: at, ConfigValue: types.SetValueMust(types.StringType, tc.elements)}, &set)
		for kind, said := range map[string]diag.Diagnostics{"list": list.Diagnostics, "set": set.Diagnostics} {
			if tc.says == "" && len(said) > 0 || tc.says != "" && (len(said) != 1 || said[0].Summary() != "Empty value" || said[0].Detail() != tc.says) {
				t.Errorf("%s, a %s: %v", name, kind, said)
			}
		}
	}
	for _, open := range []types.List{types.ListNull(types.StringType), types.ListUnknown(types.StringType)} {
		var resp validator.ListResponse
		validators.Filled("").ValidateList(t.Context(), validator.ListRequest{Path: path.Root("x"), ConfigValue: open}, &resp)
		if len(resp.Diagnostics) > 0 {
			t.Errorf("%s: %v", open, resp.Diagnostics)
		}
	}
}
