# SPDX-License-Identifier: MPL-2.0

data "dadosfera_pipeline" "orders" {
  name = "Orders Data Pipeline"
}

# The job of a table: by its name, or by schema and name.
data "dadosfera_jdbc_job" "orders" {
  job_id = data.dadosfera_pipeline.orders.job_ids["orders"]
}

output "columns" {
  value = data.dadosfera_jdbc_job.orders.input.column_include_list
}

output "new_rows_by" {
  value = data.dadosfera_jdbc_job.orders.input.incremental_column_name
}
