# SPDX-License-Identifier: MPL-2.0

resource "dadosfera_pipeline" "customers" {
  name = "Customers"
  cron = "15 * * * *" # every hour, at a quarter past

  jobs = [{
    input = {
      connector               = "jdbc"
      plugin                  = "sqlserver"
      table_schema            = "dbo"
      table_name              = "customers"
      load_type               = "incremental_with_qualify"
      incremental_column_name = "changed_at"
      incremental_column_type = "datetime2"
      primary_keys            = ["customer_id"]
      auth_parameters         = { config_id = "1701234567890_abc123_sqlserver-1.0.0" }
    }
    output = {
      raw     = { table_name = "customers_raw", table_schema = "PUBLIC" }
      qualify = { table_name = "customers", table_schema = "STAGED" }
    }
  }]
}
