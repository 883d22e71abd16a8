# SPDX-License-Identifier: MPL-2.0

terraform {
  required_providers {
    dadosfera = {
      source = "dadosfera/dadosfera"
    }
  }
}

provider "dadosfera" {
  customer_name = "acme_corp"
}
