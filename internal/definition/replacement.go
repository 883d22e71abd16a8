// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Lost returns what a pipeline has and its replacement will not have, as that is created from the configuration alone:
// values that the configuration omits and that the platform does not choose by itself. It does choose the names of
// destination tables, but others: they contain the pipeline's id.
func Lost(state, config Pipeline) path.Paths {
	var lost path.Paths
	for i, previous := range predecessors(state, config) {
		if previous != noMatch {
			at := path.Root(AttrJobs).AtListIndex(i)
			lost = append(lost, lostOfJob(at, state.Jobs.Element(previous), config.Jobs.Element(i))...)
		}
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

// longestTable is the largest length of the name of a table in Snowflake, in characters.
const longestTable = 255

// OldOutputs returns, for each job of a configuration that does not name its destination table, the output with which
// its replacement fills the table of the old job, in HCL. A name that no table can have is omitted.
func OldOutputs(state, config Pipeline) []string {
	var outputs []string
	for i, previous := range predecessors(state, config) {
		wanted := config.Jobs.Element(i)
		if previous == noMatch || !omitsRaw(wanted.Output) {
			continue
		}
		if table := destination(state.Jobs.Element(previous).Output.Attributes()); isTable(table) {
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

func isTable(table Table) bool {
	name, schema := table.Name.ValueString(), table.Schema.ValueString()
	return name != "" && utf8.RuneCountInString(name) <= longestTable && utf8.RuneCountInString(schema) <= longestTable
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

// predecessors returns the index of the job that each one of a configuration replaces, or noMatch. The letter case of
// tables is ignored: a reminder too many does no harm.
func predecessors(state, config Pipeline) []int {
	m := matchJobs(state.Jobs.Elements(), config.Jobs.Elements(), strings.EqualFold)
	for i, wanted := range candidatesOf(config.Jobs.Elements()) {
		if hasUnknownSource(wanted) {
			m.counterpart[i] = noMatch
		}
	}
	return m.counterpart
}
