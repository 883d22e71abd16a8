// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// result is the state after an apply: what the plan said, with what it left open taken from what the platform shows.
// Terraform accepts nothing else, so what the platform made of the plan otherwise only shows in the next refresh; see
// differences.
func result(plan, observed model) model {
	m := plan
	m.ID = fill(plan.ID, observed.ID).(types.String)                         //nolint:forcetypeassert // of the same type
	m.CustomerID = fill(plan.CustomerID, observed.CustomerID).(types.String) //nolint:forcetypeassert // of the same type
	m.Status = fill(plan.Status, observed.Status).(types.String)             //nolint:forcetypeassert // of the same type
	m.CreatedAt = fill(plan.CreatedAt, observed.CreatedAt).(types.String)    //nolint:forcetypeassert // of the same type
	m.UpdatedAt = fill(plan.UpdatedAt, observed.UpdatedAt).(types.String)    //nolint:forcetypeassert // of the same type
	m.Jobs = fill(plan.Jobs, observed.Jobs).(types.List)                     //nolint:forcetypeassert // of the same type
	m.JobIDs = fill(plan.JobIDs, jobIDsOf(m)).(types.Map)                    //nolint:forcetypeassert // of the same type
	return m
}

// fill gives the planned value with its unknown parts taken from the observed one, or null where that has none.
func fill(planned, observed attr.Value) attr.Value {
	if planned.IsUnknown() {
		return knownOrNull(observed)
	}
	switch planned := planned.(type) {
	case types.Object:
		if planned.IsNull() {
			return planned
		}
		shape := planned.AttributeTypes(context.Background())
		from := valuesOf(observed)
		members := make(values, len(shape))
		for name, v := range planned.Attributes() {
			if from == nil {
				members[name] = fill(v, nullOf(shape[name]))
				continue
			}
			members[name] = fill(v, from[name])
		}
		return types.ObjectValueMust(shape, members)
	case types.List:
		if planned.IsNull() {
			return planned
		}
		from, _ := observed.(types.List)
		elements := make([]attr.Value, len(planned.Elements()))
		for i, v := range planned.Elements() {
			if i < len(from.Elements()) {
				elements[i] = fill(v, from.Elements()[i])
				continue
			}
			elements[i] = fill(v, nullOf(shapesOf().job))
		}
		return types.ListValueMust(shapesOf().job, elements)
	case types.Map:
		if planned.IsNull() {
			return planned
		}
		from, _ := observed.(types.Map)
		elements := make(values, len(planned.Elements()))
		for key, v := range planned.Elements() {
			is, ok := from.Elements()[key]
			if !ok {
				is = nullOf(planned.ElementType(context.Background()))
			}
			elements[key] = fill(v, is)
		}
		return types.MapValueMust(planned.ElementType(context.Background()), elements)
	}
	return planned
}

// platformsOwn are attributes that no configuration sets.
var platformsOwn = []string{"job_id", "job_name"}

// meaningfulNulls are attributes that say something by being null. Of all others, null means that nobody manages them.
var meaningfulNulls = []string{"description", "cron", columnName, columnTypeName, columnsName, primaryKeysName}

// differences gives the attributes, other than those of the platform's own, in which an observed pipeline is not as it
// was planned or known.
func differences(prior, observed model) path.Paths {
	var found path.Paths
	for _, top := range []struct {
		name            string
		prior, observed attr.Value
	}{
		{"name", prior.Name, observed.Name},
		{"description", prior.Description, observed.Description},
		{"cron", prior.Cron, observed.Cron},
		{"paused", prior.Paused, observed.Paused},
		{memoryName, prior.MemoryMB, observed.MemoryMB},
		{"jobs", prior.Jobs, observed.Jobs},
	} {
		found = append(found, differ(path.Root(top.name), top.name, top.prior, top.observed)...)
	}
	return found
}

func differ(at path.Path, name string, prior, observed attr.Value) path.Paths {
	switch {
	case prior.Equal(observed) || prior.IsUnknown() || slices.Contains(platformsOwn, name):
		return nil
	case prior.IsNull() && !slices.Contains(meaningfulNulls, name):
		return nil
	}
	switch prior := prior.(type) {
	case types.Object:
		from, members := valuesOf(observed), valuesOf(prior)
		var found path.Paths
		for _, member := range slices.Sorted(maps.Keys(members)) {
			if from != nil && (member != "table_name" || name != "output") {
				found = append(found, differ(at.AtName(member), member, members[member], from[member])...)
			}
		}
		return found
	case types.List:
		from, _ := observed.(types.List)
		if len(from.Elements()) != len(prior.Elements()) {
			return path.Paths{at}
		}
		var found path.Paths
		for i, v := range prior.Elements() {
			found = append(found, differ(at.AtListIndex(i), "", v, from.Elements()[i])...)
		}
		return found
	}
	return path.Paths{at}
}
