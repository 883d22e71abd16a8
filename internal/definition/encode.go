// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"maps"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// Encode returns the body that creates the pipeline under an id. Null and unknown values are left to the platform.
func Encode(p Pipeline, id string) maestro.NewPipeline {
	body := maestro.NewPipeline{ID: id, Name: p.Name.ValueString(), Cron: maestro.Null[string]()}
	if p.Description.ValueString() != "" {
		body.Description = maestro.Some(p.Description.ValueString())
	}
	if p.Cron.ValueString() != "" {
		body.Cron = maestro.Some(p.Cron.ValueString())
	}
	for _, element := range p.Jobs.Elements() {
		job := element.Attributes()
		body.Jobs = append(body.Jobs, maestro.NewJob{
			Input:           encodeInput(job.Input),
			Transformations: encodeTransformations(job.Transformations),
			Output:          encodeOutput(job.Output),
		})
	}
	return body
}

func encodeInput(input tfvalue.Object[Input]) maestro.Document {
	document := decodeExtra(input.Attributes().Extra)
	maps.Copy(document, encodeObject(inputFields, input))
	return document
}

func encodeTransformations(transformations JSON) json.RawMessage {
	if tfvalue.IsNullOrUnknown(transformations) {
		return json.RawMessage("[]")
	}
	return json.RawMessage(transformations.ValueString())
}

// encodeOutput omits table_name, which the platform sets.
func encodeOutput(output tfvalue.Object[Output]) maestro.Document {
	if tfvalue.IsNullOrUnknown(output) {
		return maestro.Document{attrPlugin: encodeJSON(snowflake)}
	}
	attributes := output.Attributes()
	document := decodeExtra(attributes.Extra)
	if tfvalue.HasValue(attributes.Plugin) {
		document[attrPlugin] = encodeJSON(attributes.Plugin.ValueString())
	}
	for _, table := range outputTables {
		if members := encodeObject(tableFields, *table.of(&attributes)); len(members) > 0 {
			document[table.name] = encodeJSON(members)
		}
	}
	return document
}

// decodeExtra returns the keys of an extra attribute, which was validated when it was planned.
func decodeExtra(extra JSON) maestro.Document {
	document := make(maestro.Document)
	if text := extra.ValueString(); text != "" {
		if err := json.Unmarshal([]byte(text), &document); err != nil || document == nil {
			return make(maestro.Document)
		}
	}
	return document
}
