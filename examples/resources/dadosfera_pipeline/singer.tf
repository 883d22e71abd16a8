# SPDX-License-Identifier: MPL-2.0

resource "dadosfera_pipeline" "contacts" {
  name = "HubSpot contacts"
  cron = "0 */6 * * *"

  jobs = [{
    input = {
      connector          = "singer"
      plugin             = "hubspot"
      table_name         = "contacts"
      replication_method = "INCREMENTAL"
      auth_parameters    = { config_id = "1701234567890_abc123_hubspot-1.0.0" }
    }
  }]
}
