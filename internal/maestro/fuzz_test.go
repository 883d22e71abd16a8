// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"encoding/json"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// bodies are the documented ones, and what may be received instead of them.
var bodies = []string{
	getPipelinePage, listPage, jobPage, runPage, pipelineJSON, notFoundJSON, seedDeleted, seedUnauthorized, seedNotFound, seedDatabase,
	`{"detail":"successfully patched the item of the pipeline_id: ` + thisID + `"}`,
	`{"status":true,"data":{"message":"Pipeline paused successfully","pipeline_id":"` + thisID + `"}}`,
	`{"message":"Memory limit exceeded. Maximum allowed: 12000MB (12GB)","statusCode":400}`,
	`{"statusCode":500,"message":"Internal","error":"Error","code":"UNKNOWN","details":"Invalid permission IDs: 0"}`,
	`{"detail":[{"loc":["body","jobs",0],"msg":"field required","type":"missing"}]}`,
	`{"message":["a","b"],"error":"Bad Request"}`,
	`{"pipelines":[{"id":"` + thisID + `"}],"total":"2"}`, `{"data":{"items":[]},"meta":{"next":1}}`,
	`{"status":false}`, htmlPage, ``, `null`, `[]`, `[null]`, `"ok"`, `42`, `{"data":null}`, `{"a":`, "\xff", `{"name":"\ud800"}`,
}

func FuzzDecodePipeline(f *testing.F) {
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	f.Add([]byte(`{"id":"` + thisID + `","memory_mb":"4096","jobs":[{"job_id":"x_2"},{"id":1,"source_config":{"a":1},"transformations":[]},null]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := decodePipeline(t.Context(), testResponse(200, string(body), nil).content(), thisID)
		if err != nil {
			wantPrintable(t, err.Error())
			return
		}
		if p.ID == "" || !json.Valid(p.Raw) {
			t.Errorf("got the id %q and %q", p.ID, p.Raw)
		}
		if !p.Jobs.Has() && len(p.Jobs.Value) > 0 || p.Name.Null && p.Name.Value != "" {
			t.Errorf("got a null field with a value: %+v", p)
		}
		for i, job := range p.Jobs.Value {
			if job.ID == "" {
				t.Errorf("got no id of job %d", i)
			}
			if job.Transformations.Has() && !json.Valid(job.Transformations.Value) {
				t.Errorf("got the transformations %q", job.Transformations.Value)
			}
		}
		// The raw document decodes to the same pipeline.
		again, err := decodePipeline(t.Context(), p.Raw, thisID)
		if err != nil || again.ID != p.ID || again.Name != p.Name || len(again.Jobs.Value) != len(p.Jobs.Value) {
			t.Errorf("got %+v, %v from the raw document, want %+v", again, err, p)
		}
		if p.Name.Has() && utf8.Valid(body) && !utf8.ValidString(p.Name.Value) {
			t.Errorf("got the name %q", p.Name.Value)
		}
	})
}

func FuzzDecodeList(f *testing.F) {
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		err := eachItem(t.Context(), testResponse(200, string(body), nil), func(_ int, item json.RawMessage) error {
			if !json.Valid(item) {
				t.Errorf("got the item %q", item)
			}
			if p, err := decodePipeline(t.Context(), item, ""); err == nil && p.ID == "" {
				t.Errorf("got no id of %s", item)
			}
			return nil
		}, "pipelines", "items")
		if err == nil && !json.Valid(body) {
			t.Errorf("got a list from %q, which is not JSON", body)
		}
		if err != nil {
			wantPrintable(t, err.Error())
		}
	})
}

func FuzzDecodeRun(f *testing.F) {
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	f.Add([]byte(`{"id":45,"run_id":"r","last_status":true,"created_at":1,"trace":{"a":1}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		run, err := decodeRun(testResponse(200, string(body), nil).content())
		if err != nil {
			wantPrintable(t, err.Error())
			return
		}
		if run.ID == "" && run.Status == "" {
			t.Error("got a run without id and status")
		}
		if run.Ended() && run.Status == "" {
			t.Errorf("got a run that has ended without a status: %+v", run)
		}
		wantPrintable(t, Printable(run.ID+run.Status+run.Trace))
	})
}

func FuzzDecodeJob(f *testing.F) {
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	f.Add([]byte(`{"source_config":{"a":1e999999},"output_config":null,"job_name":7,"transformations":"x"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		object, err := decodeObject(testResponse(200, string(body), nil).content())
		if err != nil {
			wantPrintable(t, err.Error())
			return
		}
		job, err := decodeJob(object)
		if err != nil {
			wantPrintable(t, err.Error())
			return
		}
		for _, document := range []Document{job.Input, job.Output} {
			for key, raw := range document {
				if !json.Valid(raw) {
					t.Errorf("%s: got %q", key, raw)
				}
				if text, err := document.Text(key); err == nil && text.Null && text.Value != "" {
					t.Errorf("%s: got null with the value %q", key, text.Value)
				}
				number, err := document.Int(key)
				if err != nil || !number.Has() {
					continue
				}
				again, err := Document{key: json.RawMessage(strconv.FormatInt(number.Value, 10))}.Int(key)
				if err != nil || again.Value != number.Value {
					t.Errorf("%s: got %d from %s, and %d, %v from that", key, number.Value, raw, again.Value, err)
				}
			}
		}
	})
}

func FuzzAccessToken(f *testing.F) {
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	f.Add([]byte(`{"tokens":{"accessToken":"eyJ","accessToken":"a\nb"},"accessToken":"x"}`))
	f.Add([]byte(`{"Tokens":null,"ACCESSTOKEN":"x"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		tokens, err := tokensIn(testResponse(200, string(body), nil))
		if (err == nil) != (len(tokens) > 0 && !tokens[0].IsEmpty()) {
			t.Fatalf("got %d tokens, %v, want either", len(tokens), err)
		}
		if err != nil {
			wantPrintable(t, err.Error())
			return
		}
		value := tokens[0].Reveal()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://maestro.test", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", value)
		if written, err := httputil.DumpRequestOut(request, false); err != nil || strings.Count(string(written), "\r\n") != 6 {
			t.Errorf("%q: got the request %q, %v, want one more header", value, written, err)
		}
	})
}

// Whatever the id is, a request goes to its route.
func FuzzRoutePath(f *testing.F) {
	for _, id := range []string{
		thisID, thisIDHyphens, thisID + "_0", "test_pipeline_12345", "..", ".", "", "../x", "/", "//", "%2e%2e", "?a=b", "#", "a b", "{id}", "\\", "\x00", "\xff", "ação", ";", "a:b", "\u202e", "\u2028",
	} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		if err := CheckID(id); err != nil {
			wantPrintable(t, err.Error())
			return
		}
		for _, r := range []route{getPipeline, putMemory, patchJobInput, putSyncMode} {
			for _, s := range []spelling{underscores, hyphens} {
				request, err := http.NewRequestWithContext(t.Context(), r.method, "https://maestro.test/base"+r.request(s, id, "").Path, nil)
				if err != nil {
					t.Fatalf("%q: %v", id, err)
				}
				if request.URL.Host != "maestro.test" || request.URL.RawQuery != "" || request.URL.Fragment != "" {
					t.Errorf("%q: got the address %s", id, request.URL)
				}
				got, want := strings.Split(request.URL.EscapedPath(), "/"), strings.Split("/base"+r.path, "/")
				if len(got) != len(want) {
					t.Fatalf("%q: got the address %s", id, request.URL)
				}
				for i := range want {
					if want[i] == "{id}" {
						want[i] = s.spell(id)
					}
					if segment, err := url.PathUnescape(got[i]); err != nil || segment != want[i] || segment == ".." || segment == "." {
						t.Errorf("%q: got the address %s", id, request.URL)
					}
				}
			}
		}
	})
}

func FuzzIDs(f *testing.F) {
	for _, id := range []string{thisID, thisIDHyphens, "test_pipeline_12345", "TEST-pipeline", "", "-", "İ", "\xff", "ſ", "K"} {
		f.Add(id, strings.ToUpper(id))
	}
	f.Fuzz(func(t *testing.T, id, other string) {
		if CanonicalID(CanonicalID(id)) != CanonicalID(id) || !SameID(id, id) || !SameID(id, CanonicalID(id)) || !SameID(id, PlatformID(id)) || PlatformID(PlatformID(id)) != PlatformID(id) {
			t.Errorf("%q: got %q and %q", id, CanonicalID(id), PlatformID(id))
		}
		if SameID(id, other) != SameID(other, id) || SameID(id, other) && IsUUID(id) && PlatformID(id) != PlatformID(other) && IsUUID(other) {
			t.Errorf("%q and %q: got contradicting results", id, other)
		}
	})
}

func FuzzResponseFailure(f *testing.F) {
	for _, body := range bodies {
		for _, status := range []int{200, 302, 404, 500} {
			f.Add(status, []byte(body), "application/json", "/login")
		}
	}
	f.Add(404, []byte("{\"detail\":\"\\u001b[2J\\n\"}"), "text/html", "\x1b\n")
	f.Fuzz(func(t *testing.T, status int, body []byte, contentType, location string) {
		r := newResponse(get("/platform/pipeline/x"), &transport.Response{
			Status: status, Body: body, Attempts: 2, Redactor: transport.NewRedactor(NewSecret("canary")),
			Header: http.Header{"Content-Type": {contentType}, "Location": {location}},
		})
		e := r.failure()
		if e == nil {
			if status < 200 || status > 299 {
				t.Errorf("%d: got a success", status)
			}
			return
		}
		text := e.Error()
		for _, r := range text {
			if !unicode.IsPrint(r) {
				t.Fatalf("got %q in %q", r, text)
			}
		}
		if !utf8.ValidString(text) || utf8.RuneCountInString(text) > 3*longestMessage+200 {
			t.Errorf("got %d characters: %q", utf8.RuneCountInString(text), text)
		}
		if !strings.HasPrefix(text, "GET /platform/pipeline/x: HTTP") && status != 0 {
			t.Errorf("got %q, want it to begin with the request and the status", text)
		}
		if strings.Contains(text, "canary") {
			t.Errorf("got %q, which contains the secret", text)
		}
		if verdict := judge(e, thisID); verdict == provesGone && e.ExceptionType != pipelineNotFound && (status != 404 || e.body != bodyJSON) {
			t.Errorf("got the verdict gone for %q", text)
		}
	})
}

func FuzzParseJobID(f *testing.F) {
	for _, id := range []string{thisID + "_0", thisIDHyphens + "-12", "test_pipeline_12345_0", "", "_", "a_+1", "a_-1", "a_99999999999999999999", "\xff_1"} {
		f.Add(id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		pipeline, index, err := ParseJobID(id)
		if err != nil {
			wantPrintable(t, err.Error())
		} else {
			if pipeline == "" || index < 0 || !strings.HasPrefix(id, pipeline) {
				t.Fatalf("%q: got %q, %d", id, pipeline, index)
			}
			again, againIndex, err := ParseJobID(JobID(pipeline, index))
			if err != nil || !SameID(again, pipeline) || againIndex != index {
				t.Errorf("%q: got %q, %d, and then %q, %d, %v", id, pipeline, index, again, againIndex, err)
			}
		}
		// Whatever the id is, a spelling names the same object, and is not changed by another one.
		for _, s := range []spelling{underscores, hyphens} {
			spelled := s.spell(id)
			if s.spell(spelled) != spelled || s.other().spell(spelled) != s.other().spell(id) {
				t.Errorf("%q: got the spelling %q, then %q", id, spelled, s.spell(spelled))
			}
		}
	})
}

func FuzzSaysNotFound(f *testing.F) {
	for _, text := range []string{
		"pipeline_id " + thisID + " not found!!", "Pipeline with id " + thisIDHyphens + " not found", "Not Found", "Cannot GET /platform/pipeline/" + thisID,
		"/platform/pipeline/" + thisID + " not found", "pipeline_id " + otherID + " not found", "", "\xff",
	} {
		f.Add(text, thisID)
		f.Add(text, "pipeline_id")
	}
	f.Fuzz(func(t *testing.T, text, id string) {
		missing := saysNotFound(text, id)
		if missing != saysNotFound(text, CanonicalID(id)) {
			t.Errorf("%q about %q: got a result that depends on the spelling", text, id)
		}
		if !missing {
			return
		}
		if lower := strings.ToLower(text); !strings.Contains(lower, "not found") && !strings.Contains(lower, "does not exist") {
			t.Errorf("got true for %q", text)
		}
		if len(id) < 8 || !strings.Contains(CanonicalID(text), CanonicalID(id)) {
			t.Errorf("got true for %q about %q", text, id)
		}
		if longer := id + "_0"; saysNotFound("pipeline_id "+longer+" not found", id) {
			t.Errorf("got true for %q about %q", longer, id)
		}
	})
}
