# SPDX-License-Identifier: MPL-2.0

terraform {
  required_version = ">= 1.10"

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

ephemeral "dadosfera_access_token" "this" {}

# A one-time code is valid for one sign-in, so the second provider block uses
# the token of the first instead of signing in.
provider "dadosfera" {
  alias         = "in_bulk"
  customer_name = "acme_corp"
  access_token  = ephemeral.dadosfera_access_token.this.access_token
  bulk_refresh  = true
}

resource "dadosfera_pipeline" "tables" {
  for_each = toset(["customers", "orders", "products"])
  provider = dadosfera.in_bulk
  name     = each.key

  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "postgresql"
      table_schema    = "public"
      table_name      = each.key
      load_type       = "full_load"
      auth_parameters = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
  }]
}

# A command gets the token in its environment. Terraform does not show its output.
resource "terraform_data" "command" {
  provisioner "local-exec" {
    command = "test -n \"$DADOSFERA_ACCESS_TOKEN\"" # your own script
    environment = {
      DADOSFERA_ACCESS_TOKEN = ephemeral.dadosfera_access_token.this.access_token
    }
  }
}
