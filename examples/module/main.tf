# SPDX-License-Identifier: MPL-2.0

terraform {
  required_version = ">= 1.8"

  required_providers {
    dadosfera = {
      source  = "dadosfera/dadosfera"
      version = "~> 0.1"
    }
  }
}

provider "dadosfera" {
  customer_name = "acme_corp"
}

data "dadosfera_connection" "shop" {
  name = "Shop"
}

# The module is in the folder tables; copy it, and make it yours.
module "shop" {
  source = "./tables"

  name      = "Shop"
  plugin    = "mysql"
  schema    = "shop"
  config_id = data.dadosfera_connection.shop.id

  tables = {
    countries = {}
    visits    = { cron = "0 * * * *", changed = { column = "id", type = "bigint" } }
    orders = {
      cron    = "0 * * * *"
      columns = ["id", "customer_id", "amount", "updated_at"]
      changed = { column = "updated_at", type = "timestamp" }
      keys    = ["id"]
    }
  }

  deletion_protection = true
}

output "pipelines" {
  description = "The id of each table's pipeline."
  value       = module.shop.pipeline_ids
}

output "snowflake" {
  description = "Where each table is found in Snowflake."
  value       = module.shop.snowflake_tables
}
