# SPDX-License-Identifier: MPL-2.0

data "dadosfera_connections" "databases" {
  type = "database"
}

# What config_id can be, by name. Names need not be unique.
output "config_ids" {
  value = { for connection in data.dadosfera_connections.databases.connections : connection.name => connection.id... }
}
