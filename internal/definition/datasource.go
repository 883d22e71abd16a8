// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"context"
	"fmt"
	"maps"

	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Shown is a pipeline as the data source dadosfera_pipeline shows it: what the platform knows of a [Pipeline], and what
// only the platform knows.
type Shown struct {
	ID             types.String      `tfsdk:"id"`
	Name           types.String      `tfsdk:"name"`
	Description    Text              `tfsdk:"description"`
	Cron           Cron              `tfsdk:"cron"`
	Paused         types.Bool        `tfsdk:"paused"`
	MemoryMB       types.Int64       `tfsdk:"memory_mb"`
	Jobs           tfvalue.List[Job] `tfsdk:"jobs"`
	JobIDs         types.Map         `tfsdk:"job_ids"`
	CustomerID     String            `tfsdk:"customer_id"`
	Status         String            `tfsdk:"status"`
	CreatedAt      String            `tfsdk:"created_at"`
	UpdatedAt      String            `tfsdk:"updated_at"`
	LastStatus     types.String      `tfsdk:"last_status"`
	WithLastStatus types.Bool        `tfsdk:"with_last_status"`
	JSON           types.String      `tfsdk:"json"`
}

// Show returns what a data source shows of a pipeline besides the attributes of its configuration.
func Show(p Pipeline) Shown {
	return Shown{
		ID: p.ID.StringValue, Name: p.Name.StringValue, Description: p.Description, Cron: p.Cron, Paused: p.Paused,
		MemoryMB: p.MemoryMB, Jobs: p.Jobs, JobIDs: p.JobIDs, CustomerID: p.CustomerID, Status: p.Status,
		CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt,
	}
}

// resourceOnly are the attributes of the resource that are about its deletion and its operations, and not about the
// pipeline.
var resourceOnly = []string{
	AttrAllowReplacement, AttrDeletionPolicy, AttrDeletionProtection, "drain_before_destroy", "export_before_destroy",
	"timeouts",
}

// PipelineAttributes returns the attributes of a pipeline for a data source, all of them computed. A data source declares
// id and name itself, as it may look up a pipeline by them.
func PipelineAttributes(ctx context.Context) map[string]datasource.Attribute {
	attributes := maps.Clone(Schema(ctx).Attributes)
	for _, name := range resourceOnly {
		delete(attributes, name)
	}
	delete(attributes, AttrID)
	delete(attributes, AttrName)
	return readOnly("", attributes)
}

// JobAttributes returns the attributes of a job for a data source, all of them computed.
func JobAttributes() map[string]datasource.Attribute { return readOnly(AttrJobs, jobAttributes()) }

// ShowJob returns everything that a response shows of a job. The error names the field that has an unexpected type.
func ShowJob(shown maestro.Job) (tfvalue.Object[Job], error) {
	job, err := ObserveJob(tfvalue.ObjectNull[Job]().Attributes(), shown, true)
	if err != nil {
		return tfvalue.ObjectNull[Job](), err
	}
	return tfvalue.ObjectValue(job), nil
}

// readOnly returns attributes of the resource as computed ones, with the descriptions of a reader.
func readOnly(parent string, attributes map[string]schema.Attribute) map[string]datasource.Attribute {
	computed := make(map[string]datasource.Attribute, len(attributes))
	for name, attribute := range attributes {
		at := name
		if parent != "" {
			at = parent + "." + name
		}
		computed[name] = readOnlyAttribute(at, attribute)
	}
	return computed
}

func readOnlyAttribute(at string, attribute schema.Attribute) datasource.Attribute {
	description, ok := readDescriptions[at]
	if !ok {
		panic("a data source has no description of " + at)
	}
	switch a := attribute.(type) {
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
		return datasource.SingleNestedAttribute{
			Computed: true, CustomType: a.CustomType, MarkdownDescription: description,
			Attributes: readOnly(at, a.Attributes),
		}
	case schema.ListNestedAttribute:
		return datasource.ListNestedAttribute{
			Computed: true, CustomType: a.CustomType, MarkdownDescription: description,
			NestedObject: datasource.NestedAttributeObject{
				Attributes: readOnly(at, a.NestedObject.Attributes), CustomType: a.NestedObject.CustomType,
			},
		}
	}
	panic(fmt.Sprintf("a data source cannot show %s, a %T", at, attribute))
}
