// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func setWholeOutput(output tfvalue.Object[Output]) edit {
	return onJob(0, func(j *Job) { j.Output = output })
}

// doubled adds a second job like the first.
func doubled(p *Pipeline) { withJobs(p.Jobs.Element(0), p.Jobs.Element(0))(p) }

func TestPipeline_resolveUnknowns(t *testing.T) {
	unknownType := tfvalue.ObjectValue(Auth{Type: tfvalue.StringUnknown[tfvalue.Exact](), ConfigID: str("c")})
	for name, tc := range map[string]struct{ plan, observed, want Pipeline }{
		"unknown values are observed": {plannedPipeline(), examplePipeline(), examplePipeline()},
		"known values stay": {
			plannedPipeline(), examplePipeline(
				func(p *Pipeline) {
					p.Name, p.Cron, p.Paused, p.MemoryMB = text("x"), schedule(""), types.BoolValue(true), types.Int64Null()
				},
				setInput(attrPlugin, "mysql"), setInput(attrTableName, "items"), setInput(attrColumns, set("x")),
				setOutput(attrRaw, table("X", "Y")),
			), examplePipeline(),
		},
		"null values stay": {
			plannedPipeline(setInput(attrPrimaryKeys, nullSet), func(p *Pipeline) { p.Description = text("") }),
			examplePipeline(setInput(attrPrimaryKeys, set("id"))),
			examplePipeline(func(p *Pipeline) { p.Description = text("") }),
		},
		"output is unknown": {
			plannedPipeline(setWholeOutput(tfvalue.ObjectUnknown[Output]())), examplePipeline(), examplePipeline(),
		},
		"table is unknown": {plannedPipeline(setOutput(attrRaw, unknown)), examplePipeline(), examplePipeline()},
		"output is unknown and not shown": {
			plannedPipeline(setWholeOutput(tfvalue.ObjectUnknown[Output]())),
			examplePipeline(setWholeOutput(tfvalue.ObjectNull[Output]())),
			examplePipeline(setWholeOutput(tfvalue.ObjectNull[Output]())),
		},
		"jobs are unknown": {
			plannedPipeline(func(p *Pipeline) { p.Jobs = tfvalue.ListUnknown[Job]() }), examplePipeline(), examplePipeline(),
		},
		"type of the credentials is unknown": {
			plannedPipeline(setInput(attrAuth, unknownType)), examplePipeline(),
			examplePipeline(setInput(attrAuth, auth("connection_manager", "c"))),
		},
		"type of the credentials is unknown and not shown": {
			plannedPipeline(setInput(attrAuth, unknownType)), examplePipeline(setInput(attrAuth, nil)),
			examplePipeline(setInput(attrAuth, auth("", "c"))),
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := tc.plan.ResolveUnknowns(tc.observed)
			checkNoUnknowns(t, got)
			checkPipeline(t, "the resolved plan", got, tc.want)
		})
	}
}

func TestPipeline_resolveUnknownsLeavesNone(t *testing.T) {
	plans := map[string]Pipeline{
		"plan of a create":       plannedPipeline(),
		"plan with unknown jobs": plannedPipeline(func(p *Pipeline) { p.Jobs = tfvalue.ListUnknown[Job]() }),
		"plan without names": plannedPipeline(
			setWholeOutput(tfvalue.ObjectUnknown[Output]()), setInput(attrAuth, unknown),
		),
		"plan of two jobs": plannedPipeline(doubled),
	}
	observations := map[string]Pipeline{
		"everything":       examplePipeline(),
		"nothing":          {},
		"no jobs":          examplePipeline(withJobs()),
		"job without data": examplePipeline(withJobs(nullJob())),
	}
	for planName, plan := range plans {
		for observedName, observed := range observations {
			t.Run(planName+", observed "+observedName, func(t *testing.T) {
				checkNoUnknowns(t, plan.ResolveUnknowns(observed))
				checkNoUnknowns(t, plan.ResolveUnknowns(plan.WithoutUnknowns()))
				checkNoUnknowns(t, plan.WithoutUnknowns())
			})
		}
	}
}

func TestPipeline_withoutUnknowns(t *testing.T) {
	want := examplePipeline(
		func(p *Pipeline) {
			p.ID, p.CustomerID, p.Status, p.CreatedAt, p.UpdatedAt = str(""), str(""), str(""), str(""), str("")
		},
		onJob(0, func(j *Job) { j.ID, j.Name, j.Transformations = jobIDValue(""), str(""), jsonText("") }),
		setOutput(attrTableName, nil),
	)
	checkPipeline(t, "the plan without unknown values", plannedPipeline().WithoutUnknowns(), want)

	plan := plannedPipeline(func(p *Pipeline) { p.ID = str(testID) }).WithoutUnknowns()
	checkEqual(t, "job ids", jobIDTexts(plan.JobIDs), map[string]string{
		"orders": testID + "_0", "public.orders": testID + "_0",
	})
	checkPipeline(t, "a pipeline of known values", examplePipeline().WithoutUnknowns(), examplePipeline())
}

func TestPipeline_resolveUnknownsOfMoreJobsThanObserved(t *testing.T) {
	got := plannedPipeline(doubled).ResolveUnknowns(examplePipeline()).Jobs
	if len(got.Elements()) != 2 {
		t.Fatalf("got %d jobs, want 2", len(got.Elements()))
	}
	checkEqual(t, "name of the first job", got.Element(0).Name.String(), `"orders_extraction"`)
	checkEqual(t, "name of the second job", got.Element(1).Name.String(), "<null>")
}

// An attribute that Equal does not compare would never be refreshed.
func TestPipeline_equalComparesEveryAttribute(t *testing.T) {
	compared := map[string]bool{}
	for _, p := range []Pipeline{examplePipeline(), {
		AllowReplacement: types.BoolValue(true), DeletionPolicy: types.StringValue(PolicyRetire),
		ExportBeforeDestroy: types.StringValue("x"), Timeouts: timeouts.Value{Object: types.ObjectUnknown(nil)},
	}} {
		example := reflect.ValueOf(p)
		for i := range example.NumField() {
			other := reflect.New(example.Type()).Elem()
			other.Set(example)
			if other.Field(i).IsZero() {
				continue
			}
			other.Field(i).SetZero()
			compared[example.Type().Field(i).Name] = true
			if p.Equal(other.Interface().(Pipeline)) { //nolint:forcetypeassert // it is one
				t.Errorf("%s: pipelines with other values are equal", example.Type().Field(i).Name)
			}
		}
	}
	if want := reflect.TypeFor[Pipeline]().NumField(); len(compared) != want {
		t.Errorf("compared %v, want %d attributes: add a value of the others to the examples", compared, want)
	}
}

func TestPipeline_equal(t *testing.T) {
	for name, tc := range map[string]struct {
		change edit
		want   bool
	}{
		"same values":                    {unedited, true},
		"other spelling of the name":     {func(p *Pipeline) { p.Name = text("Orders ") }, false},
		"unknown and known":              {func(p *Pipeline) { *p = plannedPipeline() }, false},
		"id":                             {func(p *Pipeline) { p.ID = str("x") }, false},
		"description":                    {func(p *Pipeline) { p.Description = text("") }, false},
		"cron":                           {func(p *Pipeline) { p.Cron = schedule("@daily") }, false},
		"pause state":                    {func(p *Pipeline) { p.Paused = types.BoolValue(true) }, false},
		"memory":                         {func(p *Pipeline) { p.MemoryMB = types.Int64Null() }, false},
		"jobs":                           {setInput(attrPlugin, "x"), false},
		"job ids":                        {func(p *Pipeline) { p.JobIDs = types.MapNull(types.StringType) }, false},
		"customer":                       {func(p *Pipeline) { p.CustomerID = str("x") }, false},
		"status":                         {func(p *Pipeline) { p.Status = str("x") }, false},
		"time of creation":               {func(p *Pipeline) { p.CreatedAt = str("x") }, false},
		"time of the last change":        {func(p *Pipeline) { p.UpdatedAt = str("x") }, false},
		"permission to replace":          {func(p *Pipeline) { p.AllowReplacement = types.BoolValue(true) }, false},
		"deletion policy":                {func(p *Pipeline) { p.DeletionPolicy = types.StringValue(PolicyRetire) }, false},
		"deletion protection":            {func(p *Pipeline) { p.DeletionProtection = types.BoolValue(true) }, false},
		"whether it is drained":          {func(p *Pipeline) { p.DrainBeforeDestroy = types.BoolValue(true) }, false},
		"folder of the export":           {func(p *Pipeline) { p.ExportBeforeDestroy = types.StringValue("x") }, false},
		"letter case inside of a job":    {setInput(attrTableName, "Orders"), false},
		"spelling of extra inside a job": {setInput(attrExtra, "{}"), false},
	} {
		t.Run(name, func(t *testing.T) {
			other := examplePipeline()
			tc.change(&other)
			if got := examplePipeline().Equal(other); got != tc.want {
				t.Errorf("got %t, want %t", got, tc.want)
			}
		})
	}
}
