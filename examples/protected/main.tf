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
  description = "Whether destroying is refused. To destroy, apply with false first."
  type        = bool
  default     = true
}

resource "dadosfera_pipeline" "ledger" {
  name = "Ledger"
  cron = "0 2 * * *"

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "oracle"
      table_schema    = "FIN"
      table_name      = "LEDGER"
      load_type       = "full_load"
      auth_parameters = { config_id = "1701234567890_abc123_oracle-1.0.0" }
    }
  }]

  # A plan that destroys or replaces the pipeline fails.
  deletion_protection = var.protected

  # Before the pipeline is deleted, it is paused, its running executions end, and its
  # configuration is written to exports/<id>.json. If any of this fails, nothing is deleted.
  drain_before_destroy  = true
  export_before_destroy = "${path.module}/exports"
  timeouts              = { delete = "2h" } # includes the wait for executions
}
