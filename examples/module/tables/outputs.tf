# SPDX-License-Identifier: MPL-2.0

output "pipeline_ids" {
  description = "The ids of the pipelines, by table."
  value       = { for table, pipeline in dadosfera_pipeline.this : table => pipeline.id }
}

output "snowflake_tables" {
  description = "The names of the tables in Snowflake, which the platform chooses, by table."
  value       = { for table, pipeline in dadosfera_pipeline.this : table => pipeline.jobs[0].output.table_name }
}
