# SPDX-License-Identifier: MPL-2.0

# All pipelines, by one request.
data "dadosfera_pipelines" "all" {}

# Those that read databases on a schedule, and failed last.
data "dadosfera_pipelines" "failed" {
  connector   = "jdbc"
  scheduled   = true
  last_status = "FAILED"
}

output "failed" {
  description = "The tables of each pipeline that failed."
  value = {
    for pipeline in data.dadosfera_pipelines.failed.pipelines :
    pipeline.name => [for job in pipeline.jobs : job.table_name if job.job_status == "FAILED"]
  }
}

output "without_schedule" {
  description = "The pipelines that run only when somebody starts them."
  value       = [for pipeline in data.dadosfera_pipelines.all.pipelines : pipeline.name if pipeline.cron == null]
}
