// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

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

// connectors are jobs by connector, for tests that hold for all of them.
var connectors = map[string]string{"jdbc": jdbcJob, "s3": s3Job, "singer": singerJob, "mongodb": mongoJob}

// config is a whole configuration of one pipeline with the given jobs; lines are added to the resource.
func config(p *acctest.Platform, jobs string, lines ...string) string {
	return p.Provider() + block(jobs, lines...)
}

func block(jobs string, lines ...string) string {
	return fmt.Sprintf("resource \"dadosfera_pipeline\" \"test\" {\n  name = \"Orders\"\n  jobs = [%s]\n  %s\n}\n", jobs, strings.Join(lines, "\n  "))
}

// with replaces one text in a job by another, and fails where it is not there.
func with(t *testing.T, job, old, replacement string) string {
	t.Helper()
	if !strings.Contains(job, old) {
		t.Fatalf("the job has no %q", old)
	}
	return strings.Replace(job, old, replacement, 1)
}

// planned expects what a plan does to the pipeline.
func planned(action plancheck.ResourceActionType) resource.ConfigPlanChecks {
	return resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(address, action)}}
}
