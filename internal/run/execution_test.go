// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// down is the body of a response during an outage.
const down = `{"message":"down"}`

func TestExecution_followsRunToItsEnd(t *testing.T) {
	t.Parallel()
	for name, id := range spellings(pipelineID) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{RunDuration: 95 * time.Second}, func(p *platform) {
				progress, diags := p.execute(attrs{"pipeline_id": id})
				plugintest.NoDiagnostics(p.t, diags)
				run := "Run " + p.onlyRun().ID + " of pipeline " + pipelineName
				plugintest.Same(p.t, "progress", progress, []string{
					`Pipeline ` + pipelineName + ` (` + id + `) was executed (` + executionID + `)`,
					run + ": RUNNING",
					run + ": RUNNING for 32s",
					run + ": RUNNING for 1m2s",
					run + ": RUNNING for 1m32s",
					run + ": SUCCESS after 1m47s",
				})
				p.wantExecutions(1)
			})
		})
	}
}

// Each read is one request. The pause between reads grows, but only so far that the end of a run is seen soon.
func TestExecution_readsAreFew(t *testing.T) {
	contract.NeedsDocumented(t, "counts the requests to the documented platform")
	t.Parallel()
	var readAt []time.Time
	options := maestrosim.Options{RunDuration: time.Hour, OnRequest: func(r maestrosim.Request) {
		if strings.Contains(r.Path, "/pipeline_run/") {
			readAt = append(readAt, time.Now())
		}
	}}
	inBubble(t, options, func(p *platform) {
		progress, diags := p.execute(attrs{"timeout": "2h"})
		plugintest.NoDiagnostics(p.t, diags)
		pauses := []time.Duration{readAt[0].Sub(bubbleStart)}
		for i := range readAt[1:] {
			pauses = append(pauses, readAt[i+1].Sub(readAt[i]))
		}
		if pauses[0] != time.Second || !slices.IsSorted(pauses) || pauses[len(pauses)-1] != 15*time.Second {
			p.t.Errorf("got pauses %v, want them to grow from 1s to 15s", pauses)
		}
		// The others are the pipeline, its runs, the execution, and its runs again.
		if got, want := len(p.sim.Requests()), len(readAt)+4; got != want {
			p.t.Errorf("got %d requests, want %d", got, want)
		}
		if len(progress) > 130 {
			p.t.Errorf("got %d messages about a run of an hour, want at most 130", len(progress))
		}
	})
}

func TestExecution_failedRunIsErrorWithItsTrace(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		trace string
		want  []string
	}{
		"a trace with control characters": {
			"Traceback (most recent call last):\n\tboom\x1b[31m!\x1b[0m",
			[]string{"\n\n  Traceback (most recent call last):\n      boom!"},
		},
		"no trace":     {"", []string{"does not show a reason"}},
		"a long trace": {strings.Repeat("line\n", 100_000) + "ValueError", []string{"\n\n  …", "\n  line\n  ValueError"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{}, func(p *platform) {
				p.failNextRun(tc.trace)
				progress, diags := p.execute(attrs{"wait": true})
				plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", "Run failed",
					append(tc.want, p.onlyRun().ID, pipelineName, pipelineID, "FAILED, 8s after it was started")...)
				if got := len(diags[0].Detail); got > 10_000 {
					p.t.Errorf("got a detail of %d bytes, want at most 10000", got)
				}
				if last := progress[len(progress)-1]; !strings.HasSuffix(last, ": FAILED after 8s") {
					p.t.Errorf("got last progress %q, want the end of the run", last)
				}
			})
		})
	}
}

// A final status other than success is an error. An unknown status is not final.
func TestExecution_undocumentedStatus(t *testing.T) {
	t.Parallel()
	for status, wantError := range map[string]bool{"CANCELED": true, "SKIPPED": true, "success": false} {
		t.Run(status, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{RunDuration: time.Hour}, func(p *platform) {
				reads := 0
				p.sim.Order(maestrosim.Fault{On: maestrosim.OpRun, Times: -1, Hook: func() {
					statuses := []string{"up_for_retry", "up_for_retry", "DEFERRED\x1b[2J", status}
					p.edit(func(p *maestrosim.Pipeline) { p.Runs[0].Status = statuses[min(reads, 3)] })
					reads++
				}})
				progress, diags := p.execute(nil)
				if plugintest.HasError(diags) != wantError {
					p.t.Errorf("got %v, want an error: %t", diags, wantError)
				}
				got := strings.Join(progress, "\n")
				contains(p.t, got, "DEFERRED\uFFFD[2J", ": "+status)
				if strings.Contains(got, "\x1b") {
					p.t.Errorf("got progress %q, want no control characters", got)
				}
			}, openapi.RequestsOnly)
		})
	}
}

func TestExecution_everyContract(t *testing.T) {
	t.Parallel()
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{Contract: contract.Contract, RunDuration: time.Minute}, func(p *platform) {
				earlier := p.startRun() // The new run has to wait for it.
				pass(20 * time.Second)
				progress, diags := p.execute(nil)
				plugintest.NoDiagnostics(p.t, diags)
				runs := p.runs()
				if len(runs) != 2 || runs[1].ID != earlier || runs[0].Status != "SUCCESS" {
					p.t.Fatalf("got runs %+v, want a second one that succeeded", runs)
				}
				contains(p.t, progress[len(progress)-1], runs[0].ID, "SUCCESS")
			})
		})
	}
}

// Until the list shows the run, messages identify it by the execution id.
func TestExecution_runAppearsLate(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{RunDuration: time.Minute}, func(p *platform) {
		p.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: 12, Body: `[]`})
		progress, diags := p.execute(nil)
		plugintest.NoDiagnostics(p.t, diags)
		waiting := "Run of pipeline " + pipelineName + " (" + executionID + "): not in the list of runs yet"
		plugintest.Same(p.t, "progress", progress[1:3], []string{waiting, waiting + " for 32s"})
		contains(p.t, progress[len(progress)-1], p.onlyRun().ID, "SUCCESS")
	})
}

// The time of the execution identifies its run among others that begin at about the same time, unless they begin
// together.
func TestExecution_otherRunBeginsToo(t *testing.T) {
	t.Parallel()
	otherBefore := func(p *platform) maestrosim.Fault {
		return maestrosim.Fault{On: maestrosim.OpExecute, Hook: func() {
			p.startRun()
			pass(10 * time.Second)
		}}
	}
	for name, options := range map[string]maestrosim.Options{
		"some time before": {RunDuration: 2 * time.Second},
		"while the run is hidden": {
			Contract: maestrosim.Contract{Queued: maestrosim.QueuedHidden}, RunDuration: 12 * time.Second,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, options, func(p *platform) {
				p.sim.Order(otherBefore(p))
				progress, diags := p.execute(nil)
				plugintest.NoDiagnostics(p.t, diags)
				contains(p.t, progress[len(progress)-1], p.runs()[0].ID)
			})
		})
	}
	t.Run("at the same moment", func(t *testing.T) {
		t.Parallel()
		inBubble(t, maestrosim.Options{}, func(p *platform) {
			p.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, Hook: func() { p.startRun() }})
			_, diags := p.execute(nil)
			plugintest.OneDiagnostic(p.t, diags, plugintest.Warning, "", "Ambiguous run",
				p.runs()[0].ID, p.runs()[1].ID, pipelineName)
		})
	})
}

// lostResponses are ways in which the outcome of an execution is not known.
var lostResponses = map[string]struct {
	fault   maestrosim.Fault
	arrives bool // at the platform
}{
	"reset before":           {maestrosim.Fault{DropBefore: true}, false},
	"reset after":            {maestrosim.Fault{DropAfter: true}, true},
	"502 before":             {maestrosim.Fault{Status: 502, Body: "<html>"}, false},
	"502 after":              {maestrosim.Fault{Status: 502, Body: "<html>", After: true}, true},
	"500":                    {maestrosim.Fault{Status: 500, Body: `{"message":"no scheduler"}`}, false},
	"404 of a proxy, before": {maestrosim.Fault{Status: 404, Body: "<html>"}, false},
	"404 of a proxy, after":  {maestrosim.Fault{Status: 404, Body: "<html>", After: true}, true},
	"truncated":              {maestrosim.Fault{Truncate: 10}, true},
	"unexpected":             {maestrosim.Fault{Body: "[]", After: true}, true},
}

// The execution is sent once. A new run shows that it has arrived.
func TestExecution_lostResponse(t *testing.T) {
	t.Parallel()
	for name, tc := range lostResponses {
		tc.fault.On = maestrosim.OpExecute
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{}, func(p *platform) {
				p.sim.Order(tc.fault)
				progress, diags := p.execute(nil)
				contains(p.t, progress[0], "not known", pipelineName)
				if tc.arrives {
					plugintest.OneDiagnostic(p.t, diags, plugintest.Warning, "", "Ambiguous run",
						"did not confirm", p.onlyRun().ID, pipelineName)
					contains(p.t, progress[len(progress)-1], p.onlyRun().ID, "SUCCESS")
				} else {
					plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", "Unconfirmed pipeline execution",
						pipelineID, pipelineName, "outcome is not known", "No new run", "15s", "not repeated")
					if strings.HasPrefix(name, "404") {
						contains(p.t, diags[0].Detail, "Check base_url")
					}
					if strings.Contains(diags[0].Detail, "Try again") {
						p.t.Errorf("got %q, want no advice to try again before the runs are checked", diags[0].Detail)
					}
				}
				p.wantExecutions(1)
			})
		})
	}
}

// The run of a request that timed out has as long to appear as any other.
func TestExecution_runAppearsAfterTimeout(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		p.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, DropAfter: true, Hook: func() { pass(70 * time.Second) }})
		p.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: 3, Body: `[]`})
		_, diags := p.execute(nil)
		plugintest.OneDiagnostic(p.t, diags, plugintest.Warning, "", "Ambiguous run", "did not confirm", p.onlyRun().ID)
		p.wantExecutions(1)
	})
}

// Terraform does not repeat an action, so the errors name the command that does, except for a run that continues.
func TestExecuteAction_errorsNameTheCommandToInvokeAgain(t *testing.T) {
	t.Parallel()
	const invoke = "To invoke it again:\n\n  terraform apply -invoke=action.dadosfera_pipeline_execute.NAME"
	for summary, tc := range map[string]struct {
		prepare func(*platform)
		invoke  bool
	}{
		"Cannot execute paused pipeline": {
			func(p *platform) { p.edit(func(p *maestrosim.Pipeline) { p.Paused = true }) }, true,
		},
		"Pipeline not found": {(*platform).removePipeline, true},
		"Run failed":         {func(p *platform) { p.failNextRun("boom") }, true},
		"Unconfirmed pipeline execution": {
			func(p *platform) { p.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, DropBefore: true}) }, true,
		},
		"Timeout while waiting for run": {
			func(p *platform) {
				p.sim.Order(maestrosim.Fault{On: maestrosim.OpRun, Times: -1, Body: `{"last_status":"RUNNING"}`})
			}, false,
		},
	} {
		t.Run(summary, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{}, func(p *platform) {
				tc.prepare(p)
				_, diags := p.execute(nil)
				if len(diags) != 1 || diags[0].Summary != summary || strings.HasSuffix(diags[0].Detail, invoke) != tc.invoke {
					p.t.Errorf("got %+v, want %q, with the command at the end: %t", diags, summary, tc.invoke)
				}
			})
		})
	}
}

func TestExecution_lostResponseWithoutWait(t *testing.T) {
	t.Parallel()
	for name, tc := range lostResponses {
		tc.fault.On = maestrosim.OpExecute
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{}, func(p *platform) {
				p.sim.Order(tc.fault)
				_, diags := p.execute(attrs{"wait": false})
				plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", "Unconfirmed pipeline execution",
					"wait is false", "check its runs")
				p.wantExecutions(1)
			})
		})
	}
}

func TestExecution_lostResponseAndUnreadableRuns(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		p.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, DropAfter: true},
			maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: -1, Status: 403, Body: `{"message":"no more"}`})
		_, diags := p.execute(nil)
		plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", "Unconfirmed pipeline execution", "could not be read", "no more")
	})
}

func TestExecution_refused(t *testing.T) {
	t.Parallel()
	fault := func(f maestrosim.Fault) func(*platform) { return func(p *platform) { p.sim.Order(f) } }
	for name, tc := range map[string]struct {
		prepare       func(*platform)
		pipelineID    string
		path, summary string
		want          []string
		executions    int
	}{
		"paused pipeline": {
			prepare: func(p *platform) {
				p.edit(func(p *maestrosim.Pipeline) { p.Paused = true })
			},
			summary: "Cannot execute paused pipeline",
			want: []string{
				pipelineID, "Cannot execute paused pipeline. Use /pipeline/unpause first.", "dadosfera_pipeline_unpause",
				"paused = false",
			},
			executions: 1,
		},
		"missing pipeline": {
			prepare:    func(*platform) {},
			pipelineID: "no_such_pipeline_1",
			path:       "pipeline_id", summary: "Pipeline not found",
			want: []string{"Nothing was executed", "no_such_pipeline_1", `customer "acme_corp"`},
		},
		"pipeline deleted meanwhile": {
			prepare: func(p *platform) {
				p.sim.Order(maestrosim.Fault{On: maestrosim.OpExecute, Hook: p.removePipeline})
			},
			path: "pipeline_id", summary: "Pipeline not found",
			want: []string{pipelineID}, executions: 1,
		},
		"rate limit": {
			prepare: fault(maestrosim.Fault{On: maestrosim.OpExecute, Status: 429, Body: `{"message":"too many"}`}),
			summary: "Cannot execute pipeline",
			want:    []string{pipelineID, "was not executed", "too many"}, executions: 1,
		},
		"other 404": {
			prepare: fault(maestrosim.Fault{On: maestrosim.OpExecute, Status: 404, Body: `{"detail":"DAG x not found"}`}),
			summary: "Cannot execute pipeline",
			want:    []string{pipelineName, "was not executed", "DAG x not found"}, executions: 1,
		},
		"failure with status 200": {
			prepare: fault(maestrosim.Fault{On: maestrosim.OpExecute, Body: `{"status":false,"message":"cannot execute"}`}),
			summary: "Cannot execute pipeline",
			want:    []string{pipelineName, "was not executed", "cannot execute"}, executions: 1,
		},
		"unreadable runs": {
			prepare: fault(maestrosim.Fault{On: maestrosim.OpRuns, Status: 403, Body: `{"message":"no"}`}),
			summary: "Cannot execute pipeline",
			want:    []string{pipelineName, "was not executed", "permission"},
		},
		"unreadable pipeline": {
			prepare: fault(maestrosim.Fault{On: maestrosim.OpGet, Status: 401, Body: `{"msg":"Unauthorized"}`}),
			summary: "Cannot execute pipeline",
			want:    []string{"Pipeline " + pipelineID, "was not executed", "customer_name"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{}, func(p *platform) {
				tc.prepare(p)
				settings := attrs{}
				if tc.pipelineID != "" {
					settings["pipeline_id"] = tc.pipelineID
				}
				_, diags := p.execute(settings)
				plugintest.OneDiagnostic(p.t, diags, plugintest.Error, tc.path, tc.summary, tc.want...)
				if tc.path != "" && strings.Contains(diags[0].Detail, "base_url") {
					p.t.Errorf("got %q, want no advice on base_url, because the platform has responded", diags[0].Detail)
				}
				p.wantExecutions(tc.executions)
				if got := p.runs(); len(got) > 0 {
					p.t.Errorf("got runs %+v, want none", got)
				}
			})
		})
	}
}

func TestExecution_temporaryErrorsAreReportedAndRetried(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{RunDuration: time.Minute}, func(p *platform) {
		p.sim.Order(
			maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: 3, Status: 503, Body: down},
			maestrosim.Fault{On: maestrosim.OpRun, Skip: 1, Times: 5, Status: 503, Body: down},
			maestrosim.Fault{On: maestrosim.OpRun, Skip: 1, DropBefore: true},
		)
		progress, diags := p.execute(nil)
		plugintest.NoDiagnostics(p.t, diags)
		got := strings.Join(progress, "\n")
		contains(p.t, got, "not in the list of runs yet; the last read failed, retrying: GET ")
		if n := strings.Count(got, "down"); n > 3 {
			p.t.Errorf("got %d messages about the outage, want at most 3:\n%s", n, got)
		}
	})
}

func TestExecution_deletedRun(t *testing.T) {
	t.Parallel()
	for name, remove := range map[string]func(*platform){
		"with its pipeline": (*platform).removePipeline,
		"without its pipeline": func(p *platform) {
			p.edit(func(p *maestrosim.Pipeline) { p.Runs = p.Runs[1:] })
		},
		"with its pipeline, and the platform responds 500": func(p *platform) {
			p.sim.Order(
				maestrosim.Fault{
					On: maestrosim.OpRun, Times: -1, Status: 500,
					Body: `{"msg":"There was an error retrieving the pipeline run"}`,
				},
				maestrosim.Fault{
					On: maestrosim.OpRuns, Times: -1, Status: 500,
					Body: `{"msg":"There was an error retrieving the pipeline runs"}`,
				})
			p.removePipeline()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{RunDuration: time.Hour}, func(p *platform) {
				id := ""
				time.AfterFunc(3*time.Second, func() {
					id = p.runs()[0].ID
					remove(p)
				})
				_, diags := p.execute(nil)
				plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", "Run no longer exists", id, pipelineID, "RUNNING", "deleted")
			})
		})
	}
}

// ends are the reasons for which a wait ends before the run does. Each starts an execution that ends after a duration.
var ends = map[string]struct {
	summary string
	want    string
	execute func(p *platform, after time.Duration) ([]string, []plugintest.Diagnostic)
}{
	"interrupt": {
		"Interrupted wait for run", "no longer waits",
		func(p *platform, after time.Duration) ([]string, []plugintest.Diagnostic) {
			return p.executeIn(interruptAfter(p.t, after), nil)
		},
	},
	"timeout": {
		"Timeout while waiting for run", `timeout = "..."`,
		func(p *platform, after time.Duration) ([]string, []plugintest.Diagnostic) {
			return p.execute(attrs{"timeout": after.String()})
		},
	},
}

func TestExecution_unknownStatusIsNamedWhenItTimesOut(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{RunDuration: time.Hour}, func(p *platform) {
		p.sim.Order(maestrosim.Fault{On: maestrosim.OpRun, Times: -1, Body: `{"last_status":"PARKED\u001b[2J"}`})
		_, diags := p.execute(attrs{"timeout": "1m"})
		plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", "Timeout while waiting for run",
			"The status \"PARKED\uFFFD[2J\" is not documented, so the run may have ended.")
	})
}

// The run continues, and the error shows how to read it.
func TestExecution_waitEndsBeforeRun(t *testing.T) {
	t.Parallel()
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{RunDuration: time.Hour}, func(p *platform) {
				_, diags := end.execute(p, 25*time.Second)
				id := p.onlyRun().ID
				plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", end.summary, end.want, "Run "+id, "continues on the platform",
					"RUNNING", "21s after", `pipeline_id = "`+pipelineID+`"`, `run_id      = "`+id+`"`)
			})
		})
	}
}

func TestExecution_waitEndsBeforeRunAppears(t *testing.T) {
	t.Parallel()
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{}, func(p *platform) {
				p.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Skip: 1, Times: -1, Body: "[]"})
				_, diags := end.execute(p, 25*time.Second)
				plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", end.summary, end.want, "("+executionID+")", "After 25s",
					"not in the list of runs", "dadosfera_pipeline_runs")
			})
		})
	}
}

// If the last read has failed, the error has its message, and when the run was read before.
func TestExecution_waitEndsDuringAnOutage(t *testing.T) {
	t.Parallel()
	for operation, want := range map[maestrosim.Operation]string{
		maestrosim.OpRun:  "RUNNING when it was last read, 1s after",
		maestrosim.OpRuns: "not in the list of runs",
	} {
		for name, end := range ends {
			t.Run(string(operation)+", "+name, func(t *testing.T) {
				t.Parallel()
				inBubble(t, maestrosim.Options{RunDuration: time.Hour}, func(p *platform) {
					p.sim.Order(maestrosim.Fault{On: operation, Skip: 1, Times: -1, Status: http.StatusServiceUnavailable, Body: down})
					_, diags := end.execute(p, 25*time.Second)
					plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", end.summary,
						want, "The last read failed. Maestro: GET ", "down", "The platform failed")
				})
			})
		}
	}
}

func TestExecution_interruptDuringExecute(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		ctx, fault := interruptOn(p.t, maestrosim.OpExecute)
		p.sim.Order(fault)
		_, diags := p.executeIn(ctx, nil)
		plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", "Unconfirmed pipeline execution", "could not be read", pipelineID)
	})
}

func TestExecution_interruptBeforeExecute(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		ctx, fault := interruptOn(p.t, maestrosim.OpRuns)
		p.sim.Order(fault)
		_, diags := p.executeIn(ctx, nil)
		plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", "Cannot execute pipeline", "was not executed", "interrupted")
		p.wantExecutions(0)
	})
}

func TestExecution_timeoutBeforeExecute(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		p.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Delay: time.Hour})
		_, diags := p.execute(attrs{"timeout": "1s"})
		plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", "Cannot execute pipeline",
			"was not executed", `timeout = "..."`)
		p.wantExecutions(0)
	})
}

func TestExecution_permanentErrorEndsWait(t *testing.T) {
	t.Parallel()
	refused := maestrosim.Fault{Times: -1, Status: http.StatusForbidden, Body: `{"message":"no"}`}
	for name, tc := range map[string]struct {
		on   maestrosim.Operation
		skip int
		want []string
	}{
		"run": {maestrosim.OpRun, 2, []string{"continues on the platform", "permission"}},
		"list of runs": {maestrosim.OpRuns, 1, []string{
			"(" + executionID + ")", "not in the list of runs", "permission", "dadosfera_pipeline_runs",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, maestrosim.Options{RunDuration: time.Hour}, func(p *platform) {
				fault := refused
				fault.On, fault.Skip = tc.on, tc.skip
				p.sim.Order(fault)
				_, diags := p.execute(nil)
				plugintest.OneDiagnostic(p.t, diags, plugintest.Error, "", "Cannot follow run", tc.want...)
				if waited := time.Since(bubbleStart); waited > 5*time.Second {
					p.t.Errorf("got an error after %s, want it at once", waited)
				}
			})
		})
	}
}

// A response about a run may omit its id, or show another number of the platform in its place.
func TestExecution_responseWithoutRunID(t *testing.T) {
	t.Parallel()
	inBubble(t, maestrosim.Options{}, func(p *platform) {
		p.sim.Order(maestrosim.Fault{On: maestrosim.OpRun, Body: `{"id":46,"last_status":"SUCCESS"}`})
		progress, diags := p.execute(nil)
		plugintest.NoDiagnostics(p.t, diags)
		contains(p.t, progress[len(progress)-1], p.onlyRun().ID, "SUCCESS after 1s")
	})
}

func TestExecution_nameOfThePipelineInProgress(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		``:                         "pipeline " + pipelineID + ": ",
		`,"name":"a\u001b[2Jb\nc"`: `pipeline "a�[2Jb c": `,
	} {
		inBubble(t, maestrosim.Options{}, func(p *platform) {
			p.sim.Order(maestrosim.Fault{
				On: maestrosim.OpGet, Body: `{"status":true,"data":{"id":"` + pipelineID + `"` + name + `}}`,
			})
			progress, diags := p.execute(nil)
			plugintest.NoDiagnostics(p.t, diags)
			contains(p.t, progress[1], want)
		})
	}
}

// The request that executes the pipeline follows the one that reads it. Nothing else is sent.
func TestExecution_withoutWait(t *testing.T) {
	contract.NeedsDocumented(t, "counts the requests to the documented platform")
	t.Parallel()
	inBubble(t, maestrosim.Options{RunDuration: time.Minute}, func(p *platform) {
		p.failNextRun("boom")
		progress, diags := p.execute(attrs{"wait": false})
		plugintest.NoDiagnostics(p.t, diags)
		if len(progress) != 1 {
			p.t.Errorf("got progress %q, want one message", progress)
		}
		contains(p.t, progress[0], pipelineName, pipelineID, executionID)
		if got := len(p.sim.Requests()); got != 2 || p.onlyRun().Status != "RUNNING" {
			p.t.Errorf("got %d requests and a run that is %s, want 2 and RUNNING", got, p.onlyRun().Status)
		}
	})
}
