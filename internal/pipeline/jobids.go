// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

const jobIDsName = "job_ids"

// jobIDsOf gives the ids of a pipeline's jobs by the tables that they extract. A job stands under the name of its table,
// and under schema and name ("public.orders") where it has a schema. A key that would mean two jobs is left out: better no
// job than another one. An id that is not known yet is an unknown element; where a key is not known yet, the whole is.
func jobIDsOf(m model) types.Map {
	switch {
	case m.Jobs.IsUnknown():
		return types.MapUnknown(types.StringType)
	case m.Jobs.IsNull():
		return types.MapNull(types.StringType)
	}
	ids := make(map[string]attr.Value)
	shared := make(map[string]bool)
	for i, element := range m.Jobs.Elements() {
		attributes := valuesOf(element)
		input := valuesOf(attributes["input"])
		if input == nil || input["table_name"].IsUnknown() || input["table_schema"].IsUnknown() {
			return types.MapUnknown(types.StringType)
		}
		for _, key := range tableKeys(stringOf(input["table_schema"]), stringOf(input["table_name"])) {
			shared[key] = ids[key] != nil
			ids[key] = jobIDValue(m.ID, i, attributes["job_id"])
		}
	}
	for key := range shared {
		if shared[key] {
			delete(ids, key)
		}
	}
	return types.MapValueMust(types.StringType, ids)
}

// tableKeys are what a table is called: by its name, and by its schema and name.
func tableKeys(schema, name string) []string {
	switch {
	case name == "":
		return nil
	case schema == "":
		return []string{name}
	}
	return []string{name, schema + "." + name}
}

// jobIDValue gives the id of a job as the platform shows it, and where it was never shown, as it is documented to be.
func jobIDValue(pipelineID types.String, index int, shown attr.Value) attr.Value {
	switch {
	case !shown.IsNull():
		return shown
	case absent(pipelineID):
		return pipelineID
	}
	return types.StringValue(maestro.JobID(pipelineID.ValueString(), index))
}
