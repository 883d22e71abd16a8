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

# The connection was created in the Connection Manager, which keeps its credentials.
data "dadosfera_connection" "erp" {
  name = "ERP"
}

# Loads new and changed orders every day at 6:00 UTC.
resource "dadosfera_pipeline" "orders" {
  name        = "Orders"
  description = "Orders from PostgreSQL"
  cron        = "0 6 * * *"

  jobs = [{
    input = {
      connector               = "jdbc"
      plugin                  = "postgresql"
      table_schema            = "public"
      table_name              = "orders"
      load_type               = "incremental"
      incremental_column_name = "updated_at"
      incremental_column_type = "timestamp with time zone"
      column_include_list     = ["id", "amount", "updated_at"]
      auth_parameters         = { config_id = data.dadosfera_connection.erp.id }
    }
  }]
}

output "id" {
  description = "The id of the pipeline."
  value       = dadosfera_pipeline.orders.id
}

output "table" {
  description = "The name of the table in Snowflake."
  value       = dadosfera_pipeline.orders.jobs[0].output.table_name
}
