# SPDX-License-Identifier: MPL-2.0

# Loads new and changed orders every day at 6:00 UTC.
resource "dadosfera_pipeline" "orders" {
  name        = "Orders"
  description = "Orders from PostgreSQL"
  cron        = "0 6 * * *"
  memory_mb   = 4096

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
      auth_parameters         = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
    output = {
      raw = { table_name = "orders", table_schema = "RAW_DATA" }
    }
  }]

  deletion_protection = true
}

# The id of the job that extracts the table, for a data source or an action.
output "orders_job_id" {
  value = dadosfera_pipeline.orders.job_ids["orders"]
}
