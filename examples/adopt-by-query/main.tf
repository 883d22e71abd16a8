# SPDX-License-Identifier: MPL-2.0

terraform {
  required_version = ">= 1.14"

  required_providers {
    dadosfera = { source = "dadosfera/dadosfera", version = "~> 0.1" }
  }
}

provider "dadosfera" {
  customer_name       = "acme_corp"
  deletion_protection = true # for every pipeline that does not set it
}
