// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Changes are the differences between a state and a plan, by how they are applied.
type Changes struct {
	// Replace are the attributes whose changes the API cannot make in place. With any of them, the rest does not matter.
	Replace path.Paths
	// Adopted are attributes that the API cannot change either, but of which the platform never showed a value: they are
	// adopted from the configuration without verification.
	Adopted path.Paths

	// Definition are name, description and cron.
	Definition maestro.PipelineChange
	// MemoryMB is the memory of each job.
	MemoryMB maestro.Optional[int64]
	// Jobs are the changes of jobs, in their order.
	Jobs []JobChange
	// Paused is the pause state.
	Paused maestro.Optional[bool]

	// HasUnknown is set if an unknown value may turn out to be a change that the API makes in place.
	HasUnknown bool
}

// JobChange are the changes of one job.
type JobChange struct {
	Index    int
	SyncMode *maestro.SyncMode
	// Input are the fields to patch.
	Input maestro.Document
}

// HasCalls reports whether a request has to be sent, or may have to.
func (c Changes) HasCalls() bool {
	return c.HasUnknown || c.Definition != (maestro.PipelineChange{}) || c.MemoryMB.Present || c.Paused.Present ||
		len(c.Jobs) > 0
}

// Diff returns the changes from a state to a plan. Which call changes which attribute, and which changes replace the pipeline,
// is decided here alone. A value that is null in the state because the platform never showed it does not replace the
// pipeline: it is sent if there is a call for it, and adopted otherwise.
func Diff(state, plan Pipeline) Changes {
	var c Changes
	c.Definition.Name = diffString(&c, state.Name, plan.Name)
	c.Definition.Description = diffString(&c, state.Description, plan.Description)
	c.Definition.Cron = diffString(&c, state.Cron, plan.Cron)
	if c.Definition.Cron.Present && c.Definition.Cron.Value == "" {
		c.Definition.Cron = maestro.Null[string]()
	}

	switch {
	case plan.MemoryMB.IsUnknown():
		c.HasUnknown = true
	case plan.MemoryMB.Equal(state.MemoryMB):
	case plan.MemoryMB.IsNull():
		c.MemoryMB = maestro.Some[int64](defaultMemoryMB)
	default:
		c.MemoryMB = maestro.Some(plan.MemoryMB.ValueInt64())
	}
	switch {
	case plan.Paused.IsUnknown():
		c.HasUnknown = true
	case plan.Paused.ValueBool() != state.Paused.ValueBool():
		c.Paused = maestro.Some(plan.Paused.ValueBool())
	}
	c.diffJobs(state.Jobs, plan.Jobs)
	return c
}

// diffString returns the planned text if it means something else than the one in the state.
func diffString[E tfvalue.Equality](c *Changes, state, plan tfvalue.String[E]) maestro.Optional[string] {
	switch {
	case plan.IsUnknown():
		c.HasUnknown = true
		return maestro.Optional[string]{}
	case state.ValueString() == plan.ValueString() || plan.ValueString() != "" && plan.SameMeaning(state.ValueString()):
		return maestro.Optional[string]{}
	}
	return maestro.Some(plan.ValueString())
}

func (c *Changes) diffJobs(state, plan tfvalue.List[Job]) {
	at := path.Root(AttrJobs)
	if state.IsNull() {
		c.adopt(at, plan) // the platform never showed the jobs
		return
	}
	if plan.IsUnknown() || len(plan.Elements()) != len(state.Elements()) {
		c.replace(at)
		return
	}
	for i, planned := range plan.Elements() {
		c.diffJob(at.AtListIndex(i), i, state.Element(i), planned)
	}
	if len(c.Replace) == 0 && areJobsMoved(state, plan) {
		c.replace(at)
	}
}

func (c *Changes) diffJob(at path.Path, index int, before Job, planned tfvalue.Object[Job]) {
	after := planned.Attributes()
	switch {
	case tfvalue.IsNullOrUnknown(planned):
		c.replace(at)
	case tfvalue.IsNullOrUnknown(after.Input):
		c.replace(at.AtName(attrInput))
	default:
		c.diffInput(at.AtName(attrInput), index, before.Input.Attributes(), after.Input.Attributes())
		c.diffTransformations(at.AtName(attrTransformations), before.Transformations, after.Transformations)
		c.diffOutput(at.AtName(attrOutput), before.Output, after.Output)
	}
}

// areJobsMoved reports whether a job has the former input of another one: patching the inputs crosswise would leave outputs
// and job states where they were.
func areJobsMoved(before, after tfvalue.List[Job]) bool {
	for i := range after.Elements() {
		input := after.Element(i).Input
		if input.Equal(before.Element(i).Input) {
			continue
		}
		for j := range before.Elements() {
			if i != j && input.Equal(before.Element(j).Input) {
				return true
			}
		}
	}
	return false
}

func (c *Changes) diffInput(at path.Path, index int, before, after Input) {
	change := JobChange{Index: index, Input: make(maestro.Document)}
	sync := after.isJDBC() && isSyncModeChanged(&before, &after)
	for _, f := range inputFields {
		wanted := f.Get(&after)
		switch {
		case f.unchanged(&before, &after):
		case needsReplacement(f, &before, &after):
			c.replace(at.AtName(f.Name))
		case tfvalue.HasUnknown(wanted):
			c.HasUnknown = true
		case f.role == syncMode && (sync || after.isJDBC() && wanted.IsNull()):
			// Sent with the load type; a field that the load type does not use is not worth a call.
		default:
			change.Input[f.Name] = f.encode(&after)
		}
	}
	c.diffExtra(change.Input, before.Extra, after.Extra)

	if sync {
		change.SyncMode = syncModeOf(after)
	}
	if sync || len(change.Input) > 0 {
		c.Jobs = append(c.Jobs, change)
	}
}

// needsReplacement reports whether the API cannot make the wanted value of the old one. An unknown value may turn out to be
// such a value.
func needsReplacement(f field[Input], before, after *Input) bool {
	switch {
	case f.Get(before).IsNull():
		return false
	case f.role == source:
		return true
	}
	return f.role == columns && removesColumns(before.ColumnIncludeList, after.ColumnIncludeList)
}

// removesColumns reports whether a column that is extracted now would no longer be, or may not be. Null means all columns,
// or columns that were never shown.
func removesColumns(before, after types.Set) bool {
	switch {
	case before.IsNull() || after.IsNull():
		return false
	case after.IsUnknown():
		return true
	}
	removed := make(map[string]bool)
	for _, column := range tfvalue.Strings(before) {
		removed[column] = true
	}
	unknown := 0
	for _, column := range after.Elements() {
		if column.IsUnknown() {
			unknown++
		}
	}
	for _, column := range tfvalue.Strings(after) {
		delete(removed, column)
	}
	return len(removed) > unknown
}

// isSyncModeChanged reports whether the load type, or a field that belongs to it, changes from a known value to another.
func isSyncModeChanged(before, after *Input) bool {
	return slices.ContainsFunc(inputFields, func(f field[Input]) bool {
		old, wanted := f.Get(before), f.Get(after)
		return f.role == syncMode && !old.IsNull() && !wanted.IsNull() && !tfvalue.HasUnknown(wanted) && !wanted.Equal(old)
	})
}

func syncModeOf(input Input) *maestro.SyncMode {
	mode := &maestro.SyncMode{LoadType: input.LoadType.ValueString()}
	if loadTypeUses(mode.LoadType, attrColumnName) {
		mode.IncrementalColumnName = input.IncrementalColumnName.ValueString()
		mode.IncrementalColumnType = input.IncrementalColumnType.ValueString()
	}
	if loadTypeUses(mode.LoadType, attrPrimaryKeys) {
		mode.PrimaryKeys = tfvalue.Strings(input.PrimaryKeys)
	}
	return mode
}

// diffExtra patches the keys that are new or different. A key removed from extra is not managed anymore: the effect of
// setting it to null is not documented, and who wants that can write null.
func (c *Changes) diffExtra(patch maestro.Document, before, after JSON) {
	if after.IsUnknown() {
		c.HasUnknown = true
		return
	}
	old := decodeExtra(before)
	for key, wanted := range decodeExtra(after) {
		if had, ok := old[key]; !ok || !tfvalue.SameJSON(had, wanted) {
			patch[key] = wanted
		}
	}
}

func (c *Changes) diffTransformations(at path.Path, before, after JSON) {
	switch {
	case after.IsNull():
	case before.IsNull():
		c.adopt(at, after)
	case after.IsUnknown() || !after.SameMeaning(before.ValueString()):
		c.replace(at)
	}
}

func (c *Changes) diffOutput(at path.Path, before, after tfvalue.Object[Output]) {
	switch {
	case after.Equal(before) || after.IsNull():
		return
	case tfvalue.IsNullOrUnknown(before):
		c.adopt(at, after)
		return
	case after.IsUnknown():
		c.replace(at)
		return
	}

	old, wanted := before.Attributes(), after.Attributes()
	c.diffName(at.AtName(attrPlugin), old.Plugin, wanted.Plugin)
	for _, table := range outputTables {
		oldTable, wantedTable := *table.of(&old), *table.of(&wanted)
		switch {
		case tfvalue.IsNullOrUnknown(oldTable):
			c.adopt(at.AtName(table.name), wantedTable)
		case wantedTable.IsUnknown():
			c.replace(at.AtName(table.name))
		default:
			names, wantedNames := oldTable.Attributes(), wantedTable.Attributes()
			c.diffName(at.AtName(table.name).AtName(attrTableName), names.Name, wantedNames.Name)
			c.diffName(at.AtName(table.name).AtName(attrTableSchema), names.Schema, wantedNames.Schema)
		}
	}
	c.diffOutputExtra(at.AtName(attrExtra), old.Extra, wanted.Extra)
}

// diffName is for names of the destination, whose letter case has no meaning.
func (c *Changes) diffName(at path.Path, old, wanted Word) {
	switch {
	case wanted.IsNull():
	case old.IsNull():
		c.adopt(at, wanted)
	case wanted.IsUnknown() || !strings.EqualFold(old.ValueString(), wanted.ValueString()):
		c.replace(at)
	}
}

func (c *Changes) diffOutputExtra(at path.Path, old, wanted JSON) {
	if wanted.IsUnknown() && !old.IsNull() {
		c.replace(at)
		return
	}
	had, adds := decodeExtra(old), false
	for key, value := range decodeExtra(wanted) {
		before, ok := had[key]
		if ok && !tfvalue.SameJSON(before, value) {
			c.replace(at)
			return
		}
		adds = adds || !ok
	}
	if adds {
		c.adopt(at, wanted)
	}
}

func (c *Changes) replace(at path.Path) { c.Replace = append(c.Replace, at) }

// adopt records that a value is adopted without verification, unless the platform sets it.
func (c *Changes) adopt(at path.Path, wanted attr.Value) {
	if tfvalue.HasValue(wanted) {
		c.Adopted = append(c.Adopted, at)
	}
}

// WithSyncMode returns p after the call that sets the sync mode to the one of plan.
func (c JobChange) WithSyncMode(p, plan Pipeline) Pipeline {
	return copyInput(p, plan, c.Index, func(f field[Input]) bool { return f.role == syncMode }, false)
}

// WithInput returns p after the call that patches the input with the one of plan.
func (c JobChange) WithInput(p, plan Pipeline) Pipeline {
	return copyInput(p, plan, c.Index, func(f field[Input]) bool { _, sent := c.Input[f.Name]; return sent }, true)
}

// WithUnconfirmedInput returns p after a call that patches the input with the one of plan and that may or may not have been
// carried out. What the call sets is null, and what it clears is kept, so that the next plan sends it again unless a response
// shows it. Columns are kept, too: they are sent again because they differ from the plan, and without them the next plan could
// not recognize a removal.
func (c JobChange) WithUnconfirmedInput(p, plan Pipeline) Pipeline {
	if c.Index >= len(p.Jobs.Elements()) {
		return p
	}
	job, planned := p.Jobs.Element(c.Index), plan.Jobs.Element(c.Index).Input.Attributes()
	input := job.Input.Attributes()
	for _, f := range inputFields {
		if _, sent := c.Input[f.Name]; sent && f.role != columns && !f.Get(&planned).IsNull() {
			f.SetNull(&input)
		}
	}
	input.Extra = c.withoutUnconfirmedKeys(input.Extra)
	job.Input = tfvalue.ObjectValue(input)
	p.Jobs = p.Jobs.WithElement(c.Index, job)
	p.JobIDs = JobIDs(p)
	return p
}

// withoutUnconfirmedKeys returns extra without the keys that the change patches.
func (c JobChange) withoutUnconfirmedKeys(extra JSON) JSON {
	rest := decodeExtra(extra)
	before := len(rest)
	maps.DeleteFunc(rest, func(key string, _ json.RawMessage) bool { _, sent := c.Input[key]; return sent })
	switch len(rest) {
	case before:
		return extra
	case 0:
		return tfvalue.StringNull[tfvalue.JSON]()
	}
	return jsonValue(rest)
}

// copyInput returns p with fields of one job's input, and perhaps extra, from plan.
func copyInput(p, plan Pipeline, index int, isCopied func(field[Input]) bool, extra bool) Pipeline {
	if index >= len(p.Jobs.Elements()) {
		return p
	}
	job, planned := p.Jobs.Element(index), plan.Jobs.Element(index).Input.Attributes()
	input := job.Input.Attributes()
	for _, f := range inputFields {
		if isCopied(f) {
			f.CopyKnown(&input, &planned)
		}
	}
	if extra {
		input.Extra = tfvalue.NullIfUnknown(planned.Extra)
	}
	job.Input = tfvalue.ObjectValue(input)
	p.Jobs = p.Jobs.WithElement(index, job)
	p.JobIDs = JobIDs(p)
	return p
}
