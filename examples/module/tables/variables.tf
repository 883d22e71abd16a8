# SPDX-License-Identifier: MPL-2.0

variable "name" {
  description = "Prefix of the names of the pipelines: \"Shop\" results in \"Shop: orders\". Names of pipelines are unique within the customer."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "The name must not be empty: two uses of this module would create pipelines of the same name."
  }
}

variable "plugin" {
  description = "Kind of the database: mysql, postgresql, oracle or sqlserver."
  type        = string
  nullable    = false
}

variable "schema" {
  description = "Schema of the tables in the database."
  type        = string
  nullable    = false
}

variable "config_id" {
  description = "Id of the connection to the database in the Connection Manager. It is not a secret."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^ ]+$", var.config_id))
    error_message = "The id of a connection contains no spaces, as in 1763991009206_kvpd3364_mysql-1.0.0."
  }
}

variable "tables" {
  description = <<-EOT
    The tables to extract, by their names in the database. Each has its own pipeline, so that adding or removing a table does not
    affect the others.

    - cron: the schedule, in UTC. Defaults to every day at 5:00. With an empty string, the pipeline runs only on demand.
    - columns: the columns to extract. Defaults to all columns. Removing a column requires a replacement, see allow_replacement.
    - changed: the column that identifies new and changed rows, and its type in the database. If omitted, each run loads the whole
      table.
    - keys: the primary key. With it, Snowflake has only the latest version of each row; without it, all extracted versions.
  EOT

  type = map(object({
    cron    = optional(string, "0 5 * * *")
    columns = optional(set(string))
    changed = optional(object({ column = string, type = string }))
    keys    = optional(set(string))
  }))
  nullable = false

  validation {
    condition     = alltrue([for table in var.tables : table.changed != null if table.keys != null])
    error_message = "A table with keys also requires changed."
  }

  validation {
    condition     = alltrue([for table in var.tables : length(table.keys) > 0 if table.keys != null])
    error_message = "keys must not be empty. Omit it, or list the columns of the primary key."
  }
}

variable "memory_mb" {
  description = "Memory for each job in MB, from 1 to 12000. If omitted, the default of the platform applies, which is 2048."
  type        = number
  default     = null
}

variable "deletion_protection" {
  description = "Whether destroying and replacing the pipelines is refused. Defaults to deletion_protection of the provider."
  type        = bool
  default     = null
}
