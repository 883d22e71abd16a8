# SPDX-License-Identifier: MPL-2.0

locals {
  columns = ["id", "amount", "updated_at"]
}

resource "dadosfera_pipeline" "orders" {
  name = "Orders"
  cron = "0 6 * * *"

  jobs = [{
    input = {
      connector               = "jdbc"
      plugin                  = "postgresql"
      table_schema            = "public"
      table_name              = "orders"
      load_type               = "incremental"
      incremental_column_name = "updated_at"
      incremental_column_type = "timestamp with time zone"
      column_include_list     = local.columns
      auth_parameters         = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
  }]
}

# After a column is added, the next run extracts all rows, so that old rows get a value.
resource "dadosfera_job_state_reset" "orders" {
  job_id   = dadosfera_pipeline.orders.job_ids["orders"]
  triggers = { columns = join(",", local.columns) }
}

# Starts this run at once, instead of waiting for the schedule.
resource "dadosfera_pipeline_run" "orders" {
  pipeline_id = dadosfera_pipeline.orders.id
  triggers    = { reset = dadosfera_job_state_reset.orders.reset_at }
}
