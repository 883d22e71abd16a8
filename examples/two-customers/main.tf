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

variable "tokens" {
  description = "Access token for each customer. If omitted, both use the credentials of the environment."
  type        = object({ acme = optional(string), globex = optional(string) })
  default     = {}
  sensitive   = true
}

provider "dadosfera" {
  alias         = "acme"
  customer_name = "acme_corp"
  access_token  = var.tokens.acme
}

provider "dadosfera" {
  alias         = "globex"
  customer_name = "globex"
  access_token  = var.tokens.globex
}

locals {
  jobs = [{
    input = {
      connector       = "jdbc"
      plugin          = "sqlserver"
      table_schema    = "dbo"
      table_name      = "invoices"
      load_type       = "full_load"
      auth_parameters = { config_id = "1701234567890_abc123_sqlserver-1.0.0" }
    }
  }]
}

# The provider records under which customer it has read a pipeline. If it is missing under another customer,
# this is an error: the pipeline does not count as deleted.
resource "dadosfera_pipeline" "acme" {
  provider = dadosfera.acme
  name     = "Invoices"
  jobs     = local.jobs
}

resource "dadosfera_pipeline" "globex" {
  provider = dadosfera.globex
  name     = "Invoices"
  jobs     = local.jobs
}
