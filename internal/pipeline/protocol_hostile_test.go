// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// A gateway may decode an escaped slash before it looks at the path.
func TestPipelineImport_idsWithSlashesAreRefused(t *testing.T) {
	for _, id := range []string{`../../escape`, `a/../../b`, `/etc/passwd`, `a/b`, `a\..\b`} {
		c := newCore(t, maestrosim.Options{}, nil)
		_, diags := c.Import(id, nil)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Invalid pipeline id", "slash or backslash")
		plugintest.Same(t, "requests", len(c.sim.Requests()), 0)
	}
}

// Whatever the id, every request goes to the intended route, and no file is written outside of the export directory.
func TestPipelineImport_hostileIDs(t *testing.T) {
	contract.NeedsDocumented(t, "counts or lists the requests to the documented platform")
	for _, id := range []string{
		`a b`, `"quoted"`, `it's`, `%2e%2e%2fx`, `..%2f..%2fx`, `?x=1`, `x#y`, `a;b`, `${path.module}`, `{id}`,
		`...`, `ação`, `a&b=c`, `a:b@c`, `<b>`, strings.Repeat("x", 1000),
	} {
		t.Run(fmt.Sprintf("%.20q", id), func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: id, Name: "Orders", Jobs: []maestrosim.Job{{Input: map[string]any{
				"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders", "load_type": "full_load", "column_include_list": []any{"id"},
				"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "x"},
			}}}}); err != nil {
				t.Fatal(err)
			}
			i, diags := c.Import(id, nil)
			plugintest.NoDiagnostics(t, diags)
			plugintest.Same(t, "id", c.At(i, "id"), id)
			plugintest.Same(t, "identity", c.IdentityOf(i), id)

			root := t.TempDir()
			dir := filepath.Join(root, "deep", "exports")
			config := attrs{
				"name": "Sales", "cron": "0 1 * * *", "memory_mb": 100, "drain_before_destroy": true, "export_before_destroy": dir,
				"jobs": elems{attrs{"input": attrs{"column_include_list": elems{"id", "amount"}, "load_type": "incremental", "incremental_column_name": "id", "incremental_column_type": "bigint"}}},
			}
			i = c.MustApply(i, config)
			plugintest.NoDiagnostics(t, c.Destroy(i))
			plugintest.Same(t, "pipelines after the destroy", len(c.sim.Pipelines(plugintest.Customer)), 0)

			requests := map[string]int{}
			for _, r := range c.sim.Requests() {
				if r.Status != http.StatusOK {
					t.Errorf("%s %s: got status %d, want 200", r.Method, r.Path, r.Status)
				}
				requests[r.Method+" "+pathWithoutID(t, r.Path, id)]++
			}
			for _, want := range []string{
				"GET /platform/pipelines", "GET /platform/pipeline/{id}", "PATCH /platform/pipeline/{id}", "PUT /platform/pipeline/{id}/memory", "PUT /platform/jobs/jdbc/{id}_0/sync-mode",
				"PATCH /platform/jobs/{id}_0/input", "GET /platform/pipeline/{id}/pipeline_run", "DELETE /platform/pipeline/{id}", "POST /platform/pipeline/pause",
			} {
				if requests[want] == 0 {
					t.Errorf("got requests %v, want %s among them", requests, want)
				}
				delete(requests, want)
			}
			if delete(requests, "GET /platform/jobs/jdbc/{id}_0"); len(requests) > 0 {
				t.Errorf("got further requests %v, want none", requests)
			}

			var files []string
			err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
				if err == nil && !entry.IsDir() {
					files = append(files, path)
				}
				return err
			})
			if err != nil || len(files) != 1 || filepath.Dir(files[0]) != dir {
				t.Errorf("got files %q and error %v, want one file in %s", files, err, dir)
			}
		})
	}
}

// pathWithoutID returns a path in which the id, in a segment of its own, is replaced by {id}.
func pathWithoutID(t *testing.T, path, id string) string {
	t.Helper()
	segments := strings.Split(path, "/")
	for n, segment := range segments {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			t.Fatal(err)
		}
		if n > 2 { // after /platform/pipeline
			segments[n] = strings.Replace(plain, id, "{id}", 1)
		}
	}
	return strings.Join(segments, "/")
}

// An invalid id is an error before any request.
func TestPipelineImport_invalidID(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	for _, id := range []string{".", "..", " a", "a\n", "a\x00b", "a\x1b[2Jb", "a\u202eb", "\xff"} {
		_, diags := c.Import(id, nil)
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Invalid pipeline id")
		checkPrintable(t, diags)
	}
	plugintest.Same(t, "requests", len(c.sim.Requests()), 0)
}

// checkPrintable reports diagnostics that are not safe to print on a terminal: those with control characters, with
// characters that change the direction of text, and those that are too long.
func checkPrintable(t *testing.T, diags []plugintest.Diagnostic) {
	t.Helper()
	for _, d := range diags {
		for _, r := range d.Summary + d.Detail {
			if r != '\n' && !unicode.IsPrint(r) {
				t.Errorf("got %q, want none with %q", d.Summary+d.Detail, r)
				break
			}
		}
		if len(d.Detail) > 10_000 {
			t.Errorf("%q: got a detail of %d bytes, want at most 10000: %.100q", d.Summary, len(d.Detail), d.Detail)
		}
	}
}

// Text from the platform is unchanged in the state. In diagnostics, it is safe to print on a terminal.
func TestDiagnostics_escapeCodesAreRemoved(t *testing.T) {
	contract.NeedsDocumented(t, "quotes ids as the documented platform spells them")
	const hostile = "\x1b]0;owned\x07\x1b[2J\u202e\u200b\r\n${evil}"
	quoted := func(text string) string {
		return strings.Trim(fmt.Sprintf("%q", strings.NewReplacer("\x1b", "\\u001b", "\x07", "\\u0007", "\r", "\\r", "\n", "\\n").Replace(text)), `"`)
	}
	inJSON := strings.ReplaceAll(quoted(hostile), `\\`, `\`)
	if !strings.Contains(inJSON, `\u001b`) {
		t.Fatalf("got %s, want an escaped control character in it", inJSON)
	}
	c := newCore(t, maestrosim.Options{}, attrs{"max_retries": 0})
	i := c.Create(wireConfig("drain_before_destroy", true, "description", "d"))
	id := c.one().ID
	c.edit(func(p *maestrosim.Pipeline) { p.Name, p.Description = hostile, new(string) })
	i, diags := c.Refresh(i)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, "name", c.At(i, "name"), hostile)

	total := 0
	for name, trigger := range map[string]func() []plugintest.Diagnostic{
		"detail": func() []plugintest.Diagnostic {
			c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 400, Body: `{"detail":"` + inJSON + strings.Repeat("x", 100_000) + `"}`})
			_, diags := c.Refresh(i)
			return diags
		},
		"exception and traceback": func() []plugintest.Diagnostic {
			c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 400, Body: `{"detail":{"exception_type":"` + inJSON + `","traceback":["` + inJSON + `"]}}`})
			_, diags := c.Refresh(i)
			return diags
		},
		"redirect": func() []plugintest.Diagnostic {
			c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 302, Header: map[string]string{"Location": "https://login.invalid/\u202e\u009b2J"}})
			_, diags := c.Refresh(i)
			return diags
		},
		"other id": func() []plugintest.Diagnostic {
			c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Body: `{"id":"` + inJSON + `","name":"x","jobs":[]}`})
			_, diags := c.Refresh(i)
			return diags
		},
		"name, not found": func() []plugintest.Diagnostic {
			c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 404, Body: `{"detail":"pipeline_id ` + id + ` not found"}`, Times: 2})
			_, diags := c.Refresh(i)
			return diags
		},
		"name, plan to destroy": func() []plugintest.Diagnostic { return c.Plan(i, nil).Diagnostics },
		"name, plan to replace": func() []plugintest.Diagnostic {
			return c.Plan(i, wireConfig("jobs.0.input.table_name", "x")).Diagnostics
		},
		"run, drain":       func() []plugintest.Diagnostic { return c.drainTimeout(i, inJSON, 1) },
		"many runs, drain": func() []plugintest.Diagnostic { return c.drainTimeout(i, inJSON, 5000) },
		"response to a delete": func() []plugintest.Diagnostic {
			c.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Body: `"` + inJSON + `"`})
			return c.Destroy(i)
		},
		"update": func() []plugintest.Diagnostic {
			c.sim.Order(maestrosim.Fault{On: maestrosim.OpUpdate, Status: 400, Body: `{"message":["` + inJSON + `"]}`})
			_, diags := c.Apply(c.Plan(i, wireConfig("name", hostile+"2")))
			return diags
		},
		"id of the pipeline that has the name": func() []plugintest.Diagnostic {
			c.sim.Order(
				maestrosim.Fault{On: maestrosim.OpCreate, Status: 409, Body: `{"message":"` + inJSON + `"}`},
				maestrosim.Fault{On: maestrosim.OpList, Body: `[{"pipeline_id":"${evil}","name":"Sales"}]`},
			)
			_, diags := c.Apply(c.Plan(c.Absent(), wireConfig("name", "Sales")))
			if len(diags) != 1 || strings.Contains(strings.ReplaceAll(diags[0].Detail, "$${evil}", ""), `id = "`+"${evil}") || !strings.Contains(diags[0].Detail, "$${evil}\"\n}") {
				t.Errorf("got %v, want an import block in which the template sequence is escaped", diags)
			}
			return diags
		},
	} {
		diags := trigger()
		if len(diags) == 0 {
			t.Errorf("%s: got no diagnostics, want one or more", name)
		}
		total += len(diags)
		checkPrintable(t, diags)
		c.sim.ClearFaults()
	}
	if total < 12 {
		t.Errorf("got %d diagnostics, want at least 12", total)
	}
}

// drainTimeout destroys a pipeline with runs that never end, until it times out. The text is the id and status of each
// run.
func (c *core) drainTimeout(i plugintest.Instance, text string, runs int) []plugintest.Diagnostic {
	c.t.Helper()
	run := `{"pipeline_run_id":"` + text + `","last_status":"` + text + `","trace":"` + text + `"}`
	c.sim.Order(maestrosim.Fault{On: maestrosim.OpRuns, Body: `[` + strings.Repeat(run+",", runs-1) + run + `]`})
	ctx := newDeadline(c.t)
	c.sim.Order(ctx.ExpireAt(maestrosim.OpRuns))
	_, diags := c.ApplyContext(ctx, c.Plan(i, nil))
	return diags
}

// oversizedServer returns the address of a server that responds to everything with a body that write writes.
func oversizedServer(t *testing.T, write func(http.ResponseWriter)) string {
	t.Helper()
	server := openapi.NewServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		write(w)
	}), openapi.RequestsOnly)
	return server.URL
}

// A response body of 100 MB is an error, and the state is kept.
func TestPipelineRead_oversizedResponse(t *testing.T) {
	const size = 100 << 20
	block := []byte(strings.Repeat(" ", 1<<20))
	all := func(w io.Writer) {
		for range size / len(block) {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}
	for name, write := range map[string]func(http.ResponseWriter){
		"with Content-Length": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", fmt.Sprint(size))
			all(w)
		},
		"compressed": func(w http.ResponseWriter) {
			var compressedBlock bytes.Buffer
			compressed := gzip.NewWriter(&compressedBlock)
			_, _ = compressed.Write(block)
			_ = compressed.Close()
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bytes.Repeat(compressedBlock.Bytes(), size/len(block)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, i := coreWithPipeline(t, nil)
			c.Restart(attrs{"base_url": oversizedServer(t, write)})
			kept, diags := c.Refresh(i)
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "",
				"Cannot read pipeline", "the response is larger than 64 MiB, so it was not read")
			checkPrintable(t, diags)
			if !kept.Value.Equal(i.Value) {
				t.Errorf("got state %s, want %s", kept.Value, i.Value)
			}
		})
	}
}

// An unusual response is an error that keeps the state, or it is read without drift in the next refresh.
func TestPipelineRead_unusualResponses(t *testing.T) {
	const whole = `{"status":true,"data":{"id":"test_pipeline_12345","name":"Orders","status":"active","jobs":[{"job_id":"test_pipeline_12345_0",%s}]}}`
	job := func(members string) string { return fmt.Sprintf(whole, members) }
	input := func(members string) string {
		return job(`"input":{"connector":"singer","plugin":"hubspot","table_name":"contacts","replication_method":"INCREMENTAL",` +
			`"auth_parameters":{"auth_type":"connection_manager","config_id":"c"},` + members + `},"output":{"plugin":"dadosfera_snowflake"}`)
	}
	nested := func(depth int) string { return strings.Repeat("[", depth) + strings.Repeat("]", depth) }
	objects := func(depth int) string { return strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth) }
	for name, tc := range map[string]struct {
		body string
		// valid reports whether the body can be read. If so, the attributes have these values.
		valid bool
		want  map[string]any
	}{
		"transformations 9,000 deep":   {job(`"transformations":` + nested(9000)), true, nil},
		"transformations 10,000 deep":  {job(`"transformations":` + nested(10_000)), false, nil},
		"transformations 100,000 deep": {job(`"transformations":` + nested(100_000)), false, nil},
		"extra 9,000 deep":             {input(`"x":` + nested(9000)), true, nil},
		"objects 9,000 deep":           {input(`"x":` + objects(9000)), true, nil},
		"objects 100,000 deep":         {input(`"x":` + objects(100_000)), false, nil},
		"unclosed brackets":            {strings.Repeat("[", 1_000_000), false, nil},
		"a list of 20,000 numbers":     {input(`"x":[` + strings.Repeat("1,", 19_999) + `1]`), true, nil},
		"number as text":               {input(`"memory_allocation_mb":"2048"`), true, map[string]any{"jobs.0.input.memory_allocation_mb": 2048}},
		"number with an exponent":      {input(`"memory_allocation_mb":2.048e3`), true, map[string]any{"jobs.0.input.memory_allocation_mb": 2048}},
		"huge exponent":                {input(`"memory_allocation_mb":1e999999`), false, nil},
		"huge exponent as text":        {input(`"memory_allocation_mb":"1e999999"`), false, nil},
		"huge exponent in extra":       {input(`"x":1e999999,"y":-1e-999999,"z":{"a":123456789012345678901234567890}`), true, map[string]any{"jobs.0.input.extra": `{"x":1e999999,"y":-1e-999999,"z":{"a":123456789012345678901234567890}}`}},
		"NaN as text":                  {input(`"memory_allocation_mb":"NaN"`), false, nil},
		"NaN as text in extra":         {input(`"x":"NaN"`), true, map[string]any{"jobs.0.input.extra": `{"x":"NaN"}`}},
		"NaN":                          {input(`"x":NaN`), false, nil},
		"Infinity":                     {input(`"x":-Infinity`), false, nil},
		"number as name":               {strings.Replace(input(`"x":1`), `"Orders"`, `007`, 1), false, nil},
		"number as table name":         {strings.Replace(input(`"x":1`), `"contacts"`, `7`, 1), true, map[string]any{"jobs.0.input.table_name": "7"}},
		"duplicate keys":               {strings.Replace(input(`"x":{"a":1,"a":2},"x":{"b":1,"b":2}`), `"name":"Orders"`, `"name":"First","name":"Last"`, 1), true, map[string]any{"name": "Last", "jobs.0.input.extra": `{"x":{"b":2}}`}},
		"duplicate nested keys":        {input(`"x":[{"a":{"c":1},"a":{"b":[2]}}]`), true, map[string]any{"jobs.0.input.extra": `{"x":[{"a":{"b":[2]}}]}`}},
		"duplicate id, last one wrong": {strings.Replace(input(`"x":1`), `"id":"test_pipeline_12345"`, `"id":"test_pipeline_12345","id":"test_pipeline_99999"`, 1), false, nil},
		"duplicate id, last one right": {strings.Replace(input(`"x":1`), `"id":"test_pipeline_12345"`, `"id":"test_pipeline_99999","id":"test_pipeline_12345"`, 1), true, map[string]any{"id": gonePipeline}},
		"invalid UTF-8":                {strings.Replace(input(`"x":"`+"a\xffb"+`"`), "Orders", "Or\xff\xfeders", 1), true, map[string]any{"name": "Or\ufffdders", "jobs.0.input.extra": `{"x":"a` + "\ufffd" + `b"}`}},
		"unpaired surrogate":           {strings.Replace(input(`"x":"\udc00"`), "Orders", `Or\ud800ders`, 1), true, map[string]any{"name": "Or\ufffdders", "jobs.0.input.extra": `{"x":"` + "\ufffd" + `"}`}},
		"a NUL":                        {strings.Replace(input(`"x":1`), "Orders", `Or\u0000ders`, 1), true, map[string]any{"name": "Or\x00ders"}},
		"a byte order mark":            {"\ufeff" + input(`"x":1`), true, map[string]any{"name": "Orders"}},
		"two documents":                {input(`"x":1`) + input(`"x":2`), false, nil},
		"null job":                     {strings.Replace(input(`"x":1`), `"jobs":[`, `"jobs":[null,`, 1), false, nil},
		"jobs with the same index":     {strings.Replace(input(`"x":1`), `"jobs":[`, `"jobs":[{"job_id":"test_pipeline_12345_0","input":{"table_name":"a"}},`, 1), true, map[string]any{"jobs.0.input.table_name": "a"}},
		"huge job index":               {strings.Replace(input(`"x":1`), `_0"`, `_99999999999999999999"`, 1), true, map[string]any{"jobs.0.job_id": "test_pipeline_12345_99999999999999999999"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, i := coreWithPipeline(t, attrs{"max_retries": 0})
			c.sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: 200, Body: tc.body, Times: -1})
			kept, diags := c.Refresh(i)
			imported, importDiags := c.Import(gonePipeline, nil)
			checkPrintable(t, append(diags, importDiags...))
			if !tc.valid {
				plugintest.OneDiagnostic(t, diags, plugintest.Error, "", "Cannot read pipeline", gonePipeline)
				plugintest.OneDiagnostic(t, importDiags, plugintest.Error, "",
					"Cannot read pipeline", gonePipeline)
				if !kept.Value.Equal(i.Value) {
					t.Errorf("got state %s, want %s", kept.Value, i.Value)
				}
				return
			}
			plugintest.NoDiagnostics(t, diags)
			plugintest.NoDiagnostics(t, importDiags)
			for path, want := range tc.want {
				plugintest.Same(t, path, c.At(imported, path), want)
			}
			for name, first := range map[string]plugintest.Instance{"refreshed": kept, "imported": imported} {
				again, diags := c.Refresh(first)
				plugintest.NoDiagnostics(t, diags)
				if !again.Value.Equal(first.Value) {
					t.Errorf("%s: got state %s after another refresh, want %s", name, again.Value, first.Value)
				}
			}
		})
	}
}
