// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Differences returns the attributes in which an observed pipeline is not as it was planned or known, other than those that
// only the platform sets. An attribute that is null in prior is not managed, unless null has a meaning.
func Differences(prior, observed Pipeline) path.Paths {
	var found path.Paths
	add := func(name string, different bool) {
		if different {
			found = append(found, path.Root(name))
		}
	}
	add(AttrName, isDifferent(prior.Name, observed.Name, false))
	add("description", isDifferent(prior.Description, observed.Description, true))
	add("cron", isDifferent(prior.Cron, observed.Cron, true))
	add("paused", isDifferent(prior.Paused, observed.Paused, false))
	add(AttrMemoryMB, isDifferent(prior.MemoryMB, observed.MemoryMB, false))

	jobs, observedJobs := prior.Jobs.Elements(), observed.Jobs.Elements()
	if tfvalue.HasValue(prior.Jobs) && len(jobs) != len(observedJobs) {
		return append(found, path.Root(AttrJobs))
	}
	for i := range jobs {
		found = append(found, differJob(path.Root(AttrJobs).AtListIndex(i), jobs[i].Attributes(), observedJobs[i].Attributes())...)
	}
	return found
}

func differJob(at path.Path, prior, observed Job) path.Paths {
	var found path.Paths
	if tfvalue.HasValue(prior.Input) && tfvalue.HasValue(observed.Input) {
		input, observedInput := prior.Input.Attributes(), observed.Input.Attributes()
		found = append(found, differInput(at.AtName(attrInput), input, observedInput)...)
	}
	if isDifferent(prior.Transformations, observed.Transformations, false) {
		found = append(found, at.AtName(attrTransformations))
	}
	if tfvalue.HasValue(prior.Output) && tfvalue.HasValue(observed.Output) {
		found = append(found, differOutput(at.AtName(attrOutput), prior.Output.Attributes(), observed.Output.Attributes())...)
	}
	return found
}

func differInput(at path.Path, prior, observed Input) path.Paths {
	var found path.Paths
	for _, p := range differ(inputFields, at, &prior, &observed) {
		if p.Equal(at.AtName(attrAuth)) {
			found = append(found, differObject(authFields, p, prior.AuthParameters, observed.AuthParameters)...)
			continue
		}
		found = append(found, p)
	}
	if isDifferent(prior.Extra, observed.Extra, false) {
		found = append(found, at.AtName(attrExtra))
	}
	return found
}

func differOutput(at path.Path, prior, observed Output) path.Paths {
	var found path.Paths
	if isDifferent(prior.Plugin, observed.Plugin, false) {
		found = append(found, at.AtName(attrPlugin))
	}
	for _, table := range outputTables {
		found = append(found, differObject(tableFields, at.AtName(table.name), *table.of(&prior), *table.of(&observed))...)
	}
	if isDifferent(prior.Extra, observed.Extra, false) {
		found = append(found, at.AtName(attrExtra))
	}
	return found
}

// differObject compares the fields of objects that both have a value.
func differObject[T tfvalue.Struct[T]](fields []field[T], at path.Path, prior, observed tfvalue.Object[T]) path.Paths {
	if tfvalue.IsNullOrUnknown(prior) || tfvalue.IsNullOrUnknown(observed) {
		return nil
	}
	before, after := prior.Attributes(), observed.Attributes()
	return differ(fields, at, &before, &after)
}
