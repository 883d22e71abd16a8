// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ValidateConfig checks what takes more than one attribute. Unknown values never fail.
func (r *pipelineResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var list types.List
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("jobs"), &list)...)
	if resp.Diagnostics.HasError() || list.IsNull() || list.IsUnknown() {
		return
	}
	inputs := make([]values, len(list.Elements()))
	for i, element := range list.Elements() {
		if attributes := valuesOf(element); attributes != nil {
			inputs[i] = valuesOf(attributes["input"])
		}
	}
	for i, input := range inputs {
		if input != nil {
			validateLoad(path.Root("jobs").AtListIndex(i).AtName("input"), input, &resp.Diagnostics)
		}
	}
	warnOfConnectors(inputs, &resp.Diagnostics)
	warnOfDuplicates(inputs, &resp.Diagnostics)
}

// validateLoad wants the companions of the load type (maestro: updatejdbcsyncmode), and doubts values that no page
// knows, without refusing them.
func validateLoad(at path.Path, input values, diags *diag.Diagnostics) {
	loadType := input[loadTypeName]
	if method := input["replication_method"]; !absent(method) && stringOf(method) != "INCREMENTAL" && stringOf(method) != "FULL_TABLE" {
		diags.AddAttributeWarning(at.AtName("replication_method"), "Unknown replication method",
			fmt.Sprintf("%s has replication_method = %q, which is in no documentation of the platform: that knows INCREMENTAL and FULL_TABLE. It is sent as it is.", at, stringOf(method)))
	}
	if absent(loadType) {
		return
	}
	needed, documented := companions[stringOf(loadType)]
	if !documented {
		diags.AddAttributeWarning(at.AtName(loadTypeName), "Unknown load type",
			fmt.Sprintf("%s has load_type = %q, which is in no documentation of the platform: that knows %s, %s and %s. It is sent as it is.", at, stringOf(loadType), fullLoad, incremental, incrementalWithQualify))
		return
	}
	var missing []string
	for _, name := range needed {
		if input[name].IsNull() || input[name].Equal(types.StringValue("")) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		diags.AddAttributeError(at.AtName(missing[0]), "Load type is missing a companion",
			fmt.Sprintf("%s has load_type = %q, which needs %s. Set %s as well, or choose another load_type.",
				at, stringOf(loadType), strings.Join(needed, ", "), strings.Join(missing, " and ")))
	}
	for _, name := range companions[incrementalWithQualify] {
		if !needsCompanion(stringOf(loadType), name) && !absent(input[name]) {
			diags.AddAttributeWarning(at.AtName(name), "Attribute has no effect",
				fmt.Sprintf("%s has load_type = %q, which does not use %s.", at, stringOf(loadType), name))
		}
	}
}

// warnOfConnectors: the platform advises one connector per pipeline
// (docs.dadosfera.ai/reference/platformapicontroller_createpipeline); whether it insists is not known.
func warnOfConnectors(inputs []values, diags *diag.Diagnostics) {
	first := ""
	for i, input := range inputs {
		connector := stringOf(input[connectorName])
		switch {
		case connector == "":
		case first == "":
			first = connector
		case !strings.EqualFold(first, connector):
			diags.AddAttributeWarning(path.Root("jobs").AtListIndex(i).AtName("input").AtName(connectorName), "Several connectors in one pipeline",
				fmt.Sprintf("jobs[%d] has the connector %q, and an earlier job has %q. The platform advises one connector per pipeline.", i, connector, first))
			return
		}
	}
}

func warnOfDuplicates(inputs []values, diags *diag.Diagnostics) {
	seen := make(map[string]int)
	for i, input := range inputs {
		if input == nil || absent(input["table_name"]) || unknownSource(input) {
			continue
		}
		table := strings.Join([]string{stringOf(input[connectorName]), stringOf(input["plugin"]), stringOf(input["table_schema"]), stringOf(input["table_name"]), configOf(input[authName])}, "\x00")
		if first, ok := seen[table]; ok {
			diags.AddAttributeWarning(path.Root("jobs").AtListIndex(i).AtName("input").AtName("table_name"), "Table extracted twice",
				fmt.Sprintf("jobs[%d] and jobs[%d] both extract %q.", first, i, stringOf(input["table_name"])))
			continue
		}
		seen[table] = i
	}
}

func unknownSource(input values) bool {
	for _, f := range inputFields {
		if (f.role == source || f.name == authName) && hasUnknown(input[f.name]) {
			return true
		}
	}
	return false
}

// configOf gives the connection that a job's credentials refer to.
func configOf(auth attr.Value) string {
	return stringOf(valuesOf(auth)["config_id"])
}
