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
  customer_name       = "acme_corp"
  deletion_protection = true # for every pipeline that does not set it
}

data "dadosfera_pipelines" "all" {}

locals {
  # "Orders (EU)" becomes orders_eu. The id is used if several pipelines have that name, or if it cannot name a resource.
  words = {
    for pipeline in data.dadosfera_pipelines.all.pipelines :
    pipeline.id => trim(replace(lower(coalesce(pipeline.name, pipeline.id)), "/[^a-z0-9]+/", "_"), "_")
  }
  names = {
    for id, word in local.words : id => (
      can(regex("^[a-z]", word)) && length([for other in values(local.words) : other if other == word]) == 1
      ? word : "pipeline_${replace(id, "/[^A-Za-z0-9_]+/", "_")}"
    )
  }
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
