// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// visitAttributes calls visit for each attribute of the resource, with its path: "jobs.input.plugin".
func visitAttributes(t *testing.T, visit func(at string, attribute schema.Attribute)) {
	t.Helper()
	var walk func(prefix string, attributes map[string]schema.Attribute)
	walk = func(prefix string, attributes map[string]schema.Attribute) {
		for name, attribute := range attributes {
			at := prefix + name
			visit(at, attribute)
			switch attribute := attribute.(type) {
			case schema.SingleNestedAttribute:
				walk(at+".", attribute.Attributes)
			case schema.ListNestedAttribute:
				walk(at+".", attribute.NestedObject.Attributes)
			}
		}
	}
	walk("", Schema(t.Context()).Attributes)
}

// An attribute that is optional and computed is unknown while Terraform plans, unless a plan modifier decides
// otherwise, and mocked providers and code generators treat it as one that the platform makes. So each of them has a
// reason: it has a default, or the platform fills it in.
func TestSchema_optionalAndComputedAttributesHaveAReason(t *testing.T) {
	const (
		hasDefault      = "has a default"
		ofTheProvider   = "has a default, which the provider's configuration sets"
		fromThePlatform = "the platform fills it in"
		keptIfOmitted   = "the platform may have it, as after an import, and keeps it if it is omitted"
	)
	want := map[string]string{
		"paused":               hasDefault,
		"drain_before_destroy": hasDefault,
		"deletion_protection":  ofTheProvider,

		"jobs.transformations": keptIfOmitted,

		"jobs.input.connector":                 fromThePlatform,
		"jobs.input.plugin":                    fromThePlatform,
		"jobs.input.table_schema":              fromThePlatform,
		"jobs.input.table_name":                fromThePlatform,
		"jobs.input.load_type":                 fromThePlatform,
		"jobs.input.replication_method":        fromThePlatform,
		"jobs.input.memory_allocation_mb":      fromThePlatform,
		"jobs.input.auth_parameters":           keptIfOmitted,
		"jobs.input.auth_parameters.auth_type": hasDefault,
		"jobs.input.incremental_column_name":   keptIfOmitted,
		"jobs.input.incremental_column_type":   keptIfOmitted,
		"jobs.input.primary_keys":              keptIfOmitted,
		"jobs.input.extra":                     keptIfOmitted,

		"jobs.output":                      fromThePlatform,
		"jobs.output.plugin":               hasDefault,
		"jobs.output.raw":                  fromThePlatform,
		"jobs.output.raw.table_name":       fromThePlatform,
		"jobs.output.raw.table_schema":     fromThePlatform,
		"jobs.output.qualify":              fromThePlatform,
		"jobs.output.qualify.table_name":   fromThePlatform,
		"jobs.output.qualify.table_schema": fromThePlatform,
		"jobs.output.extra":                keptIfOmitted,
	}
	found := make(map[string]bool)
	visitAttributes(t, func(at string, attribute schema.Attribute) {
		if !attribute.IsOptional() || !attribute.IsComputed() {
			return
		}
		found[at] = true
		if want[at] == "" {
			t.Errorf("%s: got an attribute that is optional and computed, want one that is only optional, or a reason here", at)
		}
		if reason := want[at]; (reason == hasDefault) != hasStaticDefault(attribute) {
			t.Errorf("%s: got a default %t, want one that fits the reason %q", at, hasStaticDefault(attribute), reason)
		}
	})
	for at := range want {
		if !found[at] {
			t.Errorf("%s: got an attribute that is not optional and computed, want it removed from the list", at)
		}
	}
}

func hasStaticDefault(attribute schema.Attribute) bool {
	switch a := attribute.(type) {
	case schema.StringAttribute:
		return a.Default != nil
	case schema.BoolAttribute:
		return a.Default != nil
	}
	return false
}

func TestSchema_computedAttributes(t *testing.T) {
	var got []string
	visitAttributes(t, func(at string, attribute schema.Attribute) {
		if attribute.IsComputed() && !attribute.IsOptional() {
			got = append(got, at)
		}
	})
	slices.Sort(got)
	checkEqual(t, "attributes that only the platform sets", got, []string{
		"created_at", "customer_id", "id", "job_ids", "jobs.job_id", "jobs.job_name", "jobs.output.table_name", "status",
		"updated_at",
	})
}

func TestSchema_requiredAttributes(t *testing.T) {
	var got []string
	visitAttributes(t, func(at string, attribute schema.Attribute) {
		if attribute.IsRequired() {
			got = append(got, at)
		}
	})
	slices.Sort(got)
	// An input is required as well, see requireInputs.
	checkEqual(t, "required attributes", got, []string{"jobs", "jobs.input.auth_parameters.config_id", "name"})
}

func TestSchema_nestedObjectsHaveTheFieldsOfTheirStructs(t *testing.T) {
	jobs := jobAttributes()
	input := jobs[attrInput].(schema.SingleNestedAttribute).Attributes
	output := jobs[attrOutput].(schema.SingleNestedAttribute).Attributes
	checkFields(t, "job", jobs, jobAttributeFields)
	checkFields(t, "input", input, inputAttributeFields)
	checkFields(t, "auth_parameters", input[attrAuth].(schema.SingleNestedAttribute).Attributes, authAttributeFields)
	checkFields(t, "output", output, outputAttributeFields)
	checkFields(t, "raw", output[attrRaw].(schema.SingleNestedAttribute).Attributes, tableAttributeFields)
	checkFields(t, "qualify", output[attrQualify].(schema.SingleNestedAttribute).Attributes, tableAttributeFields)
}

func checkFields[T any](
	t *testing.T, object string, attributes map[string]schema.Attribute, fields *tfvalue.Fields[T],
) {
	t.Helper()
	if len(attributes) != len(fields.All) {
		t.Errorf("%s: got %d attributes, want %d", object, len(attributes), len(fields.All))
	}
	for _, f := range fields.All {
		if attribute, ok := attributes[f.Name]; !ok || !attribute.GetType().Equal(f.Type) {
			t.Errorf("%s: got attribute %s = %v, want one of type %s", object, f.Name, attribute, f.Type)
		}
	}
}

// A key with an attribute of its own must not be set in extra as well.
func TestSchema_attributesAreNotKeysOfExtra(t *testing.T) {
	for _, f := range inputAttributeFields.All {
		if got, want := isInputField(f.Name), f.Name != attrExtra; got != want {
			t.Errorf("isInputField(%s): got %t, want %t", f.Name, got, want)
		}
	}
	for _, f := range outputAttributeFields.All {
		if got, want := isOutputField(f.Name), f.Name != attrExtra; got != want {
			t.Errorf("isOutputField(%s): got %t, want %t", f.Name, got, want)
		}
	}
}
