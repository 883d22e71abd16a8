// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// checkPlan is Terraform's rule that a plan is what the configuration says, or, in other words, what was there before.
func (r *Resource) checkPlan(at string, schema []*tfprotov6.SchemaAttribute, config, prior, planned tftypes.Value) {
	r.t.Helper()
	configured, before, after := Members(config), Members(prior), Members(planned)
	for _, a := range schema {
		name := at + a.Name
		configV, plannedV := configured[a.Name], after[a.Name]
		priorV, hasPrior := before[a.Name]
		switch {
		case !configV.IsKnown():
		case configV.IsNull() && !a.Computed && !plannedV.IsNull():
			r.t.Errorf("%s is planned as %s, though it is not configured and the provider cannot set it", name, plannedV)
		case configV.IsNull():
		case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			r.checkPlan(name+".", a.NestedType.Attributes, configV, priorV, plannedV)
		case a.NestedType != nil:
			list, wanted, old := Elements(plannedV), Elements(configV), Elements(priorV)
			if len(list) != len(wanted) {
				r.t.Errorf("%s is planned with %d elements, not %d", name, len(list), len(wanted))
				continue
			}
			for i := range list {
				var was tftypes.Value
				if i < len(old) {
					was = old[i]
				}
				r.checkPlan(fmt.Sprintf("%s[%d].", name, i), a.NestedType.Attributes, wanted[i], was, list[i])
			}
		case plannedV.Equal(configV) || hasPrior && plannedV.Equal(priorV):
		default:
			r.t.Errorf("%s is planned as %s, and configured as %s", name, plannedV, configV)
		}
	}
}

// proposedNew is what Terraform proposes: the configuration, with the state's value for what is left out and computed.
func proposedNew(schema []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	before, configured := Members(prior), Members(config)
	proposed := make(map[string]tftypes.Value, len(schema))
	for _, a := range schema {
		configV := configured[a.Name]
		priorV, hasPrior := before[a.Name]
		if !hasPrior {
			priorV = tftypes.NewValue(configV.Type(), nil)
		}
		switch {
		case configV.IsKnown() && configV.IsNull() && a.Computed:
			proposed[a.Name] = priorV
			if a.Optional && a.NestedType != nil && holdsConfigured(a.NestedType.Attributes, priorV) {
				proposed[a.Name] = configV // it must have been configured before, so it is not any more
			}
		case a.NestedType == nil || !configV.IsKnown() || configV.IsNull():
			proposed[a.Name] = configV
		case a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
			proposed[a.Name] = proposedNew(a.NestedType.Attributes, priorV, configV)
		default:
			list, old := slices.Clone(Elements(configV)), Elements(priorV) // or the configuration would change with the proposal
			for i := range min(len(list), len(old)) {
				if list[i].IsKnown() {
					list[i] = proposedNew(a.NestedType.Attributes, old[i], list[i])
				}
			}
			proposed[a.Name] = tftypes.NewValue(configV.Type(), list)
		}
	}
	return tftypes.NewValue(config.Type(), proposed)
}

// holdsConfigured says whether an object has a value that only a configuration can have given it.
func holdsConfigured(schema []*tfprotov6.SchemaAttribute, v tftypes.Value) bool {
	all := Members(v)
	return slices.ContainsFunc(schema, func(a *tfprotov6.SchemaAttribute) bool {
		member, ok := all[a.Name]
		return ok && !member.IsNull() && (!a.Computed || a.NestedType != nil && holdsConfigured(a.NestedType.Attributes, member))
	})
}

// unlike gives what in an applied value is not as it was planned; what was unknown may be anything.
func unlike(at string, planned, applied tftypes.Value) []string {
	switch {
	case !planned.IsKnown() || planned.Equal(applied):
		return nil
	case planned.IsNull() || applied.IsNull():
	case planned.Type().Is(tftypes.Object{}):
		var all []string
		after := Members(applied)
		for name, v := range Members(planned) {
			all = append(all, unlike(at+"."+name, v, after[name])...)
		}
		return all
	case planned.Type().Is(tftypes.Map{}) && sameKeys(Members(planned), Members(applied)):
		var all []string
		after := Members(applied)
		for key, v := range Members(planned) {
			all = append(all, unlike(at+"."+key, v, after[key])...)
		}
		return all
	case planned.Type().Is(tftypes.List{}):
		before, after := Elements(planned), Elements(applied)
		if len(before) != len(after) {
			break
		}
		var all []string
		for i := range before {
			all = append(all, unlike(fmt.Sprintf("%s[%d]", at, i), before[i], after[i])...)
		}
		return all
	}
	return []string{fmt.Sprintf("%s was planned as %s and is %s", at, planned, applied)}
}

func sameKeys(a, b map[string]tftypes.Value) bool {
	return slices.Equal(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b)))
}
