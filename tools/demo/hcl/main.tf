# SPDX-License-Identifier: MPL-2.0

terraform {
  required_providers {
    dadosfera = { source = "dadosfera/dadosfera" }
  }
}

provider "dadosfera" {
  # base_url and customer_name come from the environment
}

resource "dadosfera_pipeline" "customers" {
  name        = "Customers"
  description = "Customers of the shop"
  cron        = "0 6 * * *" # every day at 6:00 UTC
  memory_mb   = 4096

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "postgresql"
      table_schema    = "public"
      table_name      = "customers"
      auth_parameters = { config_id = "1701234567890_abc123_postgresql-1.0.0" }

      column_include_list = ["id", "email"]
      load_type           = "full_load"
    }
  }]
}
