// SPDX-License-Identifier: MPL-2.0

package definition

// readDescriptions describe the attributes of a pipeline to a person who reads it with a data source. The schema of the
// resource describes them to a person who sets them.
var readDescriptions = map[string]string{
	"description": "Description of the pipeline.",
	"cron": "The schedule as a cron expression in UTC (minute, hour, day of month, month, day of week) or a preset such " +
		"as `@daily`. Null for a pipeline that only runs on demand.",
	"paused": "Whether the schedule is stopped and executions are refused.",
	"memory_mb": "Memory for each of the pipeline's jobs, in MB. Null if the platform does not show it. No " +
		"documented response has it.",
	"customer_id": "The customer that the pipeline belongs to.",
	"status":      "State of the pipeline's schedule, as named by the platform: `active`, `paused` or `error`.",
	"created_at":  "When the pipeline was created, as an RFC 3339 time.",
	"updated_at":  "When the pipeline was last changed, as an RFC 3339 time.",
	"job_ids": "The ids of the jobs by table: `job_ids[\"orders\"]` is the job of the table `orders`. A job with a " +
		"`table_schema` is also listed under both names, as in `job_ids[\"public.orders\"]`. Names that two jobs share, " +
		"and jobs without a `table_name`, are omitted.",
	"jobs": "The jobs of the pipeline, one per table or entity.",

	"jobs.job_id":          "The job's id: the pipeline's id and the index of the job, starting at 0.",
	"jobs.job_name":        "The job's name, set by the platform.",
	"jobs.input":           "What the job extracts and how.",
	"jobs.transformations": "Transformations between source and destination, as a JSON array (use `jsondecode`).",
	"jobs.output":          "Where the job loads the data.",

	"jobs.input.connector": "Kind of the source, such as `jdbc` or `singer`.",
	"jobs.input.plugin": "The connector's plugin: `postgresql`, `mysql`, `oracle` or `sqlserver` for `jdbc`, the " +
		"service (such as `hubspot`) for `singer`, the file format for S3 and Azure.",
	"jobs.input.table_schema": "Schema of the source table.",
	"jobs.input.table_name":   "Name of the source table or entity.",
	"jobs.input.load_type": "How a JDBC job loads: `full_load` (all rows in each run), `incremental` (new and changed " +
		"rows, by `incremental_column_name`) or `incremental_with_qualify` (the same without duplicate rows, by " +
		"`primary_keys`).",
	"jobs.input.replication_method":      "How a job that is not JDBC loads: `INCREMENTAL` or `FULL_TABLE`.",
	"jobs.input.incremental_column_name": "The column that identifies new and changed rows, for both incremental load types.",
	"jobs.input.incremental_column_type": "Type of `incremental_column_name`, as named by the database (such as " +
		"`timestamp with time zone`), or its class: `number`, `date` or `timestamp`.",
	"jobs.input.column_include_list":       "The columns that are extracted. Null for all columns.",
	"jobs.input.primary_keys":              "The columns by which `incremental_with_qualify` identifies duplicate rows.",
	"jobs.input.memory_allocation_mb":      "Memory for this job alone, in MB.",
	"jobs.input.auth_parameters":           "The connection whose credentials the job uses.",
	"jobs.input.auth_parameters.auth_type": "Where the credentials are stored.",
	"jobs.input.auth_parameters.config_id": "The connection in the Connection Manager, such as `1701234567890_abc123_postgresql-1.0.0`.",
	"jobs.input.extra": "Further fields of the input as a JSON object (use `jsondecode`): fields of S3, Azure, Singer " +
		"and MongoDB jobs that have no attribute.",

	"jobs.output.plugin":               "Kind of the destination.",
	"jobs.output.raw":                  "The table that holds the data as extracted.",
	"jobs.output.raw.table_name":       "Name of the table.",
	"jobs.output.raw.table_schema":     "Schema of the table.",
	"jobs.output.qualify":              "The table without duplicates, for `incremental_with_qualify`.",
	"jobs.output.qualify.table_name":   "Name of the table.",
	"jobs.output.qualify.table_schema": "Schema of the table.",
	"jobs.output.table_name":           "Name of the destination table, as the platform shows it.",
	"jobs.output.extra":                "Further fields of the output as a JSON object (use `jsondecode`).",
}
