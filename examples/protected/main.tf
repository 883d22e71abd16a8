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

variable "protected" {
  description = "Whether the pipeline is guarded against being destroyed. To destroy it, apply with false first."
  type        = bool
  default     = true
}

resource "dadosfera_pipeline" "ledger" {
  name = "Ledger"
  cron = "0 2 * * *"

  jobs = [{
    input = {
      connector               = "jdbc"
      plugin                  = "oracle"
      table_schema            = "FIN"
      table_name              = "LEDGER"
      load_type               = "incremental"
      incremental_column_name = "POSTED_AT"
      incremental_column_type = "TIMESTAMP"
      auth_parameters         = { config_id = "1701234567890_abc123_oracle-1.0.0" }
    }
  }]

  # Destroying and replacing are refused, in the plan already.
  deletion_protection = var.protected

  # When it is destroyed after all: pause it, wait for its running executions, and write its configuration to
  # exports/<id>.json. If any of this fails, nothing is deleted.
  drain_before_destroy  = true
  export_before_destroy = "${path.module}/exports"

  timeouts = { delete = "2h" } # for the waiting, too
}
