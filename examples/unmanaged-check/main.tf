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

variable "managed_elsewhere" {
  description = "Ids of pipelines that are managed elsewhere, or should stay unmanaged."
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
  # pipeline_id converts both spellings of an id, with - and with _, to one.
  managed = [
    for id in concat(values(dadosfera_pipeline.shop)[*].id, tolist(var.managed_elsewhere)) :
    provider::dadosfera::pipeline_id(id)
  ]
  unmanaged = [
    for pipeline in data.dadosfera_pipelines.all.pipelines :
    "${pipeline.name} (${pipeline.id})"
    if !contains(local.managed, provider::dadosfera::pipeline_id(pipeline.id))
  ]
}

# Outside of the check block: a plan defers a data source in it to the apply, and then exits
# with status 2 under -detailed-exitcode although nothing has changed.
data "dadosfera_pipelines" "all" {}

check "no_unmanaged_pipeline" {
  assert {
    condition     = length(local.unmanaged) == 0
    error_message = "Unmanaged pipelines: ${join(", ", local.unmanaged)}."
  }
}
