// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Names of attributes that more than one place needs.
const (
	AttrID                 = "id"
	AttrName               = "name"
	AttrJobs               = "jobs"
	AttrMemoryMB           = "memory_mb"
	AttrStatus             = "status"
	AttrUpdatedAt          = "updated_at"
	AttrJobIDs             = "job_ids"
	AttrAllowReplacement   = "allow_replacement"
	AttrDeletionPolicy     = "deletion_policy"
	AttrDeletionProtection = "deletion_protection"

	attrInput           = "input"
	attrOutput          = "output"
	attrTransformations = "transformations"
	attrExtra           = "extra"
)

// Pipeline is a dadosfera_pipeline: a configuration, a plan or a state.
type Pipeline struct {
	ID                  String            `tfsdk:"id"`
	Name                Text              `tfsdk:"name"`
	Description         Text              `tfsdk:"description"`
	Cron                Cron              `tfsdk:"cron"`
	Paused              types.Bool        `tfsdk:"paused"`
	MemoryMB            types.Int64       `tfsdk:"memory_mb"`
	Jobs                tfvalue.List[Job] `tfsdk:"jobs"`
	JobIDs              types.Map         `tfsdk:"job_ids"`
	CustomerID          String            `tfsdk:"customer_id"`
	Status              String            `tfsdk:"status"`
	CreatedAt           String            `tfsdk:"created_at"`
	UpdatedAt           String            `tfsdk:"updated_at"`
	AllowReplacement    types.Bool        `tfsdk:"allow_replacement"`
	DeletionPolicy      types.String      `tfsdk:"deletion_policy"`
	DeletionProtection  types.Bool        `tfsdk:"deletion_protection"`
	DrainBeforeDestroy  types.Bool        `tfsdk:"drain_before_destroy"`
	ExportBeforeDestroy types.String      `tfsdk:"export_before_destroy"`
	Timeouts            timeouts.Value    `tfsdk:"timeouts"`
}

// The values of deletion_policy. Null means PolicyDelete.
const (
	PolicyDelete = "delete"
	PolicyRetire = "retire"
)

// RetiresOnDestroy reports whether a destroy retires the pipeline in place of deleting it.
func (p Pipeline) RetiresOnDestroy() bool { return p.DeletionPolicy.ValueString() == PolicyRetire }

// RetiredName returns the name of the pipeline once it is retired: its name, and the first eight characters of its id.
func (p Pipeline) RetiredName() string {
	id := p.ID.ValueString()
	suffix := " (retired " + id[:min(len(id), 8)] + ")"
	return strings.TrimSuffix(p.Name.ValueString(), suffix) + suffix
}

// IsShownRetired reports whether a response shows the pipeline as it is once it is retired: paused and renamed. A
// status that does not show whether a pipeline is paused counts as paused.
func (p Pipeline) IsShownRetired(shown maestro.Pipeline) bool {
	name := tfvalue.StringValue[textEquality](p.RetiredName())
	return name.SameMeaning(shown.Name.Value) && ObservePaused(types.BoolValue(true), shown.Status).ValueBool()
}

// Equal reports whether two pipelines have the same values, spelled in the same way.
func (p Pipeline) Equal(other Pipeline) bool {
	mine, theirs := p.values(), other.values()
	for i := range mine {
		if !mine[i].Equal(theirs[i]) {
			return false
		}
	}
	return true
}

// WithoutUnknowns returns the pipeline with null for the values that the plan leaves to the platform, and with the job
// ids that follow from that.
func (p Pipeline) WithoutUnknowns() Pipeline {
	p.ID = tfvalue.NullIfUnknown(p.ID)
	p.CustomerID = tfvalue.NullIfUnknown(p.CustomerID)
	p.Status = tfvalue.NullIfUnknown(p.Status)
	p.CreatedAt = tfvalue.NullIfUnknown(p.CreatedAt)
	p.UpdatedAt = tfvalue.NullIfUnknown(p.UpdatedAt)
	p.Jobs = p.Jobs.WithoutUnknowns()
	p.JobIDs = JobIDs(p)
	return p
}

// ResolveUnknowns returns the plan with its unknown values replaced by the observed ones. Terraform accepts no other
// state after an apply: where the platform made something else of a planned value, see [Differences].
func (p Pipeline) ResolveUnknowns(observed Pipeline) Pipeline {
	p.ID = tfvalue.Resolve(p.ID, observed.ID)
	p.CustomerID = tfvalue.Resolve(p.CustomerID, observed.CustomerID)
	p.Status = tfvalue.Resolve(p.Status, observed.Status)
	p.CreatedAt = tfvalue.Resolve(p.CreatedAt, observed.CreatedAt)
	p.UpdatedAt = tfvalue.Resolve(p.UpdatedAt, observed.UpdatedAt)
	p.Jobs = p.Jobs.ResolveUnknowns(observedInOrder(p.Jobs, observed.Jobs))
	p.JobIDs = resolveJobIDs(p.JobIDs, JobIDs(p))
	return p
}

func (p Pipeline) values() []attr.Value {
	return []attr.Value{
		p.ID, p.Name, p.Description, p.Cron, p.Paused, p.MemoryMB, p.Jobs, p.JobIDs, p.CustomerID, p.Status, p.CreatedAt,
		p.UpdatedAt, p.AllowReplacement, p.DeletionPolicy, p.DeletionProtection, p.DrainBeforeDestroy, p.ExportBeforeDestroy,
		p.Timeouts,
	}
}

// Job extracts one table or entity.
type Job struct {
	// ID is "{pipeline id}_{index}".
	ID              ID
	Name            String
	Input           tfvalue.Object[Input]
	Transformations JSON // an array
	Output          tfvalue.Object[Output]
}

// AttributeFields returns the attributes of a job.
func (Job) AttributeFields() *tfvalue.Fields[Job] { return jobAttributeFields }

var jobAttributeFields = tfvalue.NewFields(
	tfvalue.NewField("job_id", idType, func(j *Job) *ID { return &j.ID }),
	tfvalue.NewField("job_name", stringType, func(j *Job) *String { return &j.Name }),
	tfvalue.NewField(attrInput, tfvalue.ObjectType[Input]{}, func(j *Job) *tfvalue.Object[Input] { return &j.Input }),
	tfvalue.NewField(attrTransformations, jsonType, func(j *Job) *JSON { return &j.Transformations }),
	tfvalue.NewField(attrOutput, tfvalue.ObjectType[Output]{}, func(j *Job) *tfvalue.Object[Output] { return &j.Output }),
)

// Input is what a job extracts, and how. Its field table is inputFields.
type Input struct {
	Connector             Word
	Plugin                Word
	TableSchema           Word
	TableName             Word
	LoadType              String
	ReplicationMethod     String
	IncrementalColumnName Word
	IncrementalColumnType ColumnType
	ColumnIncludeList     types.Set
	PrimaryKeys           types.Set
	MemoryAllocationMB    types.Int64
	AuthParameters        tfvalue.Object[Auth]
	Extra                 JSON // an object
}

// Auth refers to the credentials of a job.
type Auth struct {
	Type     String
	ConfigID String
}

// Output is where a job loads what it extracts.
type Output struct {
	Plugin    Word
	Raw       tfvalue.Object[Table]
	Qualify   tfvalue.Object[Table]
	TableName Word // set by the platform
	Extra     JSON // an object
}

// Table is a destination table.
type Table struct {
	Name   Word
	Schema Word
}
