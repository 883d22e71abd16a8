# SPDX-License-Identifier: MPL-2.0

# All pipelines. Without a limit, Terraform returns at most 100.
list "dadosfera_pipeline" "all" {
  provider = dadosfera
  limit    = 1000
}

# Scheduled pipelines of databases whose last run failed, with all attributes.
list "dadosfera_pipeline" "failed" {
  provider         = dadosfera
  include_resource = true

  config {
    connector   = "jdbc"
    scheduled   = true
    last_status = "FAILED"
  }
}

# Pipelines whose name begins with "Sales".
list "dadosfera_pipeline" "sales" {
  provider = dadosfera

  config {
    name_regex = "^Sales"
  }
}
