// SPDX-License-Identifier: MPL-2.0

// Package hostile puts a platform in front of a provider whose responses attack the terminal of the user and the
// configuration that texts are pasted into, and checks what the provider prints.
package hostile

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// Text takes over a terminal, or a configuration that it is pasted into.
const Text = "x\x1b]0;owned\x07\x1b[2J\u202e\u200b\r\n" + injected + ` "} ${file("x")}`

// injected begins the second line of Text.
const injected = "INJECTED"

// Printed is all that a user sees of an operation.
type Printed struct {
	Diagnostics []plugintest.Diagnostic
	Texts       []string // progress messages and display names
}

// Change returns another status and body for a response of an endpoint, such as "GET /platform/pipeline/{id}".
type Change func(endpoint string, status int, body []byte) (int, []byte)

// Platform is a simulator, with a change to its responses.
type Platform struct {
	Simulator http.Handler
	// Change is nil for the simulator's own responses.
	Change Change

	endpoints, fields map[string]bool // of all responses so far
}

// New returns a platform without a change.
func New(simulator http.Handler) *Platform {
	return &Platform{Simulator: simulator, endpoints: map[string]bool{}, fields: map[string]bool{}}
}

// uuid matches a UUID in either spelling.
var uuid = regexp.MustCompile(`[0-9a-f]{8}([-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}`)

// ServeHTTP serves the response of the simulator, changed.
func (p *Platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	recorded := httptest.NewRecorder()
	p.Simulator.ServeHTTP(recorded, r)
	endpoint := r.Method + " " + uuid.ReplaceAllString(r.URL.Path, "{id}")
	p.endpoints[endpoint] = true
	status, body := recorded.Code, recorded.Body.Bytes()
	walk(body, func(field string, value any) any {
		p.fields[field] = true
		return value
	})
	if p.Change != nil {
		status, body = p.Change(endpoint, status, body)
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

// replacements are the ways to change the value of a field.
var replacements = map[string]func(value any) any{
	"replaced":          func(any) any { return Text },
	"appended":          func(value any) any { return appended(value, Text) },
	"appended template": func(value any) any { return appended(value, `${file("x")}`) },
	"long":              func(value any) any { return appended(value, strings.Repeat("long", longestDetail)) },
}

// appended returns a text with more text after it, and any other value as it is.
func appended(value any, more string) any {
	if text, ok := value.(string); ok {
		return text + more
	}
	return value
}

// errorShapes are the bodies of errors, in which TEXT stands for a text.
var errorShapes = []string{
	`{"msg":TEXT}`, `{"detail":TEXT}`, `{"detail":{"exception_type":TEXT,"traceback":[TEXT,TEXT]}}`,
	`{"detail":[{"loc":[TEXT],"msg":TEXT}]}`, `{"message":[TEXT],"statusCode":400}`, `{"status":false,"data":TEXT}`,
	`{"error":TEXT,"message":TEXT,"code":TEXT,"details":TEXT}`, `TEXT`, `<p>` + Text, `[TEXT]`,
}

// Changes returns changes by name: each field of the responses so far in each way, and each shape of an error from each
// endpoint.
func (p *Platform) Changes() map[string]Change {
	all := map[string]Change{}
	for field := range p.fields {
		for name, replacement := range replacements {
			all[field+" "+name] = func(_ string, status int, body []byte) (int, []byte) {
				return status, walk(body, func(at string, value any) any {
					if at == field {
						return replacement(value)
					}
					return value
				})
			}
		}
	}

	quoted, err := json.Marshal(Text)
	if err != nil {
		panic(err) // it is a text
	}
	for endpoint := range p.endpoints {
		for i, shape := range errorShapes {
			response := []byte(strings.ReplaceAll(shape, "TEXT", string(quoted)))
			for _, status := range []int{200, 302, 401, 404, 500} {
				if i > 0 && status != http.StatusOK && status != http.StatusNotFound {
					continue // Other statuses do not depend on the shape.
				}
				all[endpoint+" "+strconv.Itoa(i)+" "+strconv.Itoa(status)] = respondAt(endpoint, status, response)
			}
		}
	}
	return all
}

// respondAt returns the change of the responses of one endpoint to another one.
func respondAt(endpoint string, status int, body []byte) Change {
	return func(at string, own int, ownBody []byte) (int, []byte) {
		if at == endpoint {
			return status, body
		}
		return own, ownBody
	}
}

// template matches an attribute, in a block to paste, whose text has a template in it.
var template = regexp.MustCompile(`(?m)^\s*\w+\s*= "(?:.*[^$])?\$\{`)

// The largest lengths of a summary and a detail, in bytes.
const (
	longestSummary = 2_000
	longestDetail  = 10_000
)

// Check reports texts that are not fit for a terminal. The change is named in its messages.
func Check(t *testing.T, change string, got Printed) {
	t.Helper()
	texts := got.Texts
	for _, d := range got.Diagnostics {
		if strings.Contains("\n"+d.Detail, "\n"+injected) || template.MatchString(d.Detail) {
			t.Errorf("%s: got detail %q, want no line of the platform's and no template", change, d.Detail)
		}
		if len(d.Detail) > longestDetail || len(d.Summary) > longestSummary {
			t.Errorf("%s: got %d bytes of summary and %d of detail, want at most %d and %d: %.1000q",
				change, len(d.Summary), len(d.Detail), longestSummary, longestDetail, d.Summary+": "+d.Detail)
		}
		texts = append(texts, d.Summary, strings.ReplaceAll(d.Detail, "\n", " "))
	}
	for _, text := range texts {
		if i := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }); i >= 0 {
			t.Errorf("%s: got %q, want printable characters only", change, text)
		}
	}
}
