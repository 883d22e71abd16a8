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

# Monday to Friday at 6:00 in São Paulo: the result is "0 9 * * 1-5".
resource "dadosfera_pipeline" "orders" {
  name = "Orders"
  cron = provider::dadosfera::cron_to_utc("0 6 * * MON-FRI", "America/Sao_Paulo")

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "postgresql"
      table_schema    = "public"
      table_name      = "orders"
      load_type       = "full_load"
      auth_parameters = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
  }]
}
