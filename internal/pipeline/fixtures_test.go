// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"net/url"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/fetch"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// The tests of package pipeline look into the package. Those of package pipeline_test drive it over the plugin
// protocol, or with the CLI.

const (
	testID   = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	customer = "acme_corp"
)

// str returns a string of a definition, null for an empty text.
func str[S ~struct{ basetypes.StringValue }](text string) S {
	if text == "" {
		return S{types.StringNull()}
	}
	return S{types.StringValue(text)}
}

// examplePipeline returns a pipeline of one JDBC job, with changes.
func examplePipeline(edits ...func(*definition.Pipeline)) definition.Pipeline {
	p := definition.Pipeline{
		ID:       str[definition.String](testID),
		Name:     str[definition.Text]("Orders"),
		Cron:     str[definition.Cron]("0 6 * * *"),
		Paused:   types.BoolValue(false),
		MemoryMB: types.Int64Value(4096),
		Jobs: tfvalue.ListValue(tfvalue.ObjectValue(definition.Job{
			ID: str[definition.ID](testID + "_0"),
			Input: tfvalue.ObjectValue(definition.Input{
				Connector:             str[definition.Word]("jdbc"),
				TableName:             str[definition.Word]("orders"),
				LoadType:              str[definition.String]("incremental"),
				IncrementalColumnName: str[definition.Word]("updated_at"),
				IncrementalColumnType: str[definition.ColumnType]("date"),
				ColumnIncludeList:     tfvalue.SetOfStrings("id", "updated_at"),
				PrimaryKeys:           types.SetNull(types.StringType),
				AuthParameters: tfvalue.ObjectValue(definition.Auth{
					Type: str[definition.String]("connection_manager"), ConfigID: str[definition.String]("c"),
				}),
			}),
			Transformations: str[definition.JSON]("[]"),
		})),
	}
	for _, e := range edits {
		e(&p)
	}
	p.JobIDs = definition.JobIDs(p)
	return p
}

// onInput changes the input of the first job.
func onInput(change func(*definition.Input)) func(*definition.Pipeline) {
	return func(p *definition.Pipeline) {
		job := p.Jobs.Element(0)
		input := job.Input.Attributes()
		change(&input)
		job.Input = tfvalue.ObjectValue(input)
		p.Jobs = p.Jobs.WithElement(0, job)
	}
}

// newResource returns the resource with a client for a simulator without pipelines.
func newResource(t *testing.T, contract maestrosim.Contract) (*pipelineResource, *maestrosim.Sim) {
	t.Helper()
	sim := maestrosim.New(maestrosim.Options{Empty: true, Contract: contract})
	base, err := url.Parse(openapi.NewServer(t, sim).URL)
	if err != nil {
		t.Fatal(err)
	}
	client, err := maestro.New(maestro.Config{BaseURL: base, CustomerName: customer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return &pipelineResource{providerdata.Resource{TypeName: TypeName, Provider: &providerdata.Data{Client: client}}}, sim
}

// put creates a pipeline on the platform outside of Terraform.
func put(t *testing.T, sim *maestrosim.Sim, jobs ...maestrosim.Job) {
	t.Helper()
	description := "by hand"
	p := maestrosim.Pipeline{ID: testID, Name: "Orders", Description: &description, Jobs: jobs}
	if err := sim.Put(customer, p); err != nil {
		t.Fatal(err)
	}
}

func jdbcInput() map[string]any {
	return map[string]any{
		"connector": "jdbc", "plugin": "mysql", "table_schema": "s", "table_name": "orders", "load_type": "full_load",
		"column_include_list": []any{"id"},
		"auth_parameters":     map[string]any{"auth_type": "connection_manager", "config_id": "c"},
	}
}

func singerInput() map[string]any {
	return map[string]any{
		"connector": "singer", "plugin": "hubspot", "table_name": "contacts", "replication_method": "INCREMENTAL",
		"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "h"},
	}
}

// readImported returns the pipeline on the platform, as an import reads it.
func readImported(t *testing.T, r *pipelineResource) definition.Pipeline {
	t.Helper()
	state := UnreadState(testID)
	shown, err := fetch.Pipeline(t.Context(), r.Provider.Client, state)
	if err != nil {
		t.Fatal(err)
	}
	p, err := ObserveRead(state, shown, r.Provider)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func checkContains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("got %q, want it to contain %q", text, part)
		}
	}
}
