// SPDX-License-Identifier: MPL-2.0

package functions_test

import (
	"math"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const (
	id      = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	written = "1B33AD2F-33D3-4837-9EEB-83C82C8B909D" // the same one
	other   = "test-Pipeline_12345"
)

func TestFunctions(t *testing.T) {
	t.Parallel()
	// Functions are called before a provider is configured.
	provider := plugintest.NewUnconfigured(t)
	for name, tc := range map[string]struct {
		function  string
		arguments []any
		want      any
	}{
		"an id with hyphens":                      {"pipeline_id", []any{written}, id},
		"an id with underscores":                  {"pipeline_id", []any{id}, id},
		"an id that is no UUID":                   {"pipeline_id", []any{other}, other},
		"an id to come":                           {"pipeline_id", []any{plugintest.Later{}}, plugintest.Later{}},
		"a job of a UUID":                         {"job_id", []any{written, 0}, id + "_0"},
		"a job of another pipeline":               {"job_id", []any{other, 12}, other + "_12"},
		"the last job that there can be":          {"job_id", []any{id, math.MaxInt32}, id + "_2147483647"},
		"a job of a pipeline to come":             {"job_id", []any{plugintest.Later{}, 0}, plugintest.Later{}},
		"a job whose index is to come":            {"job_id", []any{id, plugintest.Later{}}, plugintest.Later{}},
		"the id of a job, with underscores":       {"parse_job_id", []any{id + "_3"}, plugintest.Attrs{"pipeline_id": id, "index": 3}},
		"the id of a job, with hyphens":           {"parse_job_id", []any{written + "-12"}, plugintest.Attrs{"pipeline_id": id, "index": 12}},
		"the id of another job":                   {"parse_job_id", []any{other + "_0"}, plugintest.Attrs{"pipeline_id": other, "index": 0}},
		"the id of a pipeline, taken for a job's": {"parse_job_id", []any{"test_pipeline_12345"}, plugintest.Attrs{"pipeline_id": "test_pipeline", "index": 12345}},
		"the id of a job to come":                 {"parse_job_id", []any{plugintest.Later{}}, plugintest.Later{}},
		"an expression":                           {"cron_to_utc", []any{"0 6 * * MON-FRI", "America/Sao_Paulo"}, "0 9 * * 1-5"},
		"a preset":                                {"cron_to_utc", []any{"@once", "America/Sao_Paulo"}, "@once"},
		"an expression to come":                   {"cron_to_utc", []any{plugintest.Later{}, "America/Sao_Paulo"}, plugintest.Later{}},
		"a time zone to come":                     {"cron_to_utc", []any{"0 6 * * *", plugintest.Later{}}, plugintest.Later{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, failed := provider.Call(tc.function, tc.arguments...)
			if failed != nil {
				t.Fatalf("argument %d: %s", failed.Argument, failed.Text)
			}
			plugintest.Same(t, tc.function, got, tc.want)
		})
	}
}

// An error is at the argument that is wrong, where there is one, and fits into Terraform's sentence.
func TestFunctionsRefuse(t *testing.T) {
	t.Parallel()
	provider := plugintest.NewUnconfigured(t)
	for name, tc := range map[string]struct {
		function  string
		arguments []any
		at        int
		says      string
	}{
		"no id":                              {"pipeline_id", []any{nil}, 0, "must not be null"},
		"an empty id":                        {"pipeline_id", []any{""}, 0, "the id is empty"},
		"an id with white space":             {"pipeline_id", []any{id + "\n"}, 0, "white space"},
		"an id that is a step in a path":     {"pipeline_id", []any{".."}, 0, `".." is not an id`},
		"a job of no pipeline":               {"job_id", []any{nil, 0}, 0, "must not be null"},
		"a job of an empty pipeline":         {"job_id", []any{"", 0}, 0, "the id is empty"},
		"no index":                           {"job_id", []any{id, nil}, 1, "must not be null"},
		"an index below zero":                {"job_id", []any{id, -1}, 1, "a whole number from 0 to 2147483647, and not -1"},
		"an index in between":                {"job_id", []any{id, 1.5}, 1, "a whole number from 0 to 2147483647, and not 1.5"},
		"an index that no job has":           {"job_id", []any{id, int64(math.MaxInt32) + 1}, 1, "a whole number from 0 to 2147483647, and not 2147483648"},
		"an index that is no number of Go's": {"job_id", []any{id, 1e30}, 1, "a whole number from 0 to 2147483647, and not 1e+30"},
		"no job":                             {"parse_job_id", []any{nil}, 0, "must not be null"},
		"an empty id of a job":               {"parse_job_id", []any{""}, 0, id + "_0"},
		"an id without an index":             {"parse_job_id", []any{"orders"}, 0, `"orders" does not end in the job's index, as in`},
		"the id of a pipeline":               {"parse_job_id", []any{"1b33ad2f-33d3-4837-9eeb-123456789012"}, 0, "is the id of a pipeline"},
		"a job of a pipeline that is none":   {"parse_job_id", []any{" _0"}, 0, "white space"},
		"no expression":                      {"cron_to_utc", []any{nil, "UTC"}, 0, "must not be null"},
		"no time zone":                       {"cron_to_utc", []any{"0 6 * * *", nil}, 1, "must not be null"},
		"an expression of six fields":        {"cron_to_utc", []any{"0 0 6 * * ?", "UTC"}, 0, "6 fields"},
		"an empty expression":                {"cron_to_utc", []any{"", "UTC"}, 0, "0 fields"},
		"a time zone that is none":           {"cron_to_utc", []any{"0 6 * * *", "Brasília"}, 1, `"Brasília" is not the name of a time zone`},
		"a time zone for once":               {"cron_to_utc", []any{"@once", "BRT"}, 1, `"BRT" is not a time zone`},
		"no single expression":               {"cron_to_utc", []any{"0 6 * * *", "Europe/Lisbon"}, -1, `at UTC+00:00 it is "0 6 * * *", and at UTC+01:00 it is "0 5 * * *"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, failed := provider.Call(tc.function, tc.arguments...)
			if failed == nil {
				t.Fatalf("%s gives %v", tc.function, got)
			}
			if failed.Argument != tc.at || !strings.Contains(failed.Text, tc.says) {
				t.Errorf("argument %d: %s", failed.Argument, failed.Text)
			}
			if strings.HasSuffix(failed.Text, ".") {
				t.Errorf("Terraform puts a full stop after %q", failed.Text)
			}
		})
	}
}

// What one function puts together, the other takes apart.
func TestJobIDsRoundTrip(t *testing.T) {
	t.Parallel()
	provider := plugintest.NewUnconfigured(t)
	for _, pipeline := range []string{id, written, other, "a", "a-1", "1b33ad2f-33d3-4837-9eeb-123456789012"} {
		canonical, failed := provider.Call("pipeline_id", pipeline)
		if failed != nil {
			t.Fatal(failed.Text)
		}
		job, failed := provider.Call("job_id", pipeline, 7)
		if failed != nil {
			t.Fatal(failed.Text)
		}
		parts, failed := provider.Call("parse_job_id", job)
		if failed != nil {
			t.Fatal(failed.Text)
		}
		plugintest.Same(t, pipeline, parts, plugintest.Attrs{"pipeline_id": canonical, "index": 7})
	}
}
