# SPDX-License-Identifier: MPL-2.0

# A new pipeline is run at once, and the apply fails if the run does. Any time later, it is run by
#   terraform apply -invoke=action.dadosfera_pipeline_execute.lookups
action "dadosfera_pipeline_execute" "lookups" {
  config {
    pipeline_id = dadosfera_pipeline.lookups.id
    timeout     = "30m"
  }
}

resource "dadosfera_pipeline" "lookups" {
  name = "Lookups"

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "mysql"
      table_schema    = "shop"
      table_name      = "countries"
      load_type       = "full_load"
      auth_parameters = { config_id = "1763991009206_kvpd3364_mysql-1.0.0" }
    }
  }]

  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.dadosfera_pipeline_execute.lookups]
    }
  }
}
