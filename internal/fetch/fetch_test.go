// SPDX-License-Identifier: MPL-2.0

package fetch_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/fetch"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

const (
	testID   = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	customer = "acme_corp"
)

// unread is a pipeline of which only the id is known.
var unread = definition.Pipeline{ID: definition.String{StringValue: types.StringValue(testID)}}

// newPlatform returns a simulator with a pipeline of jobs with these inputs, and a client for it.
func newPlatform(
	t *testing.T, contract maestrosim.Contract, inputs ...map[string]any,
) (*maestrosim.Sim, *maestro.Client) {
	t.Helper()
	sim := maestrosim.New(maestrosim.Options{Empty: true, Contract: contract})
	base, err := url.Parse(openapi.NewServer(t, sim).URL)
	if err != nil {
		t.Fatal(err)
	}
	client, err := maestro.New(maestro.Config{BaseURL: base, CustomerName: customer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)

	p := maestrosim.Pipeline{ID: testID, Name: "Orders"}
	for _, input := range inputs {
		p.Jobs = append(p.Jobs, maestrosim.Job{Input: input})
	}
	if err := sim.Put(customer, p); err != nil {
		t.Fatal(err)
	}
	return sim, client
}

func jdbcInput(table string) map[string]any {
	return map[string]any{
		"connector": "jdbc", "plugin": "mysql", "table_schema": "s", "table_name": table, "load_type": "full_load",
		"column_include_list": []any{"id"},
		"auth_parameters":     map[string]any{"auth_type": "connection_manager", "config_id": "c"},
	}
}

func singerInput() map[string]any {
	return map[string]any{
		"connector": "singer", "plugin": "hubspot", "table_name": "contacts", "replication_method": "INCREMENTAL",
		"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "h"},
	}
}

// requests returns the requests to a simulator, sorted and with {id} for the id of the pipeline.
func requests(sim *maestrosim.Sim) []string {
	ids := strings.NewReplacer(testID, "{id}", strings.ReplaceAll(testID, "_", "-"), "{id}")
	var list []string
	for _, r := range sim.Requests() {
		list = append(list, r.Method+" "+ids.Replace(r.Path))
	}
	slices.Sort(list)
	return list
}

func mustFetch(t *testing.T, client *maestro.Client, prior definition.Pipeline) maestro.Pipeline {
	t.Helper()
	p, err := fetch.Pipeline(t.Context(), client, prior)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustObserve(t *testing.T, prior definition.Pipeline, shown maestro.Pipeline, imported bool) definition.Pipeline {
	t.Helper()
	p, err := definition.Observe(prior, shown, imported)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPipeline_readsOnlyJobsWithHiddenDetails(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	const whole = "GET /platform/pipeline/{id}"
	for name, tc := range map[string]struct {
		contract maestrosim.Contract
		want     []string
	}{
		"details of JDBC jobs are hidden": {
			want: []string{"GET /platform/jobs/jdbc/{id}_0", "GET /platform/jobs/jdbc/{id}_2", whole},
		},
		"nothing is hidden": {contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}, want: []string{whole}},
	} {
		t.Run(name, func(t *testing.T) {
			sim, client := newPlatform(t, tc.contract, jdbcInput("a"), singerInput(), jdbcInput("b"))
			p := mustFetch(t, client, unread)

			if got := requests(sim); !slices.Equal(got, tc.want) {
				t.Errorf("got requests %q, want %q", got, tc.want)
			}
			for _, i := range []int{0, 2} {
				columns, err := p.Jobs.Value[i].Input.Texts("column_include_list")
				if err != nil || !slices.Equal(columns.Value, []string{"id"}) {
					t.Errorf("job %d: got columns %v and error %v, want id", i, columns, err)
				}
			}
		})
	}
}

func TestPipeline_hiddenDetailsStayHiddenWithoutTheCall(t *testing.T) {
	_, client := newPlatform(t, maestrosim.Contract{NoJDBCJob: true}, jdbcInput("a"))
	if columns := mustFetch(t, client, unread).Jobs.Value[0].Input.Raw("column_include_list"); columns.Present {
		t.Errorf("got columns %s, want none", columns.Value)
	}
}

func TestPipeline_responseWithoutJobsIsReturned(t *testing.T) {
	sim, client := newPlatform(t, maestrosim.Contract{}, jdbcInput("a"))
	sim.Order(maestrosim.Fault{
		On: maestrosim.OpGet, Body: `{"status":true,"data":{"id":"` + testID + `","name":"Orders"}}`,
	})
	p := mustFetch(t, client, unread)
	if p.Name.Value != "Orders" || p.Jobs.Present {
		t.Errorf("got name %q and jobs %v, want Orders and no jobs", p.Name.Value, p.Jobs)
	}
	if got := requests(sim); len(got) != 1 {
		t.Errorf("got requests %q, want one", got)
	}
}

func TestPipeline_missingPipeline(t *testing.T) {
	_, client := newPlatform(t, maestrosim.Contract{})
	other := types.StringValue("00000000_1111_4222_8333_444444444444")
	missing := definition.Pipeline{ID: definition.String{StringValue: other}}
	if _, err := fetch.Pipeline(t.Context(), client, missing); !errors.Is(err, maestro.ErrNotFound) {
		t.Errorf("got error %v, want %v", err, maestro.ErrNotFound)
	}
}

func TestPipeline_failureOfOneJobIsAFailure(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	sim, client := newPlatform(t, maestrosim.Contract{}, jdbcInput("a"), jdbcInput("b"))
	sim.Order(maestrosim.Fault{
		On: maestrosim.OpGetJDBCJob, ID: testID + "_1", Status: http.StatusForbidden, Body: `{"message":"no"}`, Times: -1,
	})
	_, err := fetch.Pipeline(t.Context(), client, unread)
	if !errors.Is(err, maestro.ErrForbidden) || errors.Is(err, maestro.ErrNotFound) {
		t.Errorf("got error %v, want one that is %v and not %v", err, maestro.ErrForbidden, maestro.ErrNotFound)
	}
}

// A change of what the response about the pipeline hides is seen in the response about the job.
func TestPipeline_changeOfHiddenDetailsIsObserved(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	sim, client := newPlatform(t, maestrosim.Contract{}, jdbcInput("a"))
	prior := mustObserve(t, unread, mustFetch(t, client, unread), true)
	err := sim.Edit(customer, testID, func(p *maestrosim.Pipeline) {
		p.Jobs[0].Input["column_include_list"] = []any{"id", "added"}
	})
	if err != nil {
		t.Fatal(err)
	}

	got := mustObserve(t, prior, mustFetch(t, client, prior), false).Jobs.Element(0)
	if want := tfvalue.SetOfStrings("added", "id"); !got.Input.Attributes().ColumnIncludeList.Equal(want) {
		t.Errorf("got columns %s, want %s", got.Input.Attributes().ColumnIncludeList, want)
	}
	if got.Transformations.ValueString() != "[]" {
		t.Errorf("got transformations %s, want []", got.Transformations)
	}
}

// A platform that shows the credentials and omits columns is asked for at most three jobs to find out whether it hides
// columns, and for all jobs once it does. A pipeline of which nothing is known is read completely.
func TestRefresher_probesWhetherFieldsAreHidden(t *testing.T) {
	const pipelines = 10
	for name, tc := range map[string]struct {
		columns      string // in the response about the job
		known, fresh int    // requests for the jobs of pipelines that are known, and of others
	}{
		"omits columns that are not set": {"null", 3, pipelines},
		"hides columns":                  {`["id"]`, pipelines, pipelines},
	} {
		t.Run(name, func(t *testing.T) {
			var jobs atomic.Int32
			client := serveHiding(t, tc.columns, &jobs)
			shown, err := client.GetPipeline(t.Context(), testID)
			if err != nil {
				t.Fatal(err)
			}
			known := mustObserve(t, unread, shown, true)

			var refresher fetch.Refresher
			read := func(prior definition.Pipeline) (requests int) {
				jobs.Store(0)
				for range pipelines {
					if _, err := refresher.Pipeline(t.Context(), client, prior); err != nil {
						t.Fatal(err)
					}
				}
				return int(jobs.Load())
			}
			if got := read(known); got != tc.known {
				t.Errorf("got %d requests for jobs that are known, want %d", got, tc.known)
			}
			if got := read(unread); got != tc.fresh {
				t.Errorf("got %d requests for jobs of which nothing is known, want %d", got, tc.fresh)
			}
		})
	}
}

// serveHiding starts a platform whose response about a pipeline shows the credentials of its job and no columns, and
// returns a client for it. It counts the requests for the job.
func serveHiding(t *testing.T, columns string, jobs *atomic.Int32) *maestro.Client {
	t.Helper()
	const input = `{"connector":"jdbc","plugin":"mysql","table_schema":"s","table_name":"a","load_type":"full_load",` +
		`"auth_parameters":{"auth_type":"connection_manager","config_id":"c"}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if strings.Contains(r.URL.Path, "/jobs/jdbc/") {
			jobs.Add(1)
			_, _ = io.WriteString(w, `{"source_config":`+input+`,"column_include_list":`+columns+`}}`)
			return
		}
		_, _ = io.WriteString(w, `{"status":true,"data":{"id":"`+testID+`","name":"Orders","jobs":[{"job_id":"`+testID+`_0",`+
			`"transformations":[],"input":`+input+`}}]}}`)
	}))
	t.Cleanup(server.Close)
	base, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client, err := maestro.New(maestro.Config{BaseURL: base, CustomerName: customer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}
