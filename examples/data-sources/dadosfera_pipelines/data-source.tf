# SPDX-License-Identifier: MPL-2.0

# All pipelines, with one request.
data "dadosfera_pipelines" "all" {}

# Pipelines that read databases on a schedule, and whose last run failed.
data "dadosfera_pipelines" "failed" {
  connector   = "jdbc"
  scheduled   = true
  last_status = "FAILED"
}

output "failed" {
  description = "The failed tables of each pipeline whose last run failed."
  value = {
    for pipeline in data.dadosfera_pipelines.failed.pipelines :
    pipeline.name => [
      for job in pipeline.jobs : job.table_name if job.job_status == "FAILED"
    ]
  }
}

output "without_schedule" {
  description = "The pipelines that run only on demand."
  value = [
    for pipeline in data.dadosfera_pipelines.all.pipelines : pipeline.name
    if pipeline.cron == null
  ]
}
