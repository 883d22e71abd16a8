# SPDX-License-Identifier: MPL-2.0

output "pipeline_ids" {
  description = "The id of the pipeline of each table."
  value       = { for table, pipeline in dadosfera_pipeline.this : table => pipeline.id }
}

output "snowflake_tables" {
  description = "The name of each table in Snowflake, as the platform has chosen it."
  value       = { for table, pipeline in dadosfera_pipeline.this : table => pipeline.jobs[0].output.table_name }
}
