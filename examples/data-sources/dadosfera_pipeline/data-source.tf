# SPDX-License-Identifier: MPL-2.0

# A pipeline that somebody made by hand, by its name.
data "dadosfera_pipeline" "orders" {
  name = "Orders Data Pipeline"
}

# By its id, with - or _. The result of the last run takes a request more.
data "dadosfera_pipeline" "by_id" {
  id               = "1b33ad2f-33d3-4837-9eeb-83c82c8b909d"
  with_last_status = true
}

# The connection that it uses, for a pipeline of another table in the same database.
output "connection" {
  value = data.dadosfera_pipeline.orders.jobs[0].input.auth_parameters.config_id
}

# The job of one of its tables.
output "orders_job_id" {
  value = data.dadosfera_pipeline.orders.job_ids["public.orders"]
}

output "last_status" {
  value = data.dadosfera_pipeline.by_id.last_status
}

# What has no attribute is in the platform's own document.
output "document_keys" {
  value = keys(jsondecode(data.dadosfera_pipeline.by_id.json))
}
