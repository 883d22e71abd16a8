# SPDX-License-Identifier: MPL-2.0

resource "dadosfera_pipeline" "this" {
  for_each = var.tables

  name        = "${var.name}: ${each.key}"
  description = "Table ${each.key} of ${var.schema}"
  cron        = each.value.cron != "" ? each.value.cron : null
  memory_mb   = var.memory_mb

  jobs = [{
    input = {
      connector    = "jdbc"
      plugin       = var.plugin
      table_schema = var.schema
      table_name   = each.key

      load_type = (
        each.value.changed == null ? "full_load" :
        each.value.keys == null ? "incremental" :
        "incremental_with_qualify"
      )
      incremental_column_name = try(each.value.changed.column, null)
      incremental_column_type = try(each.value.changed.type, null)
      primary_keys            = each.value.keys
      column_include_list     = each.value.columns

      auth_parameters = { config_id = var.config_id }
    }
  }]

  deletion_protection = var.deletion_protection
}
