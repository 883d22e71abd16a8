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

variable "elsewhere" {
  description = "Ids of the pipelines that another configuration manages, or that no configuration should manage."
  type        = set(string)
  default     = []
}

resource "dadosfera_pipeline" "shop" {
  for_each = toset(["customers", "orders"])

  name = "Shop: ${each.key}"
  cron = "0 5 * * *"

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "postgresql"
      table_schema    = "public"
      table_name      = each.key
      load_type       = "full_load"
      auth_parameters = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
  }]
}

locals {
  # An id can be spelled with - and with _, so both sides are brought to one spelling.
  known   = [for id in concat(values(dadosfera_pipeline.shop)[*].id, tolist(var.elsewhere)) : provider::dadosfera::pipeline_id(id)]
  by_hand = [for there in data.dadosfera_pipelines.all.pipelines : "${there.name} (${there.id})" if !contains(local.known, provider::dadosfera::pipeline_id(there.id))]
}

# Outside of the check block: every plan defers a data source within it to the apply, so that a plan with
# -detailed-exitcode exits with status 2 although nothing has changed.
data "dadosfera_pipelines" "all" {}

# Every plan and every apply warns of pipelines that no configuration contains. It stops neither of them.
check "no_pipeline_by_hand" {
  assert {
    condition     = length(local.by_hand) == 0
    error_message = "In no configuration: ${join(", ", local.by_hand)}. Adopt them, or list their ids in the variable elsewhere."
  }
}
