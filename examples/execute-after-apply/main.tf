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
  description = "Any text. Another one than before runs the pipeline again: terraform apply -var run=2"
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

# Run at once and not only at 6:00, and again when the columns change or somebody asks for it. The apply waits for the end
# of the run, and fails if the run does.
resource "dadosfera_pipeline_run" "orders" {
  pipeline_id = dadosfera_pipeline.orders.id

  triggers = {
    columns = join(",", local.columns)
    run     = var.run
  }
}

output "run" {
  description = "How the last run of this resource ended, and when."
  value       = "${dadosfera_pipeline_run.orders.status} at ${dadosfera_pipeline_run.orders.updated_at}"
}
