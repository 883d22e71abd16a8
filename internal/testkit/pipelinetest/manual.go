// SPDX-License-Identifier: MPL-2.0

package pipelinetest

import (
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type object = map[string]any

// ManualJob is a job that was created without Terraform.
type ManualJob struct {
	Name string
	Job  maestrosim.Job
	// Config is the concise configuration of the job, as a user would write it.
	Config plugintest.Attrs
}

// connection is the beginning of the ids of all connections; the plugin follows.
const connection = "1701234567890_abc123_"

// auth returns the credentials of a job's input as the platform shows them.
func auth(plugin string) object {
	return object{"auth_type": "connection_manager", "config_id": connection + plugin}
}

// authConfig returns the configuration of the same credentials.
func authConfig(plugin string) attrs { return attrs{"config_id": connection + plugin} }

// ManualJobs returns jobs of every connector, as the web interface creates them.
func ManualJobs() []ManualJob {
	return []ManualJob{
		jdbcFullLoad(), jdbcIncremental(), jdbcQualify(), singer(), s3(), azure(), mongodb(),
	}
}

func jdbcFullLoad() ManualJob {
	return ManualJob{
		Name: "jdbc, full load",
		Job: maestrosim.Job{Input: object{
			"connector": "jdbc", "plugin": "mysql", "table_schema": "shop", "table_name": "countries",
			"load_type": "full_load", "auth_parameters": auth("mysql"),
		}},
		Config: attrs{"input": attrs{
			"connector": "jdbc", "plugin": "mysql", "table_schema": "shop", "table_name": "countries",
			"load_type": "full_load", "auth_parameters": authConfig("mysql"),
		}},
	}
}

func jdbcIncremental() ManualJob {
	return ManualJob{
		Name: "jdbc, incremental",
		Job: maestrosim.Job{
			Input: object{
				"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders",
				"load_type": "incremental", "incremental_column_name": "updated_at",
				"incremental_column_type": "timestamp with time zone",
				"column_include_list":     []any{"id", "amount", "updated_at"}, "auth_parameters": auth("postgresql"),
			},
			Output: object{"raw": object{"table_name": "orders", "table_schema": "RAW_DATA"}},
		},
		Config: attrs{
			"input": attrs{
				"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders",
				"load_type": "incremental", "incremental_column_name": "updated_at",
				"incremental_column_type": "timestamp with time zone",
				"column_include_list":     elems{"amount", "id", "updated_at"}, "auth_parameters": authConfig("postgresql"),
			},
			"output": attrs{"raw": attrs{"table_name": "orders", "table_schema": "RAW_DATA"}},
		},
	}
}

func jdbcQualify() ManualJob {
	return ManualJob{
		Name: "jdbc, without duplicates",
		Job: maestrosim.Job{
			Input: object{
				"connector": "jdbc", "plugin": "oracle", "table_schema": "SALES", "table_name": "INVOICES",
				"load_type": "incremental_with_qualify", "incremental_column_name": "CHANGED",
				"incremental_column_type": "TIMESTAMP", "primary_keys": []any{"ID"}, "memory_allocation_mb": 4096,
				"auth_parameters": auth("oracle"),
			},
			Transformations: []any{object{"type": "hash", "columns": []any{"EMAIL"}}},
			Output: object{
				"raw":     object{"table_name": "invoices_raw", "table_schema": "RAW_DATA"},
				"qualify": object{"table_name": "invoices", "table_schema": "CLEAN"},
			},
		},
		Config: attrs{
			"input": attrs{
				"connector": "jdbc", "plugin": "oracle", "table_schema": "SALES", "table_name": "INVOICES",
				"load_type": "incremental_with_qualify", "incremental_column_name": "CHANGED",
				"incremental_column_type": "TIMESTAMP", "primary_keys": elems{"ID"}, "memory_allocation_mb": 4096,
				"auth_parameters": authConfig("oracle"),
			},
			"transformations": `[{"columns":["EMAIL"],"type":"hash"}]`,
			"output": attrs{
				"raw":     attrs{"table_name": "invoices_raw", "table_schema": "RAW_DATA"},
				"qualify": attrs{"table_name": "invoices", "table_schema": "CLEAN"},
			},
		},
	}
}

func singer() ManualJob {
	return ManualJob{
		Name: "singer",
		Job: maestrosim.Job{Input: object{
			"connector": "singer", "plugin": "hubspot", "table_name": "contacts", "replication_method": "INCREMENTAL",
			"auth_parameters": auth("hubspot"),
		}},
		Config: attrs{"input": attrs{
			"connector": "singer", "plugin": "hubspot", "table_name": "contacts", "replication_method": "INCREMENTAL",
			"auth_parameters": authConfig("hubspot"),
		}},
	}
}

func s3() ManualJob {
	return ManualJob{
		Name: "s3",
		Job: maestrosim.Job{Input: object{
			"plugin": "parquet", "replication_method": "FULL_TABLE", "source_bucket": "bucket",
			"file_format_params": object{"file_format": "parquet"}, "auth_parameters": auth("s3"),
		}},
		Config: attrs{"input": attrs{
			"plugin": "parquet", "replication_method": "FULL_TABLE", "auth_parameters": authConfig("s3"),
			"extra": `{"file_format_params":{"file_format":"parquet"},"source_bucket":"bucket"}`,
		}},
	}
}

func azure() ManualJob {
	return ManualJob{
		Name: "azure",
		Job: maestrosim.Job{Input: object{
			"connector": "azure", "plugin": "csv", "container": "exports", "encoding": "UTF-8", "header": true,
			"auth_parameters": auth("azure"),
		}},
		Config: attrs{"input": attrs{
			"connector": "azure", "plugin": "csv", "auth_parameters": authConfig("azure"),
			"extra": `{"container":"exports","encoding":"UTF-8","header":true}`,
		}},
	}
}

func mongodb() ManualJob {
	return ManualJob{
		Name: "mongodb",
		Job: maestrosim.Job{Input: object{
			"connector": "mongodb", "plugin": "mongodb", "table_name": "events", "replication_method": "FULL_TABLE",
			"database": "app", "batch_size": 1000, "auth_parameters": auth("mongodb"),
		}},
		Config: attrs{"input": attrs{
			"connector": "mongodb", "plugin": "mongodb", "table_name": "events", "replication_method": "FULL_TABLE",
			"auth_parameters": authConfig("mongodb"), "extra": `{"batch_size":1000,"database":"app"}`,
		}},
	}
}
