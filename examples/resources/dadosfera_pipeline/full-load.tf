# SPDX-License-Identifier: MPL-2.0

# Without cron, the pipeline runs only on demand.
resource "dadosfera_pipeline" "countries" {
  name = "Countries"

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "mysql"
      table_schema    = "shop"
      table_name      = "countries"
      load_type       = "full_load"
      auth_parameters = { config_id = "1763991009206_kvpd3364_mysql-1.0.0" }
    }
  }]
}
