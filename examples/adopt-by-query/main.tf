# SPDX-License-Identifier: MPL-2.0

# Every pipeline under Terraform, with Terraform 1.14 or newer:
#
#   terraform query -generate-config-out=pipelines.tf
#   terraform plan

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

  # Protects every pipeline that does not set deletion_protection itself.
  deletion_protection = true
}
