// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Validate checks the jobs of a configuration for what takes more than one attribute. Unknown values are valid.
func Validate(jobs tfvalue.List[Job]) diag.Diagnostics {
	diags := requireInputs(jobs)
	inputs := make([]tfvalue.Object[Input], len(jobs.Elements()))
	for i, job := range jobs.Elements() {
		inputs[i] = job.Attributes().Input
		if tfvalue.HasValue(inputs[i]) {
			diags.Append(validateLoad(inputPath(i), inputs[i].Attributes())...)
		}
	}
	diags.Append(warnOfConnectors(inputs)...)
	diags.Append(warnOfDuplicates(inputs)...)
	return diags
}

// requireInputs requires an input in every job. If the schema did, the framework would report a missing input in a job that is
// unknown as a whole, as every job from a variable is while a module is validated.
func requireInputs(jobs tfvalue.List[Job]) diag.Diagnostics {
	var diags diag.Diagnostics
	for i, job := range jobs.Elements() {
		if !job.IsUnknown() && job.Attributes().Input.IsNull() {
			diags.Append(summaryNoInput.ErrorAtf(inputPath(i), "%s must have an input, which says what it extracts.",
				path.Root(AttrJobs).AtListIndex(i)))
		}
	}
	return diags
}

func inputPath(job int) path.Path { return path.Root(AttrJobs).AtListIndex(job).AtName(attrInput) }

// validateLoad requires the fields that the load type needs
// (docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode) and warns of values that are not documented.
func validateLoad(at path.Path, input Input) diag.Diagnostics {
	var diags diag.Diagnostics
	method := input.ReplicationMethod.ValueString()
	if method != "" && method != "INCREMENTAL" && method != "FULL_TABLE" {
		diags.Append(summaryUnknownReplicationMethod.WarningAtf(at.AtName(attrReplication),
			"%s has replication_method = %q, which is in no documentation of the platform: that knows INCREMENTAL and FULL_TABLE. It is sent as it is.",
			at, method))
	}
	loadType := input.LoadType.ValueString()
	if loadType == "" && tfvalue.IsNullOrUnknown(input.LoadType) {
		return diags
	}
	needed, documented := loadTypeFields[loadType]
	if !documented {
		diags.Append(summaryUnknownLoadType.WarningAtf(at.AtName(attrLoadType),
			"%s has load_type = %q, which is in no documentation of the platform: that knows %s, %s and %s. It is sent as it is.",
			at, loadType, fullLoad, incremental, incrementalWithQualify))
		return diags
	}

	if missing := input.missingLoadFields(); len(missing) > 0 {
		diags.Append(summaryMissingLoadField.ErrorAtf(at.AtName(missing[0]),
			"%s has load_type = %q, which needs %s. Set %s as well, or choose another load_type.",
			at, loadType, strings.Join(needed, ", "), strings.Join(missing, " and ")))
	}
	for _, f := range inputFields {
		if f.role == syncMode && f.Name != attrLoadType && !loadTypeUses(loadType, f.Name) && tfvalue.HasValue(f.Get(&input)) {
			diags.Append(summaryNoEffect.WarningAtf(at.AtName(f.Name),
				"%s has load_type = %q, which does not use %s.", at, loadType, f.Name))
		}
	}
	return diags
}

// warnOfConnectors warns of several connectors in one pipeline. The platform advises one
// (docs.dadosfera.ai/reference/platformapicontroller_createpipeline); whether it insists is not known.
func warnOfConnectors(inputs []tfvalue.Object[Input]) diag.Diagnostics {
	first := ""
	for i, input := range inputs {
		connector := input.Attributes().Connector.ValueString()
		switch {
		case connector == "":
		case first == "":
			first = connector
		case !strings.EqualFold(first, connector):
			return diag.Diagnostics{summarySeveralConnectors.WarningAtf(inputPath(i).AtName(attrConnector),
				"jobs[%d] has the connector %q, and an earlier job has %q. The platform advises one connector per pipeline.",
				i, connector, first)}
		}
	}
	return nil
}

func warnOfDuplicates(inputs []tfvalue.Object[Input]) diag.Diagnostics {
	var diags diag.Diagnostics
	seen := make(map[string]int)
	for i, object := range inputs {
		input := object.Attributes()
		if tfvalue.IsNullOrUnknown(input.TableName) || hasUnknownSource(input) {
			continue
		}
		key := fmt.Sprintf("%q", []string{
			input.Connector.ValueString(), input.Plugin.ValueString(), input.TableSchema.ValueString(),
			input.TableName.ValueString(), input.AuthParameters.Attributes().ConfigID.ValueString(),
		})
		if first, ok := seen[key]; ok {
			diags.Append(summaryTableTwice.WarningAtf(inputPath(i).AtName(attrTableName),
				"jobs[%d] and jobs[%d] both extract %q.", first, i, input.TableName.ValueString()))
			continue
		}
		seen[key] = i
	}
	return diags
}

func hasUnknownSource(input Input) bool {
	for _, f := range inputFields {
		if (f.role == source || f.Name == attrAuth) && tfvalue.HasUnknown(f.Get(&input)) {
			return true
		}
	}
	return false
}
