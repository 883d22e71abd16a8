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

# Copy the module from the directory tables, and adapt it.
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
  description = "The ids of the pipelines, by table."
  value       = module.shop.pipeline_ids
}

output "snowflake" {
  description = "The names of the tables in Snowflake, by table."
  value       = module.shop.snowflake_tables
}
