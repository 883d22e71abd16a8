// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// A job is identified by its source: connector, plugin, schema and name of the table. The order of jobs in the configuration
// has no meaning. Where two lists have job ids, these identify a job whose source has changed.

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

// matchJobs finds the existing job that each wanted one stands for. Jobs with the same source keep their relative order, except
// that a job whose input did not change comes first. equal compares the names of tables.
func matchJobs(existing, wanted []tfvalue.Object[Job], equal func(a, b string) bool) matching {
	have, want := attributesOf(existing), attributesOf(wanted)
	same := func(have, want *Job) bool { return isSameSource(have, want, equal) }
	possible := func(have, want *Job) bool { return mayBeSameSource(have, want, equal) }
	m := matching{counterpart: make([]int, len(want)), uncertain: make([]bool, len(want))}
	for i := range want {
		m.counterpart[i] = noMatch
	}

	used := make([]bool, len(have))
	pass := func(matches func(have, want *Job) bool) {
		first := 0
		for i := range want {
			for first < len(used) && used[first] {
				first++
			}
			for j := first; j < len(have) && m.counterpart[i] == noMatch; j++ {
				if !used[j] && matches(&have[j], &want[i]) {
					m.counterpart[i], used[j] = j, true
				}
			}
		}
	}
	pass(func(have, want *Job) bool { return isSameID(have, want) && possible(have, want) })
	pass(func(have, want *Job) bool { return same(have, want) && isUnchangedInput(have, want) })
	pass(same)
	pass(isSameID)

	m.unmatched = indexesOf(used, false)
	for i := range want {
		m.uncertain[i] = m.counterpart[i] == noMatch && len(m.unmatched) > 1 && hasUnknownSource(want[i].Input)
	}
	pass(possible)
	pass(func(have, want *Job) bool { return isSameTable(have, want, equal) })
	m.unmatched = indexesOf(used, false)
	return m
}

// isSameTable reports whether two jobs extract a table of the same name, or none, though from another source.
func isSameTable(have, want *Job, equal func(a, b string) bool) bool {
	a, b := have.Input.Attributes(), want.Input.Attributes()
	return a.TableName.IsNull() == b.TableName.IsNull() && equal(a.TableName.ValueString(), b.TableName.ValueString()) &&
		equal(a.TableSchema.ValueString(), b.TableSchema.ValueString())
}

func attributesOf(objects []tfvalue.Object[Job]) []Job {
	jobs := make([]Job, len(objects))
	for i, object := range objects {
		jobs[i] = object.Attributes()
		if object.IsUnknown() {
			jobs[i].Input = tfvalue.ObjectUnknown[Input]()
		}
	}
	return jobs
}

func indexesOf(flags []bool, value bool) []int {
	var indexes []int
	for i, flag := range flags {
		if flag == value {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

func isSameID(have, want *Job) bool {
	return tfvalue.HasValue(have.ID) && tfvalue.HasValue(want.ID) && have.ID.SameMeaning(want.ID.ValueString())
}

// isSameSource reports whether two jobs certainly have the same source. What the wanted one omits is filled in by the platform,
// except for the name of the table.
func isSameSource(have, want *Job, equal func(a, b string) bool) bool {
	a, b := have.Input.Attributes(), want.Input.Attributes()
	same := func(a, b Word, equal func(a, b string) bool) bool {
		return b.IsNull() || tfvalue.HasValue(a) && tfvalue.HasValue(b) && equal(a.ValueString(), b.ValueString())
	}
	return !want.Input.IsUnknown() && a.TableName.IsNull() == b.TableName.IsNull() &&
		same(a.TableName, b.TableName, equal) && same(a.TableSchema, b.TableSchema, equal) &&
		same(a.Connector, b.Connector, strings.EqualFold) && same(a.Plugin, b.Plugin, strings.EqualFold)
}

// mayBeSameSource reports whether two jobs may have the same source, as far as both show it.
func mayBeSameSource(have, want *Job, equal func(a, b string) bool) bool {
	a, b := have.Input.Attributes(), want.Input.Attributes()
	possible := func(a, b Word, equal func(a, b string) bool) bool {
		return tfvalue.IsNullOrUnknown(a) || tfvalue.IsNullOrUnknown(b) || equal(a.ValueString(), b.ValueString())
	}
	return possible(a.TableName, b.TableName, equal) && possible(a.TableSchema, b.TableSchema, equal) &&
		possible(a.Connector, b.Connector, strings.EqualFold) && possible(a.Plugin, b.Plugin, strings.EqualFold)
}

// isUnchangedInput reports whether every field that the wanted job sets is as it was.
func isUnchangedInput(have, want *Job) bool {
	before, after := have.Input.Attributes(), want.Input.Attributes()
	for _, f := range inputFields {
		if !f.Get(&after).IsNull() && !f.unchanged(&before, &after) {
			return false
		}
	}
	return after.Extra.IsNull() || after.Extra.SameMeaning(before.Extra.ValueString())
}

// hasUnknownSource reports whether a part of an input's source is unknown.
func hasUnknownSource(input tfvalue.Object[Input]) bool {
	attributes := input.Attributes()
	for _, f := range inputFields {
		if f.role == source && f.Get(&attributes).IsUnknown() {
			return true
		}
	}
	return input.IsUnknown()
}

// identical is the equality of the names of tables in two configurations: another letter case may be another table.
func identical(a, b string) bool { return a == b }

// matchShown relates the jobs of a response to those that are known. The platform may show names of tables in another letter
// case, as some databases fold it.
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

// jobMovedTo returns the job at index from for another index. An id that was never shown is that of the index on the platform.
func (p Pipeline) jobMovedTo(to, from int) Job {
	job := p.Jobs.Element(from)
	if to != from {
		job.ID = tfvalue.StringValue[idEquality](p.JobID(from))
	}
	return job
}

// observedInOrder returns the observed jobs in the order of the planned ones, with null for those that were not observed.
func observedInOrder(planned, observed tfvalue.List[Job]) tfvalue.List[Job] {
	if tfvalue.IsNullOrUnknown(planned) {
		return observed
	}
	m := matchJobs(observed.Elements(), planned.Elements(), strings.EqualFold)
	jobs := make([]tfvalue.Object[Job], len(m.counterpart))
	for i, counterpart := range m.counterpart {
		if counterpart != noMatch {
			jobs[i] = observed.Elements()[counterpart]
		}
	}
	return tfvalue.ListValue(jobs...)
}
