// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Changes are the differences between a state and a plan, by how they are applied.
type Changes struct {
	// Replace are the changes that the API cannot make in place. With any of them, the rest does not matter.
	Replace []Replacement
	// Adopted are attributes of an imported pipeline that the API cannot change either, but of which the platform never
	// showed a value: they are adopted from the configuration without verification.
	Adopted path.Paths

	// Definition are name, description and cron.
	Definition maestro.PipelineChange
	// MemoryMB is the memory of each job.
	MemoryMB maestro.Optional[int64]
	// Jobs are the changes of jobs, in their order.
	Jobs []JobChange
	// Paused is the pause state.
	Paused maestro.Optional[bool]

	// RetiresLater reports whether the plan sets the deletion policy to PolicyRetire, which the state does not have yet.
	RetiresLater bool
	// IsReordered reports whether jobs are in another order than in the state, which has no meaning.
	IsReordered bool
	// LostBookmarks names the jobs whose new load type clears their bookmark.
	LostBookmarks []string
	// Unmanaged names the keys that were removed from an extra attribute. They keep their values on the platform.
	Unmanaged []string

	// HasUnknown is set if an unknown value may turn out to be a change.
	HasUnknown bool

	imported bool
}

// Replacement is a change that the API cannot make in place.
type Replacement struct {
	// Path is the attribute that changes.
	Path path.Path
	// Description is the change in the user's terms, as in `column "amount" of table "orders" removed`.
	Description string
	// Kind is the kind of the change, on which it depends what can be done about it.
	Kind ReplacementKind
}

// ReplacementKind is a kind of changes that the API cannot make in place.
type ReplacementKind int

// The kinds of changes that the API cannot make in place.
const (
	ValueChanged ReplacementKind = iota
	JobAdded
	JobRemoved
	ColumnRemoved
)

// JobChange are the changes of one job.
type JobChange struct {
	// Index is that of the job in the plan.
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

// Diff returns the changes from a state to a plan. Which call changes which attribute, and which changes the API cannot
// make, is decided here alone. A value that is null in the state because the platform never showed it is sent if there
// is a call for it. If there is none, it is adopted for an imported pipeline, and cannot be changed for one that was
// created without it. An unknown value never replaces a pipeline.
func Diff(state, plan Pipeline, imported bool) Changes {
	c := Changes{imported: imported}
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
	c.RetiresLater = plan.RetiresOnDestroy() && !state.RetiresOnDestroy()
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
	switch {
	case plan.IsUnknown():
		c.HasUnknown = true
		return
	case state.IsNull():
		if len(plan.Elements()) > 0 {
			c.adopt(at, plan) // the platform never showed the jobs
		}
		return
	}

	m := matchJobs(state.Elements(), plan.Elements(), identical)
	interchangeable := interchangeableJobs(state.Elements(), plan.Elements(), m.counterpart)
	maybeFound := 0
	for i, planned := range plan.Elements() {
		reasons := len(c.Replace)
		switch {
		case m.counterpart[i] != noMatch && m.uncertain[i]:
			c.HasUnknown = true
		case m.counterpart[i] != noMatch:
			c.diffJob(i, state.Element(m.counterpart[i]), planned)
		case m.uncertain[i] && maybeFound < len(m.unmatched):
			c.HasUnknown = true
			maybeFound++
		default:
			c.replace(at, JobAdded, "%s added", jobLabel(i, planned.Attributes()))
			continue
		}
		if interchangeable[i] && len(c.Replace) > reasons {
			c.Replace, c.HasUnknown = c.Replace[:reasons], true
		}
		if m.counterpart[i] != i {
			c.IsReordered = c.IsReordered || m.counterpart[i] != noMatch
			// The state has another job at this index, with which Terraform would compare the values in it.
			for j := range c.Replace[reasons:] {
				c.Replace[reasons+j].Path = at
			}
		}
	}
	for _, i := range m.unmatched[maybeFound:] {
		c.replace(at, JobRemoved, "%s removed", stateJobLabel(i, state.Element(i)))
	}
}

// interchangeableJobs returns which planned jobs stand for one of several with the same source, if any of these has
// unknown values in the plan. When these are known, each of them may turn out to stand for another one, so that none of
// them replaces.
func interchangeableJobs(state, planned []tfvalue.Object[Job], counterpart []int) []bool {
	type identity struct{ connector, plugin, schema, table string }
	groups := make(map[identity][]int)
	hasUnknown := make(map[identity]bool)
	have := candidatesOf(state)
	for i, element := range planned {
		if counterpart[i] == noMatch {
			continue
		}
		input := &have[counterpart[i]].input
		key := identity{
			strings.ToLower(input.Connector.ValueString()), strings.ToLower(input.Plugin.ValueString()),
			input.TableSchema.ValueString(), input.TableName.ValueString(),
		}
		groups[key] = append(groups[key], i)
		job := element.Attributes()
		hasUnknown[key] = hasUnknown[key] || element.IsUnknown() || tfvalue.HasUnknown(job.Input) ||
			tfvalue.HasUnknown(job.Transformations) || tfvalue.HasUnknown(job.Output)
	}

	interchangeable := make([]bool, len(planned))
	for key, group := range groups {
		for _, i := range group {
			interchangeable[i] = hasUnknown[key] && len(group) > 1
		}
	}
	return interchangeable
}

// jobLabel names a job by its table, or by its index if it has none.
func jobLabel(index int, job Job) string {
	input := job.Input.Attributes()
	table := input.TableName.ValueString()
	if schema := input.TableSchema.ValueString(); schema != "" && table != "" {
		table = schema + "." + table
	}
	if table == "" {
		return path.Root(AttrJobs).AtListIndex(index).String()
	}
	return fmt.Sprintf("table %q", diagnostics.Brief(table))
}

// stateJobLabel is [jobLabel] for a job of the state, whose index the configuration may not have: without a table, it
// is named by its id.
func stateJobLabel(index int, job Job) string {
	if job.Input.Attributes().TableName.ValueString() == "" && job.ID.ValueString() != "" {
		return "job " + diagnostics.Brief(job.ID.ValueString())
	}
	return jobLabel(index, job)
}

func (c *Changes) diffJob(index int, before Job, planned tfvalue.Object[Job]) {
	after := planned.Attributes()
	if tfvalue.IsNullOrUnknown(planned) || tfvalue.IsNullOrUnknown(after.Input) {
		c.HasUnknown = true // null is refused by Validate
		return
	}
	j := jobDiff{Changes: c, at: path.Root(AttrJobs).AtListIndex(index), label: jobLabel(index, after)}
	j.diffInput(index, before.Input.Attributes(), after.Input.Attributes())
	j.diffTransformations(before.Transformations, after.Transformations)
	j.diffOutput(before.Output, after.Output)
}

// jobDiff collects the changes of one job.
type jobDiff struct {
	*Changes

	at    path.Path
	label string
}

func (j *jobDiff) diffInput(index int, before, after Input) {
	change := JobChange{Index: index, Input: make(maestro.Document)}
	sync := after.isJDBC() && isSyncModeChanged(&before, &after)
	for _, f := range inputFields {
		wanted := f.Get(&after)
		switch {
		case f.unchanged(&before, &after):
		case f.role == columns && j.removesColumns(before.ColumnIncludeList, after.ColumnIncludeList):
		case tfvalue.HasUnknown(wanted):
			j.HasUnknown = true
		case f.role == source && !f.Get(&before).IsNull():
			j.changed(j.at.AtName(attrInput).AtName(f.Name), f.Name, f.Get(&before), wanted)
		case f.role == syncMode && (sync || after.isJDBC() && wanted.IsNull()):
			// Sent with the load type; a field that the load type does not use is not worth a call.
		default:
			change.Input[f.Name] = f.encode(&after)
		}
	}
	j.diffExtra(change.Input, before.Extra, after.Extra)

	if sync {
		change.SyncMode = syncModeOf(after)
		if isBookmarkLost(before.LoadType.ValueString(), after.LoadType.ValueString()) {
			j.LostBookmarks = append(j.LostBookmarks, j.label)
		}
	}
	if sync || len(change.Input) > 0 {
		j.Jobs = append(j.Jobs, change)
	}
}

// isBookmarkLost reports whether a change of the load type clears the bookmark of a job
// (docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode).
func isBookmarkLost(before, after string) bool {
	return after == fullLoad && (before == incremental || before == incrementalWithQualify)
}

// removesColumns reports whether a column that is extracted now would no longer be, and records which. Null means all
// columns, or columns that were never shown. Columns that are unknown may turn out to be those that are missing.
func (j *jobDiff) removesColumns(before, after types.Set) bool {
	if before.IsNull() || after.IsNull() || after.IsUnknown() {
		return false
	}
	unknown := 0
	for _, column := range after.Elements() {
		if column.IsUnknown() {
			unknown++
		}
	}
	wanted := tfvalue.Strings(after)
	removed := slices.DeleteFunc(tfvalue.Strings(before), func(column string) bool { return slices.Contains(wanted, column) })
	if len(removed) <= unknown {
		return false
	}
	slices.Sort(removed)
	at := j.at.AtName(attrInput).AtName(attrColumns)
	for _, column := range removed {
		j.replace(at, ColumnRemoved, "column %q of %s removed", diagnostics.Brief(column), j.label)
	}
	return true
}

// isSyncModeChanged reports whether the load type, or a field that belongs to it, changes from a known value to
// another.
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
// setting it to null is not documented, and a null in the configuration is sent.
func (j *jobDiff) diffExtra(patch maestro.Document, before, after JSON) {
	if after.IsUnknown() {
		j.HasUnknown = true
		return
	}
	old, wanted := decodeExtra(before), decodeExtra(after)
	for key, value := range wanted {
		if had, ok := old[key]; !ok || !tfvalue.SameJSON(had, value) {
			patch[key] = value
		}
	}
	for _, key := range slices.Sorted(maps.Keys(old)) {
		if _, ok := wanted[key]; !ok {
			j.Unmanaged = append(j.Unmanaged, fmt.Sprintf("%q of %s", diagnostics.Brief(key), j.label))
		}
	}
}

func (j *jobDiff) diffTransformations(before, after JSON) {
	at := j.at.AtName(attrTransformations)
	switch {
	case after.IsNull():
	case after.IsUnknown():
		j.HasUnknown = true
	case before.IsNull() && j.imported:
		j.adopt(at, after)
	case before.IsNull() && after.SameMeaning("[]"): // as they are created, see encodeTransformations
	case before.IsNull():
		j.replace(at, ValueChanged, "transformations of %s set, which the API does not show and cannot change", j.label)
	case !after.SameMeaning(before.ValueString()):
		j.replace(at, ValueChanged, "transformations of %s changed", j.label)
	}
}

func (j *jobDiff) diffOutput(before, after tfvalue.Object[Output]) {
	at := j.at.AtName(attrOutput)
	switch {
	case after.Equal(before) || after.IsNull():
		return
	case after.IsUnknown():
		j.HasUnknown = true
		return
	case tfvalue.IsNullOrUnknown(before) && j.imported:
		j.adopt(at, after)
		return
	}

	old, wanted := before.Attributes(), after.Attributes()
	if tfvalue.IsNullOrUnknown(before) {
		old.Plugin = tfvalue.StringValue[wordEquality](snowflake) // as it is created, see encodeOutput
	}
	j.diffName(at.AtName(attrPlugin), "output.plugin", old.Plugin, wanted.Plugin)
	for _, table := range outputTables {
		shown := tfvalue.StringNull[wordEquality]()
		if table.name == attrRaw {
			shown = old.TableName
		}
		j.diffTable(at.AtName(table.name), attrOutput+"."+table.name, *table.of(&old), *table.of(&wanted), shown)
	}
	j.diffOutputExtra(at.AtName(attrExtra), old.Extra, wanted.Extra)
}

// diffTable compares a destination table. Shown is its name in the flat form of an output, null if that does not have
// it.
func (j *jobDiff) diffTable(at path.Path, name string, before, after tfvalue.Object[Table], shown Word) {
	switch {
	case after.IsUnknown():
		j.HasUnknown = true
		return
	case tfvalue.IsNullOrUnknown(before) && j.imported:
		j.adopt(at, after)
		return
	}
	old, wanted := before.Attributes(), after.Attributes()
	if old.Name.IsNull() && tfvalue.HasValue(wanted.Name) && shown.SameMeaning(wanted.Name.ValueString()) {
		old.Name = wanted.Name
	}
	j.diffName(at.AtName(attrTableName), name+"."+attrTableName, old.Name, wanted.Name)
	j.diffName(at.AtName(attrTableSchema), name+"."+attrTableSchema, old.Schema, wanted.Schema)
}

// diffName is for names of the destination, whose letter case has no meaning.
func (j *jobDiff) diffName(at path.Path, name string, old, wanted Word) {
	switch {
	case wanted.IsNull() || tfvalue.HasValue(wanted) && old.SameMeaning(wanted.ValueString()):
	case wanted.IsUnknown():
		j.HasUnknown = true
	case old.IsNull() && j.imported:
		j.adopt(at, wanted)
	default:
		j.changed(at, name, old, wanted)
	}
}

func (j *jobDiff) diffOutputExtra(at path.Path, old, wanted JSON) {
	if wanted.IsUnknown() {
		j.HasUnknown = true
		return
	}
	had, wants, adds := decodeExtra(old), decodeExtra(wanted), false
	for _, key := range slices.Sorted(maps.Keys(wants)) {
		before, ok := had[key]
		switch {
		case ok && tfvalue.SameJSON(before, wants[key]):
		case !ok && j.imported:
			adds = true
		default:
			j.replace(at, ValueChanged, "%q in output.extra of %s changed", diagnostics.Brief(key), j.label)
		}
	}
	if adds {
		j.adopt(at, wanted)
	}
}

// changed records that a value changes that the API cannot change.
func (j *jobDiff) changed(at path.Path, name string, before, after attr.Value) {
	if before.IsNull() {
		j.replace(at, ValueChanged, "%s of %s set to %s, which the API does not show and cannot change",
			name, j.label, brief(after))
		return
	}
	j.replace(at, ValueChanged, "%s of %s changed from %s to %s", name, j.label, brief(before), brief(after))
}

// brief returns a value for a diagnostic.
func brief(value attr.Value) string { return diagnostics.Brief(value.String()) }

func (c *Changes) replace(at path.Path, kind ReplacementKind, description string, args ...any) {
	c.Replace = append(c.Replace, Replacement{at, fmt.Sprintf(description, args...), kind})
}

// adopt records that a value is adopted without verification, unless the platform sets it.
func (c *Changes) adopt(at path.Path, wanted attr.Value) {
	if tfvalue.HasValue(wanted) {
		c.Adopted = append(c.Adopted, at)
	}
}

// WithSyncMode returns p after the call that sets the sync mode to the one of plan.
func (c JobChange) WithSyncMode(p, plan Pipeline) Pipeline {
	return c.editInput(p, plan, func(input, planned *Input) {
		for _, f := range inputFields {
			if f.role == syncMode {
				f.CopyKnown(input, planned)
			}
		}
	})
}

// WithInput returns p after the call that patches the input with the one of plan.
func (c JobChange) WithInput(p, plan Pipeline) Pipeline {
	return c.editInput(p, plan, func(input, planned *Input) {
		for _, f := range inputFields {
			if _, sent := c.Input[f.Name]; sent {
				f.CopyKnown(input, planned)
			}
		}
		input.Extra = tfvalue.NullIfUnknown(planned.Extra)
	})
}

// WithUnconfirmedInput returns p after a call that patches the input with the one of plan and that may or may not have
// been carried out. What the call sets is null, and what it clears is kept, so that the next plan sends it again unless
// a response shows it. Columns are kept, too: they are sent again because they differ from the plan, and without them
// the next plan could not recognize a removal.
func (c JobChange) WithUnconfirmedInput(p, plan Pipeline) Pipeline {
	return c.editInput(p, plan, func(input, planned *Input) {
		for _, f := range inputFields {
			if _, sent := c.Input[f.Name]; sent && f.role != columns && !f.Get(planned).IsNull() {
				f.SetNull(input)
			}
		}
		input.Extra = c.withoutUnconfirmedKeys(input.Extra)
	})
}

// editInput returns p with the input of the job as edit leaves it, given the planned one.
func (c JobChange) editInput(p, plan Pipeline, edit func(input, planned *Input)) Pipeline {
	job, planned := p.Jobs.Element(c.Index), plan.Jobs.Element(c.Index).Input.Attributes()
	input := job.Input.Attributes()
	edit(&input, &planned)
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
