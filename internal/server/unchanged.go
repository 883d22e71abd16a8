// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

// Workaround: plans without change.
//
// Why: most plans of most pipelines change nothing. To find that out, the framework converts each value between two
// type systems several times, and looks up its attribute in the schema each time. But Terraform proposes the state with
// the configuration merged into it. If that is the state, a plan can differ from it only in attributes that the
// configuration omits, by a default or by a plan modifier, and those can be read off the schema once.
//
// Gain, by BenchmarkPlan_unchanged: about 0.2 ms of CPU time instead of 10 ms for a pipeline of one job, 0.4 ms instead
// of 22 ms for three, 6 ms instead of 300 ms for fifty. This and the workarounds in quiet.go and gc.go reduce the
// provider's CPU time in a plan of 300 pipelines from 9.5 s to 2.3 s, the CLI's from 6.2 s to 3.3 s, and the time of
// the whole plan by a factor of 2.7.
//
// Upstream: hashicorp/terraform-plugin-framework#775, "Performance issue when run Terraform Plan with many Block Sets
// or NestedAttribute Sets" (open), names the conversions between the type systems as the cost. That the framework runs
// plan modifiers in a plan without change at all is intended: hashicorp/terraform-plugin-framework#183, "Plan Modifiers
// Not Executed Before Plan Computed-Only Unknown Marking".
//
// Delete when: BenchmarkPlan_unchanged shows less than five times the time for the framework. definition.ClearedBy and
// pipeline.PlanUnchanged are deleted with it.
//
// The tests plan by this file and by the framework, and fail if the two differ: see Options.Reference in
// internal/testkit/plugintest.

import (
	"bytes"
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/defaults"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/objectplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
)

// deletionProtection is the attribute that defaults to the provider's setting, by the resource's ModifyPlan.
const deletionProtection = "deletion_protection"

// PlanResourceChange returns the prior state as the plan if nothing changes, and the framework's plan otherwise.
func (s *server) PlanResourceChange(
	ctx context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	data := s.provider.Data()
	if data == nil || req.TypeName != pipelineType {
		return withoutLoggers(ctx, s, req, s.protocol.PlanResourceChange)
	}
	id, private, unchanged := s.omitted().planIsState(req, data.DeletionProtection)
	if !unchanged || !pipeline.PlanUnchanged(id, private, data) {
		return withoutLoggers(ctx, s, req, s.protocol.PlanResourceChange)
	}
	identity := req.PriorIdentity
	if identity == nil { // the state was written by a CLI without identities
		identity = &tfprotov6.ResourceIdentityData{IdentityData: &tfprotov6.DynamicValue{MsgPack: []byte{msgpackNull}}}
	}
	return &tfprotov6.PlanResourceChangeResponse{
		PlannedState:    req.ProposedNewState,
		PlannedPrivate:  req.PriorPrivate,
		PlannedIdentity: identity,
	}, nil
}

const msgpackNull = 0xc0

// omissions is what is planned for the attributes of a resource, or of an object in it, that the configuration omits.
type omissions struct {
	typ        tftypes.Type
	attributes map[string]omission
}

// omission is what is planned for one attribute that the configuration omits, given that the proposed value is the
// value in the state. The zero value means that it is planned as proposed.
type omission struct {
	value         *tftypes.Value // a default
	clearedBy     string         // null is planned if the configuration sets the attribute of this name beside it
	unpredictable bool
	nested        map[string]omission // of an object, or of the elements of a list
}

// planIsState reports whether the plan for a request is the prior state, and returns the id and the private state of
// its pipeline. Unchanged is false if not, and if that is not certain. protection is the provider's default for
// deletion_protection.
func (o omissions) planIsState(
	req *tfprotov6.PlanResourceChangeRequest, protection bool,
) (id string, private map[string][]byte, unchanged bool) {
	if req.PriorState == nil || req.ProposedNewState == nil || req.Config == nil || len(req.PriorState.MsgPack) == 0 ||
		!bytes.Equal(req.PriorState.MsgPack, req.ProposedNewState.MsgPack) {
		return "", nil, false
	}
	private, valid := decodePrivate(req.PriorPrivate)
	if !valid {
		return "", nil, false
	}
	state, stateErr := req.PriorState.Unmarshal(o.typ)
	config, configErr := req.Config.Unmarshal(o.typ)
	if stateErr != nil || configErr != nil || state.IsNull() || config.IsNull() {
		return "", nil, false
	}

	configured, current := members(config), members(state)
	inherited := tftypes.NewValue(tftypes.Bool, protection)
	if configured[deletionProtection].IsNull() && !current[deletionProtection].Equal(inherited) {
		return "", nil, false
	}
	var planned *string // nil if the state was edited
	if current["id"].As(&planned) != nil || planned == nil {
		return "", nil, false
	}
	return *planned, private, keepAll(o.attributes, configured, current)
}

// keepAll reports whether the plan of an object has the values in the state. configured is empty if the configuration
// omits the object.
func keepAll(attributes map[string]omission, configured, current map[string]tftypes.Value) bool {
	for name, attribute := range attributes {
		if !attribute.keeps(configured[name], current[name], configured) {
			return false
		}
	}
	return true
}

// keeps reports whether the plan of an attribute has the value in the state. siblings are the configured attributes
// beside it.
func (o omission) keeps(config, state tftypes.Value, siblings map[string]tftypes.Value) bool {
	if o.unpredictable {
		return false
	}
	if config.IsNull() {
		becomesNull := o.clearedBy != "" && !siblings[o.clearedBy].IsNull()
		if o.value != nil && !o.value.Equal(state) || becomesNull && !state.IsNull() {
			return false
		}
	}
	if o.nested == nil || state.IsNull() {
		return true
	}
	if !state.Type().Is(tftypes.List{}) {
		return keepAll(o.nested, members(config), members(state))
	}
	configured, current := elements(config), elements(state)
	if len(configured) != len(current) {
		return false
	}
	for i := range current {
		if !keepAll(o.nested, members(configured[i]), members(current[i])) {
			return false
		}
	}
	return true
}

// omissionsOf reads a schema.
func omissionsOf(ctx context.Context, s schema.Schema) omissions {
	return omissions{typ: s.Type().TerraformType(ctx), attributes: nestedOmissions(ctx, s.Attributes)}
}

// nestedOmissions reads attributes, of which the framework's types exist in two forms: exported and internal.
func nestedOmissions[Attribute any](ctx context.Context, attributes map[string]Attribute) map[string]omission {
	all := make(map[string]omission, len(attributes))
	for name, attribute := range attributes {
		o := omissionOf(ctx, attribute)
		o.clearedBy = definition.ClearedBy(name)
		all[name] = o
	}
	return all
}

// omissionOf reads an attribute. It supports the kinds of defaults that the schema has.
func omissionOf(ctx context.Context, attribute any) omission {
	var o omission
	switch a := attribute.(type) {
	case schema.StringAttribute:
		o.applyModifiers(describers(a.PlanModifiers))
		if a.Default != nil {
			var resp defaults.StringResponse
			a.Default.DefaultString(ctx, defaults.StringRequest{}, &resp)
			o.applyDefault(ctx, resp.PlanValue)
		}
	case schema.BoolAttribute:
		o.applyModifiers(describers(a.PlanModifiers))
		if a.Default != nil {
			var resp defaults.BoolResponse
			a.Default.DefaultBool(ctx, defaults.BoolRequest{}, &resp)
			o.applyDefault(ctx, resp.PlanValue)
		}
	case schema.Int64Attribute:
		o.applyModifiers(describers(a.PlanModifiers))
		o.unpredictable = o.unpredictable || a.Default != nil
	case schema.SetAttribute:
		o.applyModifiers(describers(a.PlanModifiers))
		o.unpredictable = o.unpredictable || a.Default != nil
	case schema.MapAttribute:
		o.applyModifiers(describers(a.PlanModifiers))
		o.unpredictable = o.unpredictable || a.Default != nil
	case schema.SingleNestedAttribute:
		o.applyModifiers(describers(a.PlanModifiers))
		o.unpredictable = o.unpredictable || a.Default != nil
	case schema.ListNestedAttribute:
		o.applyModifiers(describers(a.PlanModifiers))
		o.unpredictable = o.unpredictable || a.Default != nil
	default:
		o.unpredictable = true
	}

	if a, ok := attribute.(schema.NestedAttribute); ok {
		object := a.GetNestedObject()
		if modified, ok := object.(interface{ ObjectPlanModifiers() []planmodifier.Object }); ok {
			o.applyModifiers(describers(modified.ObjectPlanModifiers()))
		}
		o.nested = nestedOmissions(ctx, object.GetAttributes())
	}
	return o
}

func (o *omission) applyDefault(ctx context.Context, v attr.Value) {
	value, err := v.ToTerraformValue(ctx)
	o.value, o.unpredictable = &value, o.unpredictable || err != nil
}

// forUnknown are the framework's plan modifiers that leave a known value as it is.
var forUnknown = []planmodifier.Describer{
	stringplanmodifier.UseStateForUnknown(),
	int64planmodifier.UseStateForUnknown(),
	objectplanmodifier.UseStateForUnknown(),
}

func (o *omission) applyModifiers(modifiers []planmodifier.Describer) {
	for _, modifier := range modifiers {
		o.unpredictable = o.unpredictable || !slices.Contains(forUnknown, modifier)
	}
}

func describers[Modifier planmodifier.Describer](modifiers []Modifier) []planmodifier.Describer {
	all := make([]planmodifier.Describer, len(modifiers))
	for i, modifier := range modifiers {
		all[i] = modifier
	}
	return all
}
