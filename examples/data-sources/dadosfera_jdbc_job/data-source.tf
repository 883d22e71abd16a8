# SPDX-License-Identifier: MPL-2.0

data "dadosfera_pipeline" "orders" {
  name = "Orders Data Pipeline"
}

# job_ids has the id of each job by its table, as "orders" and as "public.orders".
data "dadosfera_jdbc_job" "orders" {
  job_id = data.dadosfera_pipeline.orders.job_ids["orders"]
}

output "columns" {
  value = data.dadosfera_jdbc_job.orders.input.column_include_list
}

output "new_rows_by" {
  value = data.dadosfera_jdbc_job.orders.input.incremental_column_name
}
