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
  customer_name = "acme_corp"
}

# One pipeline per stream of the service: the API cannot add a job to a pipeline, so a new stream needs its own pipeline.
resource "dadosfera_pipeline" "hubspot" {
  for_each = toset(["companies", "contacts", "deals"])

  name = "HubSpot ${each.key}"
  cron = "0 */6 * * *"

  jobs = [{
    input = {
      connector          = "singer"
      plugin             = "hubspot"
      table_name         = each.key
      replication_method = "INCREMENTAL" # the tap keeps a bookmark
      auth_parameters    = { config_id = "1701234567890_abc123_hubspot-1.0.0" }
    }
  }]
}
