# SPDX-License-Identifier: MPL-2.0

data "dadosfera_pipeline_run" "orders" {
  pipeline_id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
  run_id      = "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
}

output "ended_well" {
  value = data.dadosfera_pipeline_run.orders.status == "SUCCESS"
}
