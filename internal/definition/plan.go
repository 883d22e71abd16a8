// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// ClearedBy returns the name of the attribute of an input that, if the configuration sets it, plans null for an omitted
// attribute with this name, instead of the value in the state: load_type for the attributes that depend on it. It
// returns "" for others.
func ClearedBy(name string) string {
	for _, f := range inputFields {
		if f.Name == name && belongsToLoadType(f) {
			return attrLoadType
		}
	}
	return ""
}

// PlanJobs returns the planned jobs with the values of the state for what the configuration omits. The values are those
// of the job with the same source, wherever it is in the state. What only the platform knows of a new job stays
// unknown.
//
// Plan modifiers of the schema could not do this: they find the state of an element of a list by its index.
func PlanJobs(state Pipeline, config, planned tfvalue.List[Job]) tfvalue.List[Job] {
	if tfvalue.IsNullOrUnknown(config) || len(planned.Elements()) != len(config.Elements()) {
		return planned
	}
	m := matchJobs(state.Jobs.Elements(), config.Elements(), identical)
	jobs := make([]tfvalue.Object[Job], len(planned.Elements()))
	for i, element := range config.Elements() {
		jobs[i] = planned.Elements()[i]
		if tfvalue.IsNullOrUnknown(element) {
			continue
		}
		var prior Job
		isNew := m.counterpart[i] == noMatch || m.uncertain[i]
		if !isNew {
			prior = state.jobMovedTo(i, m.counterpart[i])
		}
		jobs[i] = tfvalue.ObjectValue(planJob(element.Attributes(), jobs[i].Attributes(), prior, isNew))
	}
	return tfvalue.ListValue(jobs...)
}

// planJob plans one job. All values of prior are null if the job is new.
func planJob(config, planned, prior Job, isNew bool) Job {
	if !isNew {
		planned.ID, planned.Name = prior.ID, prior.Name
		if config.Transformations.IsNull() {
			planned.Transformations = prior.Transformations
		}
	}
	if tfvalue.HasValue(config.Input) {
		planned.Input = tfvalue.ObjectValue(planInput(
			config.Input.Attributes(), planned.Input.Attributes(), prior.Input.Attributes(), isNew))
	}

	switch {
	case tfvalue.HasValue(config.Output):
		planned.Output = tfvalue.ObjectValue(planOutput(
			config.Output.Attributes(), planned.Output.Attributes(), prior.Output.Attributes(), isNew))
	case config.Output.IsNull() && !isNew:
		planned.Output = prior.Output
	}
	return planned
}

func planInput(config, planned, prior Input, isNew bool) Input {
	for _, f := range inputFields {
		switch {
		case !f.Get(&config).IsNull() || f.role == columns: // without columns, all of them are extracted
		case belongsToLoadType(f) && !config.LoadType.IsNull():
			f.SetNull(&planned)
		case isNew && isForOtherConnector(f, config.Connector):
			f.SetNull(&planned)
		case !isNew:
			f.CopyKnown(&planned, &prior)
		}
	}
	if config.Extra.IsNull() {
		planned.Extra = prior.Extra // the platform does not fill it in
	}
	return planned
}

// isForOtherConnector reports whether a field is only for other connectors than a known one: load types are those of
// JDBC jobs, and the replication method is for all others
// (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
func isForOtherConnector(f field[Input], connector Word) bool {
	if connector.ValueString() == "" {
		return false
	}
	return maestro.IsJDBC(connector.ValueString()) == (f.Name == attrReplication) && (f.role == syncMode || f.Name == attrReplication)
}

func planOutput(config, planned, prior Output, isNew bool) Output {
	if config.Extra.IsNull() {
		planned.Extra = prior.Extra
	}
	if isNew {
		return planned
	}
	planned.TableName = prior.TableName
	for _, table := range outputTables {
		wanted, had := *table.of(&config), *table.of(&prior)
		switch {
		case wanted.IsUnknown():
		case wanted.IsNull():
			*table.of(&planned) = had
		case tfvalue.HasValue(had):
			*table.of(&planned) = planTable(wanted.Attributes(), table.of(&planned).Attributes(), had.Attributes())
		}
	}
	return planned
}

func planTable(config, planned, prior Table) tfvalue.Object[Table] {
	if config.Name.IsNull() {
		planned.Name = prior.Name
	}
	if config.Schema.IsNull() {
		planned.Schema = prior.Schema
	}
	return tfvalue.ObjectValue(planned)
}
