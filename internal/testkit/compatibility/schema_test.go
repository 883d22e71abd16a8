// SPDX-License-Identifier: MPL-2.0

package compatibility

import (
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// Attributes that are optional and computed have a value that the configuration may set and the provider or the
// platform fills in. Other clients rely on it: mock_provider makes up a value for each of them, and Pulumi makes it an
// output that may be unknown.
func TestSchema_optionalAndComputed(t *testing.T) {
	want := []string{
		"dadosfera_pipeline.deletion_protection",
		"dadosfera_pipeline.drain_before_destroy",
		"dadosfera_pipeline.jobs.input.auth_parameters",
		"dadosfera_pipeline.jobs.input.auth_parameters.auth_type",
		"dadosfera_pipeline.jobs.input.connector",
		"dadosfera_pipeline.jobs.input.extra",
		"dadosfera_pipeline.jobs.input.incremental_column_name",
		"dadosfera_pipeline.jobs.input.incremental_column_type",
		"dadosfera_pipeline.jobs.input.load_type",
		"dadosfera_pipeline.jobs.input.memory_allocation_mb",
		"dadosfera_pipeline.jobs.input.plugin",
		"dadosfera_pipeline.jobs.input.primary_keys",
		"dadosfera_pipeline.jobs.input.replication_method",
		"dadosfera_pipeline.jobs.input.table_name",
		"dadosfera_pipeline.jobs.input.table_schema",
		"dadosfera_pipeline.jobs.output",
		"dadosfera_pipeline.jobs.output.extra",
		"dadosfera_pipeline.jobs.output.plugin",
		"dadosfera_pipeline.jobs.output.qualify",
		"dadosfera_pipeline.jobs.output.qualify.table_name",
		"dadosfera_pipeline.jobs.output.qualify.table_schema",
		"dadosfera_pipeline.jobs.output.raw",
		"dadosfera_pipeline.jobs.output.raw.table_name",
		"dadosfera_pipeline.jobs.output.raw.table_schema",
		"dadosfera_pipeline.jobs.transformations",
		"dadosfera_pipeline.paused",
		"dadosfera_pipeline_run.fail_on_error",
		"dadosfera_pipeline_run.wait",
	}
	var got []string
	schemas := plugintest.NewUnconfigured(t).Schemas.ResourceSchemas
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		got = append(got, optionalAndComputed(name+".", schemas[name].Block.Attributes)...)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// optionalAndComputed returns the paths of the attributes that are optional and computed, sorted.
func optionalAndComputed(prefix string, attributes []*tfprotov6.SchemaAttribute) []string {
	var paths []string
	for _, attribute := range attributes {
		if attribute.Optional && attribute.Computed {
			paths = append(paths, prefix+attribute.Name)
		}
		if attribute.NestedType != nil {
			paths = append(paths, optionalAndComputed(prefix+attribute.Name+".", attribute.NestedType.Attributes)...)
		}
	}
	slices.Sort(paths)
	return paths
}
