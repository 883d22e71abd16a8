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

variable "run" {
  description = "Any string. Changing it runs the pipeline again: terraform apply -var run=2"
  type        = string
  default     = "1"
}

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

# Runs the pipeline when it is created, and again when the columns or the variable run change. The apply waits for the end of the
# run. If the run fails, the apply fails.
resource "dadosfera_pipeline_run" "orders" {
  pipeline_id = dadosfera_pipeline.orders.id

  triggers = {
    columns = join(",", local.columns)
    run     = var.run
  }
}

output "run" {
  description = "Status and end of the last run."
  value       = "${dadosfera_pipeline_run.orders.status} at ${dadosfera_pipeline_run.orders.updated_at}"
}
