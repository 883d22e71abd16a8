# SPDX-License-Identifier: MPL-2.0

terraform {
  required_version = ">= 1.14"

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

locals {
  # A column that is added here is also extracted for old orders. Removing one requires a replacement, see allow_replacement.
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

# This resource changes only with the columns, and after the pipeline. A trigger in the pipeline itself would run on every change,
# such as a new description. If an action fails, the next apply does not repeat it, as this resource has changed already. Correct the
# cause, and invoke the action, and the one after it:
#   terraform apply -invoke=action.dadosfera_job_reset_state.orders
#   terraform apply -invoke=action.dadosfera_pipeline_execute.orders
resource "terraform_data" "columns" {
  input = dadosfera_pipeline.orders.jobs[0].input.column_include_list

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.dadosfera_job_reset_state.orders, action.dadosfera_pipeline_execute.orders]
    }
  }
}

# The first action clears the bookmark of the job.
action "dadosfera_job_reset_state" "orders" {
  config {
    job_id = dadosfera_pipeline.orders.job_ids["orders"]
  }
}

# The second action runs the pipeline. If the run fails, the apply fails and shows the reason.
action "dadosfera_pipeline_execute" "orders" {
  config {
    pipeline_id = dadosfera_pipeline.orders.id
    timeout     = "2h"
  }
}
