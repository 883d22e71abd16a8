// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// What becomes of a pipeline that the state has: it is gone, or it is kept with an error.
type verdict string

const (
	gone verdict = "gone"
	kept verdict = "kept"
)

// gonePipeline has an id of one spelling, so that each question about it is one request.
const gonePipeline = "test_pipeline_12345"

// goneTable is the whole rule: what the platform answers to every request about a pipeline, and what becomes of that
// pipeline where the list of all pipelines has it, lacks it, and cannot be read.
var goneTable = []struct {
	answer                 string
	fault                  maestrosim.Fault
	has, lacks, unreadable verdict
	// do is what the error of a pipeline that is kept says to do.
	do string
}{
	// Maestro's own word about this pipeline.
	{"PipelineNotFound", answers(404, `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id test_pipeline_12345 not found","data":null}}`), gone, gone, gone, ""},
	{"PipelineNotFound with 200", answers(200, `{"status":false,"exception_type":"PipelineNotFound","traceback":"not found","data":null}`), gone, gone, gone, ""},
	{"404 with this id in its text", answers(404, `{"detail":"pipeline_id test_pipeline_12345 not found!!"}`), gone, gone, gone, ""},
	{"404 with this id in another spelling", answers(404, `{"message":"Pipeline 'Test-Pipeline-12345' does not exist","statusCode":404}`), gone, gone, gone, ""},

	// What anything may have answered: the list decides.
	{"404 with another id in its text", answers(404, `{"detail":"pipeline_id test_pipeline_99999 not found!!"}`), kept, gone, kept, checkAddress},
	{"404 with the id of a job in its text", answers(404, `{"detail":"job_id test_pipeline_12345_0 not found"}`), kept, gone, kept, checkAddress},
	{"FastAPI's unknown route", answers(404, `{"detail":"Not Found"}`), kept, gone, kept, checkAddress},
	{"NestJS's unknown route", answers(404, `{"message":"Cannot GET /platform/pipeline/test_pipeline_12345","error":"Not Found","statusCode":404}`), kept, gone, kept, checkAddress},
	{"HTML 404 of a proxy", answers(404, `<html>404 Not Found</html>`), kept, gone, kept, checkAddress},
	{"HTML 404 that echoes the id", answers(404, `<html>test_pipeline_12345 not found</html>`), kept, gone, kept, checkAddress},
	{"empty 404", answers(404, ``), kept, gone, kept, checkAddress},
	{"404 with JSON null", answers(404, `null`), kept, gone, kept, checkAddress},
	{"400 with this id in its text", answers(400, `{"detail":"pipeline_id test_pipeline_12345 not found"}`), kept, gone, kept, checkAddress},
	{"200 with status false and this id in its text", answers(200, `{"status":false,"detail":"pipeline_id test_pipeline_12345 not found"}`), kept, gone, kept, checkAddress},

	// What proves nothing, whatever the list says.
	{"HTML login page with 200", answers(200, `<html><form action="/login"></form></html>`), kept, kept, kept, checkAddress},
	{"JSON null with 200", answers(200, `null`), kept, kept, kept, checkAddress},
	{"[] with 200", answers(200, `[]`), kept, kept, kept, checkAddress},
	{`"ok" with 200`, answers(200, `"ok"`), kept, kept, kept, checkAddress},
	{"{} with 200", answers(200, `{}`), kept, kept, kept, checkAddress},
	{"an empty 200", answers(200, ``), kept, kept, kept, checkAddress},
	{"another pipeline with 200", answers(200, `{"status":true,"data":{"id":"test_pipeline_99999","name":"Orders","jobs":[]}}`), kept, kept, kept, checkAddress},
	{"status false with 200", answers(200, `{"status":false}`), kept, kept, kept, "Run again later"},
	{"status false and null with 200", answers(200, `{"status":false,"data":null}`), kept, kept, kept, "Run again later"},
	{"403", answers(403, `{"message":"test_pipeline_12345 not found","code":"AUTH.FORBIDDEN"}`), kept, kept, kept, "Ask your Dadosfera administrator"},
	{"HTML 403 of a firewall", answers(403, `<html>Forbidden</html>`), kept, kept, kept, "Check base_url"},
	{"401", answers(401, `{"msg":"Unauthorized"}`), kept, kept, kept, "Check access_token"},
	{"405", answers(405, `{"detail":"Method Not Allowed"}`), kept, kept, kept, "Method Not Allowed"},
	{"410", answers(410, `{"detail":"Gone"}`), kept, kept, kept, "Gone"},
	{"429", answers(429, `{"message":"slow down"}`), kept, kept, kept, "max_requests_per_second"},
	{"500", answers(500, `{"msg":"There was an error"}`), kept, kept, kept, "Run again later"},
	{"503 with a page about it", answers(503, `<html>test_pipeline_12345 not found</html>`), kept, kept, kept, "Run again later"},
	{"redirect to a login host", maestrosim.Fault{Status: 302, Header: map[string]string{"Location": "https://login.invalid/"}}, kept, kept, kept, "Check base_url"},
	{"connection reset", maestrosim.Fault{DropBefore: true}, kept, kept, kept, "Check base_url"},
	{"an answer that breaks off", maestrosim.Fault{Truncate: 12}, kept, kept, kept, "Check base_url"},
}

const checkAddress = "Check base_url of the provider, and any proxy or sign-in page in front of the platform."

func answers(status int, body string) maestrosim.Fault {
	return maestrosim.Fault{Status: status, Body: body}
}

func TestPipelineRead_goneOnlyIfMaestroSaysSo(t *testing.T) {
	eachVerdict(t, func(t *testing.T, c *core, i plugintest.Instance, want verdict, do string) {
		after, diags := c.Refresh(i)
		if want == gone {
			plugintest.OneDiagnostic(t, diags, plugintest.Warning, "", "Pipeline is gone from the platform", "Orders", gonePipeline)
			if !after.Value.IsNull() {
				t.Error("it stays in the state")
			}
			return
		}
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Reading a pipeline failed", "Orders", gonePipeline, "left as it is", do)
		if !after.Value.Equal(i.Value) {
			t.Error("the state is another one")
		}
	})
}

func TestPipelineDelete_goneOnlyIfMaestroSaysSo(t *testing.T) {
	eachVerdict(t, func(t *testing.T, c *core, i plugintest.Instance, want verdict, do string) {
		after, diags := c.Apply(c.Plan(i, nil))
		if want == gone {
			plugintest.NoDiagnostics(t, diags)
			if !after.Value.IsNull() {
				t.Error("it stays in the state")
			}
			return
		}
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Deleting a pipeline failed", "Orders", gonePipeline, "stays in the state", do)
		if !after.Value.Equal(i.Value) {
			t.Error("the state is another one")
		}
	})
}

// eachVerdict tries every answer of the table with every state of the list.
func eachVerdict(t *testing.T, try func(t *testing.T, c *core, i plugintest.Instance, want verdict, do string)) {
	t.Helper()
	for _, row := range goneTable {
		for list, want := range map[string]verdict{"has it": row.has, "lacks it": row.lacks, "cannot be read": row.unreadable} {
			t.Run(row.answer+", the list "+list, func(t *testing.T) {
				c, i := coreWithOne(t, attrs{"max_retries": 0})
				switch list {
				case "lacks it":
					if err := c.sim.Remove(plugintest.Customer, gonePipeline); err != nil {
						t.Fatal(err)
					}
				case "cannot be read":
					c.sim.Order(maestrosim.Fault{On: maestrosim.OpList, Status: 200, Body: `<html>sign in</html>`, Times: -1})
				}
				fault := row.fault
				fault.ID, fault.Times = gonePipeline, -1
				c.sim.Order(fault)
				try(t, c, i, want, row.do)
				if held := len(c.sim.Pipelines(plugintest.Customer)); (held == 1) != (list != "lacks it") && !row.fault.After && row.fault.Truncate == 0 {
					t.Errorf("the platform holds %d pipelines", held)
				}
			})
		}
	}
}

// coreWithOne is a platform with gonePipeline, named Orders, and the state that has it.
func coreWithOne(t *testing.T, settings attrs) (*core, plugintest.Instance) {
	t.Helper()
	c := newCore(t, maestrosim.Options{}, settings)
	c.put(gonePipeline, "Orders")
	i, diags := c.Import(gonePipeline, nil)
	plugintest.NoDiagnostics(t, diags)
	c.sim.ResetRequests()
	return c, i
}

// put makes a pipeline behind Terraform's back.
func (c *core) put(id, name string) {
	c.t.Helper()
	if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: id, Name: name, Jobs: []maestrosim.Job{{Input: map[string]any{
		"connector": "singer", "plugin": "hubspot", "table_name": "contacts", "replication_method": "INCREMENTAL",
		"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "1701234567890_abc123_hubspot-1.0.0"},
	}}}}); err != nil {
		c.t.Fatal(err)
	}
}

// Where only the deletion is answered so, one look at the pipeline decides, and nothing is waited for.
func TestPipelineDelete_foreignResponseIsVerifiedOnce(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"login page": answers(200, `<html>sign in</html>`), "null": answers(200, `null`), "list": answers(200, `[]`), "text": answers(200, `"ok"`),
	} {
		t.Run(name, func(t *testing.T) {
			c, i := coreWithOne(t, nil)
			fault.On = maestrosim.OpDelete
			c.sim.Order(fault)
			plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "", "Deleting a pipeline failed", "it is still there", checkAddress)
			c.one()
			fault.After = true
			c.sim.Order(fault)
			plugintest.NoDiagnostics(t, c.Destroy(i))
		})
	}
}

// A wrong base_url with a hundred pipelines in the state: all stay, in Read and in Delete, and few lists answer for all.
func TestPipelineRead_wrongBaseURLKeepsState(t *testing.T) {
	const pipelines = 100
	c := newCore(t, maestrosim.Options{}, nil)
	all, ends := c.several(pipelines), make([]plugintest.Plan, pipelines)
	for n, i := range all {
		ends[n] = c.Plan(i, nil)
	}
	for name, elsewhere := range map[string]http.HandlerFunc{
		"Maestro, below another path": c.sim.ServeHTTP, // which knows no such routes
		"a login page for everything": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`<html>sign in</html>`)) },
		"an empty list for everything": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`[]`))
		},
		"nothing there": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) },
	} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			asked := map[string]int{}
			together := newBarrier(pipelines)
			server := openapi.NewServer(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				asked[r.Method+" "+r.URL.Path]++
				mu.Unlock()
				if !strings.HasSuffix(r.URL.Path, "/pipelines") {
					together.wait() // every question is open before the first is answered
				}
				elsewhere(w, r)
			}), openapi.RequestsOnly, openapi.Under("/elsewhere"))
			c.Restart(attrs{"base_url": server.URL + "/elsewhere"})
			var wg sync.WaitGroup
			for _, i := range all {
				wg.Go(func() {
					after, diags := c.Refresh(i)
					if !plugintest.HasError(diags) || !after.Value.Equal(i.Value) {
						t.Errorf("read: kept %t, said %v", after.Value.Equal(i.Value), diags)
					}
				})
			}
			wg.Wait()
			if lists := asked["GET /elsewhere/platform/pipelines"]; lists > 5 {
				t.Errorf("%d lists for %d questions", lists, pipelines)
			}
			for _, end := range ends {
				wg.Go(func() {
					after, diags := c.Apply(end)
					if !plugintest.HasError(diags) || !after.Value.Equal(end.Prior.Value) {
						t.Errorf("deletion: kept %t, said %v", after.Value.Equal(end.Prior.Value), diags)
					}
				})
			}
			wg.Wait()
		})
	}
	if held := len(c.sim.Pipelines(plugintest.Customer)); held != pipelines {
		t.Errorf("the platform holds %d pipelines", held)
	}
}

// barrier holds the first n callers until all of them are there; later ones pass.
type barrier struct {
	mu      sync.Mutex
	missing int
	open    chan struct{}
}

func newBarrier(n int) *barrier { return &barrier{missing: n, open: make(chan struct{})} }

func (b *barrier) wait() {
	b.mu.Lock()
	if b.missing--; b.missing == 0 {
		close(b.open)
	}
	b.mu.Unlock()
	<-b.open
}
