// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// The rule of drift, which everything in this file follows: what an answer leaves out is not shown, and what is known
// of it stays; what it shows in other words is no change, and the words stay; what it shows as different is.

// observe gives what is known of a pipeline after an answer about it: prior, with every change that the answer shows.
// An imported pipeline has no prior but its id, so everything shown is taken. Unknown values in prior count as null.
func observe(prior model, p maestro.Pipeline, imported bool) (model, error) {
	m := prior
	m.ID = sameOr(prior.ID, p.ID, maestro.SameID)
	if imported {
		m.ID = types.StringValue(p.ID)
	}
	if p.Name.Has() {
		m.Name = types.StringValue(p.Name.Value)
	}
	m.Description = observeText(prior.Description, p.Description, equal)
	m.Cron = observeText(prior.Cron, p.Cron, sameCron)
	m.Paused = observePaused(prior.Paused, p.Status)
	if p.MemoryMB.Has() && (p.MemoryMB.Value != defaultMemoryMB || !absent(prior.MemoryMB)) {
		m.MemoryMB = types.Int64Value(p.MemoryMB.Value)
	}
	m.CustomerID = observeText(prior.CustomerID, p.CustomerID, equal)
	m.Status = observeText(prior.Status, p.Status, equal)
	m.CreatedAt = observeText(prior.CreatedAt, p.CreatedAt, equal)
	m.UpdatedAt = observeText(prior.UpdatedAt, p.UpdatedAt, equal)
	if !p.Jobs.Has() {
		m.JobIDs = jobIDsOf(m)
		return m, nil
	}
	before, _ := jobsOf(prior.Jobs)
	jobs := make([]job, len(p.Jobs.Value))
	for i, shown := range p.Jobs.Value {
		j := emptyJob()
		if i < len(before) {
			j = before[i]
		}
		var err error
		if jobs[i], err = observeJob(j, shown, imported); err != nil {
			return model{}, fmt.Errorf("job %d: %w", i, err)
		}
	}
	m.Jobs = listOf(jobs)
	m.JobIDs = jobIDsOf(m)
	return m, nil
}

func observeJob(prior job, shown maestro.Job, imported bool) (job, error) {
	j := job{
		id:   sameOr(prior.id, shown.ID, maestro.SameID),
		name: observeText(prior.name, shown.Name, equal),
	}
	if absent(j.name) {
		j.name = types.StringNull()
	}
	var err error
	if j.input, err = observeInput(prior.input, shown.Input, imported); err != nil {
		return job{}, fmt.Errorf("input: %w", err)
	}
	j.transformations = prior.transformations
	if says(shown.Transformations) {
		if j.transformations, err = observeJSON(prior.transformations, shown.Transformations.Value, "[]"); err != nil {
			return job{}, fmt.Errorf("transformations: %w", err)
		}
	}
	if j.output, err = observeOutput(prior.output, shown.Output, imported); err != nil {
		return job{}, fmt.Errorf("output: %w", err)
	}
	return j, nil
}

func observeInput(prior values, shown maestro.Document, imported bool) (values, error) {
	input := make(values, len(prior))
	for name, v := range prior {
		input[name] = knownOrNull(v)
	}
	if !showsDetails(shown) {
		shown = withoutNulls(shown)
	}
	loadType, err := shown.Text(loadTypeName)
	if err != nil {
		return nil, err
	}
	if !loadType.Has() {
		loadType.Value = stringOf(input[loadTypeName])
	}
	for _, f := range inputFields {
		if f.role == syncMode && f.name != loadTypeName && !needsCompanion(loadType.Value, f.name) && loadType.Value != "" {
			continue // a leftover of another load type, which says nothing
		}
		if input[f.name], err = observeField(f, input[f.name], shown); err != nil {
			return nil, err
		}
	}
	input[extraName], err = observeExtra(input[extraName], shown, isField, imported)
	return input, err
}

func observeField(f inputField, prior attr.Value, shown maestro.Document) (attr.Value, error) {
	raw := shown.Raw(f.name)
	if !raw.Present || !f.nullable && !says(raw) {
		return prior, nil
	}
	switch prior := prior.(type) {
	case types.Set:
		if !says(raw) {
			return types.SetNull(types.StringType), nil
		}
		texts, err := shown.Texts(f.name)
		return observeSet(prior, texts.Value), err
	case types.Int64:
		number, err := shown.Int(f.name)
		return types.Int64Value(number.Value), err
	case types.Object:
		return observeAuth(prior, shown)
	case types.String:
		text, err := shown.Text(f.name)
		same := equal
		switch {
		case f.name == columnTypeName:
			same = sameColumnType
		case f.anyCase:
			same = strings.EqualFold
		}
		return observeText(prior, text, same), err
	}
	return nil, fmt.Errorf("%s: unexpected type %T", f.name, prior)
}

// says tells a value from null and "", which mean the same.
func says(raw maestro.Optional[json.RawMessage]) bool { return raw.Has() && string(raw.Value) != `""` }

// observeSet compares without order; no elements and null are the same.
func observeSet(prior types.Set, shown []string) types.Set {
	if len(shown) == 0 {
		return types.SetNull(types.StringType)
	}
	shown = slices.Clone(shown)
	slices.Sort(shown)
	shown = slices.Compact(shown)
	before := textsOf(prior)
	slices.Sort(before)
	if slices.Equal(before, shown) {
		return prior
	}
	elements := make([]attr.Value, len(shown))
	for i, text := range shown {
		elements[i] = types.StringValue(text)
	}
	return types.SetValueMust(types.StringType, elements)
}

func textsOf(set types.Set) []string {
	texts := make([]string, 0, len(set.Elements()))
	for _, element := range set.Elements() {
		texts = append(texts, stringOf(element))
	}
	return texts
}

func observeAuth(prior types.Object, shown maestro.Document) (attr.Value, error) {
	auth, err := shown.Object(authName)
	if err != nil {
		return nil, err
	}
	return observeMembers(prior, auth.Value, shapesOf().auth, equal)
}

// observeMembers reads an object whose members are all texts. One that shows none of them is not shown.
func observeMembers(prior types.Object, shown maestro.Document, shape types.ObjectType, same func(a, b string) bool) (types.Object, error) {
	members := valuesOf(prior)
	if members == nil {
		members = nullsOf(shape)
	}
	anyShown := false
	for name := range shape.AttrTypes {
		text, err := shown.Text(name)
		if err != nil {
			return prior, err
		}
		if text.Value == "" {
			members = members.with(name, knownOrNull(members[name]))
			continue
		}
		anyShown = true
		members = members.with(name, observeText(members[name].(types.String), text, same)) //nolint:forcetypeassert // the schema's own types
	}
	if !anyShown {
		return knownOrNull(prior).(types.Object), nil //nolint:forcetypeassert // the same type
	}
	return types.ObjectValueMust(shape.AttrTypes, members), nil
}

// observeExtra looks at the keys that extra has. An imported object has none yet: every key without an attribute of its
// own is taken, so that configuration generated from it is whole.
func observeExtra(prior attr.Value, shown maestro.Document, isOwn func(string) bool, imported bool) (attr.Value, error) {
	before := prior.(jsontypes.Normalized) //nolint:forcetypeassert // the schema's own type
	if before.IsNull() && !imported {
		return before, nil
	}
	rest := make(maestro.Document)
	for key, raw := range shown {
		if !isOwn(key) && string(raw) != "null" {
			rest[key] = raw
		}
	}
	if before.IsNull() && len(rest) == 0 {
		return before, nil
	}
	return observeJSON(before, encode(rest), "{}")
}

// observeText is for texts of which "" and null mean the same.
func observeText(prior types.String, shown maestro.Optional[string], same func(a, b string) bool) types.String {
	switch {
	case !shown.Present:
		return prior
	case shown.Value == "" && stringOf(prior) == "":
		return prior
	case shown.Value == "":
		return types.StringNull()
	}
	return sameOr(prior, shown.Value, same)
}

// sameOr keeps the prior words for what is the same.
func sameOr(prior types.String, shown string, same func(a, b string) bool) types.String {
	if !absent(prior) && same(prior.ValueString(), shown) {
		return prior
	}
	return types.StringValue(shown)
}

// observePaused reads the state of the schedule: "active" and "paused" tell, "error" and what we do not know leave it
// open (docs.dadosfera.ai/reference/platformapicontroller_getpipeline).
func observePaused(prior types.Bool, status maestro.Optional[string]) types.Bool {
	switch strings.ToLower(status.Value) {
	case "paused":
		return types.BoolValue(true)
	case "active":
		return types.BoolValue(false)
	}
	if absent(prior) {
		return types.BoolValue(false)
	}
	return prior
}

func equal(a, b string) bool { return a == b }

// sameCron compares field by field: white space is no change.
func sameCron(a, b string) bool { return slices.Equal(strings.Fields(a), strings.Fields(b)) }

func absent(v attr.Value) bool { return v.IsNull() || v.IsUnknown() }

func knownOrNull(v attr.Value) attr.Value {
	if !v.IsUnknown() {
		return v
	}
	return nullOf(v.Type(context.Background()))
}
