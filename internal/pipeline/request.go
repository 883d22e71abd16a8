// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// newPipeline gives the body that creates what the model says. What is null or unknown in it is left to the platform.
func newPipeline(m model, id string) maestro.NewPipeline {
	p := maestro.NewPipeline{ID: id, Name: m.Name.ValueString(), Cron: maestro.Null[string]()}
	if m.Description.ValueString() != "" {
		p.Description = maestro.Some(m.Description.ValueString())
	}
	if m.Cron.ValueString() != "" {
		p.Cron = maestro.Some(m.Cron.ValueString())
	}
	jobs, _ := jobsOf(m.Jobs)
	for _, j := range jobs {
		p.Jobs = append(p.Jobs, maestro.NewJob{
			Input:           inputDocument(j.input),
			Transformations: transformationsOf(j.transformations),
			Output:          outputDocument(j.output),
		})
	}
	return p
}

// inputDocument gives the fields of an input that have a value.
func inputDocument(input values) maestro.Document {
	document := extraDocument(input[extraName])
	for _, f := range inputFields {
		if v := input[f.name]; !absent(v) {
			document[f.name] = fieldJSON(v)
		}
	}
	return document
}

// fieldJSON writes the value of an input field; null for null.
func fieldJSON(v attr.Value) json.RawMessage {
	if absent(v) {
		return encode(nil)
	}
	switch v := v.(type) {
	case types.Int64:
		return encode(v.ValueInt64())
	case types.Set:
		return encode(textsOf(v))
	case types.Object:
		return encode(membersDocument(v))
	}
	return encode(stringOf(v))
}

func transformationsOf(v jsontypes.Normalized) json.RawMessage {
	if absent(v) {
		return json.RawMessage("[]")
	}
	return json.RawMessage(v.ValueString())
}

// outputDocument leaves out table_name, which the platform makes.
func outputDocument(output types.Object) maestro.Document {
	members := valuesOf(output)
	if members == nil {
		return maestro.Document{"plugin": encode(snowflake)}
	}
	document := extraDocument(members[extraName])
	if plugin := members["plugin"]; !absent(plugin) {
		document["plugin"] = encode(stringOf(plugin))
	}
	for _, name := range outputTables {
		if table := membersDocument(members[name]); len(table) > 0 {
			document[name] = encode(table)
		}
	}
	return document
}

// membersDocument writes the members of an object that have a value; they are all texts.
func membersDocument(object attr.Value) maestro.Document {
	document := make(maestro.Document)
	for name, v := range valuesOf(object) {
		if !absent(v) {
			document[name] = encode(stringOf(v))
		}
	}
	return document
}

// extraDocument takes the JSON object of an extra attribute apart; it was checked when it was planned.
func extraDocument(extra attr.Value) maestro.Document {
	document := make(maestro.Document)
	if text := stringOf(extra); text != "" {
		if err := json.Unmarshal([]byte(text), &document); err != nil || document == nil {
			return make(maestro.Document)
		}
	}
	return document
}
