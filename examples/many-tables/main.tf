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

# One pipeline per table: the API cannot add a job to a pipeline, so a new table in an existing pipeline would require its
# replacement, which loses the history and the bookmarks of all its tables.
locals {
  tables = {
    customers = { cron = "0 5 * * *", keys = ["id"] }
    orders    = { cron = "0 * * * *", keys = ["id"] }
    products  = { cron = "0 5 * * 0", keys = ["id", "language"] }
  }
}

resource "dadosfera_pipeline" "shop" {
  for_each = local.tables

  name        = "Shop: ${each.key}"
  description = "Table ${each.key} of the shop, without duplicates"
  cron        = each.value.cron

  jobs = [{
    input = {
      connector               = "jdbc"
      plugin                  = "mysql"
      table_schema            = "shop"
      table_name              = each.key
      load_type               = "incremental_with_qualify"
      incremental_column_name = "updated_at"
      incremental_column_type = "timestamp"
      primary_keys            = each.value.keys
      auth_parameters         = { config_id = data.dadosfera_connection.shop.id }
    }
    output = {
      raw     = { table_name = "shop_${each.key}_raw", table_schema = "PUBLIC" }
      qualify = { table_name = "shop_${each.key}", table_schema = "STAGED" }
    }
  }]
}
