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

# MongoDB knows full loads only. Connector, plugin and the keys in extra are a guess: the platform's public pages say
# nothing else of MongoDB. Import a pipeline that was made by hand to see what yours is like.
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
