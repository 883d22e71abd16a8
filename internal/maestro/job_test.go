// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	jobLine     = "GET /platform/jobs/jdbc/" + thisID + "_0"
	jobLine2    = "GET /platform/jobs/jdbc/" + thisIDHyphens + "-0"
	putMode     = "PUT /platform/jobs/jdbc/" + thisID + "_0/sync-mode"
	putMode2    = "PUT /platform/jobs/jdbc/" + thisIDHyphens + "-0/sync-mode"
	postMode    = "POST /platform/jobs/jdbc/" + thisID + "_0/sync-mode"
	postMode2   = "POST /platform/jobs/jdbc/" + thisIDHyphens + "-0/sync-mode"
	jobNotFound = `{"detail":"job_id ` + thisID + `_0 not found"}`
)

func TestGetJDBCJob_documentedResponse(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{jobLine: {respond(200, jobPage)}})
	job, err := c.GetJDBCJob(t.Context(), thisIDHyphens+"-0")
	if err != nil {
		t.Fatal(err)
	}
	if job.ID != thisIDHyphens+"-0" || job.Name != Some("orders_extraction") || string(job.Transformations.Value) != "[]" || job.Output == nil {
		t.Errorf("got %+v", job)
	}
	columns, err := job.Input.Texts("column_include_list")
	if diff := cmp.Diff(Some([]string{"id", "customer_id"}), columns); err != nil || diff != "" {
		t.Errorf("got %v, columns (-want +got):\n%s", err, diff)
	}
	auth, err := job.Input.Object("auth_parameters")
	if config, _ := auth.Value.Text("config_id"); err != nil || config.Value != "1701234567890_abc123_postgresql-1.0.0" {
		t.Errorf("config_id: got %v, %v", config, err)
	}
	if network := job.Input.Raw("network_config"); !network.Null {
		t.Errorf("network_config: got %+v, want null", network)
	}
}

func TestGetJDBCJob_everyShape(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, body, text string }{
		{
			"enveloped, with its id", `{"status":true,"data":{"job_id":"` + thisIDHyphens + `-0","source_config":{}}}`,
			"",
		},
		{"with the names of a pipeline's job", `{"id":12,"input":{},"output":{}}`, ""},
		{
			"about another job", `{"job_id":"` + thisID + `_1","source_config":{}}`,
			`the response is about another job, "` + thisID + `_1"`,
		},
		{"without a configuration", `{"job_name":"x"}`, "it has no source_config"},
		{"null configuration", `{"source_config":null}`, "it has no source_config"},
		{"of another type", `{"source_config":[]}`, "source_config: an object was expected"},
		{"a list", `[]`, "not a JSON object"},
		{"a page", htmlPage, "not a JSON object"},
		{"nothing", ``, "not a JSON object"},
	} {
		c, _ := serve(t, map[string][]reply{jobLine: {respond(200, test.body)}})
		_, err := c.GetJDBCJob(t.Context(), thisID+"_0")
		if (err == nil) != (test.text == "") {
			t.Errorf("%s: got %v, want %q", test.name, err, test.text)
		}
		if err != nil {
			contains(t, err.Error(), jobLine+": HTTP 200 OK: ", test.text)
		}
	}
}

func TestGetJDBCJob_triesBothSpellings(t *testing.T) {
	t.Parallel()
	for _, none := range []reply{respond(404, jobNotFound), respond(200, `{"status":false,"exception_type":"JobNotFound","traceback":"Job not found"}`)} {
		c, s := serve(t, map[string][]reply{jobLine: {none}, jobLine2: {respond(200, jobPage)}})
		for range 2 {
			if _, err := c.GetJDBCJob(t.Context(), thisID+"_0"); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff([]string{jobLine, jobLine2, jobLine2}, s.Lines()); diff != "" {
			t.Errorf("requests (-want +got):\n%s", diff)
		}
	}
	c, _ := serve(t, map[string][]reply{"*": {respond(404, jobNotFound)}})
	_, err := c.GetJDBCJob(t.Context(), thisID+"_0")
	if e := errorOf(t, err); e.Status != 404 || errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want status 404 without a verdict", err)
	}
}

func TestSetSyncMode_fallsBackToPOST(t *testing.T) {
	t.Parallel()
	noPUT := respond(405, `{"detail":"Method Not Allowed"}`)
	noRoute := respond(404, `{"detail":"Not Found"}`)
	noJob := respond(404, jobNotFound)
	good := respond(200, `{"status":true}`)
	for _, test := range []struct {
		name                    string
		put, put2, post2, post1 reply
		text                    string
		lines                   []string
	}{
		{"PUT", good, reply{}, reply{}, reply{}, "", []string{putMode}},
		{"POST, by 405", noPUT, reply{}, reply{}, good, "", []string{putMode, postMode}},
		{"POST, by 404", noRoute, noRoute, reply{}, good, "", []string{putMode, putMode2, postMode}},
		{"POST with hyphens", noPUT, reply{}, good, noJob, "", []string{putMode, postMode, postMode2}},
		{
			"refusal", respond(400, `{"detail":"primary_keys needed"}`), reply{}, reply{}, reply{},
			"primary_keys needed", []string{putMode},
		},
		{
			"refusal by POST", noPUT, reply{}, reply{}, respond(400, `{"detail":"primary_keys needed"}`),
			"primary_keys needed", []string{putMode, postMode},
		},
		{
			"POST says that the job does not exist", noPUT, reply{}, noJob, noJob,
			"POST /platform/jobs/jdbc/" + thisID + "_0/sync-mode: HTTP 404 Not Found: job_id",
			[]string{putMode, postMode, postMode2},
		},
		{
			"PUT says that the job does not exist", noJob, noJob, reply{}, noPUT,
			"PUT /platform/jobs/jdbc/" + thisID + "_0/sync-mode: HTTP 404 Not Found: job_id",
			[]string{putMode, putMode2, postMode},
		},
		{
			"neither finds the job", noJob, noJob, noRoute, noRoute,
			"PUT /platform/jobs/jdbc/" + thisID + "_0/sync-mode: HTTP 404 Not Found: job_id",
			[]string{putMode, putMode2, postMode, postMode2},
		},
		{
			"neither is supported", noPUT, reply{}, reply{}, noPUT,
			"PUT /platform/jobs/jdbc/" + thisID + "_0/sync-mode: HTTP 405", []string{putMode, postMode},
		},
		{"PUT fails", respond(500, `{"msg":"oops"}`), reply{}, reply{}, reply{}, "oops", []string{putMode}},
		{
			"page for a success", noPUT, reply{}, reply{}, respond(200, htmlPage), "not from Maestro",
			[]string{putMode, postMode},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{putMode: {test.put}, putMode2: {test.put2}, postMode: {test.post1}, postMode2: {test.post2}})
			err := c.SetSyncMode(t.Context(), thisID+"_0", SyncMode{LoadType: "full_load"})
			if (err == nil) != (test.text == "") {
				t.Fatalf("got %v, want %q", err, test.text)
			}
			if err != nil {
				contains(t, err.Error(), test.text)
			}
			if diff := cmp.Diff(test.lines, s.Lines()); diff != "" {
				t.Errorf("requests (-want +got):\n%s", diff)
			}
			for _, r := range s.Requests() {
				if r.Body != `{"target_load_type":"full_load"}` {
					t.Errorf("%s: got the body %s", r, r.Body)
				}
			}
		})
	}
}

func TestJDBCDatatypes(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]map[string][]string{
		`{"status":true,"data":{"postgresql":["date","integer"],"mysql":["int"]}}`:            {"postgresql": {"date", "integer"}, "mysql": {"int"}},
		`{"postgresql":["date"],"oracle":[]}`:                                                 {"postgresql": {"date"}, "oracle": {}},
		`{"status":true,"mysql":["int"],"x_undocumented":{"since":"tomorrow"},"sqlite":null}`: {"mysql": {"int"}},
	} {
		c, _ := serve(t, map[string][]reply{"*": {respond(200, body)}})
		got, err := c.JDBCDatatypes(t.Context())
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: got %v (-want +got):\n%s", body, err, diff)
		}
	}
	for _, body := range []string{``, `null`, `[]`, `{}`, `"ok"`, `{"status":true}`, `{"mysql":[1]}`, htmlPage} {
		c, _ := serve(t, map[string][]reply{"*": {respond(200, body)}})
		if got, err := c.JDBCDatatypes(t.Context()); err == nil {
			t.Errorf("%s: got %v, want an error", body, got)
		}
	}
}

func TestResetJobState_notFoundOnlyIfThePlatformSaysSo(t *testing.T) {
	t.Parallel()
	const line = "POST /platform/jobs/" + thisID + "_0/reset-state"
	for body, want := range map[string]bool{jobNotFound: true, `{"detail":"Not Found"}`: false, htmlPage: false, ``: false} {
		c, _ := serve(t, map[string][]reply{line: {respond(404, body)}, "POST *": {respond(404, body)}})
		if err := c.ResetJobState(t.Context(), thisID+"_0"); err == nil || errors.Is(err, ErrNotFound) != want {
			t.Errorf("%s: got %v, want %q %t", body, err, ErrNotFound, want)
		}
	}
}
