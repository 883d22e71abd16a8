// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// verdict is the expected outcome for a pipeline in the state: it is removed, or kept with an error.
type verdict string

const (
	gone verdict = "gone"
	kept verdict = "kept"
)

// gonePipeline is an id with only one spelling, so that each lookup is one request.
const gonePipeline = "test_pipeline_12345"

// goneTable has the outcome for each response to all requests about a pipeline: if the list of all pipelines has the
// pipeline, if it lacks it, and if it cannot be read.
var goneTable = []struct {
	response               string
	fault                  maestrosim.Fault
	has, lacks, unreadable verdict
	// advice is what the error about a kept pipeline advises.
	advice string
}{
	// Maestro's own statement about this pipeline.
	{"PipelineNotFound", respond(404, `{"detail":{"status":false,"exception_type":"PipelineNotFound","traceback":"Pipeline with id test_pipeline_12345 not found","data":null}}`), gone, gone, gone, ""},
	{"PipelineNotFound with 200", respond(200, `{"status":false,"exception_type":"PipelineNotFound","traceback":"not found","data":null}`), gone, gone, gone, ""},
	{"404 with this id in its text", respond(404, `{"detail":"pipeline_id test_pipeline_12345 not found!!"}`), gone, gone, gone, ""},
	{"404 with this id in another spelling", respond(404, `{"message":"Pipeline 'Test-Pipeline-12345' does not exist","statusCode":404}`), gone, gone, gone, ""},

	// These may come from anything before Maestro: the list decides.
	{"404 with another id in its text", respond(404, `{"detail":"pipeline_id test_pipeline_99999 not found!!"}`), kept, gone, kept, checkAddress},
	{"404 with the id of a job in its text", respond(404, `{"detail":"job_id test_pipeline_12345_0 not found"}`), kept, gone, kept, checkAddress},
	{"FastAPI's unknown route", respond(404, `{"detail":"Not Found"}`), kept, gone, kept, checkAddress},
	{"NestJS's unknown route", respond(404, `{"message":"Cannot GET /platform/pipeline/test_pipeline_12345","error":"Not Found","statusCode":404}`), kept, gone, kept, checkAddress},
	{"HTML 404 of a proxy", respond(404, `<html>404 Not Found</html>`), kept, gone, kept, checkAddress},
	{"HTML 404 that echoes the id", respond(404, `<html>test_pipeline_12345 not found</html>`), kept, gone, kept, checkAddress},
	{"empty 404", respond(404, ``), kept, gone, kept, checkAddress},
	{"404 with JSON null", respond(404, `null`), kept, gone, kept, checkAddress},
	{"400 with this id in its text", respond(400, `{"detail":"pipeline_id test_pipeline_12345 not found"}`), kept, gone, kept, checkAddress},
	{"200 with status false and this id in its text", respond(200, `{"status":false,"detail":"pipeline_id test_pipeline_12345 not found"}`), kept, gone, kept, checkAddress},

	// These prove nothing, whatever the list shows.
	{"HTML login page with 200", respond(200, `<html><form action="/login"></form></html>`), kept, kept, kept, checkAddress},
	{"JSON null with 200", respond(200, `null`), kept, kept, kept, checkAddress},
	{"[] with 200", respond(200, `[]`), kept, kept, kept, checkAddress},
	{`"ok" with 200`, respond(200, `"ok"`), kept, kept, kept, checkAddress},
	{"{} with 200", respond(200, `{}`), kept, kept, kept, checkAddress},
	{"an empty 200", respond(200, ``), kept, kept, kept, checkAddress},
	{"another pipeline with 200", respond(200, `{"status":true,"data":{"id":"test_pipeline_99999","name":"Orders","jobs":[]}}`), kept, kept, kept, checkAddress},
	{"status false with 200", respond(200, `{"status":false}`), kept, kept, kept, "Try again later"},
	{"status false and null with 200", respond(200, `{"status":false,"data":null}`), kept, kept, kept, "Try again later"},
	{"403", respond(403, `{"message":"test_pipeline_12345 not found","code":"AUTH.FORBIDDEN"}`), kept, kept, kept, "Ask your Dadosfera administrator"},
	{"HTML 403 of a firewall", respond(403, `<html>Forbidden</html>`), kept, kept, kept, "Check base_url"},
	{"401", respond(401, `{"msg":"Unauthorized"}`), kept, kept, kept, "no credentials"},
	{"405", respond(405, `{"detail":"Method Not Allowed"}`), kept, kept, kept, "Method Not Allowed"},
	{"410", respond(410, `{"detail":"Gone"}`), kept, kept, kept, "Gone"},
	{"429", respond(429, `{"message":"slow down"}`), kept, kept, kept, "max_requests_per_second"},
	{"500", respond(500, `{"msg":"There was an error"}`), kept, kept, kept, "Try again later"},
	{"503 with a page about it", respond(503, `<html>test_pipeline_12345 not found</html>`), kept, kept, kept, "Try again later"},
	{"redirect to a login host", maestrosim.Fault{Status: 302, Header: map[string]string{"Location": "https://login.invalid/"}}, kept, kept, kept, "Check base_url"},
	{"connection reset", maestrosim.Fault{DropBefore: true}, kept, kept, kept, "Check base_url"},
	{"truncated response", maestrosim.Fault{Truncate: 12}, kept, kept, kept, "Check base_url"},
}

// checkAddress is the advice if the response is not from Maestro.
const checkAddress = "Check base_url of the provider, and any proxy or sign-in page in front of the platform."

// respond returns a fault that responds with a status and a body.
func respond(status int, body string) maestrosim.Fault {
	return maestrosim.Fault{Status: status, Body: body}
}

func TestPipelineRead_goneOnlyIfMaestroSaysSo(t *testing.T) {
	eachVerdict(t, func(t *testing.T, c *core, i plugintest.Instance, want verdict, advice string) {
		after, diags := c.Refresh(i)
		if want == gone {
			plugintest.OneDiagnostic(t, diags, plugintest.Warning, "",
				"Pipeline no longer exists", "Orders", gonePipeline, "An apply or a refresh removes it from the state")
			if !after.Value.IsNull() {
				t.Errorf("got state %s, want null", after.Value)
			}
			return
		}
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
			"Cannot read pipeline", "Orders", gonePipeline, "not changed", advice)
		if !after.Value.Equal(i.Value) {
			t.Errorf("got state %s, want %s", after.Value, i.Value)
		}
	})
}

func TestPipelineDelete_goneOnlyIfMaestroSaysSo(t *testing.T) {
	eachVerdict(t, func(t *testing.T, c *core, i plugintest.Instance, want verdict, advice string) {
		after, diags := c.Apply(c.Plan(i, nil))
		if want == gone {
			plugintest.NoDiagnostics(t, diags)
			if !after.Value.IsNull() {
				t.Errorf("got state %s, want null", after.Value)
			}
			return
		}
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
			"Cannot delete pipeline", "Orders", gonePipeline, "stays in the state", advice)
		if !after.Value.Equal(i.Value) {
			t.Errorf("got state %s, want %s", after.Value, i.Value)
		}
	})
}

// eachVerdict runs a test for every response in goneTable with every outcome of the list.
func eachVerdict(t *testing.T, test func(t *testing.T, c *core, i plugintest.Instance, want verdict, advice string)) {
	t.Helper()
	for _, row := range goneTable {
		for list, want := range map[string]verdict{"has it": row.has, "lacks it": row.lacks, "cannot be read": row.unreadable} {
			t.Run(row.response+", the list "+list, func(t *testing.T) {
				c, i := coreWithPipeline(t, attrs{"max_retries": 0})
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
				test(t, c, i, want, row.advice)
				if held := len(c.sim.Pipelines(plugintest.Customer)); (held == 1) != (list != "lacks it") && !row.fault.After && row.fault.Truncate == 0 {
					t.Errorf("got %d pipelines on the platform, want 0 only if the list lacks it", held)
				}
			})
		}
	}
}

// coreWithPipeline starts a simulator with the pipeline gonePipeline, named "Orders", and imports it.
func coreWithPipeline(t *testing.T, settings attrs) (*core, plugintest.Instance) {
	t.Helper()
	c := newCore(t, maestrosim.Options{}, settings)
	c.put(gonePipeline, "Orders")
	i, diags := c.Import(gonePipeline, nil)
	plugintest.NoDiagnostics(t, diags)
	c.sim.ResetRequests()
	return c, i
}

// put creates a pipeline with one Singer job without Terraform.
func (c *core) put(id, name string) {
	c.t.Helper()
	if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: id, Name: name, Jobs: []maestrosim.Job{{Input: map[string]any{
		"connector": "singer", "plugin": "hubspot", "table_name": "contacts", "replication_method": "INCREMENTAL",
		"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "1701234567890_abc123_hubspot-1.0.0"},
	}}}}); err != nil {
		c.t.Fatal(err)
	}
}

// If only the response to the deletion is not from Maestro, the pipeline is read once to find the outcome.
func TestPipelineDelete_foreignResponseIsVerifiedOnce(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"login page": respond(200, `<html>sign in</html>`), "null": respond(200, `null`), "list": respond(200, `[]`), "text": respond(200, `"ok"`),
	} {
		t.Run(name, func(t *testing.T) {
			c, i := coreWithPipeline(t, nil)
			fault.On = maestrosim.OpDelete
			c.sim.Order(fault)
			plugintest.OneDiagnostic(t, c.Destroy(i), plugintest.Error, "",
				"Cannot delete pipeline", "the pipeline still exists", checkAddress)
			c.one()
			fault.After = true
			c.sim.Order(fault)
			plugintest.NoDiagnostics(t, c.Destroy(i))
		})
	}
}

// With a wrong base_url, all of a hundred pipelines stay in the state, in Read and in Delete. Each of the two reads the
// list of pipelines at most twice: for the first lookup, and for all that wait for it.
func TestPipelineRead_wrongBaseURLKeepsState(t *testing.T) {
	const pipelines, most = 100, 2
	c := newCore(t, maestrosim.Options{}, nil)
	all, destroys := c.importPipelines(pipelines), make([]plugintest.Plan, pipelines)
	for n, i := range all {
		destroys[n] = c.Plan(i, nil)
	}
	for name, handler := range map[string]http.HandlerFunc{
		"Maestro, below another path": c.sim.ServeHTTP, // which has no such routes
		"a login page for everything": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(`<html>sign in</html>`)) },
		"an empty list for everything": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write([]byte(`[]`))
		},
		"404 for everything": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) },
	} {
		t.Run(name, func(t *testing.T) {
			var lists atomic.Int64
			slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/pipelines") {
					lists.Add(1)
				}
				<-time.After(time.Second) // in a bubble: when everything else waits
				handler(w, r)
			})
			network := plugintest.NewNetwork()
			network.InBubble(t, openapi.Check(t, slow, openapi.RequestsOnly, openapi.Under("/elsewhere")), func(t *testing.T) {
				elsewhere := plugintest.NewServer(t, network.URL+"/elsewhere", nil).Resource(pipelineType)
				var wg sync.WaitGroup
				for _, i := range all {
					wg.Go(func() {
						after, diags := elsewhere.Refresh(i)
						if !plugintest.HasError(diags) || !after.Value.Equal(i.Value) {
							t.Errorf("read: got state kept %t and diagnostics %v, want true and an error", after.Value.Equal(i.Value), diags)
						}
					})
				}
				wg.Wait()
				if got := lists.Swap(0); got > most {
					t.Errorf("read: got %d lists, want at most %d", got, most)
				}
				for _, destroy := range destroys {
					wg.Go(func() {
						after, diags := elsewhere.Apply(destroy)
						if !plugintest.HasError(diags) || !after.Value.Equal(destroy.Prior.Value) {
							t.Errorf("delete: got state kept %t and diagnostics %v, want true and an error", after.Value.Equal(destroy.Prior.Value), diags)
						}
					})
				}
				wg.Wait()
				if got := lists.Load(); got > most {
					t.Errorf("delete: got %d lists, want at most %d", got, most)
				}
			})
		})
	}
	if held := len(c.sim.Pipelines(plugintest.Customer)); held != pipelines {
		t.Errorf("got %d pipelines on the platform, want %d", held, pipelines)
	}
}
