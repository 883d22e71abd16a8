# SPDX-License-Identifier: MPL-2.0

# After a column is added, the first action clears the bookmark of the job.
action "dadosfera_job_reset_state" "orders" {
  config {
    job_id = dadosfera_pipeline.orders.job_ids["orders"]
  }
}

# The second action runs the pipeline at once, which extracts all rows again.
action "dadosfera_pipeline_execute" "orders" {
  config {
    pipeline_id = dadosfera_pipeline.orders.id
  }
}

resource "terraform_data" "columns" {
  input = dadosfera_pipeline.orders.jobs[0].input.column_include_list

  lifecycle {
    action_trigger {
      events = [after_update]
      actions = [
        action.dadosfera_job_reset_state.orders,
        action.dadosfera_pipeline_execute.orders,
      ]
    }
  }
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
      column_include_list     = ["id", "amount", "updated_at"]
      auth_parameters         = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
  }]
}
