// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// defaultMemoryMB is what the platform gives a pipeline that nobody set the memory of
// (docs.dadosfera.ai/reference/platformapicontroller_updatepipelinememory).
const defaultMemoryMB = 2048

// changes is what has to happen to make a pipeline in one state into what a plan wants: the one home of the rule which
// call changes what, and of what no call can change.
type changes struct {
	// replace are the attributes that no call can change. With any, the rest does not matter.
	replace path.Paths
	// taken are the attributes that no call can change either, but of which the platform never showed a value.
	taken path.Paths

	definition maestro.PipelineChange
	memoryMB   maestro.Optional[int64]
	jobs       []jobChange
	paused     maestro.Optional[bool]
	// again are attributes that are sent for no other reason than that it is not known whether they arrived before.
	again  path.Paths
	doubts doubts
	// undecided is set where an unknown value may turn out to be a change that a call can make.
	undecided bool
}

// jobChange are the calls for one job.
type jobChange struct {
	index    int
	syncMode *maestro.SyncMode
	input    maestro.Document // fields to patch
}

// sets are the attributes that a patch of the input sets.
func (c jobChange) sets() path.Paths {
	var all path.Paths
	extra := false
	for _, key := range slices.Sorted(maps.Keys(c.input)) {
		if isField(key) {
			all = append(all, inputPath(c.index).AtName(key))
			continue
		}
		extra = true
	}
	if extra {
		all = append(all, inputPath(c.index).AtName(extraName))
	}
	return all
}

// calls says whether anything has to be sent, or may have to.
func (c changes) calls() bool {
	return c.undecided || !c.definition.Name.IsZero() || !c.definition.Description.IsZero() || !c.definition.Cron.IsZero() ||
		c.memoryMB.Present || c.paused.Present || len(c.jobs) > 0
}

// changesOf compares. A value that the state does not hold, because the platform never showed it, is adopted: sent where
// there is a call for it, and else taken as given. It never replaces the pipeline. What is in doubt is sent in any case.
func changesOf(state, plan model, doubted ...string) changes {
	c := changes{doubts: doubted}
	text := func(state, plan types.String) (maestro.Optional[string], bool) {
		switch {
		case plan.IsUnknown():
			c.undecided = true
			return maestro.Optional[string]{}, false
		case state.ValueString() == plan.ValueString():
			return maestro.Optional[string]{}, false
		}
		return maestro.Some(plan.ValueString()), true
	}
	c.definition.Name, _ = text(state.Name, plan.Name)
	c.definition.Description, _ = text(state.Description, plan.Description)
	if cron, changed := text(state.Cron, plan.Cron); changed {
		c.definition.Cron = cron
		if cron.Value == "" {
			c.definition.Cron = maestro.Null[string]()
		}
	}
	switch {
	case plan.MemoryMB.IsUnknown():
		c.undecided = true
	case plan.MemoryMB.Equal(state.MemoryMB) && !c.repeats(path.Root(memoryName)):
	case plan.MemoryMB.IsNull():
		c.memoryMB = maestro.Some[int64](defaultMemoryMB)
	default:
		c.memoryMB = maestro.Some(plan.MemoryMB.ValueInt64())
	}
	switch {
	case plan.Paused.IsUnknown():
		c.undecided = true
	case plan.Paused.ValueBool() != state.Paused.ValueBool():
		c.paused = maestro.Some(plan.Paused.ValueBool())
	}
	c.compareJobs(state.Jobs, plan.Jobs)
	return c
}

func (c *changes) compareJobs(state, plan types.List) {
	at := path.Root("jobs")
	if state.IsNull() {
		c.takeAt(at, plan) // a pipeline whose jobs were never shown
		return
	}
	before, _ := jobsOf(state)
	if plan.IsUnknown() || len(plan.Elements()) != len(before) {
		c.replaceAt(at)
		return
	}
	for i, element := range plan.Elements() {
		object, ok := element.(types.Object)
		if !ok || absent(object) {
			c.replaceAt(at.AtListIndex(i))
			continue
		}
		after := jobOf(object)
		if after.input == nil {
			c.replaceAt(at.AtListIndex(i).AtName("input"))
			continue
		}
		c.compareInput(at.AtListIndex(i).AtName("input"), i, before[i].input, after.input)
		c.compareTransformations(at.AtListIndex(i).AtName("transformations"), before[i].transformations, after.transformations)
		c.compareOutput(at.AtListIndex(i).AtName("output"), before[i].output, after.output)
	}
	if after, ok := jobsOf(plan); ok && len(c.replace) == 0 && moved(before, after) {
		c.replaceAt(at)
	}
}

// moved says whether a job has got the input of another one: to patch the inputs crosswise would leave outputs and job
// states where they were.
func moved(before, after []job) bool {
	for i := range after {
		for j := range before {
			if i != j && maps.EqualFunc(after[i].input, before[j].input, attr.Value.Equal) &&
				!maps.EqualFunc(after[i].input, before[i].input, attr.Value.Equal) {
				return true
			}
		}
	}
	return false
}

func (c *changes) compareInput(at path.Path, index int, before, after values) {
	change := jobChange{index: index, input: make(maestro.Document)}
	jdbc := maestro.IsJDBC(stringOf(after[connectorName]))
	sync := jdbc && syncModeChanged(before, after)
	for _, f := range inputFields {
		old, wanted := before[f.name], after[f.name]
		switch {
		case wanted.Equal(old) && (absent(wanted) || !c.repeats(at.AtName(f.name))):
		case f.anyCase && !absent(wanted) && strings.EqualFold(stringOf(old), stringOf(wanted)):
		case needsReplacement(f, old, wanted):
			c.replaceAt(at.AtName(f.name))
		case hasUnknown(wanted):
			c.undecided = true
		case f.role == syncMode && (sync || jdbc && wanted.IsNull()):
			// Goes with the load type; and what the load type does not need is not worth a call.
		default:
			change.input[f.name] = fieldJSON(wanted)
		}
	}
	c.compareExtra(at.AtName(extraName), change.input, before[extraName], after[extraName])
	if sync {
		change.syncMode = syncModeOf(after)
	}
	if sync || len(change.input) > 0 {
		c.jobs = append(c.jobs, change)
	}
}

// needsReplacement says whether no call makes the wanted value of the old one. What is not known yet may be such a value.
func needsReplacement(f inputField, old, wanted attr.Value) bool {
	switch {
	case old.IsNull():
		return false
	case f.role == source:
		return true
	}
	return f.role == columns && (wanted.IsUnknown() || removesColumns(old, wanted))
}

// compareExtra patches the keys that are new or different. A key taken out of extra is no longer managed: what null
// would do to it on the platform is not known, and whoever wants that can write null.
func (c *changes) compareExtra(at path.Path, patch maestro.Document, before, after attr.Value) {
	if after.IsUnknown() {
		c.undecided = true
		return
	}
	old := extraDocument(before)
	if before.Equal(after) && !absent(after) && c.repeats(at) {
		old = nil
	}
	for key, wanted := range extraDocument(after) {
		if had, ok := old[key]; !ok || jsonChanged(had, wanted) {
			patch[key] = wanted
		}
	}
}

func (c *changes) compareOutput(at path.Path, before, after types.Object) {
	old := valuesOf(before)
	switch {
	case after.Equal(before):
		return
	case old == nil:
		c.takeAt(at, after)
		return
	case after.IsUnknown():
		c.replaceAt(at)
		return
	}
	wanted := valuesOf(after)
	if wanted == nil {
		return // nobody says anything about it
	}
	c.compareText(at.AtName("plugin"), old["plugin"], wanted["plugin"])
	for _, name := range outputTables {
		oldTable := valuesOf(old[name])
		switch {
		case oldTable == nil:
			c.takeAt(at.AtName(name), wanted[name])
		case wanted[name].IsUnknown():
			c.replaceAt(at.AtName(name))
		default:
			table := valuesOf(wanted[name])
			for _, member := range slices.Sorted(maps.Keys(table)) {
				c.compareText(at.AtName(name).AtName(member), oldTable[member], table[member])
			}
		}
	}
	oldExtra, newExtra := extraDocument(old[extraName]), extraDocument(wanted[extraName])
	replaces, adds := wanted[extraName].IsUnknown() && !old[extraName].IsNull(), false
	for key, v := range newExtra {
		had, ok := oldExtra[key]
		replaces, adds = replaces || ok && jsonChanged(had, v), adds || !ok
	}
	switch {
	case replaces:
		c.replaceAt(at.AtName(extraName))
	case adds:
		c.takeAt(at.AtName(extraName), wanted[extraName])
	}
}

// compareText replaces for another text, letter case aside.
func (c *changes) compareText(at path.Path, old, wanted attr.Value) {
	switch {
	case wanted.IsNull():
	case old.IsNull():
		c.takeAt(at, wanted)
	case wanted.IsUnknown() || !strings.EqualFold(stringOf(old), stringOf(wanted)):
		c.replaceAt(at)
	}
}

// repeats says whether an attribute that does not change is sent all the same.
func (c *changes) repeats(at path.Path) bool {
	if !c.doubts.about(at) {
		return false
	}
	c.again = append(c.again, at)
	return true
}

func (c *changes) replaceAt(at path.Path) { c.replace = append(c.replace, at) }

// takeAt takes a value as given. One that the platform fills in is not known yet, and nothing to speak of.
func (c *changes) takeAt(at path.Path, wanted attr.Value) {
	if !absent(wanted) {
		c.taken = append(c.taken, at)
	}
}

// syncModeChanged says whether the load type, or what belongs to it, changes from something known to something else.
func syncModeChanged(before, after values) bool {
	for _, f := range inputFields {
		old, wanted := before[f.name], after[f.name]
		if f.role == syncMode && !old.IsNull() && !wanted.IsNull() && !hasUnknown(wanted) && !wanted.Equal(old) {
			return true
		}
	}
	return false
}

func syncModeOf(input values) *maestro.SyncMode {
	mode := &maestro.SyncMode{LoadType: stringOf(input[loadTypeName])}
	if needsCompanion(mode.LoadType, columnName) {
		mode.IncrementalColumnName = stringOf(input[columnName])
		mode.IncrementalColumnType = stringOf(input[columnTypeName])
	}
	if keys, ok := input[primaryKeysName].(types.Set); ok && needsCompanion(mode.LoadType, primaryKeysName) {
		mode.PrimaryKeys = textsOf(keys)
	}
	return mode
}

// removesColumns says whether a column that is extracted now would not be any more, whatever the columns that are not
// known yet turn out to be. Null stands for all columns, or for columns that were never shown: neither is a removal
// that is known.
func removesColumns(before, after attr.Value) bool {
	old, okOld := before.(types.Set)
	wanted, okWanted := after.(types.Set)
	if !okOld || !okWanted || old.IsNull() || wanted.IsNull() {
		return false
	}
	gone := make(map[string]bool)
	for _, column := range textsOf(old) {
		gone[column] = true
	}
	unknown := 0
	for _, column := range wanted.Elements() {
		if column.IsUnknown() {
			unknown++
			continue
		}
		delete(gone, stringOf(column))
	}
	return len(gone) > unknown
}

func (c *changes) compareTransformations(at path.Path, before, after jsontypes.Normalized) {
	switch {
	case after.IsNull():
	case before.IsNull():
		c.takeAt(at, after)
	case after.IsUnknown(), jsonChanged([]byte(before.ValueString()), []byte(after.ValueString())):
		c.replaceAt(at)
	}
}

// jsonChanged compares two JSON values by meaning.
func jsonChanged(before, after []byte) bool {
	a, errA := decodeJSON(before)
	b, errB := decodeJSON(after)
	if errA != nil || errB != nil {
		return !bytes.Equal(before, after)
	}
	return !sameJSON(a, b)
}

// hasUnknown looks into sets and objects too.
func hasUnknown(v attr.Value) bool {
	switch v := v.(type) {
	case types.Set:
		for _, element := range v.Elements() {
			if element.IsUnknown() {
				return true
			}
		}
	case types.Object:
		for _, member := range v.Attributes() {
			if member.IsUnknown() {
				return true
			}
		}
	}
	return v.IsUnknown()
}
