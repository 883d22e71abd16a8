// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const pipelineType = "dadosfera_pipeline"

// The values of configurations.
type (
	attrs   = plugintest.Attrs
	elems   = plugintest.Elems
	unknown = plugintest.Unknown
	later   = unknown
)

// core is the resource, driven over the plugin protocol, and the platform that it is on.
type core struct {
	*plugintest.Resource

	t   *testing.T
	sim *maestrosim.Sim
	url string
}

// newCore starts a simulator and a provider for it with these further settings.
func newCore(t *testing.T, options maestrosim.Options, settings attrs) *core {
	t.Helper()
	options.Empty = true
	sim := maestrosim.New(options)
	server := openapi.NewServer(t, sim)
	provider := plugintest.NewServer(t, server.URL, settings)
	return &core{Resource: provider.Resource(pipelineType), t: t, sim: sim, url: server.URL}
}

// wireConfig is a whole pipeline of one JDBC job, with changes at paths such as "jobs.0.input.table_name"; nil takes an
// attribute out.
func wireConfig(changes ...any) attrs {
	config := attrs{"name": "Orders", "jobs": elems{wireJob()}}
	for i := 0; i < len(changes); i += 2 {
		set(config, changes[i].(string), changes[i+1])
	}
	return config
}

func wireJob() attrs {
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

// set changes one place in a configuration.
func set(config attrs, path string, value any) {
	steps := strings.Split(path, ".")
	var at any = config
	for _, step := range steps[:len(steps)-1] {
		switch inner := at.(type) {
		case attrs:
			if inner[step] == nil {
				inner[step] = attrs{}
			}
			at = inner[step]
		case elems:
			n, err := strconv.Atoi(step)
			if err != nil {
				panic(path)
			}
			at = inner[n]
		}
	}
	last := steps[len(steps)-1]
	switch inner := at.(type) {
	case attrs:
		inner[last] = value
	case elems:
		n, err := strconv.Atoi(last)
		if err != nil {
			panic(path)
		}
		inner[n] = value
	default:
		panic(path)
	}
}

func TestTimeouts_validation(t *testing.T) {
	c := plugintest.NewUnconfigured(t).Resource(pipelineType)
	for _, name := range []string{"create", "read", "update", "delete"} {
		plugintest.Silent(t, c.Validate(wireConfig("timeouts", attrs{name: "90s"})))
		plugintest.Only(t, c.Validate(wireConfig("timeouts", attrs{name: "0s"})), plugintest.Error, "timeouts."+name,
			"Invalid duration", "is not positive", "timeouts."+name+" must be")
	}
}
