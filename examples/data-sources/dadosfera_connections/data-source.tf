# SPDX-License-Identifier: MPL-2.0

data "dadosfera_connections" "databases" {
  type = "database"
}

# The values for config_id, by name. Several connections can have the same name.
output "config_ids" {
  value = {
    for connection in data.dadosfera_connections.databases.connections :
    connection.name => connection.id...
  }
}
