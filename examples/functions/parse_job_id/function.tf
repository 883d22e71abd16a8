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

# The pipeline and the index of a job whose id is in a log:
# { pipeline_id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d", index = 2 }.
output "job" {
  value = provider::dadosfera::parse_job_id("1b33ad2f-33d3-4837-9eeb-83c82c8b909d-2")
}
