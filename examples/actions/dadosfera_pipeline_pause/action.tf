# SPDX-License-Identifier: MPL-2.0

# To pause the pipeline before maintenance of its source:
#   terraform apply -invoke=action.dadosfera_pipeline_pause.orders
action "dadosfera_pipeline_pause" "orders" {
  config {
    pipeline_id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
  }
}
