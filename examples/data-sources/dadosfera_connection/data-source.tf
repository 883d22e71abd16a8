# SPDX-License-Identifier: MPL-2.0

data "dadosfera_connection" "erp" {
  name = "ERP"
}

resource "dadosfera_pipeline" "orders" {
  name = "Orders"

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = data.dadosfera_connection.erp.plugin
      table_schema    = "public"
      table_name      = "orders"
      load_type       = "full_load"
      auth_parameters = { config_id = data.dadosfera_connection.erp.id }
    }
  }]
}

# If several connections have the name, plugin selects one.
data "dadosfera_connection" "shop" {
  name   = "Shop"
  plugin = "mysql"
}

output "shop" {
  value = data.dadosfera_connection.shop.id
}
