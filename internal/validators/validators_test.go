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

const (
	id     = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	advice = "Remove the attribute."
)

func validateString(t *testing.T, v validator.String, value types.String) diag.Diagnostics {
	t.Helper()
	resp := &validator.StringResponse{}
	v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("x"), ConfigValue: value}, resp)
	return resp.Diagnostics
}

// checkError fails the test unless the diagnostics are one error with the summary and the facts in its detail.
func checkError(t *testing.T, value string, diags diag.Diagnostics, summary string, facts ...string) {
	t.Helper()
	if len(diags) != 1 || diags.ErrorsCount() != 1 || diags[0].Summary() != summary {
		t.Errorf("%s: got %v, want one error %q", value, diags, summary)
		return
	}
	for _, fact := range facts {
		if !strings.Contains(diags[0].Detail(), fact) {
			t.Errorf("%s: got %q, want %q in it", value, diags[0].Detail(), fact)
		}
	}
}

func TestStringValidators_invalidValuesAreErrors(t *testing.T) {
	hyphens := strings.ReplaceAll(id, "_", "-")
	for name, tc := range map[string]struct {
		validator validator.String
		valid     []string
		invalid   map[string]string // the value, and a fact in the detail
		summary   string
		describes string
	}{
		"pipeline id": {
			validators.PipelineID(),
			[]string{id, hyphens, strings.ToUpper(id), "test_pipeline_12345"},
			map[string]string{"": "The id is empty.", id + " ": `"` + id + ` " begins or ends with whitespace`, "a\x00b": `"a\x00b"`},
			"Invalid pipeline id", "x must be the id of a pipeline, as in " + id,
		},
		"job id": {
			validators.JobID(),
			[]string{id + "_0", hyphens + "-12", "test_pipeline_12345"},
			map[string]string{
				"": "The id is empty.", id: "is the id of a pipeline", "_0": `"_0"`, " " + id + "_0": `"`,
			},
			"Invalid job id", "x must be the id of a job, as in " + id + "_0",
		},
		"run id": {
			validators.RunID(),
			[]string{"e7c91a3b-5f2d-4a8e-b1c9-7d3f2e8a4b6c", "manual__2024-12-18T10:30:00+00:00"},
			map[string]string{"": "The id is empty.", "..": `".." is not an id.`},
			"Invalid run id", "x must be the id of a run, as in e7c91a3b",
		},
		"not empty": {
			validators.NotEmpty(advice), []string{"x", " "}, map[string]string{"": "x is empty."},
			"Empty value", advice,
		},
		"not blank": {
			validators.NotBlank(advice), []string{"x"}, map[string]string{"": "x is empty.", "  ": "x is empty."},
			"Empty value", advice,
		},
		"duration": {
			validators.Duration(),
			[]string{"30s", "2h45m", "1ns", "1.5h"},
			map[string]string{
				"": `"" is not a duration`, "30": `"30" is not a duration`, "1d": `"1d" is not a duration`,
				"0s": `"0s" is not positive`, "-1h": `"-1h" is not positive`,
			},
			"Invalid duration", `x must be a positive duration, as in "30s"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, value := range []types.String{types.StringNull(), types.StringUnknown()} {
				if diags := validateString(t, tc.validator, value); len(diags) > 0 {
					t.Errorf("%s: got %v, want no diagnostics", value, diags)
				}
			}
			for _, value := range tc.valid {
				if diags := validateString(t, tc.validator, types.StringValue(value)); len(diags) > 0 {
					t.Errorf("%q: got %v, want no diagnostics", value, diags)
				}
			}
			for value, fact := range tc.invalid {
				checkError(t, value, validateString(t, tc.validator, types.StringValue(value)), tc.summary, fact, tc.describes)
			}
			plain, markdown := tc.validator.Description(t.Context()), tc.validator.MarkdownDescription(t.Context())
			if plain == "" || markdown != plain {
				t.Errorf("got descriptions %q and %q, want the same text", plain, markdown)
			}
		})
	}
}

func TestNotEmpty_listsAndSets(t *testing.T) {
	text, null, unknown := types.StringValue("x"), types.StringNull(), types.StringUnknown()
	for name, tc := range map[string]struct {
		elements []attr.Value
		want     string // a fact in the detail, "" if the value is valid
	}{
		"an element":         {[]attr.Value{text}, ""},
		"an unknown element": {[]attr.Value{unknown}, ""},
		"no elements":        {[]attr.Value{}, "x is empty. " + advice},
		"a null element":     {[]attr.Value{text, null}, "x has a null or empty element."},
		"an empty string":    {[]attr.Value{types.StringValue("")}, "x has a null or empty element."},
	} {
		t.Run(name, func(t *testing.T) {
			v, at := validators.NotEmpty(advice), path.Root("x")
			var list validator.ListResponse
			v.ValidateList(t.Context(), validator.ListRequest{
				Path: at, ConfigValue: types.ListValueMust(types.StringType, tc.elements),
			}, &list)
			var set validator.SetResponse
			v.ValidateSet(t.Context(), validator.SetRequest{
				Path: at, ConfigValue: types.SetValueMust(types.StringType, tc.elements),
			}, &set)
			for kind, diags := range map[string]diag.Diagnostics{"list": list.Diagnostics, "set": set.Diagnostics} {
				if tc.want != "" {
					checkError(t, kind, diags, "Empty value", tc.want)
				} else if len(diags) > 0 {
					t.Errorf("%s: got %v, want no diagnostics", kind, diags)
				}
			}
		})
	}
}

// A diagnostic is about the attribute of the configuration, which Terraform can show, and names the path in it.
func TestNotEmpty_nestedPathIsNamedAtItsRoot(t *testing.T) {
	at := path.Root("jobs").AtListIndex(1).AtName("input")
	var resp validator.StringResponse
	validators.NotEmpty(advice).ValidateString(
		t.Context(), validator.StringRequest{Path: at, ConfigValue: types.StringValue("")}, &resp)
	want := diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("jobs"), "Empty value", "jobs[1].input is empty. "+advice)}
	if !resp.Diagnostics.Equal(want) {
		t.Errorf("got %v, want %v", resp.Diagnostics, want)
	}
}

func TestInt64Between(t *testing.T) {
	at := path.Root("jobs").AtListIndex(1).AtName("memory")
	for value, isValid := range map[types.Int64]bool{
		types.Int64Value(1): true, types.Int64Value(12000): true, types.Int64Value(0): false, types.Int64Value(12001): false,
		types.Int64Null(): true, types.Int64Unknown(): true,
	} {
		var resp validator.Int64Response
		validators.Int64Between(1, 12000).ValidateInt64(t.Context(), validator.Int64Request{Path: at, ConfigValue: value}, &resp)
		switch {
		case isValid && len(resp.Diagnostics) > 0:
			t.Errorf("%s: got %v, want no diagnostics", value, resp.Diagnostics)
		case !isValid && len(resp.Diagnostics) == 0:
			t.Errorf("%s: got no diagnostics, want an error", value)
		case !isValid:
			want := "jobs[1].memory is " + value.String() + ", and must be from 1 to 12000."
			if got := resp.Diagnostics[0]; got.Detail() != want || !got.(diag.DiagnosticWithPath).Path().Equal(path.Root("jobs")) {
				t.Errorf("%s: got %v, want %q at jobs", value, got, want)
			}
		}
	}
}

func TestNotEmpty_nullAndUnknownListsAreValid(t *testing.T) {
	for _, value := range []types.List{types.ListNull(types.StringType), types.ListUnknown(types.StringType)} {
		var resp validator.ListResponse
		req := validator.ListRequest{Path: path.Root("x"), ConfigValue: value}
		validators.NotEmpty(advice).ValidateList(t.Context(), req, &resp)
		if len(resp.Diagnostics) > 0 {
			t.Errorf("%s: got %v, want no diagnostics", value, resp.Diagnostics)
		}
	}
}
