// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// problems are the rules that a response breaks, one sentence each.
type problems []string

func (p *problems) addf(format string, args ...any) { *p = append(*p, fmt.Sprintf(format, args...)) }

// proposedNew returns the state that Terraform proposes in a plan: the configuration, with the value in the state for
// what is omitted and computed. It is objchange.ProposedNew in Terraform's source.
func proposedNew(attributes []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	current, configured := Members(prior), Members(config)
	proposed := make(map[string]tftypes.Value, len(attributes))
	for _, a := range attributes {
		configV := configured[a.Name]
		priorV, ok := current[a.Name]
		if !ok {
			priorV = tftypes.NewValue(configV.Type(), nil)
		}
		switch {
		case a.Computed && configV.IsKnown() && configV.IsNull() && !isConfigured(a, priorV):
			proposed[a.Name] = priorV
		case a.NestedType == nil || configV.IsNull() || !configV.IsKnown():
			proposed[a.Name] = configV
		default:
			proposed[a.Name] = proposedNested(a.NestedType, priorV, configV)
		}
	}
	return tftypes.NewValue(config.Type(), proposed)
}

// proposedNested is proposedNew for a nested attribute, by the way in which its objects are nested.
func proposedNested(nested *tfprotov6.SchemaObject, prior, config tftypes.Value) tftypes.Value {
	switch nested.Nesting {
	case tfprotov6.SchemaObjectNestingModeMap:
		current := Members(prior)
		proposed := make(map[string]tftypes.Value)
		for key, element := range Members(config) {
			proposed[key] = proposedElement(nested, current[key], element)
		}
		return tftypes.NewValue(config.Type(), proposed)

	case tfprotov6.SchemaObjectNestingModeList:
		current := Elements(prior)
		proposed := make([]tftypes.Value, 0, len(current))
		for i, element := range Elements(config) {
			var priorElement tftypes.Value
			if i < len(current) {
				priorElement = current[i]
			}
			proposed = append(proposed, proposedElement(nested, priorElement, element))
		}
		return tftypes.NewValue(config.Type(), proposed)

	case tfprotov6.SchemaObjectNestingModeSet:
		left := append([]tftypes.Value(nil), Elements(prior)...)
		var proposed []tftypes.Value
		for _, element := range Elements(config) {
			var priorElement tftypes.Value
			for i := range left {
				if mayComeFrom(nested.Attributes, left[i], element) {
					priorElement = left[i]
					left = append(left[:i], left[i+1:]...)
					break
				}
			}
			proposed = append(proposed, proposedElement(nested, priorElement, element))
		}
		return tftypes.NewValue(config.Type(), proposed)

	default:
		return proposedNew(nested.Attributes, prior, config)
	}
}

// proposedElement is proposedNew for an element. prior is the zero value if there is no corresponding element.
func proposedElement(nested *tfprotov6.SchemaObject, prior, config tftypes.Value) tftypes.Value {
	if prior.Type() == nil || config.IsNull() || !config.IsKnown() {
		return config
	}
	return proposedNew(nested.Attributes, prior, config)
}

// mayComeFrom reports whether an object in the state may be what became of a configured one, which is how Terraform
// finds the corresponding elements of sets. It is validPriorFromConfig in Terraform's source.
func mayComeFrom(attributes []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) bool {
	current, configured := Members(prior), Members(config)
	for _, a := range attributes {
		priorV, configV := current[a.Name], configured[a.Name]
		switch {
		case priorV.Equal(configV), configV.IsNull() && a.Computed:
		case a.NestedType != nil && a.NestedType.Nesting == tfprotov6.SchemaObjectNestingModeSingle &&
			!configV.IsNull() && mayComeFrom(a.NestedType.Attributes, priorV, configV):
		default:
			return false
		}
	}
	return true
}

// isConfigured reports whether the value of a nested attribute has something in it that only a configuration can have
// set. It is optionalValueNotComputable in Terraform's source.
func isConfigured(a *tfprotov6.SchemaAttribute, v tftypes.Value) bool {
	if a.NestedType == nil || !a.Optional {
		return false
	}
	for _, object := range objectsOf(a.NestedType, v) {
		members := Members(object)
		for _, inner := range a.NestedType.Attributes {
			if member := members[inner.Name]; !member.IsNull() && (!inner.Computed || isConfigured(inner, member)) {
				return true
			}
		}
	}
	return false
}

// objectsOf returns the objects in the value of a nested attribute.
func objectsOf(nested *tfprotov6.SchemaObject, v tftypes.Value) []tftypes.Value {
	switch nested.Nesting {
	case tfprotov6.SchemaObjectNestingModeSingle:
		if v.IsNull() || !v.IsKnown() {
			return nil
		}
		return []tftypes.Value{v}
	case tfprotov6.SchemaObjectNestingModeMap:
		var all []tftypes.Value
		for _, element := range Members(v) {
			all = append(all, element)
		}
		return all
	default:
		return Elements(v)
	}
}

// assertPlanValid returns what in a plan disagrees with the configuration. A value that is configured has to be planned
// as it is, or left as it is in the state; a value that is omitted may be planned only if it is computed. It is
// objchange.AssertPlanValid in Terraform's source.
func assertPlanValid(
	at string, attributes []*tfprotov6.SchemaAttribute, prior, config, planned tftypes.Value,
) problems {
	current, configured, plan := Members(prior), Members(config), Members(planned)
	var found problems
	for _, a := range attributes {
		name := at + a.Name
		priorV, configV, plannedV := current[a.Name], configured[a.Name], plan[a.Name]
		hasPrior := priorV.Type() != nil && !priorV.IsNull()
		switch {
		case plannedV.Equal(configV), hasPrior && !configV.IsNull() && plannedV.Equal(priorV):
		case a.WriteOnly && plannedV.IsNull():
		case a.WriteOnly:
			found.addf("%s is write-only and planned as %s, not null", name, describe(plannedV))
		case a.Computed && (!a.Optional || configV.IsNull()):
		case configV.IsNull():
			found.addf("%s is not computed, omitted, and planned as %s", name, describe(plannedV))
		case a.NestedType != nil && configV.IsKnown():
			found = append(found, assertPlannedObjectsValid(name, a.NestedType, priorV, configV, plannedV)...)
		default:
			found.addf("%s is configured as %s and planned as %s", name, describe(configV), describe(plannedV))
		}
	}
	return found
}

// assertPlannedObjectsValid is assertPlanValid for a nested attribute whose configuration is known and not null.
func assertPlannedObjectsValid(
	at string, nested *tfprotov6.SchemaObject, prior, config, planned tftypes.Value,
) problems {
	var found problems
	if planned.IsNull() || !planned.IsKnown() {
		found.addf("%s is configured as %s and planned as %s", at, describe(config), describe(planned))
		return found
	}

	switch nested.Nesting {
	case tfprotov6.SchemaObjectNestingModeSingle:
		return assertPlanValid(at+".", nested.Attributes, prior, config, planned)

	case tfprotov6.SchemaObjectNestingModeMap:
		current, configured, plan := Members(prior), Members(config), Members(planned)
		for key, element := range plan {
			if _, ok := configured[key]; !ok {
				found.addf("%s[%q] is planned and not configured", at, key)
				continue
			}
			path := fmt.Sprintf("%s[%q].", at, key)
			found = append(found, assertPlanValid(path, nested.Attributes, current[key], configured[key], element)...)
		}
		for key := range configured {
			if _, ok := plan[key]; !ok {
				found.addf("%s[%q] is configured and not planned", at, key)
			}
		}
		return found

	default:
		return assertPlannedElementsValid(at, nested, prior, config, planned)
	}
}

// assertPlannedElementsValid is assertPlannedObjectsValid for a list or a set.
func assertPlannedElementsValid(
	at string, nested *tfprotov6.SchemaObject, prior, config, planned tftypes.Value,
) problems {
	var found problems
	current, configured, plan := Elements(prior), Elements(config), Elements(planned)
	if len(plan) != len(configured) {
		found.addf("%s is configured with %d elements and planned with %d", at, len(configured), len(plan))
		return found
	}
	if nested.Nesting == tfprotov6.SchemaObjectNestingModeSet {
		return nil // nothing tells which elements correspond
	}
	for i := range plan {
		var priorElement tftypes.Value
		if i < len(current) {
			priorElement = current[i]
		}
		path := fmt.Sprintf("%s[%d].", at, i)
		found = append(found, assertPlanValid(path, nested.Attributes, priorElement, configured[i], plan[i])...)
	}
	return found
}

// assertObjectCompatible returns what in a value disagrees with what was planned. What was planned as unknown may have
// any value. It is objchange.AssertObjectCompatible in Terraform's source.
func assertObjectCompatible(at string, planned, actual tftypes.Value) problems {
	if !planned.IsKnown() || planned.Equal(actual) {
		return nil
	}
	if planned.IsNull() || actual.IsNull() || !actual.IsKnown() {
		return problems{fmt.Sprintf("%s was planned as %s and is %s", at, describe(planned), describe(actual))}
	}

	var found problems
	switch {
	case planned.Type().Is(tftypes.Object{}), planned.Type().Is(tftypes.Map{}):
		before, after := Members(planned), Members(actual)
		for name, v := range before {
			if _, ok := after[name]; !ok {
				found.addf("%s was planned and is missing", member(at, name))
				continue
			}
			found = append(found, assertObjectCompatible(member(at, name), v, after[name])...)
		}
		for name := range after {
			if _, ok := before[name]; !ok {
				found.addf("%s was not planned", member(at, name))
			}
		}

	case planned.Type().Is(tftypes.List{}), planned.Type().Is(tftypes.Tuple{}):
		before, after := Elements(planned), Elements(actual)
		if len(before) != len(after) {
			return problems{fmt.Sprintf("%s was planned with %d elements and has %d", at, len(before), len(after))}
		}
		for i := range before {
			found = append(found, assertObjectCompatible(fmt.Sprintf("%s[%d]", at, i), before[i], after[i])...)
		}

	case planned.Type().Is(tftypes.Set{}):
		return assertSetCompatible(at, Elements(planned), Elements(actual))

	default:
		return problems{fmt.Sprintf("%s was planned as %s and is %s", at, describe(planned), describe(actual))}
	}
	return found
}

// member returns the path of an attribute of an object, or of an element of a map.
func member(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

// assertSetCompatible is assertObjectCompatible for a set: each element needs one that it can correspond to. Elements
// that were unknown may turn out to be equal, so that there are fewer.
func assertSetCompatible(at string, planned, actual []tftypes.Value) problems {
	if len(actual) > len(planned) {
		return problems{fmt.Sprintf("%s was planned with %d elements and has %d", at, len(planned), len(actual))}
	}
	var found problems
	matched := make([]bool, len(actual))
	for _, p := range planned {
		missing := true
		for i, a := range actual {
			if len(assertObjectCompatible("", p, a)) == 0 {
				missing, matched[i] = false, true
			}
		}
		if missing {
			found.addf("%s was planned with %s, which is missing", at, describe(p))
		}
	}
	for i, ok := range matched {
		if !ok {
			found.addf("%s has %s, which was not planned", at, describe(actual[i]))
		}
	}
	return found
}

// checkRequiresReplace returns what is wrong with the paths for which a plan replaces a resource. Terraform refuses
// those that are neither in the state nor in the plan, and ignores those that do not change, getRequiredReplaces in its
// source. Both are problems here, as a provider that names an attribute expects a replacement.
func checkRequiresReplace(paths []*tftypes.AttributePath, prior, planned tftypes.Value) problems {
	var found problems
	for _, path := range paths {
		before, _, beforeErr := tftypes.WalkAttributePath(prior, path)
		after, _, afterErr := tftypes.WalkAttributePath(planned, path)
		if beforeErr != nil && afterErr != nil {
			found.addf("%s requires replacement, and is neither in the state nor in the plan", PathText(path))
			continue
		}
		beforeV, _ := before.(tftypes.Value)
		afterV, _ := after.(tftypes.Value)
		if beforeErr == nil && afterErr == nil && beforeV.Equal(afterV) {
			found.addf("%s requires replacement, and does not change: %s", PathText(path), describe(afterV))
		}
	}
	return found
}

// writeOnlyValues returns the write-only attributes that have a value. They must be null in everything that a provider
// returns: ephemeral.ValidateWriteOnlyAttributes in Terraform's source.
func writeOnlyValues(at string, attributes []*tfprotov6.SchemaAttribute, v tftypes.Value) problems {
	var found problems
	members := Members(v)
	for _, a := range attributes {
		member := members[a.Name]
		if a.WriteOnly && member.Type() != nil && !member.IsNull() {
			found.addf("%s%s is write-only, and has a value", at, a.Name)
		}
		if a.NestedType != nil && member.Type() != nil {
			for _, object := range objectsOf(a.NestedType, member) {
				found = append(found, writeOnlyValues(at+a.Name+".", a.NestedType.Attributes, object)...)
			}
		}
	}
	return found
}
