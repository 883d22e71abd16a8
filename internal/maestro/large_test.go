// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
)

// repeat returns a JSON list of a size in bytes, of one item.
func repeat(item string, size int) string {
	return "[" + strings.Repeat(item+",", (size-2)/(len(item)+1)) + item + "]"
}

// The cost is counted in bytes that are allocated, which do not depend on the speed of the machine.
func TestListEntries_costOfBadEntriesIsLinear(t *testing.T) {
	// Not in parallel, as it measures the memory of the whole process.
	cost := func(size int) uint64 {
		c, _ := serve(t, map[string][]reply{listLine: {respond(200, repeat(`{}`, size))}})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		entries, err := c.ListEntries(t.Context())
		runtime.ReadMemStats(&after)
		if err != nil || len(entries) < size/4 || entries[0].Err == nil {
			t.Fatalf("got %d entries, %v, want entries that cannot be read", len(entries), err)
		}
		return after.TotalAlloc - before.TotalAlloc
	}
	small, large := cost(25<<10), cost(200<<10)
	if large > 16*small {
		t.Errorf("got %d bytes for 8 times the list that took %d, want at most 16 times as many", large, small)
	}
}

func TestListEntries_endsWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	r := testResponse(http.StatusOK, repeat(`{}`, 1<<10), nil)
	n := 0
	err := eachItem(ctx, r, func(int, json.RawMessage) error {
		if n++; n == 3 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n != 3 {
		t.Errorf("got %v after %d items, want %v after 3", err, n, context.Canceled)
	}
	_, err = decodePipeline(ctx, json.RawMessage(`{"id":"x_1","jobs":[{},{}]}`), "")
	if !errors.Is(err, context.Canceled) {
		t.Errorf("jobs: got %v, want %v", err, context.Canceled)
	}
}

func TestListPipelines_tooManyItems(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for name, body := range map[string]string{
		"items":                `[` + strings.Repeat(`{"pipeline_id":"a_1"},`, maxItems) + `{}]`,
		"items in an envelope": `{"data":[` + strings.Repeat(`1,`, maxItems) + `1]}`,
		"jobs":                 `[{"pipeline_id":"a_1","jobs":[` + strings.Repeat(`{},`, maxJobs) + `{}]}]`,
		"values":               repeat(`[]`, 3*maxValues),
		"values in an object":  `{"a":` + repeat(`1`, 2*maxValues+4) + `}`,
	} {
		c, _ := serve(t, map[string][]reply{listLine: {respond(200, body)}})
		_, err := c.ListPipelines(t.Context())
		if err == nil {
			t.Errorf("%s: got no error", name)
			continue
		}
		contains(t, err.Error(), "more than", "not read")
	}
	if body := `"` + strings.Repeat(`,[{\"`, maxValues) + `"`; tooManyValues([]byte(body)) {
		t.Error("got too many values within one string")
	}
}

// The documented list of some ten thousand pipelines has to fit.
func TestListPipelines_largeListIsRead(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes seconds")
	}
	var one []map[string]any
	if err := json.Unmarshal([]byte(listPage), &one); err != nil {
		t.Fatal(err)
	}
	item, err := json.Marshal(one[0])
	if err != nil {
		t.Fatal(err)
	}
	c, _ := serve(t, map[string][]reply{listLine: {respond(200, repeat(string(item), 20_000*len(item)))}})
	all, err := c.ListPipelines(t.Context())
	if err != nil || len(all) < 19_000 {
		t.Errorf("got %d pipelines, %v, want some 20000", len(all), err)
	}
}

func TestDecode_idsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{`a\u001b[2Jb`, `a\u0007b`, `a\u202eb`, `a\nb`, `a\u2028b`, `a/b`, `a\\b`, `..`, ` a`} {
		object := func(key string) string { return fmt.Sprintf(`{"%s":"%s","name":"Orders"}`, key, bad) }
		c, _ := serve(t, map[string][]reply{
			listLine:        {respond(200, `[`+object("pipeline_id")+`,{"id":"`+bad+`","name":"N"},{"pipeline_id":"`+thisID+`"}]`)},
			getLine:         {respond(200, `{"id":"`+thisID+`","jobs":[`+object("job_id")+`]}`)},
			runsLine:        {respond(200, `[`+object("pipeline_run_id")+`]`)},
			runsLine + "/r": {respond(200, object("run_id"))},
			executeLine:     {respond(200, `{"run_id":"`+bad+`"}`)},
			"GET /platform/jobs/jdbc/" + thisID + "_0": {respond(200, `{"job_id":"`+bad+`","source_config":{}}`)},
		})
		entries, err := c.ListEntries(t.Context())
		if err != nil || len(entries) != 3 || entries[0].Err == nil || entries[0].Pipeline.ID != "" ||
			entries[0].Pipeline.Name.Value != "Orders" || entries[1].Err == nil || entries[2].Err != nil {
			t.Errorf("%s: got %+v, %v, want two entries that cannot be used", bad, entries, err)
		}
		_, getErr := c.GetPipeline(t.Context(), thisID)
		_, runsErr := c.ListRuns(t.Context(), thisID)
		_, runErr := c.GetRun(t.Context(), thisID, "r")
		_, jobErr := c.GetJDBCJob(t.Context(), thisID+"_0")
		for name, err := range map[string]error{"job": getErr, "runs": runsErr, "run": runErr, "jdbc job": jobErr, "entry": entries[0].Err} {
			if err == nil || errors.Is(err, ErrNotFound) {
				t.Errorf("%s of %s: got %v, want an error about the id", name, bad, err)
				continue
			}
			wantPrintable(t, err.Error())
			contains(t, err.Error(), "id")
		}
		if id, err := c.Execute(t.Context(), thisID); err != nil || id != "" {
			t.Errorf("execute, %s: got %q, %v, want a success without an id", bad, id, err)
		}
	}
}

// A large body costs a small multiple of its size, whatever is in it. Lists of pipelines, which cost the most, have almost
// the largest size. TotalAlloc counts what was freed, too.
func TestClient_largeBodies(t *testing.T) {
	// Not in parallel, as it measures the memory of the whole process.
	if testing.Short() {
		t.Skip("takes seconds")
	}
	const largest, size, multiple = 63 << 20, 15 << 20, 16
	text := strings.Repeat("a", size-100)
	list := func(ctx context.Context, c *Client) error { _, err := c.ListPipelines(ctx); return err }
	get := func(ctx context.Context, c *Client) error { _, err := c.GetPipeline(ctx, thisID); return err }
	for name, test := range map[string]struct {
		status int
		body   string
		call   func(context.Context, *Client) error
		want   string
	}{
		"empty objects":  {200, repeat(`{}`, size), list, "more than 2000000 values"},
		"tiny pipelines": {200, repeat(`{"pipeline_id":"a_1"}`, largest), list, "more than 2000000 values"},
		"longer pipelines": {
			200, repeat(`{"pipeline_id":"a_1","name":"`+strings.Repeat("n", 600)+`"}`, largest), list, "more than 100000 items",
		},
		"jobs": {
			200, `{"id":"` + thisID + `","name":"N","jobs":` + repeat(`{"job_name":"`+text[:600]+`"}`, size-100) + `}`, get,
			"more than 10000 items",
		},
		"keys":      {200, `{"id":"` + thisID + `"` + strings.Repeat(`,"`+text[:60]+`":1`, size/66) + `}`, get, ""},
		"a name":    {200, `{"id":"` + thisID + `","name":"` + text + `"}`, get, ""},
		"a message": {500, `{"message":"` + text + `"}`, get, "HTTP 500"},
		"a page":    {404, `<p>` + text, get, "HTTP 404"},
		"brackets":  {200, strings.Repeat("[", size), list, "not a JSON list"},
	} {
		c, _ := serve(t, map[string][]reply{"*": {respond(test.status, test.body)}}, withRetries(0))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := test.call(t.Context(), c)
		runtime.ReadMemStats(&after)
		if text := fmt.Sprint(err); test.want != "" && !strings.Contains(text, test.want) || len(text) > 10_000 {
			t.Errorf("%s: got %.1000s, want an error with %q", name, text, test.want)
		}
		got := after.TotalAlloc - before.TotalAlloc
		t.Logf("%s: %d MiB allocated for %d MiB", name, got>>20, len(test.body)>>20)
		if most := uint64(multiple * len(test.body)); got > most {
			t.Errorf("%s: got %d bytes allocated, want at most %d", name, got, most)
		}
	}
}
