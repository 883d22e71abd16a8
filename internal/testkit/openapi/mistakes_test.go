// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// exchangeLog is a handler that records its exchanges.
type exchangeLog struct {
	handler http.Handler
	mu      sync.Mutex
	all     []exchange
}

func (l *exchangeLog) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	req.Body = io.NopCloser(bytes.NewReader(body))
	recorded := httptest.NewRecorder()
	l.handler.ServeHTTP(recorded, req)
	e := exchange{
		Request{Method: req.Method, URL: req.URL, Header: req.Header.Clone(), Body: body},
		Response{Status: recorded.Code, Header: recorded.Header(), Body: recorded.Body.Bytes()},
	}
	l.mu.Lock()
	l.all = append(l.all, e)
	l.mu.Unlock()
	maps.Copy(w.Header(), e.response.Header)
	w.WriteHeader(e.response.Status)
	_, _ = w.Write(e.response.Body)
}

// Every key of every object that client and simulator exchange is misspelled, omitted and given a value of another
// kind, one at a time: the document is that strict. What is free-form is left alone.
func TestCheck_everyMistakeInARecordedExchangeIsReported(t *testing.T) {
	t.Setenv(contract.Variable, "") // the valid changes are those of the documented behavior
	log := &exchangeLog{}
	client := signedIn(t, contract.Contract{}, func(h http.Handler) string {
		log.handler = h
		return NewServer(t, log).URL
	})
	for _, step := range drive {
		if err := step.call(t.Context(), client); err != nil {
			t.Fatalf("%s: %v", step.method, err)
		}
	}

	count, unreported := 0, map[string]bool{}
	expectError := func(mistake string, err error) {
		count++
		if err != nil {
			return
		}
		i := slices.IndexFunc(valid, func(s string) bool { return strings.HasSuffix(mistake, s) })
		if i < 0 {
			t.Errorf("%s: got no error", mistake)
			return
		}
		unreported[valid[i]] = true
	}
	for _, e := range log.all {
		op, err := CheckRequest(e.request)
		if err != nil {
			t.Fatalf("%s: %v", op.ID(), err)
		}
		if op.ID() != "patchJobInput" { // its body is an input, which is free-form
			for mistake, body := range mistakes(t, e.request.Body) {
				other := e
				other.request.Body = body
				err, _ := other.check()
				expectError("request of "+op.ID()+", "+mistake, err)
			}
		}
		for mistake, body := range mistakes(t, e.response.Body) {
			other := e
			other.response.Body = body
			_, err := other.check()
			expectError(fmt.Sprintf("response %d of %s, %s", e.response.Status, op.ID(), mistake), err)
		}
	}
	for _, mistake := range valid {
		if !unreported[mistake] {
			t.Errorf("%q: got an error in every exchange", mistake)
		}
	}
	t.Logf("%d mistakes in %d exchanges", count, len(log.all))
}

// valid are the changes that an exchange allows.
var valid = []string{
	"omitted: /description", "omitted: /cron", "request of updatePipeline, omitted: /name", "omitted: /totp",
	"omitted: /data/description", "omitted: /data/cron", "omitted: /0/description", "omitted: /0/cron", "omitted: /0/trace", "omitted: /trace",
	"omitted: /detail/data", "another kind: /0/id",
	"omitted: /tokens/idToken", "omitted: /tokens/refreshToken", "omitted: /permissions", "omitted: /mfaStatus", "omitted: /termsOfUse",
	"omitted: /user", "omitted: /user/id", "omitted: /user/name", "omitted: /user/username",
	"response 400 of listConnections, omitted: /error", "omitted: /connections/0/network_config_id",
	"omitted: /customer", "omitted: /customer/tier", "omitted: /customer/modules", "omitted: /customer/links",
}

// freeForm are the keys whose values may hold anything.
var freeForm = []string{"input", "output", "source_config", "output_config", "transformations", "termsOfUse"}

// mistakes returns copies of a body with one mistake each, by what the mistake is.
func mistakes(t *testing.T, body []byte) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	if len(body) == 0 {
		return all
	}
	var root any
	if err := json.Unmarshal(body, &root); err != nil {
		t.Fatal(err)
	}
	save := func(mistake string) {
		text, err := json.Marshal(root)
		if err != nil {
			t.Fatal(err)
		}
		all[mistake] = text
	}
	var walk func(at string, v any)
	walk = func(at string, v any) {
		if list, ok := v.([]any); ok && len(list) > 0 {
			walk(at+"/0", list[0])
		}
		object, ok := v.(map[string]any)
		if !ok {
			return
		}
		for _, key := range slices.Collect(maps.Keys(object)) {
			value, at := object[key], at+"/"+key
			delete(object, key)
			save("omitted: " + at)
			object[key+"s"] = value
			save("misspelled: " + at)
			delete(object, key+"s")
			object[key] = anotherKind(value)
			save("another kind: " + at)
			object[key] = value
			if !slices.Contains(freeForm, key) {
				walk(at, value)
			}
		}
	}
	walk("", root)
	return all
}

// anotherKind returns a value of another kind than v.
func anotherKind(v any) any {
	switch v.(type) {
	case nil, string:
		return 0.5
	case float64, bool:
		return "a text"
	case []any:
		return map[string]any{"a": 1}
	}
	return []any{1}
}
