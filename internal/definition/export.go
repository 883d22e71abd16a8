// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/google/uuid"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// Export returns a body for POST /platform/pipeline that creates the pipeline again: what the platform shows,
// undocumented fields included, and what the state knows beyond that. Names of tables that the platform chose are left
// to it again.
func Export(p Pipeline, response maestro.Pipeline) maestro.NewPipeline {
	document := Encode(p, createID(p.ID.ValueString()))
	for at, i := range matchShown(p.Jobs, response.Jobs.Value).counterpart {
		if i == noMatch {
			continue
		}
		shown := response.Jobs.Value[at]
		input := withoutNulls(shown.Input)
		maps.Copy(input, document.Jobs[i].Input)
		document.Jobs[i].Input = input

		output := withoutNulls(shown.Output)
		maps.DeleteFunc(output, func(key string, _ json.RawMessage) bool { return key == attrTableName })
		maps.Copy(output, document.Jobs[i].Output)
		document.Jobs[i].Output = output
	}
	return document
}

// ExportWithoutID returns the body of [Export] as JSON without the id, for a copy, which takes an id of its own.
func ExportWithoutID(p Pipeline, response maestro.Pipeline) (string, error) {
	whole, err := json.Marshal(Export(p, response))
	if err != nil {
		return "", err
	}
	var body maestro.Document
	if err := json.Unmarshal(whole, &body); err != nil {
		return "", err
	}
	delete(body, AttrID)
	without, err := json.Marshal(body)
	return string(without), err
}

// JobsWithoutAuth returns the indexes of the jobs of a body that do not refer to any credentials.
func JobsWithoutAuth(body maestro.NewPipeline) []int {
	var indexes []int
	for i, job := range body.Jobs {
		if !showsDetails(job.Input) {
			indexes = append(indexes, i)
		}
	}
	return indexes
}

// createID spells an id in the form that a create takes: a UUID with hyphens
// (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
func createID(id string) string {
	parsed, err := uuid.Parse(strings.ReplaceAll(id, "_", "-"))
	if err == nil && maestro.SameID(parsed.String(), id) {
		return parsed.String()
	}
	return id
}
