# SPDX-License-Identifier: MPL-2.0

# All pipelines. Terraform stops at 100 where no limit is given.
list "dadosfera_pipeline" "all" {
  provider = dadosfera
  limit    = 1000
}

# Those that read databases on a schedule and failed last, with all that an import would bring.
list "dadosfera_pipeline" "failed" {
  provider         = dadosfera
  include_resource = true

  config {
    connector   = "jdbc"
    scheduled   = true
    last_status = "FAILED"
  }
}

# Those of one team, by the name that they begin with.
list "dadosfera_pipeline" "sales" {
  provider = dadosfera

  config {
    name_regex = "^Sales"
  }
}
