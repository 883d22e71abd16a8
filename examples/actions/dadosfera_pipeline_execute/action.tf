# SPDX-License-Identifier: MPL-2.0

# The pipeline runs after it is created or replaced. If the run fails, the apply fails, and the
# next one does not repeat it. To run the pipeline then, or at any other time:
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
}

# The trigger is in a separate resource, as the action refers to the pipeline. In Terraform 1.16
# and later, it can be in the pipeline if the action refers to it as caller: pipeline_id = caller.id
resource "terraform_data" "lookups" {
  input = dadosfera_pipeline.lookups.id

  lifecycle {
    action_trigger {
      # A replacement of the pipeline changes its id, which updates this resource.
      events  = [after_create, after_update]
      actions = [action.dadosfera_pipeline_execute.lookups]
    }
  }
}
