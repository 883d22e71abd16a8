# SPDX-License-Identifier: MPL-2.0

# A pipeline by its name.
data "dadosfera_pipeline" "orders" {
  name = "Orders Data Pipeline"
}

# A pipeline by its id, with - or _. The status of the last run requires one more request.
data "dadosfera_pipeline" "by_id" {
  id               = "1b33ad2f-33d3-4837-9eeb-83c82c8b909d"
  with_last_status = true
}

# The connection of the pipeline, for another pipeline from the same database.
output "connection" {
  value = data.dadosfera_pipeline.orders.jobs[0].input.auth_parameters.config_id
}

# The id of the job of a table.
output "orders_job_id" {
  value = data.dadosfera_pipeline.orders.job_ids["public.orders"]
}

output "last_status" {
  value = data.dadosfera_pipeline.by_id.last_status
}

# Fields that have no attribute are in the JSON of the platform's response.
output "document_keys" {
  value = keys(jsondecode(data.dadosfera_pipeline.by_id.json))
}
