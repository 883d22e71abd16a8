// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func TestPipeline_isADeepCopy(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	before := f.pipeline(strings.ToUpper(seedID))
	p := f.Pipelines(acme)[0]
	*p.Cron = "changed"
	p.Jobs[0].Input["table_name"] = "changed"
	p.Jobs[0].Output["raw"].(map[string]any)["table_name"] = "changed"
	p.Runs[0].Status = "changed"
	equal(t, "pipeline", f.pipeline(seedID), before)
	if _, ok := f.Pipeline("globex", seedID); ok {
		t.Error("got the pipeline of another customer")
	}
}

func TestPut_setsWhatIsEmpty(t *testing.T) {
	f := newFixture(t, maestrosim.Options{Empty: true})
	must(t, f.Put(acme, maestrosim.Pipeline{
		Jobs: []maestrosim.Job{{Input: map[string]any{"table_name": "Orders", "primary_keys": []string{"id"}}}, {}},
		Runs: []maestrosim.Run{{Status: "FAILED", Trace: "boom"}, {}},
	}))
	p := f.Pipelines(acme)[0]
	equal(t, "pipeline", []any{p.Name, p.Number, p.MemoryMB, p.UserID, p.CreatedAt, p.UpdatedAt},
		[]any{"Pipeline 1", 1, 2048, "data@acme_corp.example", start, start})
	equal(t, "jobs", []any{p.Jobs[0].ID, p.Jobs[0].Name, p.Jobs[0].Status, p.Jobs[0].Input["primary_keys"], p.Jobs[1].Name},
		[]any{p.ID + "_0", "orders_extraction", "FAILED", []any{"id"}, "job_1_extraction"})
	equal(t, "runs", []any{p.Runs[0].Number, p.Runs[1].Number, p.Runs[1].Status}, []any{1, 2, "SUCCESS"})
	equal(t, "id", len(p.ID), 36)
}

func TestControl_errors(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	must(t, f.Put(acme, maestrosim.Pipeline{ID: "other", Name: "Other"}))
	before := f.pipeline(seedID)
	edit := func(change func(*maestrosim.Pipeline)) error { return f.Edit(acme, seedID, change) }
	_, started := f.StartRun(acme, "nope")
	for want, err := range map[string]error{
		`pipeline "1B33ad2f_33d3_4837_9eeb_83c82c8b909d" exists`: f.Put(acme, maestrosim.Pipeline{ID: "1B33ad2f-33d3-4837-9eeb-83c82c8b909d"}),
		`pipeline "other" has the name "Other"`:                  f.Put(acme, maestrosim.Pipeline{Name: "Other"}),
		`job id "x_0" is not y_{index}`:                          f.Put(acme, maestrosim.Pipeline{ID: "y", Jobs: []maestrosim.Job{{ID: "x_0"}}}),
		`job 0 of pipeline "z": json: unsupported type: func()`: f.Put(acme, maestrosim.Pipeline{ID: "z",
			Jobs: []maestrosim.Job{{Input: map[string]any{"f": func() {}}}}}),
		`customer "acme_corp" has no pipeline "nope"`:                        f.Remove(acme, "nope"),
		`customer "globex" has no pipeline "x"`:                              f.FailNextRun("globex", "x", ""),
		`the id of pipeline "` + seedID + `" cannot change`:                  edit(func(p *maestrosim.Pipeline) { p.ID = "new" }),
		`pipeline "other" has the name "Other" `:                             trailing(edit(func(p *maestrosim.Pipeline) { p.Name = "Other" })),
		`job 0 of pipeline "` + seedID + `": json: unsupported type: func()`: edit(func(p *maestrosim.Pipeline) { p.Jobs[0].Input["f"] = func() {} }),
		`job id "x_0" is not ` + seedID + `_{index}`:                         edit(func(p *maestrosim.Pipeline) { p.Jobs[0].ID = "x_0" }),
		`customer "acme_corp" has no pipeline "nope" `:                       trailing(started),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	equal(t, "pipeline", f.pipeline(seedID), before)
}

// trailing appends a space, so that two equal errors are different keys of a map.
func trailing(err error) error { return fmt.Errorf("%w ", err) }

func TestEditAndRemove(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	must(t, f.Edit(acme, seedID, func(p *maestrosim.Pipeline) { p.Cron = nil }))
	p := f.pipeline(seedID)
	equal(t, "edited", []any{p.Cron == nil, p.UpdatedAt}, []any{true, start})
	must(t, f.Edit(acme, seedID, func(p *maestrosim.Pipeline) { p.UpdatedAt = start.Add(time.Hour) }))
	equal(t, "updated", f.pipeline(seedID).UpdatedAt, start.Add(time.Hour))
	must(t, f.Remove(acme, seedID))
	equal(t, "left", len(f.Pipelines(acme)), 0)
}

func TestRequests(t *testing.T) {
	seen := make(chan maestrosim.Request, 3)
	f := newFixture(t, maestrosim.Options{OnRequest: func(r maestrosim.Request) { seen <- r }})
	f.call("POST", "/platform/pipeline/pause", paused, "Authorization", "token")
	f.invalid("customer_name").call("GET", "/platform/pipelines", "", "customer_name", "")
	f.invalid("no matching operation").call("GET", "/no%2Fwhere", "")
	var got [][]any
	for _, r := range f.Requests() {
		got = append(got, []any{r.Method, r.Path, r.Status, r.Customer, string(r.Body), r.Header.Get("customer_name")})
	}
	equal(t, "requests", got, [][]any{
		{"POST", "/platform/pipeline/pause", 200, acme, paused, acme},
		{"GET", "/platform/pipelines", 401, "", "", ""},
		{"GET", "/no%2Fwhere", 404, "", "", acme},
	})
	equal(t, "header", f.Requests()[0].Header.Get("Authorization"), "token")
	f.Requests()[0].Header.Set("Authorization", "changed")
	equal(t, "header", f.Requests()[0].Header.Get("Authorization"), "token")
	for range 3 {
		if r := <-seen; r.Status == 0 {
			t.Errorf("OnRequest: got no status in %v", r)
		}
	}
	f.ResetRequests()
	equal(t, "after reset", len(f.Requests()), 0)
}

// This test is for the race detector, but its counts must be right, too.
func TestSim_concurrentUse(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	const workers = 20
	var all sync.WaitGroup
	for i := range workers {
		all.Go(func() {
			id := fmt.Sprintf("00000000_1111_4222_8333_%012d", i)
			pause := `{"pipeline_id":"` + id + `"}`
			for _, r := range [][3]string{
				{"POST", "/platform/pipeline", `{"id":"` + id + `","name":"` + id + `",` + plainJob + `}`},
				{"GET", "/platform/pipelines", ""},
				{"POST", "/platform/pipeline/execute", pause},
				{"POST", "/platform/pipeline/pause", pause},
				{"PATCH", "/platform/jobs/" + id + "_0/input", `{"column_include_list":["a"]}`},
				{"GET", "/platform/pipeline/" + id, ""},
				{"PATCH", one, `{"description":"` + id + `"}`},
			} {
				resp, err := f.send(r[0], r[1], r[2])
				if err != nil {
					t.Error(err)
					return
				}
				resp.Body.Close()
				if resp.StatusCode >= http.StatusBadRequest {
					t.Errorf("%s %s: got %d", r[0], r[1], resp.StatusCode)
				}
			}
			f.clock.advance(time.Second)
			f.SetContract(maestrosim.Contract{})
			f.Order(maestrosim.Fault{On: maestrosim.OpRuns, Status: 500})
			f.Requests()
			if err := f.Edit(acme, id, func(p *maestrosim.Pipeline) { p.Paused = false }); err != nil {
				t.Error(err)
			}
			if i%2 == 0 {
				if err := f.Remove(acme, id); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	equal(t, "pipelines", len(f.Pipelines(acme)), 1+workers/2)
	equal(t, "requests", len(f.Requests()), 7*workers)
}
