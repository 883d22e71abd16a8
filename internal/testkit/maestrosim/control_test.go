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

func TestCopiesAreDeep(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	before := h.pipeline(strings.ToUpper(seedID))
	p := h.Pipelines(acme)[0]
	*p.Cron = "changed"
	p.Jobs[0].Input["table_name"] = "changed"
	p.Jobs[0].Output["raw"].(map[string]any)["table_name"] = "changed"
	p.Runs[0].Status = "changed"
	equal(t, "pipeline", h.pipeline(seedID), before)
	if _, ok := h.Pipeline("globex", seedID); ok {
		t.Error("another customer's pipeline")
	}
}

func TestPutFills(t *testing.T) {
	h := newHouse(t, maestrosim.Options{Empty: true})
	must(t, h.Put(acme, maestrosim.Pipeline{
		Jobs: []maestrosim.Job{{Input: map[string]any{"table_name": "Orders", "primary_keys": []string{"id"}}}, {}},
		Runs: []maestrosim.Run{{Status: "FAILED", Trace: "boom"}, {}},
	}))
	p := h.Pipelines(acme)[0]
	equal(t, "pipeline", []any{p.Name, p.Number, p.MemoryMB, p.UserID, p.CreatedAt, p.UpdatedAt},
		[]any{"Pipeline 1", 1, 2048, "data@acme_corp.example", start, start})
	equal(t, "jobs", []any{p.Jobs[0].ID, p.Jobs[0].Name, p.Jobs[0].Status, p.Jobs[0].Input["primary_keys"], p.Jobs[1].Name},
		[]any{p.ID + "_0", "orders_extraction", "FAILED", []any{"id"}, "job_1_extraction"})
	equal(t, "runs", []any{p.Runs[0].Number, p.Runs[1].Number, p.Runs[1].Status}, []any{1, 2, "SUCCESS"})
	equal(t, "id", len(p.ID), 36)
}

func TestControlErrors(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	must(t, h.Put(acme, maestrosim.Pipeline{ID: "other", Name: "Other"}))
	before := h.pipeline(seedID)
	edit := func(f func(*maestrosim.Pipeline)) error { return h.Edit(acme, seedID, f) }
	_, started := h.StartRun(acme, "nope")
	for want, err := range map[string]error{
		`pipeline "1B33ad2f_33d3_4837_9eeb_83c82c8b909d" is there already`: h.Put(acme, maestrosim.Pipeline{ID: "1B33ad2f-33d3-4837-9eeb-83c82c8b909d"}),
		`pipeline "other" has the name "Other"`:                            h.Put(acme, maestrosim.Pipeline{Name: "Other"}),
		`job id "x_0" is not y_{index}`:                                    h.Put(acme, maestrosim.Pipeline{ID: "y", Jobs: []maestrosim.Job{{ID: "x_0"}}}),
		`job 0 of pipeline "z": json: unsupported type: func()`: h.Put(acme, maestrosim.Pipeline{ID: "z",
			Jobs: []maestrosim.Job{{Input: map[string]any{"f": func() {}}}}}),
		`customer "acme_corp" has no pipeline "nope"`:                        h.Remove(acme, "nope"),
		`customer "globex" has no pipeline "x"`:                              h.FailNextRun("globex", "x", ""),
		`the id of pipeline "` + seedID + `" can't change`:                   edit(func(p *maestrosim.Pipeline) { p.ID = "new" }),
		`pipeline "other" has the name "Other" `:                             trailing(edit(func(p *maestrosim.Pipeline) { p.Name = "Other" })),
		`job 0 of pipeline "` + seedID + `": json: unsupported type: func()`: edit(func(p *maestrosim.Pipeline) { p.Jobs[0].Input["f"] = func() {} }),
		`job id "x_0" is not ` + seedID + `_{index}`:                         edit(func(p *maestrosim.Pipeline) { p.Jobs[0].ID = "x_0" }),
		`customer "acme_corp" has no pipeline "nope" `:                       trailing(started),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	equal(t, "pipeline", h.pipeline(seedID), before)
}

// trailing tells two equal errors apart as keys of a map.
func trailing(err error) error { return fmt.Errorf("%w ", err) }

func TestEditAndRemove(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	must(t, h.Edit(acme, seedID, func(p *maestrosim.Pipeline) { p.Cron = nil }))
	p := h.pipeline(seedID)
	equal(t, "edited", []any{p.Cron == nil, p.UpdatedAt}, []any{true, start})
	must(t, h.Edit(acme, seedID, func(p *maestrosim.Pipeline) { p.UpdatedAt = start.Add(time.Hour) }))
	equal(t, "updated", h.pipeline(seedID).UpdatedAt, start.Add(time.Hour))
	must(t, h.Remove(acme, seedID))
	equal(t, "left", len(h.Pipelines(acme)), 0)
}

func TestRequests(t *testing.T) {
	seen := make(chan maestrosim.Request, 3)
	h := newHouse(t, maestrosim.Options{OnRequest: func(r maestrosim.Request) { seen <- r }})
	h.call("POST", "/platform/pipeline/pause", paused, "Authorization", "token")
	h.wrong("customer_name").call("GET", "/platform/pipelines", "", "customer_name", "")
	h.wrong("no matching operation").call("GET", "/no%2Fwhere", "")
	var got [][]any
	for _, r := range h.Requests() {
		got = append(got, []any{r.Method, r.Path, r.Status, r.Customer, string(r.Body), r.Header.Get("customer_name")})
	}
	equal(t, "requests", got, [][]any{
		{"POST", "/platform/pipeline/pause", 200, acme, paused, acme},
		{"GET", "/platform/pipelines", 401, "", "", ""},
		{"GET", "/no%2Fwhere", 404, "", "", acme},
	})
	equal(t, "header", h.Requests()[0].Header.Get("Authorization"), "token")
	h.Requests()[0].Header.Set("Authorization", "changed")
	equal(t, "header", h.Requests()[0].Header.Get("Authorization"), "token")
	for range 3 {
		if r := <-seen; r.Status == 0 {
			t.Errorf("seen without a status: %v", r)
		}
	}
	h.ResetRequests()
	equal(t, "after reset", len(h.Requests()), 0)
}

// TestConcurrency is for the race detector: everything at once, and the books still balance.
func TestConcurrency(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
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
				answer, err := h.send(r[0], r[1], r[2])
				if err != nil {
					t.Error(err)
					return
				}
				answer.Body.Close()
				if answer.StatusCode >= http.StatusBadRequest {
					t.Errorf("%s %s: %d", r[0], r[1], answer.StatusCode)
				}
			}
			h.clock.advance(time.Second)
			h.SetContract(maestrosim.Contract{})
			h.Order(maestrosim.Fault{On: maestrosim.OpRuns, Status: 500})
			h.Requests()
			if err := h.Edit(acme, id, func(p *maestrosim.Pipeline) { p.Paused = false }); err != nil {
				t.Error(err)
			}
			if i%2 == 0 {
				if err := h.Remove(acme, id); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	equal(t, "pipelines", len(h.Pipelines(acme)), 1+workers/2)
	equal(t, "requests", len(h.Requests()), 7*workers)
}
