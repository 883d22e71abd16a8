# SPDX-License-Identifier: MPL-2.0

data "dadosfera_pipeline" "orders" {
  name = "Orders Data Pipeline"
}

# The last five runs that failed.
data "dadosfera_pipeline_runs" "failed" {
  pipeline_id = data.dadosfera_pipeline.orders.id
  status      = "FAILED"
  limit       = 5
}

# The last run. The list is empty if the pipeline has never run.
data "dadosfera_pipeline_runs" "last" {
  pipeline_id = data.dadosfera_pipeline.orders.id
  limit       = 1
}

output "errors" {
  value = { for run in data.dadosfera_pipeline_runs.failed.runs : run.run_id => run.trace }
}

output "last_run" {
  value = one(data.dadosfera_pipeline_runs.last.runs)
}

# A plan warns if the last run failed.
check "last_run" {
  assert {
    condition     = !contains(data.dadosfera_pipeline_runs.last.runs[*].status, "FAILED")
    error_message = "The last run of the pipeline failed."
  }
}
