# SPDX-License-Identifier: MPL-2.0

# A pipeline that says everything.
resource "dadosfera_pipeline" "full" {
  name        = "Orders"
  description = "Orders from PostgreSQL"
  cron        = "0 6 * * *"
  paused      = true
  memory_mb   = 4096

  jobs = [
    {
      input = {
        connector               = "jdbc"
        plugin                  = "postgresql"
        table_schema            = "public"
        table_name              = "orders"
        load_type               = "incremental"
        incremental_column_name = "updated_at"
        incremental_column_type = "timestamp with time zone"
        column_include_list     = ["id", "amount", "updated_at"]
        memory_allocation_mb    = 1024
        auth_parameters         = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
      }
      output = {
        raw = { table_name = "orders", table_schema = "RAW_DATA" }
      }
    },
    {
      input = {
        connector               = "jdbc"
        plugin                  = "postgresql"
        table_schema            = "public"
        table_name              = "customers"
        load_type               = "incremental_with_qualify"
        incremental_column_name = "updated_at"
        incremental_column_type = "date"
        primary_keys            = ["id", "country"]
        auth_parameters = {
          auth_type = "connection_manager"
          config_id = "1701234567890_abc123_postgresql-1.0.0"
        }
      }
      output = {
        plugin  = "dadosfera_snowflake"
        raw     = { table_name = "customers", table_schema = "RAW_DATA" }
        qualify = { table_name = "customers_now", table_schema = "PUBLIC" }
      }
    },
  ]

  deletion_protection   = true
  drain_before_destroy  = true
  export_before_destroy = "exports"

  timeouts = { create = "11m", read = "6m", update = "12m", delete = "1h" }
}

# And one that says as little as it can.
resource "dadosfera_pipeline" "bare" {
  name = "Everything"
  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "mysql"
      table_name      = "events"
      load_type       = "full_load"
      auth_parameters = { config_id = "1701234567890_abc123_mysql-1.0.0" }
    }
  }]
}

resource "dadosfera_pipeline" "s3" {
  name = "Files"
  jobs = [{
    input = {
      plugin             = "parquet"
      replication_method = "FULL_TABLE"
      auth_parameters    = { config_id = "1701234567890_abc123_s3-1.0.0" }
      extra = jsonencode({
        source_bucket      = "bucket"
        source_prefix      = "exports/orders"
        file_format_params = { file_format = "parquet" }
      })
    }
  }]
}

resource "dadosfera_pipeline" "singer" {
  name = "Contacts"
  jobs = [{
    input = {
      connector          = "singer"
      plugin             = "hubspot"
      table_name         = "contacts"
      replication_method = "INCREMENTAL"
      auth_parameters    = { config_id = "1701234567890_abc123_hubspot-1.0.0" }
    }
    transformations = jsonencode([{ type = "hash", columns = ["email"] }])
  }]
}

resource "dadosfera_pipeline" "mongodb" {
  name = "Documents"
  jobs = [{
    input = {
      connector          = "mongodb"
      plugin             = "mongodb"
      table_name         = "events"
      replication_method = "FULL_TABLE"
      auth_parameters    = { config_id = "1701234567890_abc123_mongodb-1.0.0" }
      extra              = jsonencode({ database = "app", batch_size = 1000 })
    }
    output = {
      plugin = "dadosfera_snowflake"
      extra  = jsonencode({ warehouse = "LOADING" })
    }
  }]
}

resource "dadosfera_pipeline_run" "followed" {
  pipeline_id = dadosfera_pipeline.bare.id
  triggers    = { version = "1" }
  timeouts    = { create = "2h" }
}

resource "dadosfera_pipeline_run" "started" {
  pipeline_id   = dadosfera_pipeline.singer.id
  wait          = false
  fail_on_error = false
}

resource "dadosfera_job_state_reset" "once" {
  job_id   = dadosfera_pipeline.singer.jobs[0].job_id
  triggers = { columns = "3" }
}
