# SPDX-License-Identifier: MPL-2.0

# A module declares the provider that it requires. The root module configures it.
terraform {
  required_version = ">= 1.8"

  required_providers {
    dadosfera = {
      source  = "dadosfera/dadosfera"
      version = ">= 0.1"
    }
  }
}
