// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"maps"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// NeedsDetail reports whether the response about a pipeline hides something of a job that could have changed and that
// the response about the job itself shows. Only JDBC jobs have one
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob).
func NeedsDetail(prior Job, shown maestro.Job) bool {
	known := prior.Input.Attributes()
	connector, err := shown.Input.Text(attrConnector)
	if err != nil || !connector.Has() {
		connector.Value = known.Connector.ValueString()
	}
	switch {
	case !maestro.IsJDBC(connector.Value):
		return false
	case !isShown(shown.Transformations) || !showsDetails(shown.Input):
		return true
	}

	loadType, _ := shown.Input.Text(attrLoadType)
	for _, f := range inputFields {
		raw := shown.Input.Raw(f.Name)
		switch {
		case isShown(raw):
		case !f.Get(&known).IsNull():
			return true
		case raw.Present: // null, like the prior value
		case f.Name == attrColumns, f.Name == attrPrimaryKeys && loadType.Value == incrementalWithQualify:
			return true
		}
	}
	return false
}

// MergeDetail returns a job as the response about its pipeline shows it, with what the response about the job adds. Where
// both show a field, the pipeline's response counts: it has database types where the other only has their classes.
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
