// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Lost returns what a pipeline has and its replacement will not have, as that is created from the configuration alone: values
// that the configuration omits and that the platform does not choose by itself. It does choose the names of destination
// tables, but others: they contain the pipeline's id.
func Lost(state, config Pipeline) path.Paths {
	old := state.Jobs.Elements()
	var lost path.Paths
	for i, element := range config.Jobs.Elements() {
		wanted := element.Attributes()
		previous := predecessor(old, wanted.Input, i, len(old) == len(config.Jobs.Elements()))
		if tfvalue.IsNullOrUnknown(element) || previous < 0 {
			continue
		}
		lost = append(lost, lostOfJob(path.Root(AttrJobs).AtListIndex(i), old[previous].Attributes(), wanted)...)
	}
	return lost
}

func lostOfJob(at path.Path, old, wanted Job) path.Paths {
	var lost path.Paths
	add := func(at path.Path, isLost bool) {
		if isLost {
			lost = append(lost, at)
		}
	}
	isOmitted := func(wanted, old attr.Value) bool { return wanted.IsNull() && !old.IsNull() }

	before, after := old.Input.Attributes(), wanted.Input.Attributes()
	add(at.AtName(attrInput).AtName(attrAuth), isOmitted(after.AuthParameters, before.AuthParameters))
	add(at.AtName(attrInput).AtName(attrMemory), isOmitted(after.MemoryAllocationMB, before.MemoryAllocationMB))
	add(at.AtName(attrInput).AtName(attrExtra), isOmitted(after.Extra, before.Extra))
	add(at.AtName(attrTransformations),
		isOmitted(wanted.Transformations, old.Transformations) && !old.Transformations.SameMeaning("[]"))

	output := old.Output.Attributes()
	hasTable := !output.Raw.IsNull() || !output.TableName.IsNull()
	add(at.AtName(attrOutput).AtName(attrRaw), hasTable && omitsRaw(wanted.Output))
	return lost
}

// OldOutputs returns, for each job of a configuration that does not name its destination table, the output with which its
// replacement fills the table of the old job, in HCL.
func OldOutputs(state, config Pipeline) []string {
	old := state.Jobs.Elements()
	var outputs []string
	for i, element := range config.Jobs.Elements() {
		wanted := element.Attributes()
		previous := predecessor(old, wanted.Input, i, len(old) == len(config.Jobs.Elements()))
		if tfvalue.IsNullOrUnknown(element) || previous < 0 || !omitsRaw(wanted.Output) {
			continue
		}
		if table := destination(old[previous].Attributes().Output.Attributes()); table.Name.ValueString() != "" {
			outputs = append(outputs, fmt.Sprintf("# %s\n%s", jobLabel(i, wanted), outputBlock(table)))
		}
	}
	return outputs
}

// destination returns the table of an output, in whichever form the platform shows it.
func destination(output Output) Table {
	if tfvalue.HasValue(output.Raw) {
		return output.Raw.Attributes()
	}
	return Table{Name: output.TableName}
}

func outputBlock(table Table) string {
	block := "output = {\n  raw = {\n    table_name   = " + diagnostics.HCLString(table.Name.ValueString()) + "\n"
	if schema := table.Schema.ValueString(); schema != "" {
		block += "    table_schema = " + diagnostics.HCLString(schema) + "\n"
	}
	return block + "  }\n}"
}

func omitsRaw(output tfvalue.Object[Output]) bool {
	return !output.IsUnknown() && output.Attributes().Raw.IsNull()
}

// predecessor returns the index of the job that a wanted one replaces, or -1: the job of the same table or, if the wanted one
// has no table, the one at the same place.
func predecessor(old []tfvalue.Object[Job], wanted tfvalue.Object[Input], index int, samePlaces bool) int {
	if tfvalue.IsNullOrUnknown(wanted) {
		return -1
	}
	input := wanted.Attributes()
	switch {
	case input.TableName.IsUnknown():
		return -1
	case input.TableName.IsNull():
		if samePlaces && old[index].Attributes().Input.Attributes().TableName.IsNull() {
			return index
		}
		return -1
	}
	return slices.IndexFunc(old, func(j tfvalue.Object[Job]) bool {
		return mayBeSameTable(j.Attributes().Input.Attributes(), input)
	})
}

// mayBeSameTable reports whether two inputs extract the same table, as far as both name it.
func mayBeSameTable(a, b Input) bool {
	sameOrOmitted := func(a, b Word) bool {
		return tfvalue.IsNullOrUnknown(a) || tfvalue.IsNullOrUnknown(b) || a.SameMeaning(b.ValueString())
	}
	return tfvalue.HasValue(a.TableName) && sameOrOmitted(a.TableSchema, b.TableSchema) &&
		sameOrOmitted(a.TableName, b.TableName)
}
