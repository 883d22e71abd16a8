// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"maps"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// Hiding is how much the response about a pipeline hides of a job that could have changed and that the response about
// the job itself shows.
type Hiding int

const (
	// HidesNothing means that the response about the job would add nothing.
	HidesNothing Hiding = iota
	// MayHide means that the response shows the credentials and all that is known of the job, but omits fields that may
	// not be set.
	MayHide
	// Hides means that the response omits the credentials or something that is known of the job.
	Hides
)

// HidingOf returns what the response about a pipeline hides of a job. Of a job of which nothing is known, it hides all
// that it omits. Only JDBC jobs have a response of their own
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob).
func HidingOf(prior Job, shown maestro.Job) Hiding {
	known := prior.Input.Attributes()
	connector, err := shown.Input.Text(attrConnector)
	if err != nil || !connector.Has() {
		connector.Value = known.Connector.ValueString()
	}
	switch {
	case !maestro.IsJDBC(connector.Value):
		return HidesNothing
	case !showsDetails(shown.Input):
		return Hides
	}

	hiding := HidesNothing
	loadType, _ := shown.Input.Text(attrLoadType)
	if !isShown(shown.Transformations) {
		if !prior.Transformations.IsNull() {
			return Hides
		}
		hiding = MayHide
	}
	for _, f := range inputFields {
		raw := shown.Input.Raw(f.Name)
		switch {
		case isShown(raw):
		case !f.Get(&known).IsNull():
			return Hides
		case raw.Present: // null, like the prior value
		case f.Name == attrColumns, f.Name == attrPrimaryKeys && loadType.Value == incrementalWithQualify:
			hiding = MayHide
		}
	}
	if hiding == MayHide && prior.Input.IsNull() {
		return Hides
	}
	return hiding
}

// Reveals reports whether the response about a job shows a field that the response about its pipeline omits although it
// shows the credentials.
func Reveals(shown, detail maestro.Job) bool {
	if !showsDetails(shown.Input) {
		return false
	}
	for _, name := range []string{attrColumns, attrPrimaryKeys} {
		if isShown(detail.Input.Raw(name)) && !isShown(shown.Input.Raw(name)) {
			return true
		}
	}
	return isShown(detail.Transformations) && !isShown(shown.Transformations) && string(detail.Transformations.Value) != "[]"
}

// MergeDetail returns a job as the response about its pipeline shows it, with what the response about the job adds.
// Where both show a field, the pipeline's response counts: it has database types where the other only has their
// classes.
func MergeDetail(shown, detail maestro.Job) maestro.Job {
	input := maps.Clone(detail.Input)
	maps.Copy(input, withoutNulls(shown.Input))
	shown.Input = input
	if !isShown(shown.Transformations) {
		shown.Transformations = detail.Transformations
	}
	if len(shown.Output) == 0 {
		shown.Output = detail.Output
	}
	if !shown.Name.Has() {
		shown.Name = detail.Name
	}
	return shown
}
