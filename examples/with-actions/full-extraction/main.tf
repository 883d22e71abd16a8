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
  # A column that is added here is extracted for the old orders too. One that is taken out replaces the pipeline.
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

# It changes with the columns alone, and after the pipeline. A trigger on the pipeline itself would act on every change of
# it, a new description included.
resource "terraform_data" "columns" {
  input = dadosfera_pipeline.orders.jobs[0].input.column_include_list

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.dadosfera_job_reset_state.orders, action.dadosfera_pipeline_execute.orders]
    }
  }
}

# First, the job forgets how far it has come,
action "dadosfera_job_reset_state" "orders" {
  config {
    job_id = dadosfera_pipeline.orders.job_ids["orders"]
  }
}

# and then it runs. A run that fails fails the apply, with its reason.
action "dadosfera_pipeline_execute" "orders" {
  config {
    pipeline_id = dadosfera_pipeline.orders.id
    timeout     = "2h"
  }
}
