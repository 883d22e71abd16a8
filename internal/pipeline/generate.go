// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"encoding/base32"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// TypeName is what the resource is called in configuration.
const TypeName = "dadosfera_pipeline"

// Concise takes out of a configuration that was generated from the state of an import what a person would not write:
// what is so anyway where nothing is said. A configuration that cannot be read stays as it is.
func Concise(ctx context.Context, state, config *tfprotov6.DynamicValue) *tfprotov6.DynamicValue {
	schema := resourceSchema(ctx)
	typ := schema.Type().TerraformType(ctx)
	before, stateErr := state.Unmarshal(typ)
	generated, configErr := config.Unmarshal(typ)
	if stateErr != nil || configErr != nil || before.IsNull() || generated.IsNull() {
		return config
	}
	var id types.String
	var m model
	diags := tfsdk.State{Raw: before, Schema: schema}.GetAttribute(ctx, path.Root("id"), &id)
	diags.Append(tfsdk.Config{Raw: generated, Schema: schema}.Get(ctx, &m)...)
	result := tfsdk.State{Raw: generated, Schema: schema}
	diags.Append(result.Set(ctx, concise(m, id.ValueString()))...)
	if diags.HasError() {
		return config
	}
	written, err := tfprotov6.NewDynamicValue(typ, result.Raw)
	if err != nil {
		return config
	}
	return &written
}

// concise is Concise for the pipeline with this id.
func concise(m model, id string) model {
	if !m.Paused.ValueBool() {
		m.Paused = types.BoolNull()
	}
	if !m.DrainBeforeDestroy.ValueBool() {
		m.DrainBeforeDestroy = types.BoolNull()
	}
	// An import takes the provider's default. To say so of each pipeline would hold it where it is when that changes.
	m.DeletionProtection = types.BoolNull()
	jobs, ok := jobsOf(m.Jobs)
	if !ok {
		return m
	}
	for i := range jobs {
		jobs[i] = conciseJob(jobs[i], id)
	}
	m.Jobs = listOf(jobs)
	return m
}

func conciseJob(j job, id string) job {
	if !jsonChanged([]byte(j.transformations.ValueString()), []byte("[]")) {
		j.transformations = jsontypes.NewNormalizedNull()
	}
	const memory = "memory_allocation_mb"
	if j.input[memory].Equal(types.Int64Value(defaultMemoryMB)) {
		j.input = j.input.with(memory, types.Int64Null())
	}
	if missesCompanion(j.input) {
		j.input = j.input.with(loadTypeName, types.StringNull())
	}
	s := shapesOf()
	switch auth := valuesOf(j.input[authName]); {
	case auth == nil:
	case auth["config_id"].IsNull():
		j.input = j.input.with(authName, types.ObjectNull(s.auth.AttrTypes)) // it takes a config_id to be valid
	case stringOf(auth["auth_type"]) == connectionManager:
		j.input = j.input.with(authName, types.ObjectValueMust(s.auth.AttrTypes, auth.with("auth_type", types.StringNull())))
	}
	if output := valuesOf(j.output); output != nil {
		if stringOf(output["plugin"]) == snowflake {
			output = output.with("plugin", types.StringNull())
		}
		for name, schema := range map[string]string{"raw": "PUBLIC", "qualify": "STAGED"} {
			if table := valuesOf(output[name]); stringOf(table["table_schema"]) == schema && isOwnTable(stringOf(table["table_name"]), id) {
				output = output.with(name, types.ObjectNull(s.table.AttrTypes))
			}
		}
		j.output = types.ObjectNull(s.output.AttrTypes)
		if slices.ContainsFunc(slices.Collect(maps.Values(output)), func(v attr.Value) bool { return !v.IsNull() }) {
			j.output = types.ObjectValueMust(s.output.AttrTypes, output)
		}
	}
	return j
}

// missesCompanion says whether the platform shows a load type and not all that belongs to it. A configuration of both
// would not be valid, and without the load type it leaves both as they are.
func missesCompanion(input values) bool {
	return slices.ContainsFunc(companions[stringOf(input[loadTypeName])], func(name string) bool { return input[name].IsNull() })
}

// tableAlphabet is that of z-base-32, with which the id in the platform's example gives the name of its table.
var tableAlphabet = base32.NewEncoding("ybndrfg8ejkmcpqxot1uwisza345h769").WithPadding(base32.NoPadding)

// isOwnTable says whether the platform made up the name of a table for the pipeline with this id: it calls it "tb",
// six characters of the id, schema and table of the source
// (docs.dadosfera.ai/docs/caso-4-customizando-nome-de-tabelas). How it makes those six is not documented, so a name is
// only ever recognised by them, and a doubtful one counts as chosen by somebody.
func isOwnTable(name, id string) bool {
	parsed, err := uuid.Parse(strings.ReplaceAll(id, "_", "-"))
	return err == nil && strings.HasPrefix(strings.ToLower(name), "tb__"+tableAlphabet.EncodeToString(parsed[:])[:6]+"__")
}
