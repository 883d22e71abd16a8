// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// JobIDs returns the ids of a pipeline's jobs by table: under the name of the table and, if the job has a schema, under
// "schema.name". Keys that two jobs share are omitted. An id that is unknown is an unknown element; if a key is
// unknown, the whole map is.
func JobIDs(p Pipeline) types.Map {
	switch {
	case p.Jobs.IsUnknown():
		return types.MapUnknown(types.StringType)
	case p.Jobs.IsNull():
		return types.MapNull(types.StringType)
	}

	ids := make(map[string]attr.Value)
	shared := make(map[string]bool)
	for i, element := range p.Jobs.Elements() {
		job := element.Attributes()
		input := job.Input.Attributes()
		if tfvalue.IsNullOrUnknown(job.Input) || input.TableName.IsUnknown() || input.TableSchema.IsUnknown() {
			return types.MapUnknown(types.StringType)
		}
		for _, key := range tableKeys(input.TableSchema.ValueString(), input.TableName.ValueString()) {
			shared[key] = ids[key] != nil
			ids[key] = jobID(p.ID, i, job.ID)
		}
	}
	for key := range shared {
		if shared[key] {
			delete(ids, key)
		}
	}
	return types.MapValueMust(types.StringType, ids)
}

// tableKeys are the names of a table: "name", and "schema.name" if it has a schema.
func tableKeys(schema, name string) []string {
	switch {
	case name == "":
		return nil
	case schema == "":
		return []string{name}
	}
	return []string{name, schema + "." + name}
}

// jobID returns the id of a job as the platform shows it, or else in the documented form.
func jobID(pipelineID String, index int, shown ID) types.String {
	switch {
	case !shown.IsNull():
		return shown.StringValue
	case tfvalue.IsNullOrUnknown(pipelineID):
		return pipelineID.StringValue
	}
	return types.StringValue(maestro.JobID(pipelineID.ValueString(), index))
}

// resolveJobIDs returns the planned map with its unknown elements replaced.
func resolveJobIDs(planned, observed types.Map) types.Map {
	switch {
	case planned.IsUnknown() && observed.IsUnknown():
		return types.MapNull(types.StringType)
	case planned.IsUnknown():
		return observed
	case planned.IsNull():
		return planned
	}
	elements := make(map[string]attr.Value, len(planned.Elements()))
	for key, element := range planned.Elements() {
		if !element.IsUnknown() {
			elements[key] = element
			continue
		}
		elements[key] = types.StringNull()
		if id, ok := observed.Elements()[key]; ok && !id.IsUnknown() {
			elements[key] = id
		}
	}
	return types.MapValueMust(types.StringType, elements)
}

// JobID returns the id of the job at index (from 0): the one that the platform shows, or else the documented one.
func (p Pipeline) JobID(index int) string {
	if id := p.Jobs.Element(index).ID.ValueString(); id != "" {
		return id
	}
	return maestro.JobID(p.ID.ValueString(), index)
}

// WithoutJobIDs returns the pipeline with jobs as a configuration has them: without their ids.
func (p Pipeline) WithoutJobIDs() Pipeline {
	for i := range p.Jobs.Elements() {
		job := p.Jobs.Element(i)
		job.ID = tfvalue.StringNull[idEquality]()
		p.Jobs = p.Jobs.WithElement(i, job)
	}
	return p
}
