// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

// memoryLimit in MB (docs.dadosfera.ai/reference/platformapicontroller_updatepipelinememory).
const memoryLimit = 12000

// SchemaVersion is recorded in every state. internal/testkit/compatibility describes when it is raised.
const SchemaVersion = 0

// Schema returns the schema of dadosfera_pipeline.
func Schema(ctx context.Context) schema.Schema {
	return schema.Schema{
		Version: SchemaVersion,
		MarkdownDescription: "Manages a data pipeline of the Dadosfera platform: what it extracts (one job per table), " +
			"where it loads the data, and when it runs.\n\n" +
			"~> **Destroying or replacing a pipeline cannot be undone.** Its jobs, their bookmarks, its run history and its " +
			"schedule are deleted permanently. Tables already loaded to Snowflake, the data in the source and the connections " +
			"remain. To keep the pipeline, pause it (`paused`) or retire it (`deletion_policy`) instead.",
		Attributes: map[string]schema.Attribute{
			AttrID: schema.StringAttribute{
				CustomType: stringType,
				Computed:   true,
				MarkdownDescription: "The pipeline's id, a UUID that the provider generates. The platform spells it with `_`, as " +
					"in `1b33ad2f_33d3_4837_9eeb_83c82c8b909d`. Where the provider expects the id of a pipeline, it accepts both " +
					"`-` and `_`.",
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			AttrName: schema.StringAttribute{
				CustomType:          textType,
				Required:            true,
				MarkdownDescription: "Name of the pipeline, unique within the customer. Changing it renames the pipeline in place.",
				Validators:          []validator.String{validators.NotEmpty("Set the name of the pipeline."), nameValidator()},
			},
			"description": schema.StringAttribute{
				CustomType:          textType,
				Optional:            true,
				MarkdownDescription: "Description of the pipeline. Omitting it is equivalent to an empty string.",
			},
			"cron": schema.StringAttribute{
				CustomType: cronType,
				Optional:   true,
				MarkdownDescription: "The schedule as a cron expression, in UTC: minute, hour, day of month, month, day of " +
					"week, as in `0 6 * * *`; or a preset such as `@daily`. The function `cron_to_utc` converts an expression " +
					"from another time zone. If omitted, the pipeline only runs on demand. The platform runs a pipeline at most " +
					"once per hour, or once per day with the Basic subscription.",
				Validators: []validator.String{cronValidator()},
			},
			"paused": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Whether the pipeline is paused: its schedule stops, and executions are refused. Defaults " +
					"to `false`. Executions that are running when the pipeline is paused continue.",
			},
			AttrMemoryMB: schema.Int64Attribute{
				Optional: true,
				MarkdownDescription: "Memory for each of the pipeline's jobs, in MB, from 1 to 12000. The default of the " +
					"platform is 2048. Removing the attribute restores it. The platform does not return this value, so changes made " +
					"outside of Terraform are not detected.",
				Validators: []validator.Int64{validators.Int64Between(1, memoryLimit)},
			},
			AttrJobs: schema.ListNestedAttribute{
				CustomType: tfvalue.ListType[Job]{},
				Required:   true,
				MarkdownDescription: "The jobs of the pipeline, one per table or entity. A new pipeline requires at least one. A " +
					"job is identified by its source: `connector`, `plugin`, `table_schema` and `table_name`. The order of the jobs " +
					"has no meaning. The API cannot add or remove a job in place: such a change makes the plan fail, unless " +
					"`allow_replacement` is set. Terraform ignores misspelled attributes in `jobs` without an error: " +
					"`columns_include_list` instead of `column_include_list` extracts all columns. Check in the plan of a new " +
					"pipeline what each job extracts.",
				NestedObject: schema.NestedAttributeObject{
					CustomType: tfvalue.ObjectType[Job]{},
					Attributes: jobAttributes(),
				},
			},
			AttrJobIDs: schema.MapAttribute{
				Computed:    true,
				ElementType: types.StringType,
				MarkdownDescription: "The ids of the jobs by table: `job_ids[\"orders\"]` is the id of the job that extracts the " +
					"table `orders`. Each job is keyed by the name of its table and, if it has a `table_schema`, also by both, as " +
					"in `job_ids[\"public.orders\"]`. Names that two jobs share, and jobs without a `table_name`, are omitted.",
			},
			"customer_id": schema.StringAttribute{
				CustomType:          stringType,
				Computed:            true,
				MarkdownDescription: "The customer that the pipeline belongs to.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			AttrStatus: schema.StringAttribute{
				CustomType:          stringType,
				Computed:            true,
				MarkdownDescription: "State of the pipeline's schedule, as named by the platform: `active`, `paused` or `error`.",
			},
			"created_at": schema.StringAttribute{
				CustomType:          stringType,
				Computed:            true,
				MarkdownDescription: "When the pipeline was created, as an RFC 3339 time.",
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
			},
			AttrUpdatedAt: schema.StringAttribute{
				CustomType:          stringType,
				Computed:            true,
				MarkdownDescription: "When the pipeline was last changed, as an RFC 3339 time.",
			},
			AttrAllowReplacement: schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether a change that the API cannot make in place may replace the pipeline: delete it, or " +
					"retire it, and create another. If `false`, a plan with such a change fails. Defaults to the provider's " +
					"`allow_replacement`, which defaults to `false`. `terraform apply -replace`, `terraform taint` and " +
					"`replace_triggered_by` do not require it.",
			},
			AttrDeletionPolicy: schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "What a destroy or a replacement does with the pipeline. `delete` deletes it permanently. " +
					"`retire` pauses it, renames it to `<name> (retired <first 8 characters of its id>)` and removes it from the " +
					"state: its history and the bookmarks of its jobs remain on the platform, and its name can be used again. " +
					"Defaults to `delete`. The value in the state is used, so a change takes effect after it has been applied.",
				Validators: []validator.String{stringvalidator.OneOf(PolicyDelete, PolicyRetire)},
			},
			AttrDeletionProtection: schema.BoolAttribute{
				Optional: true,
				Computed: true,
				MarkdownDescription: "Whether the provider refuses to destroy and replace the pipeline. Defaults to the " +
					"provider's `deletion_protection`. The provider uses the value in the state: to destroy the pipeline, set " +
					"`false` and apply that first. No configuration can change the state of a tainted or deposed object: to delete " +
					"it despite its protection, list the id of the pipeline in the environment variable `DADOSFERA_DELETE_PROTECTED`.",
			},
			"drain_before_destroy": schema.BoolAttribute{
				Optional: true,
				Computed: true,
				Default:  booldefault.StaticBool(false),
				MarkdownDescription: "Whether to pause the pipeline and to wait for the end of its running executions before it " +
					"is deleted. Defaults to `false`. `timeouts.delete` limits the wait. If it times out, the pipeline is not " +
					"deleted, and is unpaused unless it was paused before.",
			},
			"export_before_destroy": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Directory to which the pipeline's configuration is written before it is destroyed. The " +
					"directory is created if it does not exist. The file is named `<id>.json`, and is the body of a request that " +
					"creates the pipeline. If it cannot be written, nothing is deleted.",
				Validators: []validator.String{validators.NotEmpty("Set a directory, or omit the attribute to write no file.")},
			},
			"timeouts": validators.Timeouts(ctx, timeouts.Opts{
				Create: true, Read: true, Update: true, Delete: true,
				CreateDescription: "Time limit for creating the pipeline, as in `30s` or `2h45m`. Defaults to `10m`.",
				ReadDescription:   "Time limit for reading the pipeline, as in `30s` or `2h45m`. Defaults to `5m`.",
				UpdateDescription: "Time limit for updating the pipeline, as in `30s` or `2h45m`. Defaults to `10m`.",
				DeleteDescription: "Time limit for deleting the pipeline, including draining, as in `30s` or `2h45m`. " +
					"Defaults to `30m`.",
			}),
		},
	}
}

// jobAttributes returns the attributes of a job. What the configuration omits is planned by PlanJobs.
func jobAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"job_id": schema.StringAttribute{
			CustomType:          idType,
			Computed:            true,
			MarkdownDescription: "The job's id: the pipeline's id, `_` and the index of the job, starting at 0.",
		},
		"job_name": schema.StringAttribute{
			CustomType:          stringType,
			Computed:            true,
			MarkdownDescription: "The job's name, set by the platform.",
		},
		attrInput: schema.SingleNestedAttribute{
			Optional:            true, // see requireInputs
			CustomType:          tfvalue.ObjectType[Input]{},
			MarkdownDescription: "What the job extracts and how. Required in every job, although it is listed as optional.",
			Attributes:          inputAttributes(),
		},
		attrTransformations: schema.StringAttribute{
			Optional:   true,
			Computed:   true,
			CustomType: jsonType,
			MarkdownDescription: "Transformations between source and destination, as a JSON array (use `jsonencode`). If " +
				"omitted, the platform's value is kept. `jsonencode([])` means none. Changing them requires a replacement (see " +
				"`allow_replacement`).",
			Validators: []validator.String{jsonArrayValidator()},
		},
		attrOutput: schema.SingleNestedAttribute{
			CustomType: tfvalue.ObjectType[Output]{},
			Optional:   true,
			Computed:   true,
			MarkdownDescription: "Where the job loads the data. The platform chooses the names that are omitted. " +
				"Changing it requires a replacement (see `allow_replacement`), except for letter case, which Snowflake ignores.",
			Attributes: outputAttributes(),
		},
	}
}

func inputAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		attrConnector: optionalComputedString[wordEquality]("Kind of the source, such as `jdbc` or `singer`. Omit it for " +
			"S3 and Azure jobs. All jobs of a pipeline should have the same connector. Changing it requires a replacement " +
			"(see `allow_replacement`)."),
		attrPlugin: optionalComputedString[wordEquality]("The connector's plugin: `postgresql`, `mysql`, `oracle` or " +
			"`sqlserver` for `jdbc`; the service, such as `hubspot`, for `singer`; the file format for S3 and Azure. Changing " +
			"it requires a replacement (see `allow_replacement`)."),
		attrTableSchema: optionalComputedString[wordEquality]("Schema of the source table. Changing it requires a " +
			"replacement (see `allow_replacement`)."),
		attrTableName: optionalComputedString[wordEquality]("Name of the source table or entity. Changing it requires a " +
			"replacement (see `allow_replacement`)."),
		attrLoadType: optionalComputedString[tfvalue.Exact]("How a JDBC job loads: `full_load` (everything, each run), " +
			"`incremental` (new and changed rows, by `incremental_column_name` and `incremental_column_type`) or " +
			"`incremental_with_qualify` (the same without duplicate rows, by `primary_keys`)."),
		attrReplication: optionalComputedString[tfvalue.Exact]("How a job that is not JDBC loads: `INCREMENTAL` or " +
			"`FULL_TABLE`. MongoDB supports only `FULL_TABLE`."),
		attrColumnName: optionalComputedString[wordEquality]("Column that identifies new and changed rows, for both " +
			"incremental load types. If omitted together with `load_type`, the platform's value is kept."),
		attrColumnType: optionalComputedString[columnTypeEquality]("Type of `incremental_column_name`, as named by the " +
			"database: `timestamp with time zone`, for example. The platform may show it as `number`, `date` or `timestamp`, " +
			"which is not treated as a change."),
		attrColumns: schema.SetAttribute{
			Optional:    true,
			ElementType: types.StringType,
			MarkdownDescription: "Columns to extract. Defaults to all columns. Columns can be added in place, and have values " +
				"in old rows only after the job's bookmark is reset. Removing a column requires a replacement (see " +
				"`allow_replacement`).",
			Validators: []validator.Set{validators.NotEmpty("Omit the attribute to extract all columns.")},
		},
		attrPrimaryKeys: schema.SetAttribute{
			Optional:            true,
			Computed:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "The columns by which `incremental_with_qualify` identifies duplicate rows.",
			Validators:          []validator.Set{validators.NotEmpty("Set one or more columns, or omit the attribute.")},
		},
		attrMemory: schema.Int64Attribute{
			Optional:            true,
			Computed:            true,
			MarkdownDescription: "Memory for this job alone, in MB. If omitted, the platform's value is kept.",
			Validators:          []validator.Int64{validators.Int64Between(1, memoryLimit)},
		},
		attrAuth: schema.SingleNestedAttribute{
			CustomType: tfvalue.ObjectType[Auth]{},
			Optional:   true,
			Computed:   true,
			MarkdownDescription: "The connection whose credentials the job uses. It is a reference and contains no secret. " +
				"If omitted, the platform's value is kept.",
			Attributes: map[string]schema.Attribute{
				"auth_type": schema.StringAttribute{
					CustomType: stringType,
					Optional:   true,
					Computed:   true,
					Default:    stringdefault.StaticString(authTypeConnections),
					MarkdownDescription: "Where the credentials are stored. Defaults to `connection_manager`, the only " +
						"documented value.",
				},
				"config_id": schema.StringAttribute{
					CustomType:          stringType,
					Required:            true,
					MarkdownDescription: "The connection in the Connection Manager, as in `1701234567890_abc123_postgresql-1.0.0`.",
					Validators:          []validator.String{validators.NotEmpty("Set it to the id of a connection.")},
				},
			},
		},
		attrExtra: schema.StringAttribute{
			Optional:   true,
			Computed:   true,
			CustomType: jsonType,
			MarkdownDescription: "Further fields of the input as a JSON object (use `jsonencode`), for fields of S3, Azure, " +
				"Singer and MongoDB jobs that have no attribute. Only the keys in it are managed. A removed key keeps its value " +
				"on the platform.",
			Validators: []validator.String{extraValidator(isInputField)},
		},
	}
}

func outputAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		attrPlugin: schema.StringAttribute{
			CustomType:          wordType,
			Optional:            true,
			Computed:            true,
			Default:             stringdefault.StaticString(snowflake),
			MarkdownDescription: "Kind of the destination. Defaults to `dadosfera_snowflake`.",
		},
		attrRaw:     tableAttribute("The table that holds the data as extracted."),
		attrQualify: tableAttribute("The table without duplicates, for `incremental_with_qualify`."),
		attrTableName: schema.StringAttribute{
			CustomType:          wordType,
			Computed:            true,
			MarkdownDescription: "Name of the destination table, as shown by the platform.",
		},
		attrExtra: schema.StringAttribute{
			Optional:   true,
			Computed:   true,
			CustomType: jsonType,
			MarkdownDescription: "Further fields of the output as a JSON object (use `jsonencode`). Only the keys in it " +
				"are managed.",
			Validators: []validator.String{extraValidator(isOutputField)},
		},
	}
}

func tableAttribute(description string) schema.SingleNestedAttribute {
	return schema.SingleNestedAttribute{
		CustomType:          tfvalue.ObjectType[Table]{},
		Optional:            true,
		Computed:            true,
		MarkdownDescription: description,
		Attributes: map[string]schema.Attribute{
			attrTableName:   optionalComputedString[wordEquality]("Name of the table."),
			attrTableSchema: optionalComputedString[wordEquality]("Schema of the table."),
		},
	}
}

// optionalComputedString returns an optional string that the platform sets if the configuration omits it.
func optionalComputedString[E tfvalue.Equality](description string) schema.StringAttribute {
	return schema.StringAttribute{
		CustomType:          tfvalue.StringType[E]{},
		Optional:            true,
		Computed:            true,
		MarkdownDescription: description,
	}
}
