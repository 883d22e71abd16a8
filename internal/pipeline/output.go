// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// snowflake is the only output plugin in the documentation (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
const snowflake = "dadosfera_snowflake"

// outputTables are the tables that an output can name.
var outputTables = []string{"raw", "qualify"}

// isOutputField says whether a key of the output has an attribute of its own.
func isOutputField(key string) bool {
	return key == "plugin" || key == "table_name" || slices.Contains(outputTables, key)
}

// observeOutput reads an output, which the platform shows in two forms: flat, with the name of the destination table
// in table_name, or with names under raw and qualify. Neither form says anything about what only the other has.
func observeOutput(prior types.Object, shown maestro.Document, imported bool) (types.Object, error) {
	s := shapesOf()
	output := valuesOf(prior)
	if output == nil {
		if len(shown) == 0 {
			return types.ObjectNull(s.output.AttrTypes), nil
		}
		output = nullsOf(s.output)
	}
	plugin, err := shown.Text("plugin")
	if err != nil {
		return prior, err
	}
	if plugin.Value != "" {
		output = output.with("plugin", observeText(asString(output["plugin"]), plugin, strings.EqualFold))
	}
	for _, name := range outputTables {
		table, err := shown.Object(name)
		if err != nil {
			return prior, err
		}
		before := output[name].(types.Object) //nolint:forcetypeassert // the schema's own type
		observed, err := observeMembers(before, table.Value, s.table, strings.EqualFold)
		if err != nil {
			return prior, err
		}
		output = output.with(name, observed)
	}
	flat, err := shown.Text("table_name")
	if err != nil {
		return prior, err
	}
	if flat.Value == "" {
		flat = maestro.Optional[string]{}
		if raw := valuesOf(output["raw"]); raw != nil && absent(output["table_name"]) {
			flat = maestro.Some(stringOf(raw["table_name"]))
		}
	}
	output = output.with("table_name", knownOrNull(observeText(asString(output["table_name"]), flat, strings.EqualFold)))
	extra, err := observeExtra(knownOrNull(output[extraName]), shown, isOutputField, imported)
	if err != nil {
		return prior, err
	}
	output = output.with(extraName, extra)
	for name, v := range output {
		output[name] = knownOrNull(v)
	}
	return types.ObjectValueMust(s.output.AttrTypes, output), nil
}

func asString(v any) types.String {
	return v.(types.String) //nolint:forcetypeassert // the schema's own type
}
