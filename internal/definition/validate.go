// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
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
			diags.Append(validateConnection(inputPath(i), inputs[i].Attributes())...)
		}
	}
	diags.Append(warnOfConnectors(inputs)...)
	diags.Append(warnOfDuplicates(inputs)...)
	return diags
}

// requireInputs requires an input in every job. If the schema did, the framework would report a missing input in a job
// that is unknown as a whole, as every job from a variable is while a module is validated.
func requireInputs(jobs tfvalue.List[Job]) diag.Diagnostics {
	var diags diag.Diagnostics
	for i, job := range jobs.Elements() {
		if !job.IsUnknown() && job.Attributes().Input.IsNull() {
			diags.Append(summaryNoInput.ErrorAtf(jobsPath, "%s has no input. Set input to what the job extracts. If "+
				"connector, table_name and the other fields are set directly in the job, move them into input = { ... }: "+
				"Terraform ignores them there without an error (hashicorp/terraform#33570).",
				path.Root(AttrJobs).AtListIndex(i)))
		}
	}
	return diags
}

// jobsPath is the path of all diagnostics about jobs, as Terraform shows the configuration of no path below it. The
// text names the attribute.
var jobsPath = path.Root(AttrJobs)

func inputPath(job int) path.Path { return path.Root(AttrJobs).AtListIndex(job).AtName(attrInput) }

// validateLoad requires the fields that the load type needs
// (docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode) and warns of values that are not documented.
func validateLoad(at path.Path, input Input) diag.Diagnostics {
	var diags diag.Diagnostics
	method := input.ReplicationMethod.ValueString()
	if method != "" && method != "INCREMENTAL" && method != "FULL_TABLE" {
		diags.Append(summaryUnknownReplicationMethod.WarningAtf(jobsPath,
			"%s has replication_method = %q. The platform documents INCREMENTAL and FULL_TABLE. The value is sent unchanged, "+
				"and the platform may refuse it. Check its spelling.",
			at, method))
	}
	loadType := input.LoadType.ValueString()
	if loadType == "" && tfvalue.IsNullOrUnknown(input.LoadType) {
		return diags
	}
	needed, documented := loadTypeFields[loadType]
	if !documented {
		diags.Append(summaryUnknownLoadType.WarningAtf(jobsPath,
			"%s has load_type = %q. The platform documents %s, %s and %s. The value is sent unchanged, and the platform may "+
				"refuse it. Check its spelling.",
			at, loadType, fullLoad, incremental, incrementalWithQualify))
		return diags
	}

	if missing := input.missingLoadFields(); len(missing) > 0 {
		diags.Append(summaryMissingLoadField.ErrorAtf(jobsPath,
			"%s has load_type = %q, which requires %s. Set %s, or choose another load_type.",
			at, loadType, strings.Join(needed, ", "), strings.Join(missing, ", ")))
	}
	for _, f := range inputFields {
		if belongsToLoadType(f) && !loadTypeUses(loadType, f.Name) && tfvalue.HasValue(f.Get(&input)) {
			diags.Append(summaryNoEffect.About(at.AtName(f.Name).String()).WarningAtf(jobsPath,
				"%s has load_type = %q, which does not use %s. Remove the attribute, or choose another load_type.",
				at, loadType, f.Name))
		}
	}
	return diags
}

// validateConnection warns of a plugin that is not documented, and of a connection of another plugin.
func validateConnection(at path.Path, input Input) diag.Diagnostics {
	plugin := input.Plugin.ValueString()
	if !input.isJDBC() || plugin == "" {
		return nil
	}
	var diags diag.Diagnostics
	if !slices.ContainsFunc(maestro.JDBCPlugins, func(known string) bool { return strings.EqualFold(known, plugin) }) {
		diags.Append(summaryUnknownPlugin.WarningAtf(jobsPath,
			"%s has plugin = %q. The platform documents the following plugins of the connector jdbc: %s. The value is sent "+
				"unchanged, and the platform may refuse it. Check its spelling.",
			at, plugin, strings.Join(maestro.JDBCPlugins, ", ")))
	}
	configID := input.AuthParameters.Attributes().ConfigID.ValueString()
	if other := maestro.PluginOf(configID); other != "" && !strings.EqualFold(other, plugin) {
		diags.Append(summaryOtherPlugin.WarningAtf(jobsPath,
			"%s has plugin = %q, but the connection %q in auth_parameters.config_id is for %s. Use the id of a "+
				"connection for %s.",
			at, plugin, configID, other, plugin))
	}
	return diags
}

// requiredOnCreate are the attributes of a JDBC job without which it does not extract what was meant.
var requiredOnCreate = []string{attrPlugin, attrTableSchema, attrTableName, attrLoadType, attrAuth}

// ValidateCreate checks the jobs of a pipeline that is to be created: there is at least one, and the JDBC jobs are
// complete. A pipeline that was imported may have less: a draft has no jobs.
func ValidateCreate(jobs tfvalue.List[Job]) diag.Diagnostics {
	if tfvalue.HasValue(jobs) && len(jobs.Elements()) == 0 {
		return diag.Diagnostics{summaryNoJobs.ErrorAt(jobsPath, "A new pipeline requires at least one job. Add an "+
			"element to jobs.")}
	}
	var diags diag.Diagnostics
	for i, job := range jobs.Elements() {
		input := job.Attributes().Input.Attributes()
		if !input.isJDBC() {
			continue
		}
		var missing []string
		for _, f := range inputFields {
			if slices.Contains(requiredOnCreate, f.Name) && isEmpty(f.Get(&input)) {
				missing = append(missing, f.Name)
			}
		}
		if len(missing) > 0 {
			diags.Append(summaryIncompleteJob.ErrorAtf(jobsPath,
				"%s is a JDBC job without %s. A new JDBC job requires %s.\n\nIf the configuration sets the attribute, check its "+
					"spelling: Terraform ignores misspelled attributes of jobs without an error (hashicorp/terraform#33570).",
				inputPath(i), strings.Join(missing, ", "), strings.Join(requiredOnCreate, ", ")))
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
			return diag.Diagnostics{summarySeveralConnectors.WarningAtf(jobsPath,
				"jobs[%d] has the connector %q, and an earlier job has %q. The platform recommends one connector per pipeline. "+
					"Create a pipeline for each connector.",
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
		if tfvalue.IsNullOrUnknown(input.TableName) || hasUnknownKey(input) {
			continue
		}
		key := fmt.Sprintf("%q", []string{
			input.Connector.ValueString(), input.Plugin.ValueString(), input.TableSchema.ValueString(),
			input.TableName.ValueString(), input.AuthParameters.Attributes().ConfigID.ValueString(),
		})
		if first, ok := seen[key]; ok {
			diags.Append(summaryTableTwice.WarningAtf(jobsPath,
				"jobs[%d] and jobs[%d] extract the same table %q over the same connection. Remove one of them, or correct its "+
					"table_name.", first, i, input.TableName.ValueString()))
			continue
		}
		seen[key] = i
	}
	return diags
}

func hasUnknownKey(input Input) bool {
	for _, f := range inputFields {
		if (f.role == source || f.Name == attrAuth) && tfvalue.HasUnknown(f.Get(&input)) {
			return true
		}
	}
	return false
}
