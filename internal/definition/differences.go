// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Difference is an attribute that the platform shows otherwise than it was planned or known.
type Difference struct {
	Path           path.Path
	Planned, Shown attr.Value
}

// String returns the attribute and both values, fit for one line of a terminal, without values that may be long or hold
// a secret: of JSON attributes, and of jobs as a whole.
func (d Difference) String() string {
	if isOpaque(d.Planned) || isOpaque(d.Shown) {
		return d.Path.String()
	}
	return fmt.Sprintf("%s: planned %s, shown %s", d.Path, brief(d.Planned), brief(d.Shown))
}

func isOpaque(v attr.Value) bool {
	switch v.(type) {
	case JSON, tfvalue.List[Job]:
		return true
	}
	return false
}

// Differences returns the attributes in which an observed pipeline is not as it was planned or known, other than those
// that only the platform sets. An attribute that is null in prior is not managed, unless null has a meaning.
func Differences(prior, observed Pipeline) []Difference {
	var d differences
	d.add(path.Root(AttrName), prior.Name, observed.Name, false)
	d.add(path.Root("description"), prior.Description, observed.Description, true)
	d.add(path.Root("cron"), prior.Cron, observed.Cron, true)
	d.add(path.Root("paused"), prior.Paused, observed.Paused, false)
	d.add(path.Root(AttrMemoryMB), prior.MemoryMB, observed.MemoryMB, false)

	jobs := prior.Jobs.Elements()
	switch {
	case tfvalue.IsNullOrUnknown(prior.Jobs):
		return d
	case len(jobs) != len(observed.Jobs.Elements()):
		return append(d, Difference{path.Root(AttrJobs), prior.Jobs, observed.Jobs})
	}
	for i, shown := range observedInOrder(prior.Jobs, observed.Jobs).Elements() {
		at := path.Root(AttrJobs).AtListIndex(i)
		if shown.IsNull() {
			d = append(d, Difference{at, jobs[i], shown})
			continue
		}
		d.addJob(at, jobs[i].Attributes(), shown.Attributes())
	}
	return d
}

type differences []Difference

// add adds an attribute if prior manages it and observed has another value.
func (d *differences) add(at path.Path, prior, observed attr.Value, nullable bool) {
	if isDifferent(prior, observed, nullable) {
		*d = append(*d, Difference{at, prior, observed})
	}
}

func (d *differences) addJob(at path.Path, prior, observed Job) {
	if tfvalue.HasValue(prior.Input) && tfvalue.HasValue(observed.Input) {
		d.addInput(at.AtName(attrInput), prior.Input.Attributes(), observed.Input.Attributes())
	}
	d.add(at.AtName(attrTransformations), prior.Transformations, observed.Transformations, false)
	if tfvalue.HasValue(prior.Output) && tfvalue.HasValue(observed.Output) {
		d.addOutput(at.AtName(attrOutput), prior.Output.Attributes(), observed.Output.Attributes())
	}
}

func (d *differences) addInput(at path.Path, prior, observed Input) {
	for _, f := range inputFields {
		if f.Name == attrAuth && tfvalue.HasValue(prior.AuthParameters) && tfvalue.HasValue(observed.AuthParameters) {
			addFields(d, authFields, at.AtName(attrAuth), prior.AuthParameters.Attributes(), observed.AuthParameters.Attributes())
			continue
		}
		d.add(at.AtName(f.Name), f.Get(&prior), f.Get(&observed), f.nullable)
	}
	d.add(at.AtName(attrExtra), prior.Extra, observed.Extra, false)
}

func (d *differences) addOutput(at path.Path, prior, observed Output) {
	d.add(at.AtName(attrPlugin), prior.Plugin, observed.Plugin, false)
	for _, table := range outputTables {
		before, after := *table.of(&prior), *table.of(&observed)
		if tfvalue.HasValue(before) && tfvalue.HasValue(after) {
			addFields(d, tableFields, at.AtName(table.name), before.Attributes(), after.Attributes())
		}
	}
	d.add(at.AtName(attrExtra), prior.Extra, observed.Extra, false)
}

func addFields[T any](d *differences, fields []field[T], at path.Path, prior, observed T) {
	for _, f := range fields {
		d.add(at.AtName(f.Name), f.Get(&prior), f.Get(&observed), f.nullable)
	}
}

// isDifferent reports whether an attribute that prior manages has another value in observed.
func isDifferent(prior, observed attr.Value, nullable bool) bool {
	return !prior.Equal(observed) && !prior.IsUnknown() && (nullable || !prior.IsNull())
}
