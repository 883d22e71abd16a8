# SPDX-License-Identifier: MPL-2.0

terraform {
  required_version = ">= 1.8"

  required_providers {
    dadosfera = { source = "dadosfera/dadosfera", version = "~> 0.1" }
  }
}

provider "dadosfera" {
  customer_name       = "acme_corp"
  deletion_protection = true # for every pipeline that does not set it
}

data "dadosfera_pipelines" "all" {}

locals {
  # "Orders (EU)" becomes orders_eu. If this is not a valid or not a unique name, the id is used.
  ids_by_word = {
    for pipeline in data.dadosfera_pipelines.all.pipelines :
    trim(replace(lower(coalesce(pipeline.name, pipeline.id)), "/[^a-z0-9]+/", "_"), "_") =>
    pipeline.id...
  }
  names = merge([
    for word, ids in local.ids_by_word : {
      for id in ids : id => (length(ids) == 1 && can(regex("^[a-z]", word))
      ? word : "pipeline_${replace(id, "/\\W+/", "_")}")
    }
  ]...)
}

output "import_blocks" {
  description = "An import block for each pipeline."
  value = join("\n", [
    for id, name in local.names : <<-EOT
      import {
        to       = dadosfera_pipeline.${name}
        id       = ${jsonencode(id)}
        provider = dadosfera
      }
    EOT
  ])
}
