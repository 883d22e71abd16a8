// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type (
	attrs = plugintest.Attrs
	elems = plugintest.Elems
)

// startPipelines starts a simulator, and the provider for it with these settings.
func startPipelines(t *testing.T, settings attrs) (*plugintest.Resource, *maestrosim.Sim) {
	t.Helper()
	sim := maestrosim.New(maestrosim.Options{Empty: true})
	return plugintest.NewServer(t, openapi.NewServer(t, sim).URL, settings).Resource("dadosfera_pipeline"), sim
}

// pipelineConfig returns the configuration of a pipeline with one JDBC job, with changes: pairs of a path, such as
// "jobs.0.input.table_name", and a value. nil removes an attribute.
func pipelineConfig(t *testing.T, changes ...any) attrs {
	t.Helper()
	config := attrs{"name": "Orders", "jobs": elems{jobConfig()}}
	for i := 0; i < len(changes); i += 2 {
		plugintest.Set(t, config, changes[i].(string), changes[i+1])
	}
	return config
}

func jobConfig() attrs {
	return attrs{
		"input": attrs{
			"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders",
			"load_type": "incremental", "incremental_column_name": "updated_at", "incremental_column_type": "timestamp with time zone",
			"column_include_list": elems{"id", "amount", "updated_at"},
			"auth_parameters":     attrs{"config_id": "1701234567890_abc123_postgresql-1.0.0"},
		},
		"output": attrs{"raw": attrs{"table_name": "orders", "table_schema": "RAW_DATA"}},
	}
}
