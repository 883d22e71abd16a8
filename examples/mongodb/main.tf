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

# MongoDB supports only full loads. The values of connector, plugin and extra are not documented. Import a pipeline created in the
# web interface to see what your platform uses.
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

      extra = jsonencode({ database = "shop" })
    }
  }]
}
