// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// ErrStateEdited is the error of a state that holds what no provider writes.
var ErrStateEdited = errors.New("the state has a text that is not JSON")

// defaultMemoryMB is the memory of a pipeline for which none was set
// (docs.dadosfera.ai/reference/platformapicontroller_updatepipelinememory).
const defaultMemoryMB = 2048

// Observe returns what is known of a pipeline after a response about it: prior, with every change that the response
// shows; see the package comment for the rules. Of an imported pipeline, whose prior is only its id, everything shown
// is taken. Prior has no unknown values, see WithoutUnknowns. The error names the field of the response that has an
// unexpected type.
func Observe(prior Pipeline, response maestro.Pipeline, imported bool) (Pipeline, error) {
	p := prior
	if imported || !maestro.SameID(prior.ID.ValueString(), response.ID) {
		p.ID = tfvalue.StringValue[tfvalue.Exact](response.ID)
	}
	if response.Name.Value != "" {
		p.Name = observeString(prior.Name, response.Name)
	}
	p.Description = observeString(prior.Description, response.Description)
	p.Cron = observeString(prior.Cron, response.Cron)
	p.Paused = ObservePaused(prior.Paused, response.Status)
	if mb := response.MemoryMB; mb.Has() && (mb.Value != defaultMemoryMB || tfvalue.HasValue(prior.MemoryMB)) {
		p.MemoryMB = types.Int64Value(mb.Value)
	}
	p.CustomerID = observeString(prior.CustomerID, response.CustomerID)
	p.Status = observeString(prior.Status, response.Status)
	p.CreatedAt = observeString(prior.CreatedAt, response.CreatedAt)
	p.UpdatedAt = observeString(prior.UpdatedAt, response.UpdatedAt)

	if response.Jobs.Has() {
		var err error
		if p.Jobs, err = observeJobs(prior.Jobs, response.Jobs.Value, imported); err != nil {
			return Pipeline{}, err
		}
	}
	p.JobIDs = JobIDs(p)
	return p, nil
}

// observeJobs keeps the order of the jobs that are known, whatever order the response has. Jobs that were not known
// follow.
func observeJobs(prior tfvalue.List[Job], shown []maestro.Job, imported bool) (tfvalue.List[Job], error) {
	counterpart := matchShown(prior, shown).counterpart
	order := make([]int, len(shown))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		placeOf := func(i int) int { return cmp.Or(counterpart[i]+1, len(prior.Elements())+1) }
		return placeOf(a) - placeOf(b)
	})

	jobs := make([]tfvalue.Object[Job], len(shown))
	for i, at := range order {
		job, err := ObserveJob(prior.Element(counterpart[at]), shown[at], imported)
		if err != nil {
			return prior, fmt.Errorf("job %d: %w", at, err)
		}
		jobs[i] = tfvalue.ObjectValue(job)
	}
	return tfvalue.ListValue(jobs...), nil
}

// ObserveJob is [Observe] for one job.
func ObserveJob(prior Job, shown maestro.Job, imported bool) (Job, error) {
	job := Job{
		ID:              tfvalue.NullIfUnknown(prior.ID),
		Name:            tfvalue.NullIfUnknown(observeString(prior.Name, shown.Name)),
		Transformations: prior.Transformations,
	}
	if !prior.ID.SameMeaning(shown.ID) {
		job.ID = tfvalue.StringValue[idEquality](shown.ID)
	}

	var err error
	if job.Input, err = observeInput(prior.Input, shown.Input, imported); err != nil {
		return Job{}, fmt.Errorf("input: %w", err)
	}
	if isShown(shown.Transformations) {
		if job.Transformations, err = observeJSON(prior.Transformations, shown.Transformations.Value); err != nil {
			return Job{}, fmt.Errorf("transformations: %w", err)
		}
	}
	if job.Output, err = observeOutput(prior.Output, shown.Output, imported); err != nil {
		return Job{}, fmt.Errorf("output: %w", err)
	}
	return job, nil
}

func observeInput(
	prior tfvalue.Object[Input], shown maestro.Document, imported bool,
) (tfvalue.Object[Input], error) {
	input := prior.WithoutUnknowns().Attributes()
	if !showsDetails(shown) {
		shown = withoutNulls(shown)
	}
	loadType, err := shown.Text(attrLoadType)
	if err != nil {
		return prior, err
	}
	if !loadType.Has() {
		loadType.Value = input.LoadType.ValueString()
	}

	for _, f := range inputFields {
		if belongsToLoadType(f) && loadType.Value != "" && !loadTypeUses(loadType.Value, f.Name) {
			continue // left over from another load type
		}
		if raw := shown.Raw(f.Name); !raw.Present || !f.nullable && !isShown(raw) {
			continue
		}
		if err := f.observe(&input, shown); err != nil {
			return prior, err
		}
	}
	if input.Extra, err = observeExtra(input.Extra, shown, isInputField, imported); err != nil {
		return prior, err
	}
	return tfvalue.ObjectValue(input), nil
}

// observeOutput observes an output, which the platform shows in two forms: flat, with the name of the destination table
// in table_name, or with names under raw and qualify. Neither form shows what only the other has.
func observeOutput(
	prior tfvalue.Object[Output], shown maestro.Document, imported bool,
) (tfvalue.Object[Output], error) {
	if tfvalue.IsNullOrUnknown(prior) && len(shown) == 0 {
		return tfvalue.ObjectNull[Output](), nil
	}
	output := prior.WithoutUnknowns().Attributes()
	plugin, err := shown.Text(attrPlugin)
	if err != nil {
		return prior, err
	}
	if plugin.Value != "" {
		output.Plugin = observeString(output.Plugin, plugin)
	}

	for _, table := range outputTables {
		names, err := shown.Object(table.name)
		if err != nil {
			return prior, err
		}
		at := table.of(&output)
		if *at, err = observeObject(tableFields, *at, names.Value); err != nil {
			return prior, err
		}
	}

	if output.TableName, err = observeTableName(output, shown); err != nil {
		return prior, err
	}
	if output.Extra, err = observeExtra(output.Extra, shown, isOutputField, imported); err != nil {
		return prior, err
	}
	return tfvalue.ObjectValue(output), nil
}

// observeTableName observes the name of the destination table in the flat form, and takes it from raw until it was
// shown.
func observeTableName(output Output, shown maestro.Document) (Word, error) {
	flat, err := shown.Text(attrTableName)
	switch {
	case err != nil:
		return output.TableName, err
	case flat.Value != "":
		return observeString(output.TableName, flat), nil
	case tfvalue.HasValue(output.Raw) && output.TableName.IsNull():
		name := output.Raw.Attributes().Name.ValueString()
		return observeString(output.TableName, maestro.Some(name)), nil
	}
	return output.TableName, nil
}

// observeExtra observes the keys that extra has. An imported object has none yet: every key without an attribute of its
// own is taken, so that configuration generated from it is complete.
func observeExtra(prior JSON, shown maestro.Document, isField func(string) bool, imported bool) (JSON, error) {
	if prior.IsNull() && !imported {
		return prior, nil
	}
	rest := make(maestro.Document)
	for key, raw := range shown {
		if !isField(key) && string(raw) != "null" {
			rest[key] = raw
		}
	}
	if prior.IsNull() && len(rest) == 0 {
		return prior, nil
	}
	return observeJSON(prior, encodeJSON(rest))
}

// observeJSON merges a shown JSON value into the prior one.
func observeJSON(prior JSON, shown json.RawMessage) (JSON, error) {
	now, err := tfvalue.DecodeJSON(shown)
	if err != nil {
		return prior, err
	}
	if tfvalue.IsNullOrUnknown(prior) {
		return jsonValue(now), nil
	}
	before, err := tfvalue.DecodeJSON([]byte(prior.ValueString()))
	if err != nil {
		return prior, ErrStateEdited
	}
	if merged, changed := tfvalue.MergeJSON(before, now); changed {
		return jsonValue(merged), nil
	}
	return prior, nil
}

func jsonValue(value any) JSON { return tfvalue.StringValue[tfvalue.JSON](string(encodeJSON(value))) }

// ObservePaused returns whether a pipeline is paused, from the state of its schedule. Only "active" and "paused" decide
// it (docs.dadosfera.ai/reference/platformapicontroller_getpipeline).
func ObservePaused(prior types.Bool, status maestro.Optional[string]) types.Bool {
	switch strings.ToLower(status.Value) {
	case "paused":
		return types.BoolValue(true)
	case "active":
		return types.BoolValue(false)
	}
	if tfvalue.IsNullOrUnknown(prior) {
		return types.BoolValue(false)
	}
	return prior
}

// showsDetails reports whether a response about a job's input shows everything. Every job refers to its credentials, so
// a response without them hides fields, by omitting them or by null.
func showsDetails(input maestro.Document) bool { return isShown(input.Raw(attrAuth)) }

func withoutNulls(document maestro.Document) maestro.Document {
	shown := make(maestro.Document, len(document))
	for key, raw := range document {
		if string(raw) != "null" {
			shown[key] = raw
		}
	}
	return shown
}
