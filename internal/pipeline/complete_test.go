// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func TestOnlyAJDBCJobWhoseAnswerHidesSomethingNeedsAnotherOne(t *testing.T) {
	const input = "jobs.0.input."
	qualify := all(inText(loadTypeName, incrementalWithQualify), in(primaryKeysName, setOf("id")))
	never := withJobs(emptyJob())
	for name, tc := range map[string]struct {
		known edit
		shown func(answer)
		want  bool
	}{
		"everything is shown":                                          {shown: func(answer) {}},
		"as in the documentation's example":                            {shown: hide, want: true},
		"with null in place of what is hidden":                         {shown: hideByNull, want: true},
		"credentials are hidden":                                       {shown: drop(input + "auth_parameters"), want: true},
		"credentials are an empty text":                                {shown: put(input+"auth_parameters", ""), want: true},
		"columns are hidden":                                           {shown: drop(input + "column_include_list"), want: true},
		"columns are hidden, and none were known":                      {known: in(columnsName, types.SetNull(types.StringType)), shown: drop(input + "column_include_list"), want: true},
		"columns are null, and none were known":                        {known: in(columnsName, types.SetNull(types.StringType)), shown: put(input+"column_include_list", nil)},
		"columns are null, and some were known":                        {shown: put(input+"column_include_list", nil), want: true},
		"transformations are hidden":                                   {shown: drop("jobs.0.transformations"), want: true},
		"transformations are null":                                     {shown: put("jobs.0.transformations", nil), want: true},
		"keys are hidden, and the load type has none":                  {shown: drop(input + "primary_keys")},
		"keys are hidden, and the load type has some":                  {known: qualify, shown: func(a answer) { put(input+"load_type", incrementalWithQualify)(a); drop(input + "primary_keys")(a) }, want: true},
		"keys came up with the load type, and are hidden":              {shown: func(a answer) { put(input+"load_type", incrementalWithQualify)(a); drop(input + "primary_keys")(a) }, want: true},
		"memory that is known is hidden":                               {known: in("memory_allocation_mb", types.Int64Value(1)), shown: drop(input + "memory_allocation_mb"), want: true},
		"memory that nobody set is hidden":                             {shown: drop(input + "memory_allocation_mb")},
		"a table name that is known is hidden":                         {shown: drop(input + "table_name"), want: true},
		"a hidden output says nothing":                                 {shown: drop("jobs.0.output")},
		"nothing is known, and everything shown":                       {known: never, shown: func(answer) {}},
		"nothing is known, and the rest hidden":                        {known: never, shown: hide, want: true},
		"another connector, hidden":                                    {known: withJobs(singerJob()), shown: func(a answer) { hide(a); put(input+"connector", "singer")(a) }},
		"no connector, and none was known":                             {known: never, shown: func(a answer) { hide(a); drop(input + "connector")(a) }},
		"a hidden connector is the one that was known":                 {shown: func(a answer) { hide(a); drop(input + "connector")(a) }, want: true},
		"the connector in other letters":                               {shown: func(a answer) { hide(a); put(input+"connector", "JDBC")(a) }, want: true},
		"a connector that is no text counts as the one that was known": {shown: func(a answer) { hide(a); put(input+"connector", []any{})(a) }, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			known := modelWith()
			if tc.known != nil {
				tc.known(&known)
			}
			jobs, _ := jobsOf(known.Jobs)
			if got := needsDetail(jobs[0], decoded(t, shown(tc.shown)).Jobs.Value[0]); got != tc.want {
				t.Errorf("needs another answer: %t", got)
			}
		})
	}
}

// The pipeline's answer is the truth, and the job's own adds what it hides: their values may be of different grain, as
// one page shows database types and the other the classes of them.
func TestAJobsOwnAnswerAddsAndOverridesNothing(t *testing.T) {
	doc := func(text string) maestro.Document { return document(t, text) }
	jobWith := func(input, transformations, output, name string) maestro.Job {
		j := maestro.Job{ID: "id", Input: doc(input)}
		if transformations != "" {
			j.Transformations = maestro.Some(raw(transformations))
		}
		if output != "" {
			j.Output = doc(output)
		}
		if name != "" {
			j.Name = maestro.Some(name)
		}
		return j
	}
	for name, tc := range map[string]struct{ shown, detail, want maestro.Job }{
		"fields that are hidden are added": {
			jobWith(`{"plugin":"mysql"}`, "", "", ""), jobWith(`{"auth_parameters":{"config_id":"c"},"column_include_list":null}`, `[1]`, `{"plugin":"p"}`, "n"),
			jobWith(`{"plugin":"mysql","auth_parameters":{"config_id":"c"},"column_include_list":null}`, `[1]`, `{"plugin":"p"}`, "n"),
		},
		"fields that are null are added": {
			jobWith(`{"auth_parameters":null}`, "", "", ""), jobWith(`{"auth_parameters":{"config_id":"c"}}`, "", "", ""),
			jobWith(`{"auth_parameters":{"config_id":"c"}}`, "", "", ""),
		},
		"a value that is shown stays": {
			jobWith(`{"incremental_column_type":"timestamp without time zone","plugin":"mysql"}`, `[2]`, `{"raw":{}}`, "shown"),
			jobWith(`{"incremental_column_type":"timestamp","plugin":null}`, `[1]`, `{"table_name":"t"}`, "detail"),
			jobWith(`{"incremental_column_type":"timestamp without time zone","plugin":"mysql"}`, `[2]`, `{"raw":{}}`, "shown"),
		},
		"null of an answer that hides is nothing": {
			jobWith(`{"column_include_list":null}`, "", "", ""), jobWith(`{"plugin":"mysql"}`, "", "", ""), jobWith(`{"plugin":"mysql"}`, "", "", ""),
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := mustJSON(tc.shown) + mustJSON(tc.detail)
			compare(t, "job", mustJSON(completed(tc.shown, tc.detail)), mustJSON(tc.want))
			compare(t, "arguments", mustJSON(tc.shown)+mustJSON(tc.detail), before)
		})
	}
}

// resourceOn is the resource with a client of a simulator.
func resourceOn(t *testing.T, options maestrosim.Options) (*pipelineResource, *maestrosim.Sim) {
	t.Helper()
	options.Empty = true
	sim := maestrosim.New(options)
	return &pipelineResource{data: &providerdata.Data{Client: clientOf(t, serve(t, sim))}}, sim
}

// made is a pipeline on the platform, by hand, of the given jobs' inputs.
func made(t *testing.T, sim *maestrosim.Sim, inputs ...map[string]any) {
	t.Helper()
	p := maestrosim.Pipeline{ID: testID, Name: "Orders"}
	for _, input := range inputs {
		p.Jobs = append(p.Jobs, maestrosim.Job{Input: input})
	}
	if err := sim.Put("acme_corp", p); err != nil {
		t.Fatal(err)
	}
}

func jdbcInput(table string) map[string]any {
	return map[string]any{
		"connector": "jdbc", "plugin": "mysql", "table_schema": "s", "table_name": table, "load_type": "full_load", "column_include_list": []any{"id"},
		"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "c"},
	}
}

func singerInput() map[string]any {
	return map[string]any{
		"connector": "singer", "plugin": "hubspot", "table_name": "contacts", "replication_method": "INCREMENTAL",
		"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "h"},
	}
}

func calls(sim *maestrosim.Sim) []string {
	list := []string{}
	for _, r := range sim.Requests() {
		list = append(list, r.Method+" "+strings.NewReplacer(testID, "{id}", strings.ReplaceAll(testID, "_", "-"), "{id}").Replace(r.Path))
	}
	return list
}

func TestReadingAsksOnlyForTheJobsThatNeedIt(t *testing.T) {
	const whole = "GET /platform/pipeline/{id}"
	for name, tc := range map[string]struct {
		contract maestrosim.Contract
		want     []string
	}{
		"hidden details of JDBC jobs": {want: []string{whole, "GET /platform/jobs/jdbc/{id}_0", "GET /platform/jobs/jdbc/{id}_2"}},
		"nothing hidden":              {contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}, want: []string{whole}},
	} {
		t.Run(name, func(t *testing.T) {
			r, sim := resourceOn(t, maestrosim.Options{Contract: tc.contract})
			made(t, sim, jdbcInput("a"), singerInput(), jdbcInput("b"))
			p, err := r.get(t.Context(), model{ID: types.StringValue(testID), Jobs: types.ListNull(shapesOf().job)})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, call := range calls(sim) {
				got[call] = true
			}
			want := map[string]bool{}
			for _, call := range tc.want {
				want[call] = true
			}
			compare(t, "calls", got, want)
			if len(sim.Requests()) != len(tc.want) {
				t.Errorf("%d calls", len(sim.Requests()))
			}
			for _, i := range []int{0, 2} {
				if columns, err := p.Jobs.Value[i].Input.Texts(columnsName); err != nil || len(columns.Value) != 1 {
					t.Errorf("job %d has the columns %v, error %v", i, columns, err)
				}
			}
		})
	}
}

func TestWhereAJobCannotBeReadWhatIsHiddenStaysHidden(t *testing.T) {
	r, sim := resourceOn(t, maestrosim.Options{Contract: maestrosim.Contract{NoJDBCJob: true}})
	made(t, sim, jdbcInput("a"))
	p, err := r.get(t.Context(), modelWith())
	if err != nil {
		t.Fatal(err)
	}
	if p.Jobs.Value[0].Input.Raw(columnsName).Present {
		t.Error("the columns are shown")
	}
}

func TestAnyOtherTroubleWithAJobIsTroubleWithThePipeline(t *testing.T) {
	r, sim := resourceOn(t, maestrosim.Options{})
	made(t, sim, jdbcInput("a"), jdbcInput("b"))
	sim.Order(maestrosim.Fault{On: maestrosim.OpGetJDBCJob, ID: testID + "_1", Status: http.StatusForbidden, Body: `{"message":"no"}`, Times: -1})
	_, err := r.get(t.Context(), modelWith())
	var answer *maestro.Error
	if !errors.As(err, &answer) || answer.Status != http.StatusForbidden {
		t.Errorf("got %v", err)
	}
	if maestro.IsNotFound(err) {
		t.Error("the pipeline is taken for gone")
	}
}

// A change of hidden details is seen through the job's own answer; one that is not shown anywhere is not made up.
func TestHiddenDetailsAreObserved(t *testing.T) {
	r, sim := resourceOn(t, maestrosim.Options{})
	input := jdbcInput("a")
	input["column_include_list"] = []any{"id", "added"}
	made(t, sim, input)
	prior := modelWith(all(inText("plugin", "mysql"), in(columnsName, setOf("id")), onJob(0, func(j *job) { j.transformations = jsontypes.NewNormalizedNull() })))
	p, err := r.get(t.Context(), prior)
	if err != nil {
		t.Fatal(err)
	}
	got, err := observe(prior, p, false)
	if err != nil {
		t.Fatal(err)
	}
	jobs, _ := jobsOf(got.Jobs)
	compare(t, "columns", jobs[0].input[columnsName].String(), setOf("added", "id").String())
	compare(t, "transformations", jobs[0].transformations.ValueString(), "[]")
}

func TestNullsAreTakenOutOfACopy(t *testing.T) {
	d := maestro.Document{"a": raw("null"), "b": raw("1"), "c": raw(`"null"`)}
	compare(t, "without", mustJSON(withoutNulls(d)), `{"b":1,"c":"null"}`)
	if _, ok := d["a"]; !ok {
		t.Error("the document itself was changed")
	}
	if got := withoutNulls(nil); got == nil {
		t.Error("nothing is not a document")
	}
	if _, err := json.Marshal(d); err != nil {
		t.Fatal(err)
	}
}
