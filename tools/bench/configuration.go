// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"strings"
)

// customer is whose pipelines are measured.
const customer = "acme_corp"

// values are those of one pipeline, as attributes of a resource or as members of an object. One in ten of them changes
// with the variable revision. The verb is for the number of jobs.
const values = `
  name        = "Orders ${count.index}"
  description = count.index %% 10 == 0 ? "Revision ${var.revision}" : "Orders of one shop"
  cron        = "0 6 * * *"
  jobs = [for n in range(%d) : {
    input = {
      connector               = "jdbc"
      plugin                  = "postgresql"
      table_schema            = "shop_${count.index}"
      table_name              = "orders_${n}"
      load_type               = "incremental"
      incremental_column_name = "updated_at"
      incremental_column_type = "timestamp with time zone"
      column_include_list     = ["id", "amount", "updated_at"]
      auth_parameters         = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
    output = {
      plugin = "dadosfera_snowflake"
      raw    = { table_name = "orders_${n}", table_schema = "RAW_DATA" }
    }
  }]
`

const revision = `variable "revision" {
  default = 0
}
`

// changedOf is how many of as many pipelines change with the revision.
func changedOf(pipelines int) int { return (pipelines + 9) / 10 }

// pipelinesText is the configuration of a row's pipelines.
func pipelinesText(r row) string {
	settings := ""
	if r.Bulk {
		settings = "\n  bulk_refresh = true\n"
	}
	return fmt.Sprintf(`terraform {
  required_providers {
    dadosfera = {
      source = "dadosfera/dadosfera"
    }
  }
}

provider "dadosfera" {%s}

%s
resource "dadosfera_pipeline" "orders" {
  count = %d
%s}
`, settings, revision, r.Pipelines, fmt.Sprintf(values, r.Jobs))
}

// controlText is as many terraform_data that hold the same values.
func controlText(r row) string {
	return fmt.Sprintf("%s\nresource \"terraform_data\" \"orders\" {\n  count = %d\n  input = {\n%s  }\n}\n", revision, r.Pipelines, fmt.Sprintf(values, r.Jobs))
}

// plainText is as many terraform_data that hold next to nothing.
func plainText(pipelines int) string {
	return fmt.Sprintf("%s\nresource \"terraform_data\" \"orders\" {\n  count = %d\n  input = \"n${count.index}\"\n}\n", revision, pipelines)
}

// importsText are the import blocks of pipelines that were made by hand. There is a block for each, since not every CLI
// has for_each in one.
func importsText(ids []string) string {
	var text strings.Builder
	for n, id := range ids {
		fmt.Fprintf(&text, "import {\n  to = dadosfera_pipeline.orders[%d]\n  id = %q\n}\n", n, id)
	}
	return text.String()
}
