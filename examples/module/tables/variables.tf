# SPDX-License-Identifier: MPL-2.0

variable "name" {
  description = "What the names of the pipelines begin with: \"Shop\" makes \"Shop: orders\". The platform wants a name to be there once only."
  type        = string
  nullable    = false

  validation {
    condition     = trimspace(var.name) != ""
    error_message = "Without a name, two uses of this module would make pipelines of the same names."
  }
}

variable "plugin" {
  description = "The kind of database: mysql, postgresql, oracle or sqlserver."
  type        = string
  nullable    = false
}

variable "schema" {
  description = "The schema of the database that the tables are in."
  type        = string
  nullable    = false
}

variable "config_id" {
  description = "The connection to the database, by its id in the Connection Manager. It is a reference and no secret."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[^ ]+$", var.config_id))
    error_message = "An id of a connection has no blanks, as in 1763991009206_kvpd3364_mysql-1.0.0."
  }
}

variable "tables" {
  description = <<-EOT
    The tables to extract, by their names in the database. Each is a pipeline of its own, so that one more or one less leaves the
    others alone.

    - cron: when it runs, in UTC. Left out, it is every day at 5:00. An empty text leaves it to be started by hand.
    - columns: the columns to extract. Left out, it is all of them. Taking one out replaces the pipeline.
    - changed: the column, and its type in the database, by which new and changed rows are found. Left out, the whole table is loaded
      on every run.
    - keys: the primary key. With it, Snowflake has each row once, as it was last; without it, every version that was extracted.
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
    error_message = "keys take duplicates out of the rows that changed finds. A table that has keys needs changed, too."
  }

  validation {
    condition     = alltrue([for table in var.tables : length(table.keys) > 0 if table.keys != null])
    error_message = "keys is empty. Leave it out, or name the columns of the primary key."
  }
}

variable "memory_mb" {
  description = "Memory of each pipeline in MB, from 1 to 12000. Left out, it is what the platform gives, which is 2048."
  type        = number
  default     = null
}

variable "deletion_protection" {
  description = "Whether destroying and replacing the pipelines is refused. Left out, it is as the provider says."
  type        = bool
  default     = null
}
