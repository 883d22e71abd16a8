# SPDX-License-Identifier: MPL-2.0

output "id" {
  description = "Id of the pipeline, to make drift with."
  value       = dadosfera_pipeline.customers.id
}
