// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/base32"
	"strings"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Concise removes from configuration that was generated from a state what a person would not write: defaults, and
// values that the platform chooses. The id is that of the pipeline.
func Concise(config Pipeline, id string) Pipeline {
	if !config.Paused.ValueBool() {
		config.Paused = types.BoolNull()
	}
	if !config.DrainBeforeDestroy.ValueBool() {
		config.DrainBeforeDestroy = types.BoolNull()
	}
	// An import takes the provider's default. Writing it down for each pipeline would keep it when that changes.
	config.DeletionProtection = types.BoolNull()

	if config.Jobs.IsUnknown() {
		return config
	}
	if config.Jobs.IsNull() { // a draft; jobs are required in configuration
		config.Jobs = tfvalue.ListValue[Job]()
	}
	jobs := make([]tfvalue.Object[Job], len(config.Jobs.Elements()))
	for i, element := range config.Jobs.Elements() {
		jobs[i] = element
		if tfvalue.HasValue(element) {
			jobs[i] = tfvalue.ObjectValue(conciseJob(element.Attributes(), id))
		}
	}
	config.Jobs = tfvalue.ListValue(jobs...)
	return config
}

func conciseJob(job Job, id string) Job {
	if tfvalue.SameJSON([]byte(job.Transformations.ValueString()), []byte("[]")) {
		job.Transformations = tfvalue.StringNull[tfvalue.JSON]()
	}
	if tfvalue.HasValue(job.Input) {
		job.Input = tfvalue.ObjectValue(conciseInput(job.Input.Attributes()))
	}
	if tfvalue.HasValue(job.Output) {
		job.Output = conciseOutput(job.Output.Attributes(), id)
	}
	return job
}

func conciseInput(input Input) Input {
	if input.MemoryAllocationMB.Equal(types.Int64Value(defaultMemoryMB)) {
		input.MemoryAllocationMB = types.Int64Null()
	}
	// A load type without the fields that it needs is invalid configuration. If it is omitted, the platform keeps all of
	// them.
	if len(input.missingLoadFields()) > 0 {
		input.LoadType = tfvalue.StringNull[tfvalue.Exact]()
	}

	auth := input.AuthParameters.Attributes()
	switch {
	case tfvalue.IsNullOrUnknown(input.AuthParameters):
	case auth.ConfigID.IsNull(): // required in configuration
		input.AuthParameters = tfvalue.ObjectNull[Auth]()
	case auth.Type.ValueString() == authTypeConnections:
		auth.Type = tfvalue.StringNull[tfvalue.Exact]()
		input.AuthParameters = tfvalue.ObjectValue(auth)
	}
	return input
}

func conciseOutput(output Output, id string) tfvalue.Object[Output] {
	if output.Plugin.ValueString() == snowflake {
		output.Plugin = tfvalue.StringNull[wordEquality]()
	}
	for i, schema := range []string{"PUBLIC", "STAGED"} {
		table := outputTables[i].of(&output)
		names := table.Attributes()
		if names.Schema.ValueString() == schema && isPlatformTable(names.Name.ValueString(), id) {
			*table = tfvalue.ObjectNull[Table]()
		}
	}
	for _, f := range outputAttributeFields.All {
		if !f.Get(&output).IsNull() {
			return tfvalue.ObjectValue(output)
		}
	}
	return tfvalue.ObjectNull[Output]()
}

// tableAlphabet is that of z-base-32, with which the id in the platform's example gives the name of its table.
var tableAlphabet = base32.NewEncoding("ybndrfg8ejkmcpqxot1uwisza345h769").WithPadding(base32.NoPadding)

// isPlatformTable reports whether the platform chose the name of a table for the pipeline with this id: "tb", six
// characters of the id, schema and table of the source (docs.dadosfera.ai/docs/caso-4-customizando-nome-de-tabelas).
// How it makes these six is not documented, so names are only recognized by them, and a doubtful one counts as chosen
// by a person.
func isPlatformTable(name, id string) bool {
	parsed, err := uuid.Parse(strings.ReplaceAll(id, "_", "-"))
	prefix := "tb__" + tableAlphabet.EncodeToString(parsed[:])[:6] + "__"
	return err == nil && strings.HasPrefix(strings.ToLower(name), prefix)
}
