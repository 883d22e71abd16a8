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
	written = "1B33AD2F-33D3-4837-9EEB-83C82C8B909D" // another spelling of id
	other   = "test-Pipeline_12345"
)

type (
	attrs = plugintest.Attrs
	later = plugintest.Unknown
)

// args are the arguments of a call.
type args = []any

func TestFunctions_results(t *testing.T) {
	t.Parallel()
	// Functions are called before a provider is configured.
	provider := plugintest.NewUnconfigured(t)
	for name, tc := range map[string]struct {
		function  string
		arguments args
		want      any
	}{
		"pipeline_id of hyphens":           {"pipeline_id", args{written}, id},
		"pipeline_id of underscores":       {"pipeline_id", args{id}, id},
		"pipeline_id that is not a UUID":   {"pipeline_id", args{other}, other},
		"unknown pipeline_id":              {"pipeline_id", args{later{}}, later{}},
		"job_id of a UUID":                 {"job_id", args{written, 0}, id + "_0"},
		"job_id of another id":             {"job_id", args{other, 12}, other + "_12"},
		"job_id of the highest index":      {"job_id", args{id, math.MaxInt32}, id + "_2147483647"},
		"job_id of an unknown pipeline":    {"job_id", args{later{}, 0}, later{}},
		"job_id of an unknown index":       {"job_id", args{id, later{}}, later{}},
		"parse_job_id of underscores":      {"parse_job_id", args{id + "_3"}, attrs{"pipeline_id": id, "index": 3}},
		"parse_job_id of hyphens":          {"parse_job_id", args{written + "-12"}, attrs{"pipeline_id": id, "index": 12}},
		"parse_job_id that is not a UUID":  {"parse_job_id", args{other + "_0"}, attrs{"pipeline_id": other, "index": 0}},
		"parse_job_id of an ambiguous id":  {"parse_job_id", args{"a_12345"}, attrs{"pipeline_id": "a", "index": 12345}},
		"unknown parse_job_id":             {"parse_job_id", args{later{}}, later{}},
		"cron_to_utc of an expression":     {"cron_to_utc", args{"0 6 * * MON-FRI", "America/Sao_Paulo"}, "0 9 * * 1-5"},
		"cron_to_utc of a preset":          {"cron_to_utc", args{"@once", "America/Sao_Paulo"}, "@once"},
		"cron_to_utc of an unknown string": {"cron_to_utc", args{later{}, "America/Sao_Paulo"}, later{}},
		"cron_to_utc of an unknown zone":   {"cron_to_utc", args{"0 6 * * *", later{}}, later{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, failed := provider.Call(tc.function, tc.arguments...)
			if failed != nil {
				t.Fatalf("got error at argument %d: %s, want none", failed.Argument, failed.Text)
			}
			plugintest.Same(t, tc.function, got, tc.want)
		})
	}
}

func TestFunctions_errorIsAtTheInvalidArgument(t *testing.T) {
	t.Parallel()
	provider := plugintest.NewUnconfigured(t)
	for name, tc := range map[string]struct {
		function  string
		arguments args
		at        int // -1 if the error is about no single argument
		want      string
	}{
		"null id":                       {"pipeline_id", args{nil}, 0, "must not be null"},
		"empty id":                      {"pipeline_id", args{""}, 0, "the id is empty"},
		"id with white space":           {"pipeline_id", args{id + "\n"}, 0, "whitespace"},
		"id that is a path element":     {"pipeline_id", args{".."}, 0, `".." is not an id`},
		"job of a null pipeline":        {"job_id", args{nil, 0}, 0, "must not be null"},
		"job of an empty pipeline":      {"job_id", args{"", 0}, 0, "the id is empty"},
		"null index":                    {"job_id", args{id, nil}, 1, "must not be null"},
		"negative index":                {"job_id", args{id, -1}, 1, "from 0 to 2147483647, got -1"},
		"fractional index":              {"job_id", args{id, 1.5}, 1, "from 0 to 2147483647, got 1.5"},
		"index above 32 bits":           {"job_id", args{id, int64(math.MaxInt32) + 1}, 1, "got 2147483648"},
		"index above 64 bits":           {"job_id", args{id, 1e30}, 1, "got 1e+30"},
		"null job":                      {"parse_job_id", args{nil}, 0, "must not be null"},
		"empty job":                     {"parse_job_id", args{""}, 0, id + "_0"},
		"job without an index":          {"parse_job_id", args{"orders"}, 0, `"orders"`},
		"job that is a pipeline":        {"parse_job_id", args{id}, 0, "is the id of a pipeline"},
		"job of an invalid pipeline":    {"parse_job_id", args{" _0"}, 0, "whitespace"},
		"null expression":               {"cron_to_utc", args{nil, "UTC"}, 0, "must not be null"},
		"null time zone":                {"cron_to_utc", args{"0 6 * * *", nil}, 1, "must not be null"},
		"expression of six fields":      {"cron_to_utc", args{"0 0 6 * * ?", "UTC"}, 0, "6 fields"},
		"empty expression":              {"cron_to_utc", args{"", "UTC"}, 0, "0 fields"},
		"invalid name of a time zone":   {"cron_to_utc", args{"0 6 * * *", "Brasília"}, 1, `"Brasília" is not the name`},
		"unknown time zone of @once":    {"cron_to_utc", args{"@once", "BRT"}, 1, `"BRT" is not a time zone`},
		"expression without a UTC form": {"cron_to_utc", args{"0 6 * * *", "Europe/Lisbon"}, -1, `it is "0 5 * * *"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, failed := provider.Call(tc.function, tc.arguments...)
			if failed == nil {
				t.Fatalf("got %v, want an error", got)
			}
			if failed.Argument != tc.at || !strings.Contains(failed.Text, tc.want) {
				t.Errorf("got %q at argument %d, want %q at argument %d", failed.Text, failed.Argument, tc.want, tc.at)
			}
			if strings.HasSuffix(failed.Text, ".") {
				t.Errorf("got %q, want no full stop, because Terraform adds one", failed.Text)
			}
		})
	}
}

func TestFunctions_parseJobIDIsTheInverseOfJobID(t *testing.T) {
	t.Parallel()
	provider := plugintest.NewUnconfigured(t)
	call := func(function string, arguments ...any) any {
		t.Helper()
		got, failed := provider.Call(function, arguments...)
		if failed != nil {
			t.Fatalf("%s%v: got error %q, want none", function, arguments, failed.Text)
		}
		return got
	}
	for _, pipeline := range []string{id, written, other, "a", "a-1", "1b33ad2f-33d3-4837-9eeb-123456789012"} {
		parts := call("parse_job_id", call("job_id", pipeline, 7))
		plugintest.Same(t, pipeline, parts, attrs{"pipeline_id": call("pipeline_id", pipeline), "index": 7})
	}
}
