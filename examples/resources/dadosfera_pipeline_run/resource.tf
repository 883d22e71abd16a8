# SPDX-License-Identifier: MPL-2.0

# The lookups are extracted once they are made, and again whenever the tables change.
resource "dadosfera_pipeline_run" "lookups" {
  pipeline_id = dadosfera_pipeline.lookups.id
  triggers    = { tables = join(",", local.tables) }

  timeouts = { create = "30m" }
}

locals {
  tables = ["countries", "currencies"]
}

resource "dadosfera_pipeline" "lookups" {
  name = "Lookups"

  jobs = [for table in local.tables : {
    input = {
      connector       = "jdbc"
      plugin          = "mysql"
      table_schema    = "shop"
      table_name      = table
      load_type       = "full_load"
      auth_parameters = { config_id = "1763991009206_kvpd3364_mysql-1.0.0" }
    }
  }]
}
