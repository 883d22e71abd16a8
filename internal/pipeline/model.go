// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"maps"
	"reflect"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// model is the resource in Terraform's values: configuration, plan or state.
type model struct {
	ID                  types.String   `tfsdk:"id"`
	Name                types.String   `tfsdk:"name"`
	Description         types.String   `tfsdk:"description"`
	Cron                types.String   `tfsdk:"cron"`
	Paused              types.Bool     `tfsdk:"paused"`
	MemoryMB            types.Int64    `tfsdk:"memory_mb"`
	Jobs                types.List     `tfsdk:"jobs"`
	JobIDs              types.Map      `tfsdk:"job_ids"`
	CustomerID          types.String   `tfsdk:"customer_id"`
	Status              types.String   `tfsdk:"status"`
	CreatedAt           types.String   `tfsdk:"created_at"`
	UpdatedAt           types.String   `tfsdk:"updated_at"`
	DeletionProtection  types.Bool     `tfsdk:"deletion_protection"`
	DrainBeforeDestroy  types.Bool     `tfsdk:"drain_before_destroy"`
	ExportBeforeDestroy types.String   `tfsdk:"export_before_destroy"`
	Timeouts            timeouts.Value `tfsdk:"timeouts"`
}

// equal says whether two models have the same values, all of them.
func (m model) equal(other model) bool {
	a, b := reflect.ValueOf(m), reflect.ValueOf(other)
	for i := range a.NumField() {
		mine, ok := reflect.TypeAssert[attr.Value](a.Field(i))
		theirs, both := reflect.TypeAssert[attr.Value](b.Field(i))
		if !ok || !both || !mine.Equal(theirs) {
			return false
		}
	}
	return true
}

// job is one element of jobs, taken apart.
type job struct {
	id, name        types.String
	input           values
	transformations jsontypes.Normalized
	output          types.Object // may be null or unknown as a whole
}

// values are the attributes of an object by name. All names of the object are in it.
type values map[string]attr.Value

// with gives a copy with one value replaced.
func (v values) with(name string, value attr.Value) values {
	copied := maps.Clone(v)
	copied[name] = value
	return copied
}

// shapes are the types of the nested objects, read off the schema so that they are written down once.
type shapes struct {
	job, input, auth, output, table basetypes.ObjectType
}

var shapesOf = sync.OnceValue(func() (s shapes) {
	object := func(t attr.Type) basetypes.ObjectType {
		return t.(basetypes.ObjectType) //nolint:forcetypeassert // the schema's own types
	}
	jobs := resourceSchema(context.Background()).Attributes["jobs"].GetType()
	s.job = object(jobs.(basetypes.ListType).ElemType) //nolint:forcetypeassert // the schema's own types
	s.input = object(s.job.AttrTypes["input"])
	s.auth = object(s.input.AttrTypes[authName])
	s.output = object(s.job.AttrTypes["output"])
	s.table = object(s.output.AttrTypes["raw"])
	return s
})

// jobsOf takes the list of jobs apart. ok is false when the list, a job or an input is null or unknown as a whole.
func jobsOf(list types.List) (jobs []job, ok bool) {
	if list.IsNull() || list.IsUnknown() {
		return nil, false
	}
	for _, element := range list.Elements() {
		object, isObject := element.(types.Object)
		if !isObject || object.IsNull() || object.IsUnknown() {
			return nil, false
		}
		j := jobOf(object)
		if j.input == nil {
			return nil, false
		}
		jobs = append(jobs, j)
	}
	return jobs, true
}

//nolint:forcetypeassert // the schema's own types
func jobOf(object types.Object) job {
	attributes := object.Attributes()
	return job{
		id:              attributes["job_id"].(types.String),
		name:            attributes["job_name"].(types.String),
		input:           valuesOf(attributes["input"]),
		transformations: attributes["transformations"].(jsontypes.Normalized),
		output:          attributes["output"].(types.Object),
	}
}

// valuesOf gives the attributes of an object, nil when it is null or unknown.
func valuesOf(v attr.Value) values {
	object, ok := v.(types.Object)
	if !ok || object.IsNull() || object.IsUnknown() {
		return nil
	}
	return object.Attributes()
}

func (j job) object() types.Object {
	s := shapesOf()
	return types.ObjectValueMust(s.job.AttrTypes, values{
		"job_id":          j.id,
		"job_name":        j.name,
		"input":           types.ObjectValueMust(s.input.AttrTypes, j.input),
		"transformations": j.transformations,
		"output":          j.output,
	})
}

func listOf(jobs []job) types.List {
	elements := make([]attr.Value, len(jobs))
	for i := range jobs {
		elements[i] = jobs[i].object()
	}
	return types.ListValueMust(shapesOf().job, elements)
}

// emptyJob has every attribute null.
func emptyJob() job {
	s := shapesOf()
	return job{
		id:              types.StringNull(),
		name:            types.StringNull(),
		input:           nullsOf(s.input),
		transformations: jsontypes.NewNormalizedNull(),
		output:          types.ObjectNull(s.output.AttrTypes),
	}
}

// nullsOf gives the attributes of an object type, each null.
func nullsOf(t basetypes.ObjectType) values {
	nulls := make(values, len(t.AttrTypes))
	for name, attrType := range t.AttrTypes {
		nulls[name] = nullOf(attrType)
	}
	return nulls
}

func nullOf(t attr.Type) attr.Value {
	switch t := t.(type) {
	case jsontypes.NormalizedType:
		return jsontypes.NewNormalizedNull()
	case basetypes.ObjectType:
		return types.ObjectNull(t.AttrTypes)
	case basetypes.SetType:
		return types.SetNull(t.ElemType)
	case basetypes.MapType:
		return types.MapNull(t.ElemType)
	case basetypes.Int64Type:
		return types.Int64Null()
	}
	return types.StringNull()
}
