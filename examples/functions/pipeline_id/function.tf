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

# The id of a pipeline from another source, in the spelling of the platform:
# "1b33ad2f_33d3_4837_9eeb_83c82c8b909d".
output "pipeline_id" {
  value = provider::dadosfera::pipeline_id("1B33AD2F-33D3-4837-9EEB-83C82C8B909D")
}
