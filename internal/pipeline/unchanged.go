// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"bytes"
	"context"
	"encoding/json"
	"math/big"
	"slices"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/defaults"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Unchanged says whether a plan is the state as it stands, in a small part of the time that the framework needs to find
// that out; most plans of most pipelines are such. false says nothing: the framework plans.
//
// Terraform proposes the state with what the configuration says in it. Where that changes nothing, only what the
// configuration leaves out can still change: by a default, by following the load type, or by a doubt. protection is the
// provider's deletion_protection.
//
// The tests drive the provider with both, and hold the one against the other: see plugintest.
func Unchanged(req *tfprotov6.PlanResourceChangeRequest, protection bool) bool {
	if req.PriorState == nil || req.ProposedNewState == nil || req.Config == nil || len(req.PriorState.MsgPack) == 0 ||
		!bytes.Equal(req.PriorState.MsgPack, req.ProposedNewState.MsgPack) || bytes.Contains(req.PriorPrivate, []byte(`"`+doubtsKey+`"`)) {
		return false
	}
	members, shape := planRules()
	state, err := req.PriorState.Unmarshal(shape)
	if err != nil || state.IsNull() {
		return false
	}
	config, err := req.Config.Unmarshal(shape)
	if err != nil || config.IsNull() {
		return false
	}
	return unchangedObject(members, config, state, protection)
}

// fallback is what a plan has of an attribute where the configuration leaves it out: what the state has, but for what is
// said here.
type fallback struct {
	value     *tftypes.Value           // a default
	protected bool                     // the provider's deletion_protection
	follows   bool                     // null where the configuration gives a load type
	opaque    bool                     // not known here
	sound     func(tftypes.Value) bool // false for what only an edit of the state makes: an error, or a replacement
	members   map[string]fallback
}

// planRules are the fallbacks of the whole resource, read off its schema once, and its type.
var planRules = sync.OnceValues(func() (map[string]fallback, tftypes.Type) {
	ctx := context.Background()
	s := resourceSchema(ctx)
	members := fallbacksOf(ctx, s.Attributes)
	protection := members[protectionName]
	protection.protected = true
	members[protectionName] = protection
	return members, s.Type().TerraformType(ctx)
})

func fallbacksOf(ctx context.Context, attributes map[string]schema.Attribute) map[string]fallback {
	members := make(map[string]fallback, len(attributes))
	for name, a := range attributes {
		members[name] = fallbackOf(ctx, a)
	}
	return members
}

func fallbackOf(ctx context.Context, a schema.Attribute) fallback {
	var f fallback
	switch a := a.(type) {
	case schema.StringAttribute:
		f = modifiedBy(a.PlanModifiers)
		if _, ok := a.CustomType.(jsontypes.NormalizedType); ok {
			f.sound = isJSON
		}
		if a.Default != nil {
			var resp defaults.StringResponse
			a.Default.DefaultString(ctx, defaults.StringRequest{}, &resp)
			f.byDefault(ctx, resp.PlanValue)
		}
	case schema.BoolAttribute:
		f = modifiedBy(a.PlanModifiers)
		if a.Default != nil {
			var resp defaults.BoolResponse
			a.Default.DefaultBool(ctx, defaults.BoolRequest{}, &resp)
			f.byDefault(ctx, resp.PlanValue)
		}
	case schema.Int64Attribute:
		f = modifiedBy(a.PlanModifiers)
		f.sound = isWhole
		if a.Default != nil {
			var resp defaults.Int64Response
			a.Default.DefaultInt64(ctx, defaults.Int64Request{}, &resp)
			f.byDefault(ctx, resp.PlanValue)
		}
	case schema.SetAttribute:
		f = modifiedBy(a.PlanModifiers)
		if a.Default != nil {
			var resp defaults.SetResponse
			a.Default.DefaultSet(ctx, defaults.SetRequest{}, &resp)
			f.byDefault(ctx, resp.PlanValue)
		}
	case schema.MapAttribute:
		f = modifiedBy(a.PlanModifiers)
		f.opaque = f.opaque || a.Default != nil
	case schema.SingleNestedAttribute:
		f = modifiedBy(a.PlanModifiers)
		f.members = fallbacksOf(ctx, a.Attributes)
		if !a.Computed {
			f.sound = isGiven
		}
		if a.Default != nil {
			var resp defaults.ObjectResponse
			a.Default.DefaultObject(ctx, defaults.ObjectRequest{}, &resp)
			f.byDefault(ctx, resp.PlanValue)
		}
	case nestedList:
		f = modifiedBy(a.PlanModifiers)
		f.members = fallbacksOf(ctx, a.NestedObject.Attributes)
		f.opaque = f.opaque || a.Default != nil || len(a.NestedObject.PlanModifiers) > 0
	default:
		f.opaque = true
	}
	return f
}

func (f *fallback) byDefault(ctx context.Context, v attr.Value) {
	value, err := v.ToTerraformValue(ctx)
	f.value, f.opaque = &value, f.opaque || err != nil
}

func isJSON(v tftypes.Value) bool {
	var text *string
	return v.As(&text) == nil && (text == nil || json.Valid([]byte(*text)))
}

func isWhole(v tftypes.Value) bool {
	if v.IsNull() {
		return true
	}
	var number big.Float
	if v.As(&number) != nil {
		return false
	}
	_, accuracy := number.Int64()
	return accuracy == big.Exact
}

func isGiven(v tftypes.Value) bool { return !v.IsNull() }

// keeping are the plan modifiers that leave a known plan as the state has it.
var keeping = []planmodifier.Describer{
	keepOrNull{}, stringplanmodifier.UseStateForUnknown(), int64planmodifier.UseStateForUnknown(), objectplanmodifier.UseStateForUnknown(),
}

func modifiedBy[M planmodifier.Describer](modifiers []M) (f fallback) {
	for _, modifier := range modifiers {
		switch planmodifier.Describer(modifier).(type) {
		case followLoadType:
			f.follows = true
		default:
			f.opaque = f.opaque || !slices.Contains(keeping, planmodifier.Describer(modifier))
		}
	}
	return f
}

// unchangedObject compares an object of the state with what a plan would have of it. config is null where the object is
// left out.
func unchangedObject(members map[string]fallback, config, state tftypes.Value, protection bool) bool {
	var said, is map[string]tftypes.Value
	if state.As(&is) != nil || !config.IsNull() && config.As(&said) != nil {
		return false
	}
	for name, f := range members {
		if !f.unchanged(said[name], is[name], !said[loadTypeName].IsNull(), protection) {
			return false
		}
	}
	return true
}

// unchanged says whether a plan has of one attribute what the state has.
func (f fallback) unchanged(config, state tftypes.Value, loads, protection bool) bool {
	if f.opaque || f.sound != nil && !f.sound(state) {
		return false
	}
	if config.IsNull() {
		switch {
		case f.value != nil && !f.value.Equal(state),
			f.protected && !tftypes.NewValue(tftypes.Bool, protection).Equal(state),
			f.follows && loads && !state.IsNull():
			return false
		}
	}
	if f.members == nil || state.IsNull() {
		return true
	}
	if !state.Type().Is(tftypes.List{}) {
		return unchangedObject(f.members, config, state, protection)
	}
	var said, is []tftypes.Value
	if state.As(&is) != nil || config.As(&said) != nil || len(said) != len(is) {
		return false
	}
	for i := range is {
		if !unchangedObject(f.members, said[i], is[i], protection) {
			return false
		}
	}
	return true
}
