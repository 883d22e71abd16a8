// SPDX-License-Identifier: MPL-2.0

package pipelinetest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type (
	attrs = plugintest.Attrs
	elems = plugintest.Elems
)

// Config returns the configuration of a pipeline named "Orders" with one job, that of [Job]. The changes are pairs of a
// path, such as "jobs.0.input.table_name", and a value; nil removes the attribute.
func Config(changes ...any) plugintest.Attrs {
	config := attrs{"name": "Orders", "jobs": elems{Job()}}
	for i := 0; i < len(changes); i += 2 {
		path, ok := changes[i].(string)
		if !ok {
			panic(fmt.Sprintf("change %d: got a %T, want a path", i/2, changes[i]))
		}
		Set(config, path, changes[i+1])
	}
	return config
}

// Job returns the configuration of a JDBC job that extracts the table public.orders of a PostgreSQL database
// incrementally.
func Job() plugintest.Attrs {
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

// Set sets the value at a path such as "jobs.0.input.table_name" in a configuration. Objects on the way that do not
// exist are created. Set panics if the path leads through a value that is neither an object nor a list, or to an
// element that does not exist.
func Set(config plugintest.Attrs, path string, value any) {
	steps := strings.Split(path, ".")
	last := len(steps) - 1
	var parent any = config
	for _, step := range steps[:last] {
		switch p := parent.(type) {
		case attrs:
			if p[step] == nil {
				p[step] = attrs{}
			}
			parent = p[step]
		case elems:
			parent = p[index(path, step)]
		default:
			panic(fmt.Sprintf("%s: got a %T, want an object or a list", path, parent))
		}
	}

	switch p := parent.(type) {
	case attrs:
		p[steps[last]] = value
	case elems:
		p[index(path, steps[last])] = value
	default:
		panic(fmt.Sprintf("%s: got a %T, want an object or a list", path, parent))
	}
}

// index returns the number of a list's element.
func index(path, step string) int {
	i, err := strconv.Atoi(step)
	if err != nil {
		panic(fmt.Sprintf("%s: got %q, want the index of an element", path, step))
	}
	return i
}
