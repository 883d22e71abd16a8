# SPDX-License-Identifier: MPL-2.0

# A module says which provider it needs, and leaves its configuration to whoever uses it.
terraform {
  required_version = ">= 1.8"

  required_providers {
    dadosfera = {
      source  = "dadosfera/dadosfera"
      version = ">= 0.1"
    }
  }
}
