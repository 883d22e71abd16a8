# SPDX-License-Identifier: MPL-2.0

# Runs the pipeline when it is created, and again when the columns change.
resource "dadosfera_pipeline_run" "lookups" {
  pipeline_id = dadosfera_pipeline.lookups.id
  triggers    = { columns = join(",", local.columns) }

  timeouts = { create = "30m" }
}

locals {
  columns = ["code", "name"]
}

resource "dadosfera_pipeline" "lookups" {
  name = "Lookups"

  jobs = [{
    input = {
      connector           = "jdbc"
      plugin              = "mysql"
      table_schema        = "shop"
      table_name          = "countries"
      load_type           = "full_load"
      column_include_list = local.columns
      auth_parameters     = { config_id = "1763991009206_kvpd3364_mysql-1.0.0" }
    }
  }]
}
