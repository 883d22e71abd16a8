// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// A job is identified by its source: connector, plugin, schema and name of the table. The order of jobs in the
// configuration has no meaning. Where two lists have job ids, these identify a job whose source has changed.

// noMatch is the index of a counterpart that does not exist.
const noMatch = -1

// matching relates wanted jobs to existing ones.
type matching struct {
	// counterpart is the index of the existing job, or noMatch, by the index of the wanted one.
	counterpart []int
	// uncertain is set for a wanted job with an unknown source, for which there are several candidates.
	uncertain []bool
	// unmatched are the indexes of the existing jobs that no wanted one stands for.
	unmatched []int
}

// matchJobs finds the existing job that each wanted one stands for. Of several jobs with the same source, those whose
// values did not change come first, then those that need no replacement, each from the job that sets the most values to
// the one that omits the most. The rest keep their relative order. equal compares the names of tables. The passes go
// from the most to the least certain match, and each takes jobs that no earlier one has matched.
func matchJobs(existing, wanted []tfvalue.Object[Job], equal func(a, b string) bool) matching {
	m := newMatcher(existing, wanted)
	same := func(have, want *candidate) bool { return isSameSource(have, want, equal) }
	possible := func(have, want *candidate) bool { return mayBeSameSource(have, want, equal) }

	m.pass(byID, matchBoth(isSameID, isIdenticalSource))
	m.preferringPasses(isIdenticalSource)
	m.pass(byID, matchBoth(isSameID, possible))
	m.preferringPasses(same)
	m.pass(byID, isSameID)

	m.findUncertain(possible)
	m.pass(together, func(have, want *candidate) bool { return !want.isUncertain && possible(have, want) })
	m.pass(together, possible)
	m.pass(byTable, func(have, want *candidate) bool { return isSameTable(have, want, equal) })
	return m.matching()
}

// matcher relates jobs in the passes of [matchJobs].
type matcher struct {
	have, want []*candidate
	// specific are the wanted jobs, of which those with the same table are in the order of how many values they set.
	specific []*candidate
}

// candidate is a job that is to be related to another one.
type candidate struct {
	Job

	index int
	input Input
	// values is the number of values that a wanted job sets.
	values int
	// counterpart is the index of the related job, or noMatch.
	counterpart int
	isUncertain bool
}

func newMatcher(existing, wanted []tfvalue.Object[Job]) matcher {
	m := matcher{have: candidatesOf(existing), want: candidatesOf(wanted)}
	m.specific = m.want
	tables := make(map[string]bool)
	for _, want := range m.want {
		tables[byTable(want)] = true
	}
	if len(tables) < len(m.want) {
		m.sortSpecific()
	}
	return m
}

func (m *matcher) sortSpecific() {
	for _, want := range m.want {
		want.values = want.countValues()
	}
	m.specific = slices.Clone(m.want)
	slices.SortStableFunc(m.specific, func(a, b *candidate) int { return b.values - a.values })
}

func candidatesOf(objects []tfvalue.Object[Job]) []*candidate {
	candidates := make([]*candidate, len(objects))
	for i, object := range objects {
		job := object.Attributes()
		c := &candidate{Job: job, index: i, input: job.Input.Attributes(), counterpart: noMatch}
		if object.IsUnknown() || job.Input.IsUnknown() {
			unknown := tfvalue.StringUnknown[wordEquality]()
			c.input.Connector, c.input.Plugin, c.input.TableSchema, c.input.TableName = unknown, unknown, unknown, unknown
		}
		candidates[i] = c
	}
	return candidates
}

// countValues returns how many values a job sets that can tell it from others with the same source.
func (c *candidate) countValues() int {
	count := 0
	for _, f := range inputFields {
		if !f.Get(&c.input).IsNull() {
			count++
		}
	}
	output := c.Output.Attributes()
	values := []attr.Value{c.input.Extra, c.Transformations, output.Plugin}
	for _, table := range outputTables {
		names := table.of(&output).Attributes()
		values = append(values, names.Name, names.Schema)
	}
	for _, value := range values {
		if !value.IsNull() {
			count++
		}
	}
	return count + len(decodeExtra(output.Extra))
}

// preferringPasses relates jobs with the same source, by what they have in common besides it.
func (m matcher) preferringPasses(same func(have, want *candidate) bool) {
	m.relate(m.specific, byTable, matchBoth(same, isUnchanged))
	m.relate(m.specific, byTable, matchBoth(same, keepsConnection))
	m.relate(m.specific, byTable, matchBoth(same, needsNoReplacement))
	m.pass(byTable, same)
}

// pass relates the jobs that match and are not related yet, in their order. Jobs that match have the same key.
func (m matcher) pass(key func(*candidate) string, matches func(have, want *candidate) bool) {
	m.relate(m.want, key, matches)
}

func (m matcher) relate(
	wanted []*candidate, key func(*candidate) string, matches func(have, want *candidate) bool,
) {
	byKey := make(map[string][]*candidate)
	for _, have := range m.have {
		if have.counterpart == noMatch {
			byKey[key(have)] = append(byKey[key(have)], have)
		}
	}
	for _, want := range wanted {
		if want.counterpart != noMatch {
			continue
		}
		for _, have := range byKey[key(want)] {
			if have.counterpart == noMatch && matches(have, want) {
				have.counterpart, want.counterpart = want.index, have.index
				break
			}
		}
	}
}

// The keys of passes.
func byID(c *candidate) string { return maestro.CanonicalID(c.ID.ValueString()) }
func byTable(c *candidate) string { // not ToLower alone, as strings.EqualFold treats more letters as equal
	return strings.ToLower(strings.ToUpper(c.input.TableName.ValueString()))
}
func together(_ *candidate) string { return "" }

// findUncertain marks the wanted jobs with an unknown source that may stand for several existing ones.
func (m matcher) findUncertain(possible func(have, want *candidate) bool) {
	for _, want := range m.want {
		if want.counterpart != noMatch || !hasUnknownSource(want) {
			continue
		}
		isPossible := func(have *candidate) bool { return have.counterpart == noMatch && possible(have, want) }
		first := slices.IndexFunc(m.have, isPossible)
		want.isUncertain = first >= 0 && slices.ContainsFunc(m.have[first+1:], isPossible)
	}
}

func (m matcher) matching() matching {
	result := matching{counterpart: make([]int, len(m.want)), uncertain: make([]bool, len(m.want))}
	for i, want := range m.want {
		result.counterpart[i], result.uncertain[i] = want.counterpart, want.isUncertain
	}
	for j, have := range m.have {
		if have.counterpart == noMatch {
			result.unmatched = append(result.unmatched, j)
		}
	}
	return result
}

func matchBoth(first, second func(have, want *candidate) bool) func(have, want *candidate) bool {
	return func(have, want *candidate) bool { return first(have, want) && second(have, want) }
}

func isSameID(have, want *candidate) bool {
	return have.ID.ValueString() != "" && want.ID.SameMeaning(have.ID.ValueString())
}

// isIdenticalSource reports whether two jobs show the same source, and omit the same parts of it.
func isIdenticalSource(have, want *candidate) bool {
	a, b := &have.input, &want.input
	isSameKeyword := func(a, b Word) bool {
		return a.IsNull() == b.IsNull() && strings.EqualFold(a.ValueString(), b.ValueString())
	}
	return !hasUnknownSource(want) && a.TableName.Equal(b.TableName) && a.TableSchema.Equal(b.TableSchema) &&
		isSameKeyword(a.Connector, b.Connector) && isSameKeyword(a.Plugin, b.Plugin)
}

// isSameSource reports whether two jobs certainly have the same source. What the wanted one omits is filled in by the
// platform, except for the name of the table.
func isSameSource(have, want *candidate, equal func(a, b string) bool) bool {
	a, b := &have.input, &want.input
	same := func(a, b Word, equal func(a, b string) bool) bool {
		return b.IsNull() || tfvalue.HasValue(a) && tfvalue.HasValue(b) && equal(a.ValueString(), b.ValueString())
	}
	return a.TableName.IsNull() == b.TableName.IsNull() &&
		same(a.TableName, b.TableName, equal) && same(a.TableSchema, b.TableSchema, equal) &&
		same(a.Connector, b.Connector, strings.EqualFold) && same(a.Plugin, b.Plugin, strings.EqualFold)
}

// mayBeSameSource reports whether two jobs may have the same source, as far as both show it.
func mayBeSameSource(have, want *candidate, equal func(a, b string) bool) bool {
	a, b := &have.input, &want.input
	possible := func(a, b Word, equal func(a, b string) bool) bool {
		return tfvalue.IsNullOrUnknown(a) || tfvalue.IsNullOrUnknown(b) || equal(a.ValueString(), b.ValueString())
	}
	return possible(a.TableName, b.TableName, equal) && possible(a.TableSchema, b.TableSchema, equal) &&
		possible(a.Connector, b.Connector, strings.EqualFold) && possible(a.Plugin, b.Plugin, strings.EqualFold)
}

// isSameTable reports whether two jobs extract a table of the same name, or none, though from another source.
func isSameTable(have, want *candidate, equal func(a, b string) bool) bool {
	a, b := &have.input, &want.input
	return a.TableName.IsNull() == b.TableName.IsNull() && equal(a.TableName.ValueString(), b.TableName.ValueString()) &&
		equal(a.TableSchema.ValueString(), b.TableSchema.ValueString())
}

// isUnchanged reports whether every value that the wanted job sets is as it was.
func isUnchanged(have, want *candidate) bool {
	for _, f := range inputFields {
		isSame := f.Get(&want.input).IsNull() || f.unchanged(&have.input, &want.input) ||
			f.Name == attrAuth && isSameConnection(have, want)
		if !isSame {
			return false
		}
	}
	isSameExtra := want.input.Extra.IsNull() || want.input.Extra.SameMeaning(have.input.Extra.ValueString())
	return isSameExtra && needsNoReplacement(have, want)
}

// keepsConnection reports whether a job of the same source can be changed to the wanted one in place, and has its
// connection.
func keepsConnection(have, want *candidate) bool {
	return isSameConnection(have, want) && needsNoReplacement(have, want)
}

// isSameConnection reports whether two jobs use the same credentials. The configuration may omit where they are kept.
func isSameConnection(have, want *candidate) bool {
	if tfvalue.IsNullOrUnknown(want.input.AuthParameters) {
		return false
	}
	before, after := have.input.AuthParameters.Attributes(), want.input.AuthParameters.Attributes()
	return after.ConfigID.Equal(before.ConfigID) && (after.Type.IsNull() || after.Type.Equal(before.Type))
}

// needsNoReplacement reports whether a job of the same source can be changed to the wanted one in place.
func needsNoReplacement(have, want *candidate) bool {
	j := jobDiff{Changes: &Changes{}}
	j.removesColumns(have.input.ColumnIncludeList, want.input.ColumnIncludeList)
	j.diffTransformations(have.Transformations, want.Transformations)
	j.diffOutput(have.Output, want.Output)
	return len(j.Replace) == 0
}

// hasUnknownSource reports whether a part of a job's source is unknown.
func hasUnknownSource(c *candidate) bool {
	return c.input.Connector.IsUnknown() || c.input.Plugin.IsUnknown() || c.input.TableSchema.IsUnknown() ||
		c.input.TableName.IsUnknown()
}

// identical is the equality of the names of tables in two configurations: another letter case may be another table.
func identical(a, b string) bool { return a == b }

// matchShown relates the jobs of a response to those that are known. The platform may show names of tables in another
// letter case, as some databases fold it.
func matchShown(known tfvalue.List[Job], shown []maestro.Job) matching {
	sources := make([]tfvalue.Object[Job], len(shown))
	for i, job := range shown {
		sources[i] = tfvalue.ObjectValue(sourceOf(job))
	}
	return matchJobs(known.Elements(), sources, strings.EqualFold)
}

// sourceOf returns the id and the source of a job in a response. Fields with an unexpected type are omitted.
func sourceOf(shown maestro.Job) Job {
	job, input := tfvalue.ObjectNull[Job]().Attributes(), tfvalue.ObjectNull[Input]().Attributes()
	for _, f := range inputFields {
		if f.role == source && isShown(shown.Input.Raw(f.Name)) {
			_ = f.observe(&input, shown.Input)
		}
	}
	job.ID = tfvalue.StringValue[idEquality](shown.ID)
	job.Input = tfvalue.ObjectValue(input)
	return job
}

// KnownJobs returns for each job of a response what is known of it, a job without values if nothing is.
func KnownJobs(known tfvalue.List[Job], shown []maestro.Job) []Job {
	jobs := make([]Job, len(shown))
	for i, counterpart := range matchShown(known, shown).counterpart {
		jobs[i] = known.Element(counterpart)
	}
	return jobs
}

// Align returns a state with its jobs in the order of a plan whose jobs are the same.
func Align(state, plan Pipeline) Pipeline {
	m := matchJobs(state.Jobs.Elements(), plan.Jobs.Elements(), identical)
	if len(m.unmatched) > 0 || len(m.counterpart) != len(state.Jobs.Elements()) {
		return state
	}
	jobs := make([]tfvalue.Object[Job], len(m.counterpart))
	for i, counterpart := range m.counterpart {
		jobs[i] = tfvalue.ObjectValue(state.jobMovedTo(i, counterpart))
	}
	state.Jobs = tfvalue.ListValue(jobs...)
	return state
}

// jobMovedTo returns the job at index from for another index. An id that was never shown is that of the index on the
// platform.
func (p Pipeline) jobMovedTo(to, from int) Job {
	job := p.Jobs.Element(from)
	if to != from {
		job.ID = tfvalue.StringValue[idEquality](p.JobID(from))
	}
	return job
}

// observedInOrder returns the observed jobs in the order of the planned ones, with null for those that were not
// observed. If one of each is left over, the platform shows the planned job with another source.
func observedInOrder(planned, observed tfvalue.List[Job]) tfvalue.List[Job] {
	if tfvalue.IsNullOrUnknown(planned) {
		return observed
	}
	m := matchJobs(observed.Elements(), planned.Elements(), strings.EqualFold)
	isOneLeft := len(m.unmatched) == 1 && len(planned.Elements()) == len(observed.Elements())
	jobs := make([]tfvalue.Object[Job], len(m.counterpart))
	for i, counterpart := range m.counterpart {
		switch {
		case counterpart != noMatch:
			jobs[i] = observed.Elements()[counterpart]
		case isOneLeft:
			jobs[i] = observed.Elements()[m.unmatched[0]]
		}
	}
	return tfvalue.ListValue(jobs...)
}
