# SPDX-License-Identifier: MPL-2.0

data "dadosfera_jdbc_datatypes" "allowed" {}

variable "column_type" {
  description = "Type of the column that identifies new and changed rows."
  type        = string
  default     = "timestamp with time zone"
}

locals {
  allowed = data.dadosfera_jdbc_datatypes.allowed.datatypes["postgresql"]
}

# A plan warns if the platform cannot load a PostgreSQL table incrementally by a column of
# this type.
check "column_type" {
  assert {
    condition     = contains(local.allowed, var.column_type)
    error_message = "The column must have one of these types: ${join(", ", local.allowed)}."
  }
}

output "plugins" {
  value = keys(data.dadosfera_jdbc_datatypes.allowed.datatypes)
}
