// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const address = "dadosfera_pipeline.test"

// The jobs of four connectors, as configuration.
const (
	jdbcJob = `{
    input = {
      connector               = "jdbc"
      plugin                  = "postgresql"
      table_schema            = "public"
      table_name              = "orders"
      load_type               = "incremental"
      incremental_column_name = "updated_at"
      incremental_column_type = "timestamp with time zone"
      column_include_list     = ["id", "amount", "updated_at"]
      auth_parameters         = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
    output = {
      raw = { table_name = "orders", table_schema = "RAW_DATA" }
    }
  }`
	s3Job = `{
    input = {
      plugin             = "parquet"
      replication_method = "FULL_TABLE"
      auth_parameters    = { config_id = "1701234567890_abc123_s3-1.0.0" }
      extra = jsonencode({
        source_bucket      = "bucket"
        source_prefix      = "exports/orders"
        file_format_params = { file_format = "parquet" }
      })
    }
  }`
	singerJob = `{
    input = {
      connector          = "singer"
      plugin             = "hubspot"
      table_name         = "contacts"
      replication_method = "INCREMENTAL"
      auth_parameters    = { config_id = "1701234567890_abc123_hubspot-1.0.0" }
    }
    transformations = jsonencode([{ type = "hash", columns = ["email"] }])
  }`
	mongoJob = `{
    input = {
      connector          = "mongodb"
      plugin             = "mongodb"
      table_name         = "events"
      replication_method = "FULL_TABLE"
      auth_parameters    = { config_id = "1701234567890_abc123_mongodb-1.0.0" }
      extra              = jsonencode({ database = "app", batch_size = 1000 })
    }
    output = { plugin = "dadosfera_snowflake" }
  }`
)

// connectors has a job for each connector, for tests that hold for all of them.
var connectors = map[string]string{"jdbc": jdbcJob, "s3": s3Job, "singer": singerJob, "mongodb": mongoJob}

// block returns the resource block of a pipeline with the given jobs and further lines.
func block(jobs string, lines ...string) string {
	return fmt.Sprintf("resource \"dadosfera_pipeline\" \"test\" {\n  name = \"Orders\"\n  jobs = [%s]\n  %s\n}\n",
		jobs, strings.Join(lines, "\n  "))
}

// with replaces one text in a job by another. It fails the test if the job does not contain the text.
func with(t *testing.T, job, old, replacement string) string {
	t.Helper()
	if !strings.Contains(job, old) {
		t.Fatalf("got a job without %q:\n%s", old, job)
	}
	return strings.Replace(job, old, replacement, 1)
}

// coreJob returns the JDBC job of tests of the core: with the source of the platform, a destination of its own, and a
// type of the incremental column that every plugin has.
func coreJob(t *testing.T, p *acctest.Core) string {
	t.Helper()
	job := with(t, jdbcJob, "1701234567890_abc123_postgresql-1.0.0", p.Source.ConfigID)
	job = with(t, job, `"postgresql"`, fmt.Sprintf("%q", p.Source.Plugin))
	job = with(t, job, `"timestamp with time zone"`, `"date"`)
	return with(t, job, `raw = { table_name = "orders"`, `raw = { table_name = "tf_acc_orders"`)
}

// A CLI is slow to start. So the cases of a table, each of which is a pipeline, are in one configuration, where each
// has a label and a name of its own.

var notInLabels = regexp.MustCompile("[^A-Za-z0-9]+")

// caseLabel returns the label of the case with this name.
func caseLabel(name string) string { return "p_" + notInLabels.ReplaceAllString(name, "_") }

// caseAddress returns the address of the pipeline of a case.
func caseAddress(name string) string { return "dadosfera_pipeline." + caseLabel(name) }

// caseBlock returns the block of a pipeline with the label and the name of a case.
func caseBlock(name, block string) string {
	block = strings.Replace(block, `"test"`, fmt.Sprintf("%q", caseLabel(name)), 1)
	return strings.Replace(block, `name = "`, `name = "`+caseLabel(name)+": ", 1)
}

// caseID returns the id of the pipeline of a case. It fails the test if there is no such pipeline, or more than one.
func caseID(t *testing.T, p *acctest.Platform, name string) string {
	t.Helper()
	var ids []string
	for _, pipeline := range p.Pipelines(acctest.Customer) {
		if strings.HasPrefix(pipeline.Name, caseLabel(name)+": ") {
			ids = append(ids, pipeline.ID)
		}
	}
	if len(ids) != 1 {
		t.Fatalf("%s: got %d pipelines on the platform, want 1", name, len(ids))
	}
	return ids[0]
}

// callsByID returns the requests that change something, in the form of Platform.Calls, by the id of their pipeline.
func callsByID(p *acctest.Platform) map[string][]string {
	calls := map[string][]string{}
	for _, r := range p.Requests() {
		if r.Method != http.MethodGet {
			id := stored(anyID.FindString(r.Path + string(r.Body)))
			calls[id] = append(calls[id], r.Method+" "+anyID.ReplaceAllString(r.Path, "{id}"))
		}
	}
	return calls
}

var beginOfDiagnostic = regexp.MustCompile(`(?m)^(│ )?(Error|Warning): `)

// diagnosticsWith returns those of the diagnostics in an output of the CLI that contain a text.
func diagnosticsWith(output, text string) string {
	var found []string
	begins := beginOfDiagnostic.FindAllStringIndex(output, -1)
	for i, begin := range begins {
		end := len(output)
		if i+1 < len(begins) {
			end = begins[i+1][0]
		}
		if diagnostic := output[begin[0]:end]; acctest.Says(diagnostic, text) {
			found = append(found, diagnostic)
		}
	}
	return strings.Join(found, "\n")
}

// wantSays fails the test unless an output of the CLI contains all of the sentences.
func wantSays(t *testing.T, output string, sentences ...string) {
	t.Helper()
	for _, want := range sentences {
		if !acctest.Says(output, want) {
			t.Errorf("got an output without %q:\n%s", want, output)
		}
	}
}

// valueAt returns the value at a path such as "jobs.0.job_name" in the attributes of a state. It fails the test if
// there is none.
func valueAt(t *testing.T, attributes map[string]any, path string) any {
	t.Helper()
	var value any = attributes
	for step := range strings.SplitSeq(path, ".") {
		var ok bool
		switch parent := value.(type) {
		case map[string]any:
			value, ok = parent[step]
		case []any:
			i, err := strconv.Atoi(step)
			if ok = err == nil && i < len(parent); ok {
				value = parent[i]
			}
		}
		if !ok {
			t.Fatalf("got no %s in %v", path, attributes)
		}
	}
	return value
}

// wantPipelines fails the test unless the platform holds this many pipelines.
func wantPipelines(t *testing.T, p *acctest.Platform, want int) {
	t.Helper()
	if got := len(p.Pipelines(acctest.Customer)); got != want {
		t.Errorf("got %d pipelines on the platform, want %d", got, want)
	}
}
