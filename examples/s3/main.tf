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

# S3 jobs have no connector, and the plugin is the file format. Their other fields are in extra. They are not completely
# documented.
resource "dadosfera_pipeline" "events" {
  name = "Events"
  cron = "30 * * * *"

  jobs = [{
    input = {
      plugin             = "parquet"
      replication_method = "INCREMENTAL" # files modified since the last run
      auth_parameters    = { config_id = "1701234567890_abc123_s3-1.0.0" }

      extra = jsonencode({
        source_bucket      = "acme-events"
        source_prefix      = "web/"
        file_format_params = { file_format = "parquet" }
      })
    }
  }]
}
