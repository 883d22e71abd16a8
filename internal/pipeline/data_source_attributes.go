// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"fmt"
	"strings"

	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// JobAttributes are those of a job as a data source shows it: job_id, job_name, input, transformations and output, by the
// resource's names and with its types.
func JobAttributes() map[string]datasource.Attribute { return readOnly(jobAttributes()) }

// ShownJob gives all that an answer shows of a job, as an object of the JobAttributes. The error names the field that is
// not understood.
func ShownJob(shown maestro.Job) (types.Object, error) {
	j, err := observeJob(emptyJob(), shown, true)
	if err != nil {
		return types.ObjectNull(shapesOf().job.AttrTypes), err
	}
	return j.object(), nil
}

// readOnly gives attributes of the resource as a data source has them: all computed.
func readOnly(attributes map[string]schema.Attribute) map[string]datasource.Attribute {
	shown := make(map[string]datasource.Attribute, len(attributes))
	for name, a := range attributes {
		shown[name] = readOnlyAttribute(name, a)
	}
	return shown
}

func readOnlyAttribute(name string, a schema.Attribute) datasource.Attribute {
	description := meaning(name, a)
	switch a := a.(type) {
	case schema.StringAttribute:
		return datasource.StringAttribute{Computed: true, CustomType: a.CustomType, MarkdownDescription: description}
	case schema.BoolAttribute:
		return datasource.BoolAttribute{Computed: true, MarkdownDescription: description}
	case schema.Int64Attribute:
		return datasource.Int64Attribute{Computed: true, MarkdownDescription: description}
	case schema.SetAttribute:
		return datasource.SetAttribute{Computed: true, ElementType: a.ElementType, MarkdownDescription: description}
	case schema.MapAttribute:
		return datasource.MapAttribute{Computed: true, ElementType: a.ElementType, MarkdownDescription: description}
	case schema.SingleNestedAttribute:
		return datasource.SingleNestedAttribute{Computed: true, CustomType: a.CustomType, Attributes: readOnly(a.Attributes), MarkdownDescription: description}
	case nestedList:
		return datasource.ListNestedAttribute{
			Computed: true, CustomType: a.CustomType, MarkdownDescription: description,
			NestedObject: datasource.NestedAttributeObject{Attributes: readOnly(a.NestedObject.Attributes), CustomType: a.NestedObject.CustomType},
		}
	}
	panic(fmt.Sprintf("a data source cannot show %s, a %T", name, a))
}

// readMeanings are descriptions of attributes that mean something else to who reads them than to who sets them.
var readMeanings = map[string]string{
	"cron": "The schedule as a cron expression, " + utcNote + ": minute, hour, day of month, month, day of week; or a preset such as `@once`. " +
		"Null for a pipeline that only runs when somebody starts it.",
	"memory_mb": "Memory for each of the pipeline's jobs, in MB. Null where the platform does not show it, as in all answers that are documented.",
	columnsName: "The columns that are extracted; null where it is all of them.",
	columnTypeName: "Type of that column, as the database names it (`timestamp with time zone`, for example) or as its class: `number`, `date` or `timestamp`. " +
		"The platform shows both.",
}

// meaning is the description of an attribute without what it says to who sets it: the first sentence is what the
// attribute is, and the others are about setting it.
func meaning(name string, a schema.Attribute) string {
	if description, ok := readMeanings[name]; ok {
		return description
	}
	description := a.GetMarkdownDescription()
	if a.IsOptional() || a.IsRequired() {
		if first, _, more := strings.Cut(description, ". "); more {
			description = first + "."
		}
	}
	return strings.ReplaceAll(description, "`jsonencode`", "`jsondecode`")
}
