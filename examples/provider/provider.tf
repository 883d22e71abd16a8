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

  # Set the credentials in the environment: DADOSFERA_USERNAME and DADOSFERA_PASSWORD,
  # or DADOSFERA_ACCESS_TOKEN.
}

data "dadosfera_connection" "erp" {
  name = "ERP"
}

resource "dadosfera_pipeline" "orders" {
  name = "Orders"
  cron = "0 6 * * *" # every day at 6:00 UTC

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "postgresql"
      table_schema    = "public"
      table_name      = "orders"
      load_type       = "full_load"
      auth_parameters = { config_id = data.dadosfera_connection.erp.id }
    }
  }]
}
