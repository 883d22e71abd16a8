// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"strings"
	"time"
)

// setup is a set of pipelines, and the platform that they are on.
type setup struct {
	pipelines, jobs int           // the number of pipelines, and of jobs per pipeline
	latency         time.Duration // the time before each response
	hidden          bool          // responses omit details of jobs, so that the provider requests each job separately
	bulk            bool          // the provider is configured with bulk_refresh
	limit           int           // the requests per second that the platform accepts, which the provider is not configured with
	unavailable     bool          // one response has status 503
	gone            bool          // one pipeline no longer exists
	idle            bool          // the commands also run with the idle provider; not for those that change something
}

func (s setup) String() string {
	parts := []string{fmt.Sprintf("%d × %d jobs", s.pipelines, s.jobs), fmt.Sprintf("%d ms", s.latency.Milliseconds())}
	for _, part := range []struct {
		set  bool
		text string
	}{
		{s.hidden, "hidden"},
		{s.bulk, "bulk_refresh"},
		{s.limit > 0, fmt.Sprintf("%d requests a second", s.limit)},
		{s.unavailable, "one 503"},
		{s.gone, "one gone"},
		{s.idle, "idle"},
	} {
		if part.set {
			parts = append(parts, part.text)
		}
	}
	return strings.Join(parts, ", ")
}

// operation is a command of the CLI.
type operation struct {
	name string
	code int // the expected exit code
	once bool
	args string
}

// operations are all operations, in the order in which they run.
var operations = []operation{
	{"schema", 0, false, "providers schema -json"},
	{"create", 0, true, "apply -auto-approve"},
	{"adopt", 0, true, "apply -auto-approve"}, // of import blocks; the control creates its resources
	{"refresh", 0, false, "plan -refresh-only -detailed-exitcode"},
	{"plan", 0, false, "plan -detailed-exitcode"},
	{"plan 10 %", 2, false, "plan -detailed-exitcode -var=revision=1 -out=tf.plan"}, // it changes one resource of ten
	{"apply 10 %", 0, true, "apply tf.plan"},
	{"destroy", 0, true, "destroy -auto-approve"},
}

// life are the operations from the creation of the pipelines to their end.
var life = []string{"create", "refresh", "plan", "plan 10 %", "apply 10 %", "destroy"}

// experiment is a setup and the names of the operations to measure in it.
type experiment struct {
	setup

	operations []string
}

const far = 50 * time.Millisecond // the latency of a distant platform

// quick returns the experiments that the targets need. Creating thousands of resources takes the CLI itself very long.
func quick() []experiment {
	return []experiment{
		{setup{pipelines: 1, jobs: 1}, []string{"schema"}},
		{setup{pipelines: 10, jobs: 1}, life},
		{setup{pipelines: 100, jobs: 1}, life},
		{setup{pipelines: 100, jobs: 1}, []string{"adopt"}},
		{setup{pipelines: 500, jobs: 1}, []string{"refresh", "plan"}},
		{setup{pipelines: 1000, jobs: 1, idle: true}, []string{"refresh", "plan"}},
		{setup{pipelines: 1000, jobs: 1}, []string{"plan 10 %", "apply 10 %"}},
		{setup{pipelines: 5000, jobs: 1}, []string{"plan"}},
		{setup{pipelines: 1000, jobs: 3}, []string{"plan"}},
		{setup{pipelines: 20, jobs: 50}, []string{"refresh", "plan"}},
		{setup{pipelines: 10, jobs: 1, latency: far}, []string{"refresh", "plan"}},
		{setup{pipelines: 100, jobs: 1, latency: far}, life},
		{setup{pipelines: 1000, jobs: 1, latency: far, idle: true}, []string{"refresh", "plan"}},
		{setup{pipelines: 1000, jobs: 1, latency: far, bulk: true}, []string{"refresh"}},
		{setup{pipelines: 100, jobs: 3, hidden: true}, []string{"refresh", "plan"}},
		{setup{pipelines: 1, jobs: 50, hidden: true}, []string{"refresh"}},
		{setup{pipelines: 1, jobs: 50, hidden: true, latency: far}, []string{"refresh"}},
		{setup{pipelines: 400, jobs: 1, limit: 40}, []string{"plan"}},
		{setup{pipelines: 300, jobs: 1, limit: 5}, []string{"plan"}},
		{setup{pipelines: 20, jobs: 1}, []string{"plan"}},
		{setup{pipelines: 20, jobs: 1, unavailable: true}, []string{"plan"}},
		{setup{pipelines: 20, jobs: 1, gone: true}, []string{"plan"}},
	}
}

// grid returns an experiment of all operations for each combination, without and with latency and hidden details.
func grid(sizes, jobs []int) (experiments []experiment) {
	for _, s := range []setup{{}, {latency: far}, {hidden: true}, {hidden: true, latency: far}} {
		for _, s.jobs = range jobs {
			for _, s.pipelines = range sizes {
				experiments = append(experiments, experiment{s, life})
			}
		}
	}
	return experiments
}

// values are the attributes of a pipeline, or the keys of an object in the control. The verb is the number of jobs.
const values = `
  name        = "Orders ${count.index}"
  description = "Revision ${count.index %% 10 == 0 ? var.revision : 0}"
  cron        = "0 6 * * *"
  jobs = [for n in range(%d) : {
    input = {
      connector               = "jdbc"
      plugin                  = "postgresql"
      table_schema            = "shop_${count.index}"
      table_name              = "orders_${n}"
      load_type               = "incremental"
      incremental_column_name = "updated_at"
      incremental_column_type = "timestamp with time zone"
      column_include_list     = ["id", "amount", "updated_at"]
      auth_parameters         = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
    output = {
      plugin = "dadosfera_snowflake"
      raw    = { table_name = "orders_${n}", table_schema = "RAW_DATA" }
    }
  }]
`

// subjectConfig returns the configuration of the pipelines.
func (s setup) subjectConfig() string {
	return fmt.Sprintf(`
terraform {
  required_providers {
    dadosfera = { source = "dadosfera/dadosfera" }
  }
}
provider "dadosfera" {
  bulk_refresh = %t
}
variable "revision" { default = 0 }
resource "dadosfera_pipeline" "orders" {
  count = %d
%s}
`, s.bulk, s.pipelines, fmt.Sprintf(values, s.jobs))
}

// controlConfig returns the configuration of as many terraform_data resources with the same values.
func (s setup) controlConfig() string {
	return fmt.Sprintf(`
variable "revision" { default = 0 }
resource "terraform_data" "orders" {
  count = %d
  input = {
%s  }
}
`, s.pipelines, fmt.Sprintf(values, s.jobs))
}
