# SPDX-License-Identifier: MPL-2.0

# The values of connector, plugin and extra are not documented. Import a pipeline
# created in the web interface to see what your platform uses.
resource "dadosfera_pipeline" "reviews" {
  name = "Reviews"
  cron = "0 4 * * *"

  jobs = [{
    input = {
      connector          = "mongodb"
      plugin             = "mongodb"
      table_name         = "reviews"
      replication_method = "FULL_TABLE"
      auth_parameters    = { config_id = "1701234567890_abc123_mongodb-1.0.0" }
      extra              = jsonencode({ database = "shop" })
    }
  }]
}
