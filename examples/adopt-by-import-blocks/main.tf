# SPDX-License-Identifier: MPL-2.0

# Every pipeline under Terraform or OpenTofu, of a version without the query command:
#
#   terraform apply
#   terraform output -raw import_blocks >import.tf
#   terraform plan -generate-config-out=pipelines.tf -out=tf.plan
#   terraform apply tf.plan

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

  # Protects every pipeline that does not set deletion_protection itself.
  deletion_protection = true
}

data "dadosfera_pipelines" "all" {}

locals {
  # "Orders (EU)" becomes orders_eu. Where that is no name for a resource, or one that several would have, the id stands in.
  words = { for pipeline in data.dadosfera_pipelines.all.pipelines : pipeline.id => trim(replace(lower(coalesce(pipeline.name, pipeline.id)), "/[^a-z0-9]+/", "_"), "_") }
  names = {
    for id, word in local.words :
    id => can(regex("^[a-z]", word)) && length([for other in values(local.words) : other if other == word]) == 1 ? word : "pipeline_${replace(id, "/[^A-Za-z0-9_]+/", "_")}"
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

output "pipelines" {
  description = "The name of each pipeline, by its id."
  value       = { for pipeline in data.dadosfera_pipelines.all.pipelines : pipeline.id => pipeline.name }
}
