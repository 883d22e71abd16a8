# SPDX-License-Identifier: MPL-2.0

resource "dadosfera_pipeline" "shop" {
  for_each = toset(["products", "reviews", "stock"])

  name = "Shop: ${each.key}"
  cron = "0 5 * * *"

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "mysql"
      table_schema    = "shop"
      table_name      = each.key
      load_type       = "full_load"
      auth_parameters = { config_id = "1763991009206_kvpd3364_mysql-1.0.0" }
    }
  }]
}
