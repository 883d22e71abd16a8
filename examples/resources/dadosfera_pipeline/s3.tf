# SPDX-License-Identifier: MPL-2.0

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
