// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// canary is part of everything that a report must not contain.
const canary = "CANARY"

// sing returns a handler whose responses have the canary in every text, or in every text that the program does not
// need, in a key of every object, and in a header.
func sing(h http.Handler, everywhere bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorded := httptest.NewRecorder()
		h.ServeHTTP(recorded, r)
		body := recorded.Body.Bytes()
		var v any
		if json.Unmarshal(body, &v) == nil && len(body) > 0 {
			body, _ = json.Marshal(withCanaries(v, "", everywhere))
		} else if len(body) > 0 {
			body = append(body, canary...)
		}
		maps.Copy(w.Header(), recorded.Header())
		w.Header().Set("Content-Length", "")
		w.Header().Del("Content-Length")
		w.Header().Set("X-Ratelimit-"+canary, canary)
		w.WriteHeader(recorded.Code)
		_, _ = w.Write(body)
	})
}

func withCanaries(v any, key string, everywhere bool) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{canary: canary, "password": canary}
		for key, value := range v {
			out[key] = withCanaries(value, key, everywhere)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = withCanaries(v[i], key, everywhere)
		}
		return out
	case string:
		// Without these, the program would not get far.
		needed := []string{"id", "pipeline_id", "job_id", "pipeline_run_id", "connector", "plugin", "config_id", "status", "name", "cron"}
		if key != "accessToken" && (everywhere || !slices.Contains(needed, key)) {
			return v + " " + canary
		}
	}
	return v
}

var uuidPattern = regexp.MustCompile(`(?i)[0-9a-f]{8}[-_][0-9a-f]{4}[-_][0-9a-f]{4}`)

func TestReport_holdsNothingOfTheCustomer(t *testing.T) {
	t.Parallel()
	for _, v := range contracts(10) {
		for name, everywhere := range map[string]bool{"every text": true, "texts that are not needed": false} {
			t.Run(v.Name+"/"+name, func(t *testing.T) {
				t.Parallel()
				text := canary
				sim := newSim(t, v.Contract)
				put(t, sim, maestrosim.Pipeline{
					ID: canary + "-pipeline", Name: canary, Description: &text, Cron: &text, UserID: canary,
					Runs: []maestrosim.Run{{Status: canary, Trace: canary}},
					Jobs: []maestrosim.Job{{Name: canary, Status: canary, Input: map[string]any{
						"connector": canary, "plugin": canary, "table_schema": canary, "table_name": canary, canary: canary,
						"auth_parameters": map[string]any{"config_id": canary, "password": canary},
					}, Output: map[string]any{canary: canary}}},
				})
				o := contact(t.Context(), t, sing(sim, everywhere), "-write", "-yes", "-config-id", canary+"_postgresql-1.0.0")
				if o.report == "" || o.contract == "" {
					t.Fatalf("got no report:\n%s", o.stderr)
				}
				for what, text := range map[string]string{"report": o.report, "contract": o.contract} {
					for _, secret := range []string{canary, customer, user.Username, user.Password, "127.0.0.1", "Orders Data"} {
						if strings.Contains(strings.ToUpper(text), strings.ToUpper(secret)) {
							t.Errorf("got %q in the %s:\n%s", secret, what, text)
						}
					}
					if id := uuidPattern.FindString(text); id != "" {
						t.Errorf("got the id %s in the %s:\n%s", id, what, text)
					}
				}
			})
		}
	}
}

// wantOnly checks that every change was about a pipeline that does not exist before, and nothing was executed.
func wantOnly(t *testing.T, sim *maestrosim.Sim, before []maestrosim.Pipeline) {
	t.Helper()
	for _, r := range sim.Requests() {
		if r.Method == http.MethodGet {
			continue
		}
		if strings.HasSuffix(r.Path, "/execute") {
			t.Errorf("got an execution")
		}
		target := strings.ReplaceAll(r.Path+string(r.Body), "-", "_")
		for _, p := range before {
			if strings.Contains(target, p.ID) {
				t.Errorf("got %s %s %s, want no change of pipeline %s", r.Method, r.Path, r.Body, p.ID)
			}
		}
	}
}

// TestWrite_faults lets each change fail in each way, and interrupts it. Nothing is left, and nothing else is touched.
func TestWrite_faults(t *testing.T) {
	t.Parallel()
	operations := []maestrosim.Operation{
		maestrosim.OpCreate, maestrosim.OpGet, maestrosim.OpList, maestrosim.OpPause, maestrosim.OpUnpause, maestrosim.OpUpdate,
		maestrosim.OpSetMemory, maestrosim.OpSyncMode, maestrosim.OpPatchJobInput, maestrosim.OpResetState, maestrosim.OpDelete,
	}
	faults := map[string]maestrosim.Fault{
		"500":              {Status: 500, Body: `{"detail":"Internal Server Error"}`},
		"500 after effect": {Status: 500, After: true, Body: `{"detail":"Internal Server Error"}`},
		"403":              {Status: 403, Body: `{"code":"AUTH.FORBIDDEN"}`},
		"404":              {Status: 404, Body: `{"detail":"Not Found"}`},
		"429":              {Status: 429, Body: `{}`},
		"page":             {Status: 200, Body: `<html>Sign in</html>`},
		"garbage":          {Status: 200, Body: `[1,{"status":false}`},
		"dropped before":   {DropBefore: true},
		"dropped after":    {DropAfter: true},
		"cut":              {Truncate: 3},
	}
	for _, on := range operations {
		for name, fault := range faults {
			for skip := range 3 {
				if testing.Short() && (len(on)+len(name)+skip)%9 != 0 {
					continue
				}
				t.Run(fmt.Sprintf("%s/%s/%d", on, name, skip), func(t *testing.T) {
					t.Parallel()
					sim := newSim(t, contract.Contract{})
					before := sim.Pipelines(customer)
					fault := fault
					fault.On, fault.Skip = on, skip
					sim.Order(fault)
					contact(t.Context(), t, sim, "-write", "-yes", "-config-id", configID)
					wantOnly(t, sim, before)
					wantClean(t, sim, before)
				})
			}
		}
	}
}

// TestWrite_interrupt interrupts the program at each of its requests.
func TestWrite_interrupt(t *testing.T) {
	t.Parallel()
	whole := newSim(t, contract.Contract{})
	contact(t.Context(), t, whole, "-write", "-yes", "-config-id", configID)
	for i := range len(whole.Requests()) {
		if testing.Short() && i%10 != 0 {
			continue
		}
		t.Run(fmt.Sprintf("request_%d", i), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			sim := newSim(t, contract.Contract{})
			before := sim.Pipelines(customer)
			var requests atomic.Int64
			o := contact(ctx, t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if int(requests.Add(1)) == i+1 {
					body, _ := io.ReadAll(r.Body)
					r.Body = io.NopCloser(bytes.NewReader(body))
					sim.ServeHTTP(httptest.NewRecorder(), r) // it has its effect, and the response is lost
					cancel()
					panic(http.ErrAbortHandler)
				}
				sim.ServeHTTP(w, r)
			}), "-write", "-yes", "-config-id", configID)
			if o.status != exitInterrupted {
				t.Errorf("got exit status %d, want %d", o.status, exitInterrupted)
			}
			if o.contract != "" || o.report != "" {
				t.Error("got files after an interrupt, want none")
			}
			wantOnly(t, sim, before)
			wantClean(t, sim, before)
		})
	}
}

// withOtherIDs returns a handler that creates pipelines under other ids than those in the requests.
func withOtherIDs(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		if r.Method == http.MethodPost && r.URL.Path == "/platform/pipeline" && json.NewDecoder(r.Body).Decode(&body) == nil {
			body["id"] = maestro.NewID()
			text, _ := json.Marshal(body)
			r.Body = io.NopCloser(bytes.NewReader(text))
		}
		h.ServeHTTP(w, r)
	})
}

func TestWrite_platformReplacesTheID(t *testing.T) {
	t.Parallel()
	sim := newSim(t, contract.Contract{})
	before := sim.Pipelines(customer)
	o := contact(t.Context(), t, withOtherIDs(sim), "-write", "-yes", "-config-id", configID)
	if o.status != 0 || !strings.Contains(o.report, "with another id than the one that was sent") {
		t.Errorf("got exit status %d, want 0, and the replaced id in:\n%s%s", o.status, o.report, o.stderr)
	}
	wantOnly(t, sim, before)
	wantClean(t, sim, before)
}

func TestWrite_getNeverSucceeds(t *testing.T) {
	t.Parallel()
	sim := newSim(t, contract.Contract{})
	before := sim.Pipelines(customer)
	sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 403, Body: `{"code":"AUTH.FORBIDDEN"}`, Times: -1})
	o := contact(t.Context(), t, sim, "-write", "-yes", "-config-id", configID)
	if o.status != 0 || o.report == "" {
		t.Errorf("got exit status %d, want 0 and a report:\n%s", o.status, o.stderr)
	}
	wantOnly(t, sim, before)
	wantClean(t, sim, before)
}

// TestWrite_lateCreate lets a create time out at a gateway, and have its effect after the next two DELETEs, one for
// each spelling of the id. The next list fails.
func TestWrite_lateCreate(t *testing.T) {
	t.Parallel()
	for name, late := range map[string]int{"the first create": 1, "the create with a taken id": 2, "the create with a taken name": 3} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := newSim(t, contract.Contract{DuplicateNames: true})
			before := sim.Pipelines(customer)
			creates, deletes, lists := 0, 0, 0
			var create *http.Request
			var mu sync.Mutex
			o := contact(t.Context(), t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				switch {
				case r.Method == http.MethodPost && r.URL.Path == "/platform/pipeline":
					if creates++; creates == late {
						body, _ := io.ReadAll(r.Body)
						create = r.Clone(context.WithoutCancel(r.Context()))
						create.Body = io.NopCloser(bytes.NewReader(body))
						w.WriteHeader(http.StatusGatewayTimeout)
						return
					}
				case creates >= late && r.Method == http.MethodDelete:
					deletes++
				case creates >= late && r.URL.Path == "/platform/pipelines":
					if lists++; lists == 1 {
						w.WriteHeader(http.StatusForbidden)
						return
					}
				}
				sim.ServeHTTP(w, r)
				if create != nil && deletes == 2 {
					sim.ServeHTTP(httptest.NewRecorder(), create)
					create = nil
				}
			}), "-write", "-yes", "-config-id", configID)
			if o.status != 0 {
				t.Errorf("got exit status %d, want 0:\n%s", o.status, o.stderr)
			}
			wantOnly(t, sim, before)
			wantClean(t, sim, before)
		})
	}
}

func TestWrite_listNeverConfirms(t *testing.T) {
	t.Parallel()
	sim := newSim(t, contract.Contract{})
	var removing atomic.Bool
	o := contact(t.Context(), t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			removing.Store(true)
		}
		if removing.Load() && r.URL.Path == "/platform/pipelines" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		sim.ServeHTTP(w, r)
	}), "-write", "-yes", "-config-id", configID)
	if o.status != exitFailed || !strings.Contains(o.stderr, "could not confirm") || strings.Contains(o.stderr, "Everything") {
		t.Errorf("got exit status %d, want %d, and that nothing was confirmed in:\n%s", o.status, exitFailed, o.stderr)
	}
}

// TestWrite_listStillShowsIt deletes nothing, although the platform responds that it does.
func TestWrite_listStillShowsIt(t *testing.T) {
	t.Parallel()
	sim := newSim(t, contract.Contract{})
	sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 200, Body: `{"status":"PIPELINE_DELETED"}`, Times: -1})
	o := contact(t.Context(), t, sim, "-write", "-yes", "-config-id", configID)
	if o.status != exitFailed || !removalCommand.MatchString(o.stderr) || strings.Contains(o.stderr, "Everything") {
		t.Errorf("got exit status %d, want %d, and the command that removes what is left in:\n%s", o.status, exitFailed, o.stderr)
	}
}

// withoutSchedules returns a handler whose responses show no schedule.
func withoutSchedules(h http.Handler) http.Handler {
	schedule := regexp.MustCompile(`"cron":\s*"[^"]*"`)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		recorded := httptest.NewRecorder()
		h.ServeHTTP(recorded, r)
		maps.Copy(w.Header(), recorded.Header())
		w.Header().Del("Content-Length")
		w.WriteHeader(recorded.Code)
		_, _ = w.Write(schedule.ReplaceAll(recorded.Body.Bytes(), []byte(`"cron":null`)))
	})
}

func TestWrite_unpausesOnlyWhatShowsSchedules(t *testing.T) {
	t.Parallel()
	sim, refusing, hiding := newSim(t, contract.Contract{}), newSim(t, contract.Contract{}), newSim(t, contract.Contract{})
	refusing.Order(maestrosim.Fault{On: maestrosim.OpUpdate, Skip: 2, Times: 2, Status: 422, Body: `{"detail":"cron"}`})
	unknown := newSim(t, contract.Contract{})
	unknown.Order(maestrosim.Fault{On: maestrosim.OpUpdate, Skip: 2, Times: 2, Status: 500, Body: `{}`})
	for name, tc := range map[string]struct {
		sim     *maestrosim.Sim
		handler http.Handler
		want    bool
	}{
		"schedules are shown":            {sim, sim, true},
		"schedules are refused":          {refusing, refusing, true},
		"schedules are hidden":           {hiding, withoutSchedules(hiding), false},
		"schedules may have been stored": {unknown, unknown, false},
	} {
		o := contact(t.Context(), t, tc.handler, "-write", "-yes", "-config-id", configID)
		o.must(t)
		got := slices.ContainsFunc(tc.sim.Requests(), func(r maestrosim.Request) bool { return strings.HasSuffix(r.Path, "/unpause") })
		if got != tc.want || strings.Contains(o.report, "not asked: GET may hide a schedule") == tc.want {
			t.Errorf("%s: got an unpause: %t, want %t, and the reason in:\n%s", name, got, tc.want, o.report)
		}
	}
}

var removalCommand = regexp.MustCompile(`make contact CONTACT='(-remove) (.*)'`)

func TestWrite_leftoverIsNamed(t *testing.T) {
	t.Parallel()
	sim := newSim(t, contract.Contract{})
	before := len(sim.Pipelines(customer))
	sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"code":"AUTH.FORBIDDEN"}`, Times: -1})
	server := httptest.NewServer(sim)
	defer server.Close()
	o := contactAt(t.Context(), t, server.URL, "-write", "-yes", "-config-id", configID)
	commands := removalCommand.FindAllStringSubmatch(o.stderr, -1)
	if o.status != exitFailed || len(commands) == 0 {
		t.Fatalf("got exit status %d and %d commands, want %d and at least one:\n%s", o.status, len(commands), exitFailed, o.stderr)
	}

	sim.ClearFaults()
	for _, command := range commands {
		if o := contactAt(t.Context(), t, server.URL, command[1:]...); o.status != 0 {
			t.Errorf("got exit status %d, want 0:\n%s", o.status, o.stderr)
		}
	}
	if got := len(sim.Pipelines(customer)); got != before {
		t.Errorf("got %d pipelines, want %d", got, before)
	}
}

func TestWrite_leftoverIsNamedAfterAnInterrupt(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	sim := newSim(t, contract.Contract{})
	before := sim.Pipelines(customer)
	sim.Order(
		maestrosim.Fault{On: maestrosim.OpCreate, After: true, Status: 201, Body: `{}`, Hook: cancel},
		maestrosim.Fault{On: maestrosim.OpDelete, Status: 403, Body: `{"code":"AUTH.FORBIDDEN"}`, Times: -1},
	)
	server := httptest.NewServer(sim)
	defer server.Close()
	o := contactAt(ctx, t, server.URL, "-write", "-yes", "-config-id", configID)
	command := removalCommand.FindStringSubmatch(o.stderr)
	if o.status != exitInterrupted || command == nil {
		t.Fatalf("got exit status %d, want %d, and the command that removes what is left in:\n%s", o.status, exitInterrupted, o.stderr)
	}

	sim.ClearFaults()
	if o := contactAt(t.Context(), t, server.URL, command[1:]...); o.status != 0 {
		t.Errorf("got exit status %d of %q, want 0:\n%s", o.status, command[0], o.stderr)
	}
	wantClean(t, sim, before)
}

func TestRemove_refusesOtherPipelines(t *testing.T) {
	t.Parallel()
	sim := newSim(t, contract.Contract{})
	before := sim.Pipelines(customer)
	o := contact(t.Context(), t, sim, "-remove", before[0].ID)
	if o.status != exitFailed || !strings.Contains(o.stderr, namePrefix) {
		t.Errorf("got exit status %d, want %d, and the reason:\n%s", o.status, exitFailed, o.stderr)
	}
	wantOnly(t, sim, before)
	wantClean(t, sim, before)
}

func TestRemove_notFound(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newSim(t, contract.Contract{}))
	defer server.Close()
	o := contactAt(t.Context(), t, server.URL, "-remove", "7b8b3399-b8c0-4fc5-9116-142cd9f4e7ae")
	if o.status != exitFailed || !strings.Contains(o.stderr, "the customer "+customer+" at "+server.URL+" has no pipeline") {
		t.Errorf("got exit status %d, want %d, and the customer and the address in:\n%s", o.status, exitFailed, o.stderr)
	}
}

func TestRemoval_commandOnlyForUUIDs(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]bool{
		"7b8b3399-b8c0-4fc5-9116-142cd9f4e7ae":      true,
		"7b8b3399_b8c0_4fc5_9116_142cd9f4e7ae":      true,
		"7b8b3399_b8c0_4fc5_9116_142cd9f4e7ae_0":    false,
		"x'; rm -r .; '":                            false,
		"{7b8b3399-b8c0-4fc5-9116-142cd9f4e7ae}":    false,
		"7b8b3399b8c04fc59116142cd9f4e7ae":          false,
		"$(touch 7b8b3399-b8c0-4fc5-9116-142cd9f4)": false,
	} {
		got := removal(id)
		if removalCommand.MatchString(got) != want || !want && !strings.Contains(got, strconv.Quote(id)) {
			t.Errorf("%q: got %q, want a command: %t", id, got, want)
		}
	}
}

// surveyName is the name of a pipeline of another survey.
const surveyName = "tf-contact-1b33ad2f-33d3-4837-9eeb-83c82c8b909d"

func TestCreatedName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		surveyName:                               true,
		surveyName + suffixTakenID:               true,
		surveyName + suffixRenamed:               true,
		surveyName + " Caf\u00e9":                true,
		surveyName + suffixAgain:                 true,
		namePrefix + "center":                    false,
		namePrefix:                               false,
		surveyName + " of the customer":          false,
		surveyName + "0":                         false,
		"x" + surveyName:                         false,
		surveyName + "\nOrders":                  false,
		strings.ReplaceAll(surveyName, "-", "_"): false,
	} {
		if got := createdName.MatchString(name); got != want {
			t.Errorf("%q: got %t, want %t", name, got, want)
		}
	}
}

func TestContact_leftovers(t *testing.T) {
	t.Parallel()
	daily := "@daily"
	for name, tc := range map[string]struct {
		pipeline maestrosim.Pipeline
		want     string // the reason why it is not removed
	}{
		"a survey's":     {maestrosim.Pipeline{Name: surveyName, Paused: true}, ""},
		"renamed":        {maestrosim.Pipeline{Name: surveyName + suffixRenamed, Paused: true}, ""},
		"the customer's": {maestrosim.Pipeline{Name: namePrefix + "center", Paused: true}, "has not created it"},
		"not paused":     {maestrosim.Pipeline{Name: surveyName}, "not paused"},
		"scheduled":      {maestrosim.Pipeline{Name: surveyName, Paused: true, Cron: &daily}, "schedule"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim := maestrosim.New(maestrosim.Options{Users: []maestrosim.User{user}, Empty: true})
			tc.pipeline.ID = "7b8b3399-b8c0-4fc5-9116-142cd9f4e7ae"
			put(t, sim, tc.pipeline)
			before := sim.Pipelines(customer)
			server := httptest.NewServer(sim)
			defer server.Close()

			o := contactAt(t.Context(), t, server.URL)
			if got := removalCommand.MatchString(o.stderr); got != (tc.want == "") {
				t.Errorf("got a removal command: %t, want %t:\n%s", got, tc.want == "", o.stderr)
			}
			o = contactAt(t.Context(), t, server.URL, "-remove", tc.pipeline.ID)
			if tc.want == "" {
				if o.status != 0 || len(sim.Pipelines(customer)) != 0 {
					t.Errorf("got exit status %d, want 0 and no pipeline:\n%s", o.status, o.stderr)
				}
				return
			}
			if o.status != exitFailed || !strings.Contains(o.stderr, tc.want) {
				t.Errorf("got exit status %d, want %d, and %q in:\n%s", o.status, exitFailed, tc.want, o.stderr)
			}
			wantClean(t, sim, before)
		})
	}
}

func TestPlatform_permits(t *testing.T) {
	const mine, other = "1b33ad2f-33d3-4837-9eeb-83c82c8b909d", "7b8b3399-b8c0-4fc5-9116-142cd9f4e7ae"
	for request, want := range map[string]bool{
		"GET /platform/pipeline/" + other:                                                       true,
		"POST /auth/sign-in":                                                                    true,
		"DELETE /platform/pipeline/" + mine:                                                     true,
		"DELETE /platform/pipeline/" + strings.ReplaceAll(mine, "-", "_"):                       true,
		"DELETE /platform/pipeline/" + other:                                                    false,
		"DELETE /platform/pipeline/" + mine + "/../" + other:                                    false,
		"DELETE /platform/pipeline/" + mine + "%2f..%2f" + other:                                false,
		"DELETE /platform/pipelines":                                                            false,
		"DELETE /connections/" + mine:                                                           false,
		"PATCH /platform/jobs/" + mine + "_0/input":                                             true,
		"PATCH /platform/jobs/" + other + "_0/input":                                            false,
		`POST /platform/pipeline {"id":"` + mine + `","name":"tf-contact-x"}`:                   true,
		`POST /platform/pipeline {"id":"` + mine + `","name":"Orders"}`:                         false,
		`POST /platform/pipeline {"id":"` + other + `","name":"tf-contact-x"}`:                  false,
		`POST /platform/pipeline {"id":"` + mine + `","pipeline_id":"x","name":"tf-contact-x"}`: false,
		`POST /platform/pipeline/pause {"pipeline_id":"` + mine + `"}`:                          true,
		`POST /platform/pipeline/pause {"pipeline_id":"` + other + `"}`:                         false,
		`POST /platform/pipeline/pause {"pipeline_id":"` + mine + `","id":"` + other + `"}`:     false,
		`POST /platform/pipeline/execute {"pipeline_id":"` + mine + `"}`:                        false,
		"PUT /platform/jobs/jdbc/" + mine + "-0/sync-mode":                                      true,
		"PUT /platform/pipeline/" + mine + "/memory":                                            true,
		"PUT /platform/pipeline/" + other + "/memory":                                           false,
	} {
		p := &platform{owned: map[string]bool{}}
		p.own(mine)
		head, body, _ := strings.Cut(request, " {")
		method, path, _ := strings.Cut(head, " ")
		if body != "" {
			body = "{" + body
		}
		if got := p.permits(method, path, []byte(body)); got != want {
			t.Errorf("%s: got %t, want %t", request, got, want)
		}
	}
}

func TestContact_platformThatIsNotMaestro(t *testing.T) {
	t.Parallel()
	page := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == signInPath && status == http.StatusOK {
				_, _ = io.WriteString(w, `{"tokens":{"accessToken":"t"}}`)
				return
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	for name, tc := range map[string]struct {
		handler http.Handler
		status  int
	}{
		"a page for the sign-in":     {page(404, "<html>"), exitFailed},
		"a page for everything else": {page(200, "<html>"), 0},
		"an empty body":              {page(200, ""), 0},
		"null":                       {page(200, "null"), 0},
		"a list of nothing":          {page(200, `[null,1,"x",[],{}]`), 0},
		"an object of other types":   {page(200, `{"status":true,"data":{"id":7,"jobs":{"a":1},"name":[],"pipelines":[{"id":[]}]}}`), 0},
		"jobs of other types":        {page(200, `[{"pipeline_id":"abcdefgh1","jobs":[1,{"job_id":2,"input":[]}],"cron":5,"name":{}}]`), 0},
		"a failure with status 200":  {page(200, `{"status":false}`), 0},
		"a redirect to another host": {http.RedirectHandler("https://example.com/", http.StatusFound), exitFailed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, args := range [][]string{nil, {"-write", "-yes", "-config-id", configID}} {
				o := contact(t.Context(), t, tc.handler, args...)
				if want := tc.status; o.status != want && args == nil {
					t.Errorf("got exit status %d, want %d:\n%s", o.status, want, o.stderr)
				}
				if tc.status == 0 && args == nil && o.report == "" {
					t.Error("got no report, want one that shows what was not seen")
				}
			}
		})
	}

	t.Run("nothing listens", func(t *testing.T) {
		t.Parallel()
		o := contactAt(t.Context(), t, "http://127.0.0.1:1")
		if o.status != exitFailed || !strings.Contains(o.stderr, "sign-in failed") {
			t.Errorf("got exit status %d, want %d, and the reason:\n%s", o.status, exitFailed, o.stderr)
		}
	})
}

func TestContact_refusals(t *testing.T) {
	t.Parallel()
	sim := newSim(t, contract.Contract{})
	server := httptest.NewServer(sim)
	defer server.Close()
	existing := filepath.Join(t.TempDir(), "contract.json")
	if err := os.WriteFile(existing, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		args   []string
		status int
		reason string
	}{
		"an existing file":  {[]string{"-contract", existing}, exitFailed, "-force"},
		"an argument":       {[]string{"now"}, exitUsage, `"now"`},
		"an unknown flag":   {[]string{"-wirte"}, exitUsage, "-wirte"},
		"an unknown plugin": {[]string{"-plugin", "excel"}, exitUsage, "postgresql"},
	} {
		o := contactAt(t.Context(), t, server.URL, tc.args...)
		if o.status != tc.status || !strings.Contains(o.stderr, tc.reason) {
			t.Errorf("%s: got exit status %d, want %d, and %q in\n%s", name, o.status, tc.status, tc.reason, o.stderr)
		}
	}
	if n := len(sim.Requests()); n != 0 {
		t.Errorf("got %d requests, want none", n)
	}

	o := contactAt(t.Context(), t, "http://example.com")
	if o.status != exitFailed || !strings.Contains(o.stderr, "https") {
		t.Errorf("http: got exit status %d, want %d, and https in\n%s", o.status, exitFailed, o.stderr)
	}
}
