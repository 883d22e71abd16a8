// SPDX-License-Identifier: MPL-2.0

package planmodifiers_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/planmodifiers"
)

// configOf returns the configuration of a resource with an object "input" in which only "mode" may be set.
func configOf(mode any) tfsdk.Config {
	s := schema.Schema{Attributes: map[string]schema.Attribute{
		"input": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
			"mode":   schema.StringAttribute{Optional: true},
			"column": schema.StringAttribute{Optional: true, Computed: true},
		}},
	}}
	input := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"mode": tftypes.String, "column": tftypes.String}}
	return tfsdk.Config{Schema: s, Raw: tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"input": input}},
		map[string]tftypes.Value{"input": tftypes.NewValue(input, map[string]tftypes.Value{
			"mode": tftypes.NewValue(tftypes.String, mode), "column": tftypes.NewValue(tftypes.String, nil),
		})})}
}

// cases are about an attribute whose value in the state is "old".
var cases = map[string]struct {
	modifier planmodifiers.UseState
	mode     any
	config   string // empty: omitted
	want     string // empty: null
}{
	"configured":                    {config: "new", want: "new"},
	"configured beside a set one":   {modifier: planmodifiers.UseState{UnlessSet: "mode"}, mode: "full", config: "new", want: "new"},
	"omitted":                       {mode: "full", want: "old"},
	"omitted with the other":        {modifier: planmodifiers.UseState{UnlessSet: "mode"}, want: "old"},
	"omitted beside a set one":      {modifier: planmodifiers.UseState{UnlessSet: "mode"}, mode: "full"},
	"omitted beside an unknown one": {modifier: planmodifiers.UseState{UnlessSet: "mode"}, mode: tftypes.UnknownValue},
}

var column = path.Root("input").AtName("column")

func TestUseState_string(t *testing.T) {
	stringOf := func(text string) types.String {
		if text == "" {
			return types.StringNull()
		}
		return types.StringValue(text)
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			req := planmodifier.StringRequest{
				Path: column, Config: configOf(tc.mode),
				ConfigValue: stringOf(tc.config), StateValue: types.StringValue("old"), PlanValue: types.StringUnknown(),
			}
			if tc.config != "" {
				req.PlanValue = req.ConfigValue
			}

			resp := planmodifier.StringResponse{PlanValue: req.PlanValue}
			tc.modifier.PlanModifyString(t.Context(), req, &resp)

			if want := stringOf(tc.want); !resp.PlanValue.Equal(want) || resp.Diagnostics.HasError() {
				t.Errorf("got %s (%v), want %s", resp.PlanValue, resp.Diagnostics, want)
			}
		})
	}
}

func TestUseState_set(t *testing.T) {
	setOf := func(text string) types.Set {
		if text == "" {
			return types.SetNull(types.StringType)
		}
		return types.SetValueMust(types.StringType, []attr.Value{types.StringValue(text)})
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			req := planmodifier.SetRequest{
				Path: column, Config: configOf(tc.mode),
				ConfigValue: setOf(tc.config), StateValue: setOf("old"), PlanValue: types.SetUnknown(types.StringType),
			}
			if tc.config != "" {
				req.PlanValue = req.ConfigValue
			}

			resp := planmodifier.SetResponse{PlanValue: req.PlanValue}
			tc.modifier.PlanModifySet(t.Context(), req, &resp)

			if want := setOf(tc.want); !resp.PlanValue.Equal(want) || resp.Diagnostics.HasError() {
				t.Errorf("got %s (%v), want %s", resp.PlanValue, resp.Diagnostics, want)
			}
		})
	}
}

func TestUseState_description(t *testing.T) {
	for want, modifier := range map[string]planmodifiers.UseState{
		"If omitted, the value stays as it is.":                    {},
		"If omitted together with mode, the value stays as it is.": {UnlessSet: "mode"},
	} {
		if got := modifier.MarkdownDescription(t.Context()); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
