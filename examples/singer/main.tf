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

# A Singer pipeline: one job for each stream of the service.
resource "dadosfera_pipeline" "hubspot" {
  name = "HubSpot"
  cron = "0 */6 * * *"

  jobs = [for stream in ["companies", "contacts", "deals"] : {
    input = {
      connector          = "singer"
      plugin             = "hubspot"
      table_name         = stream
      replication_method = "INCREMENTAL" # by the tap's own bookmarks
      auth_parameters    = { config_id = "1701234567890_abc123_hubspot-1.0.0" }
    }
  }]
}
