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

# The first job of a pipeline: "1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0".
output "job_id" {
  value = provider::dadosfera::job_id("1b33ad2f-33d3-4837-9eeb-83c82c8b909d", 0)
}
