// SPDX-License-Identifier: MPL-2.0

package maestro_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

// simulate starts a simulator and returns a client for it.
func simulate(t *testing.T, o maestrosim.Options, change ...func(*maestro.Config)) (*maestrosim.Sim, *maestro.Client) {
	t.Helper()
	sim := maestrosim.New(o)
	base, err := maestro.ParseBaseURL(openapi.NewServer(t, sim).URL, false)
	if err != nil {
		t.Fatal(err)
	}
	config := maestro.Config{BaseURL: base, CustomerName: "acme_corp", MaxRetries: maestro.DefaultMaxRetries}
	for _, f := range change {
		f(&config)
	}
	client, err := maestro.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return sim, client
}

func raw(text string) json.RawMessage { return json.RawMessage(text) }

func newOrders(id string) maestro.NewPipeline {
	job := func(table string) maestro.NewJob {
		return maestro.NewJob{
			Input: maestro.Document{
				"connector": raw(`"jdbc"`), "plugin": raw(`"postgresql"`), "table_schema": raw(`"public"`), "table_name": raw(`"` + table + `"`),
				"load_type": raw(`"full_load"`), "column_include_list": raw(`["id"]`),
				"auth_parameters": raw(`{"auth_type":"connection_manager","config_id":"c"}`),
			},
			Transformations: raw(`[]`),
			Output:          maestro.Document{"plugin": raw(`"dadosfera_snowflake"`)},
		}
	}
	return maestro.NewPipeline{ID: id, Name: "Pedidos", Cron: maestro.Some("0 6 * * *"), Jobs: []maestro.NewJob{job("a"), job("b")}}
}

// The contracts are the ways in which the platform may fill the gaps of its reference.
func TestClient_lifeOfAPipelineUnderEveryContract(t *testing.T) {
	t.Parallel()
	for _, named := range maestrosim.Contracts() {
		t.Run(named.Name, func(t *testing.T) {
			t.Parallel()
			sim, c := simulate(t, maestrosim.Options{Contract: named.Contract})
			l := life{sim, c, maestro.NewID()}
			l.create(t)
			l.change(t)
			l.run(t)
			l.changeJob(t, named.Contract)
			l.find(t)
			l.delete(t)
		})
	}
}

// life is a pipeline from its create to its delete.
type life struct {
	sim *maestrosim.Sim
	c   *maestro.Client
	id  string
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (l life) create(t *testing.T) {
	t.Helper()
	if _, err := l.c.GetPipeline(t.Context(), l.id); !errors.Is(err, maestro.ErrNotFound) {
		t.Fatalf("before the create: got %v, want %q", err, maestro.ErrNotFound)
	}
	outcome, err := l.c.CreatePipeline(t.Context(), newOrders(l.id))
	if must(t, err); outcome < maestro.ReportedCreated {
		t.Fatalf("got the outcome %d, want at least %d", outcome, maestro.ReportedCreated)
	}
	p, err := l.c.GetPipeline(t.Context(), l.id)
	must(t, err)
	if !maestro.SameID(p.ID, l.id) || p.Name.Value != "Pedidos" || p.Cron.Value != "0 6 * * *" || len(p.Jobs.Value) != 2 {
		t.Fatalf("got %+v after the create", p)
	}
	for i, table := range []string{"a", "b"} {
		job := p.Jobs.Value[i]
		if _, index, err := maestro.ParseJobID(job.ID); err != nil || index != i || string(job.Input["table_name"]) != `"`+table+`"` {
			t.Errorf("job %d: got %q with %s, want table %q", i, job.ID, job.Input["table_name"], table)
		}
	}
}

func (l life) change(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	must(t, l.c.UpdatePipeline(ctx, l.id, maestro.PipelineChange{Name: maestro.Some("Orders 2"), Cron: maestro.Null[string]()}))
	if memory, err := l.c.SetMemory(ctx, l.id, 4096); err != nil || memory != 4096 {
		t.Errorf("memory: got %d, %v, want 4096", memory, err)
	}
	must(t, l.c.Pause(ctx, l.id))
	must(t, l.c.Pause(ctx, l.id))
	if _, err := l.c.Execute(ctx, l.id); !errors.Is(err, maestro.ErrPaused) {
		t.Errorf("execute of a paused pipeline: got %v, want %q", err, maestro.ErrPaused)
	}
	must(t, l.c.Unpause(ctx, l.id))
	must(t, l.c.Unpause(ctx, l.id))
	held, _ := l.sim.Pipeline("acme_corp", l.id)
	if held.Name != "Orders 2" || held.Cron != nil || held.MemoryMB != 4096 || held.Paused {
		t.Errorf("got %+v on the platform", held)
	}
}

func (l life) run(t *testing.T) {
	t.Helper()
	runID, err := l.c.Execute(t.Context(), l.id)
	if must(t, err); runID == "" {
		t.Error("got no id of the execution")
	}
	runs, err := l.c.ListRuns(t.Context(), l.id)
	if must(t, err); len(runs) != 1 || runs[0].ID == "" {
		t.Fatalf("got the runs %+v, want one", runs)
	}
	run, err := l.c.GetRun(t.Context(), l.id, runs[0].ID)
	if must(t, err); run.ID != runs[0].ID || run.Ended() {
		t.Errorf("got the run %+v, want %q in progress", run, runs[0].ID)
	}
}

func (l life) changeJob(t *testing.T, contract maestrosim.Contract) {
	t.Helper()
	ctx := t.Context()
	jobID := maestro.JobID(l.id, 1)
	must(t, l.c.PatchJobInput(ctx, jobID, maestro.Document{"column_include_list": raw(`["total"]`)}))
	must(t, l.c.SetSyncMode(ctx, jobID, maestro.SyncMode{LoadType: "incremental", IncrementalColumnName: "updated_at", IncrementalColumnType: "date"}))
	must(t, l.c.ResetJobState(ctx, jobID))
	types, err := l.c.JDBCDatatypes(ctx)
	if must(t, err); len(types["postgresql"]) == 0 {
		t.Errorf("got the datatypes %v, want some for postgresql", types)
	}
	job, err := l.c.GetJDBCJob(ctx, jobID)
	if contract.NoJDBCJob {
		if !errors.Is(err, maestro.ErrStatus404) {
			t.Errorf("got %v from a platform without this call, want %q", err, maestro.ErrStatus404)
		}
		return
	}
	must(t, err)
	columns, err := job.Input.Texts("column_include_list")
	if diff := cmp.Diff([]string{"id", "total"}, columns.Value); err != nil || diff != "" {
		t.Errorf("columns: got %v (-want +got):\n%s", err, diff)
	}
	if load, _ := job.Input.Text("load_type"); load.Value != "incremental" {
		t.Errorf("got the load type %q, want incremental", load.Value)
	}
}

func (l life) find(t *testing.T) {
	t.Helper()
	all, err := l.c.ListPipelines(t.Context())
	if must(t, err); len(all) != 2 {
		t.Errorf("got %d pipelines, want 2", len(all))
	}
	if found, err := l.c.FindByName(t.Context(), "Orders 2"); err != nil || len(found) != 1 || !maestro.SameID(found[0].ID, l.id) {
		t.Errorf("by name: got %v, %v, want the pipeline", found, err)
	}
}

func (l life) delete(t *testing.T) {
	t.Helper()
	for _, want := range []bool{true, false} { // the second time it is already gone
		if found, err := l.c.DeletePipeline(t.Context(), l.id); err != nil || found != want {
			t.Errorf("delete: got found %t, %v, want %t", found, err, want)
		}
	}
	if _, err := l.c.GetPipeline(t.Context(), l.id); !errors.Is(err, maestro.ErrNotFound) {
		t.Errorf("after the delete: got %v, want %q", err, maestro.ErrNotFound)
	}
	if left := l.sim.Pipelines("acme_corp"); len(left) != 1 {
		t.Errorf("got %d pipelines on the platform, want 1", len(left))
	}
}

func TestCreatePipeline_takenNameUnderEveryContract(t *testing.T) {
	t.Parallel()
	for _, named := range maestrosim.Contracts() {
		if named.Contract.DuplicateNames {
			continue
		}
		sim, c := simulate(t, maestrosim.Options{Contract: named.Contract})
		p := newOrders(maestro.NewID())
		p.Name = "Orders Data Pipeline"
		outcome, err := c.CreatePipeline(t.Context(), p)
		if outcome != maestro.NotCreated || err == nil || len(sim.Pipelines("acme_corp")) != 1 {
			t.Errorf("%s: got %d, %v, want %d", named.Name, outcome, err, maestro.NotCreated)
		}
	}
}

func TestCreatePipeline_faultsLeaveOnePipelineOrNone(t *testing.T) {
	t.Parallel()
	for name, faults := range map[string][]maestrosim.Fault{
		"reset before":           {{On: maestrosim.OpCreate, DropBefore: true}},
		"reset after":            {{On: maestrosim.OpCreate, DropAfter: true}},
		"502 after":              {{On: maestrosim.OpCreate, Status: 502, Body: "<html>", After: true}},
		"cut after":              {{On: maestrosim.OpCreate, Truncate: 10}},
		"reset before and after": {{On: maestrosim.OpCreate, DropBefore: true}, {On: maestrosim.OpCreate, DropAfter: true}},
		"always reset before":    {{On: maestrosim.OpCreate, DropBefore: true, Times: -1}},
		"reset after, and the lookup fails": {
			{On: maestrosim.OpCreate, DropAfter: true}, {On: maestrosim.OpGet, Status: 503, Times: 2},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, c := simulate(t, maestrosim.Options{Empty: true}, func(c *maestro.Config) { c.MaxRetries = 2 })
			sim.Order(faults...)
			outcome, err := c.CreatePipeline(t.Context(), newOrders(maestro.NewID()))
			n := len(sim.Pipelines("acme_corp"))
			want := name != "always reset before"
			if (outcome == maestro.Created) != want || (n == 1) != want || n > 1 || (err == nil) != want {
				t.Errorf("got %d, %v, and %d pipelines, want created %t", outcome, err, n, want)
			}
		})
	}
}

func TestClient_tokensThatDieWithinFewRequests(t *testing.T) {
	t.Parallel()
	sim, c := simulate(t, maestrosim.Options{
		Users:         []maestrosim.User{{Username: "ana@example.com", Password: "pass-word", Customer: "acme_corp"}},
		TokenRequests: 10,
	}, func(c *maestro.Config) {
		c.Credentials = &maestro.Credentials{Username: "ana@example.com", Password: maestro.NewSecret("pass-word")}
	})
	const id = "1b33ad2f-33d3-4837-9eeb-83c82c8b909d"
	if _, err := c.GetPipeline(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if _, err := c.GetPipeline(t.Context(), id); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if found, err := c.DeletePipeline(t.Context(), id); err != nil || !found {
		t.Errorf("delete: got found %t, %v, want success", found, err)
	}
	for _, r := range sim.Requests() {
		if platform := strings.HasPrefix(r.Path, "/platform/"); platform != (r.Header.Get("customer_name") == "acme_corp") {
			t.Errorf("%s %s: got the headers %v, want customer_name %t", r.Method, r.Path, r.Header, platform)
		}
	}
}
