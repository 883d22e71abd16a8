// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type attrs = plugintest.Attrs

// hostile is a text that takes over a terminal, or a configuration that it is pasted into.
const hostile = "x\x1b]0;owned\x07\x1b[2J\u202e\u200b\r\n" + injected + ` "} ${file("x")}`

// injected begins the second line of hostile.
const injected = "INJECTED"

// The example pipeline that the simulator starts with, and its run.
const (
	pipelineID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	runID      = "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
)

// printed is all that a user sees of an operation.
type printed struct {
	diags []plugintest.Diagnostic
	texts []string // progress messages and display names
}

// operations returns what the provider does other than managing pipelines.
func operations(s *plugintest.Server) map[string]func() printed {
	read := func(typeName string, config attrs) func() printed {
		return func() printed {
			_, diags := s.DataSource(typeName).Read(config)
			return printed{diags: diags}
		}
	}
	invoke := func(typeName string, config attrs) func() printed {
		return func() printed {
			progress, diags := s.Action(typeName).Invoke(config)
			return printed{diags, progress}
		}
	}
	query := func(include bool) func() printed {
		return func() printed {
			list := s.List("dadosfera_pipeline")
			list.Include = include
			results, diags := list.Query(nil)
			p := printed{diags: diags}
			for _, result := range results {
				p.texts = append(p.texts, result.DisplayName)
			}
			return p
		}
	}
	run := s.Resource("dadosfera_pipeline_run")
	config := attrs{"pipeline_id": pipelineID, "timeouts": attrs{"create": "1m"}}
	return map[string]func() printed{
		"pipeline by id":   read("dadosfera_pipeline", attrs{"id": pipelineID, "with_last_status": true}),
		"pipeline by name": read("dadosfera_pipeline", attrs{"name": "Orders Data Pipeline"}),
		"pipelines":        read("dadosfera_pipelines", attrs{}),
		"runs":             read("dadosfera_pipeline_runs", attrs{"pipeline_id": pipelineID}),
		"run":              read("dadosfera_pipeline_run", attrs{"pipeline_id": pipelineID, "run_id": runID}),
		"job":              read("dadosfera_jdbc_job", attrs{"job_id": pipelineID + "_0"}),
		"data types":       read("dadosfera_jdbc_datatypes", attrs{}),
		"query":            query(false),
		"whole query":      query(true),
		"execute":          invoke("dadosfera_pipeline_execute", attrs{"pipeline_id": pipelineID, "timeout": "1m"}),
		"pause":            invoke("dadosfera_pipeline_pause", attrs{"pipeline_id": pipelineID}),
		"unpause":          invoke("dadosfera_pipeline_unpause", attrs{"pipeline_id": pipelineID}),
		"reset":            invoke("dadosfera_job_reset_state", attrs{"job_id": pipelineID + "_0"}),
		"create run": func() printed {
			_, diags := run.Apply(run.Plan(run.Absent(), config))
			return printed{diags: diags}
		},
		"import run": func() printed {
			_, diags := run.Import(pipelineID+"/"+runID, nil)
			return printed{diags: diags}
		},
		"access token": func() printed {
			s.Restart(attrs{"username": "u", "password": "p", "max_retries": 0}) // to sign in again
			_, diags := s.Open("dadosfera_access_token", attrs{})
			return printed{diags: diags}
		},
	}
}

// token is an access token that the simulator accepts.
const token = "the-token"

func newSim() *maestrosim.Sim {
	return maestrosim.New(maestrosim.Options{
		Users:        []maestrosim.User{{Username: "u", Password: "p", Customer: plugintest.Customer}},
		StaticTokens: map[string]string{token: plugintest.Customer},
	})
}

// hostilePlatform is the simulator, with a change to its responses.
type hostilePlatform struct {
	sim http.Handler
	// change returns another status and body for a response. It is nil for the simulator's own.
	change func(endpoint string, status int, body []byte) (int, []byte)
	// endpoints and fields are those of all responses so far.
	endpoints, fields map[string]bool
}

func (h *hostilePlatform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	recorded := httptest.NewRecorder()
	h.sim.ServeHTTP(recorded, r)
	endpoint := r.Method + " " + strings.ReplaceAll(r.URL.Path, "-", "_") // both spellings of an id
	h.endpoints[endpoint] = true
	status, body := recorded.Code, recorded.Body.Bytes()
	walk(body, func(field string, value any) any {
		h.fields[field] = true
		return value
	})
	if h.change != nil {
		status, body = h.change(endpoint, status, body)
	}
	w.Header().Set("Content-Type", "application/json")
	if status == http.StatusFound {
		w.Header().Set("Location", "https://login.example/\u202e\u009b2J")
	}
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// walk returns a JSON document in which the values that are neither objects nor lists are replaced. The name of a field
// is its path, without the indexes of lists.
func walk(document []byte, replace func(field string, value any) any) []byte {
	var root any
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	if decoder.Decode(&root) != nil {
		return document
	}
	var visit func(path string, value any) any
	visit = func(path string, value any) any {
		switch value := value.(type) {
		case map[string]any:
			for key, member := range value {
				value[key] = visit(path+"."+key, member)
			}
		case []any:
			for i, element := range value {
				value[i] = visit(path+"[]", element)
			}
		default:
			return replace(path, value)
		}
		return value
	}
	changed, err := json.Marshal(visit("", root))
	if err != nil {
		panic(err) // it was decoded from JSON
	}
	return changed
}

// changes returns the changes of responses by name: each field, and each shape of an error from each endpoint.
func (h *hostilePlatform) changes() map[string]func(string, int, []byte) (int, []byte) {
	all := map[string]func(string, int, []byte) (int, []byte){}
	for field := range h.fields {
		for name, text := range map[string]func(any) any{
			"replaced":          func(any) any { return hostile },
			"appended":          func(value any) any { return appended(value, hostile) },
			"appended template": func(value any) any { return appended(value, `${file("x")}`) },
		} {
			all[field+" "+name] = func(_ string, status int, body []byte) (int, []byte) {
				return status, walk(body, func(at string, value any) any {
					if at == field {
						return text(value)
					}
					return value
				})
			}
		}
	}

	quoted, err := json.Marshal(hostile)
	if err != nil {
		panic(err) // it is a text
	}
	for endpoint := range h.endpoints {
		for i, shape := range []string{
			`{"msg":TEXT}`, `{"detail":TEXT}`, `{"detail":{"exception_type":TEXT,"traceback":[TEXT,TEXT]}}`,
			`{"detail":[{"loc":[TEXT],"msg":TEXT}]}`, `{"message":[TEXT],"statusCode":400}`, `{"status":false,"data":TEXT}`,
			`{"error":TEXT,"message":TEXT,"code":TEXT,"details":TEXT}`, `TEXT`, `<p>` + hostile, `[TEXT]`,
		} {
			answer := []byte(strings.ReplaceAll(shape, "TEXT", string(quoted)))
			for _, status := range []int{200, 302, 401, 404, 500} {
				if i > 0 && status != http.StatusOK && status != http.StatusNotFound {
					continue // Other statuses do not depend on the shape.
				}
				all[endpoint+" "+strconv.Itoa(i)+" "+strconv.Itoa(status)] = func(at string, own int, body []byte) (int, []byte) {
					if at == endpoint {
						return status, answer
					}
					return own, body
				}
			}
		}
	}
	return all
}

// appended returns a text with more text after it, and any other value as it is.
func appended(value any, more string) any {
	if text, ok := value.(string); ok {
		return text + more
	}
	return value
}

// No text of the platform, in whichever field of whichever response, reaches a terminal with control characters, with
// characters that change its direction, or with line breaks, and no block to paste has a template in it.
func TestProvider_printsNothingHostile(t *testing.T) {
	t.Parallel()
	for name := range operations(plugintest.NewUnconfigured(t)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			platform := &hostilePlatform{sim: newSim(), endpoints: map[string]bool{}, fields: map[string]bool{}}
			network := plugintest.NewNetwork()
			network.InBubble(t, openapi.Check(t, platform, openapi.RequestsOnly), func(t *testing.T) {
				<-time.After(30 * 365 * 24 * time.Hour) // The example run ended before.
				settings := attrs{"access_token": token, "max_retries": 0}
				operation := operations(plugintest.NewServer(t, network.URL, settings))[name]
				if got := operation(); len(got.diags) > 0 {
					t.Fatalf("with the simulator's own responses: got %v, want no diagnostics", got.diags)
				}
				changes := platform.changes()
				reported := 0
				for _, change := range slices.Sorted(maps.Keys(changes)) {
					platform.sim, platform.change = newSim(), changes[change]
					got := operation()
					platform.change = nil
					checkPrinted(t, change, got)
					reported += len(got.diags)
				}
				if reported == 0 {
					t.Error("got no diagnostics at all, want some")
				}
			})
		})
	}
}

// template matches an attribute, in a block to paste, whose text has a template in it.
var template = regexp.MustCompile(`(?m)^\s*\w+\s*= "(?:.*[^$])?\$\{`)

// longestDetail is the largest length of a detail, in bytes.
const longestDetail = 10_000

// checkPrinted reports texts that are not fit for a terminal.
func checkPrinted(t *testing.T, change string, got printed) {
	t.Helper()
	for _, d := range got.diags {
		got.texts = append(got.texts, d.Summary)
		if strings.Contains("\n"+d.Detail, "\n"+injected) || template.MatchString(d.Detail) || len(d.Detail) > longestDetail {
			t.Errorf("%s: got detail %q, want no line of the platform's, no template, and no more than %d bytes",
				change, d.Detail, longestDetail)
		}
		got.texts = append(got.texts, strings.ReplaceAll(d.Detail, "\n", " "))
	}
	for _, text := range got.texts {
		if i := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("%s: got %q, want printable characters only", change, text)
		}
	}
}
