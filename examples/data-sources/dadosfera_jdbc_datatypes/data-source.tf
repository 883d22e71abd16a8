# SPDX-License-Identifier: MPL-2.0

data "dadosfera_jdbc_datatypes" "allowed" {}

variable "column_type" {
  description = "Type of the column that tells new and changed rows."
  type        = string
  default     = "timestamp with time zone"
}

# A plan says so when the platform cannot load a PostgreSQL table by a column of that type.
check "column_type" {
  assert {
    condition     = contains(data.dadosfera_jdbc_datatypes.allowed.datatypes["postgresql"], var.column_type)
    error_message = "PostgreSQL tables load incrementally by ${join(", ", data.dadosfera_jdbc_datatypes.allowed.datatypes["postgresql"])}."
  }
}

output "plugins" {
  value = keys(data.dadosfera_jdbc_datatypes.allowed.datatypes)
}
