// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const jobType = "dadosfera_jdbc_job"

// exampleInput is the input of the example job.
func exampleInput() attrs {
	return attrs{
		"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders",
		"load_type": "incremental", "incremental_column_name": "updated_at",
		"incremental_column_type": "timestamp with time zone", "column_include_list": elems{"customer_id", "id"},
		"primary_keys": nil, "replication_method": nil, "memory_allocation_mb": nil,
		"auth_parameters": attrs{
			"auth_type": "connection_manager", "config_id": "1701234567890_abc123_postgresql-1.0.0",
		},
		"extra": nil,
	}
}

func TestJDBCJob_everyContract(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		if contract.Contract.NoJDBCJob {
			continue
		}
		t.Run(contract.Name, func(t *testing.T) {
			_, provider := newPlatform(t, maestrosim.Options{Contract: contract.Contract})
			d := provider.DataSource(jobType)
			for _, id := range []string{jobID, strings.ReplaceAll(jobID, "_", "-"), strings.ToUpper(jobID)} {
				got := d.MustRead(attrs{"job_id": id})
				plugintest.Same(t, "job_id", got["job_id"], any(id))
				plugintest.Same(t, "job_name", got["job_name"], any("orders_extraction"))
				plugintest.Same(t, "transformations", got["transformations"], any("[]"))
				input := got["input"].(attrs)
				if contract.Contract.ExtraFields {
					input["extra"] = nil
				}
				plugintest.Same(t, "input", input, exampleInput())
			}
		})
	}
}

// The attributes that the example does not have, and an output, which only some responses show.
func TestJDBCJob_allAttributes(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	sim, provider := newPlatform(t, maestrosim.Options{})
	sim.Order(maestrosim.Fault{On: maestrosim.OpGetJDBCJob, Body: `{
		"job_id":"` + strings.ToUpper(jobID) + `","job_name":"n",
		"source_config":{"connector":"JDBC","primary_keys":["b","a"],"memory_allocation_mb":"512",
			"network_config":{"vpn":true},"load_type":"incremental_with_qualify"},
		"transformations":[{"type":"hash"}],
		"output_config":{"plugin":"dadosfera_snowflake","raw":{"table_name":"t","table_schema":"s"},"database":"DB"}}`})
	got := provider.DataSource(jobType).MustRead(attrs{"job_id": jobID})
	input := got["input"].(attrs)
	plugintest.Same(t, "primary_keys", input["primary_keys"], any(elems{"a", "b"}))
	plugintest.Same(t, "memory_allocation_mb", input["memory_allocation_mb"], any(512))
	plugintest.Same(t, "extra", input["extra"], any(`{"network_config":{"vpn":true}}`))
	plugintest.Same(t, "transformations", got["transformations"], any(`[{"type":"hash"}]`))
	plugintest.Same(t, "output", got["output"], any(attrs{
		"plugin": "dadosfera_snowflake", "raw": attrs{"table_name": "t", "table_schema": "s"}, "qualify": nil,
		"table_name": "t", "extra": `{"database":"DB"}`,
	}))
}

// The attributes, types and descriptions are those of a job of the data source dadosfera_pipeline.
func TestJDBCJob_schemaIsThatOfAPipelinesJob(t *testing.T) {
	server := plugintest.NewUnconfigured(t)
	got := map[string]*tfprotov6.SchemaAttribute{}
	for _, attribute := range server.DataSource(jobType).Schema().Block.Attributes {
		got[attribute.Name] = attribute
	}
	for _, attribute := range server.DataSource("dadosfera_pipeline").Schema().Block.Attributes {
		if attribute.Name != "jobs" {
			continue
		}
		for _, want := range attribute.NestedType.Attributes {
			own := got[want.Name]
			delete(got, want.Name)
			if own == nil || own.ValueType().String() != want.ValueType().String() {
				t.Errorf("%s: got %v, want the type of %v", want.Name, own, want)
			} else if want.Name != "job_id" && own.Description != want.Description {
				t.Errorf("%s: got description %q, want %q", want.Name, own.Description, want.Description)
			}
		}
	}
	if len(got) > 0 {
		t.Errorf("got attributes %v, want only those of a pipeline's job", got)
	}
}

func TestJDBCJob_missingOrOfAnotherConnector(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			sim, provider := newPlatform(t, maestrosim.Options{Contract: contract.Contract})
			if err := sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: "singers", Name: "Contacts", Jobs: []maestrosim.Job{
				{Input: map[string]any{"connector": "singer", "plugin": "hubspot", "table_name": "contacts"}},
				{Input: map[string]any{"plugin": "csv"}},
			}}); err != nil {
				t.Fatal(err)
			}
			d := provider.DataSource(jobType)

			_, diags := d.Read(attrs{"job_id": pipelineID + "_7"})
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", "Job not found",
				`"Orders Data Pipeline"`, "one job, and none with the id "+pipelineID+"_7", "job_ids")
			if strings.Contains(diags[0].Detail, "base_url") {
				t.Errorf("got %q, want no advice on base_url, because the pipeline could be read", diags[0].Detail)
			}
			_, diags = d.Read(attrs{"job_id": missingID + "_0"})
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", "Job not found",
				"No pipeline", missingID, "customer_name")

			_, diags = d.Read(attrs{"job_id": "singers_0"})
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", "Not a JDBC job",
				`the connector "singer"`, `"Contacts"`, "dadosfera_pipeline")
			if !contract.Contract.ServerDefaults {
				_, diags = d.Read(attrs{"job_id": "singers_1"})
				plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", "Not a JDBC job", "no connector")
			}
		})
	}
}

func TestJDBCJob_errors(t *testing.T) {
	contract.NeedsDocumented(t, "is about a call of the documented platform")
	const get, summary = maestrosim.OpGetJDBCJob, "Cannot read job"
	for name, tc := range map[string]struct {
		contract maestrosim.Contract
		faults   []maestrosim.Fault
		want     []string
	}{
		"unknown route": {
			contract: maestrosim.Contract{NoJDBCJob: true}, want: []string{jobID, "404", "base_url"},
		},
		"platform error": {
			faults: []maestrosim.Fault{{On: get, Status: 500, Body: `{"msg":"it broke"}`}}, want: []string{jobID, "it broke"},
		},
		"missing permission": {
			faults: []maestrosim.Fault{{On: maestrosim.OpAny, Status: 403, Body: `{}`, Times: -1}}, want: []string{"permission"},
		},
		"unexpected response": {
			faults: []maestrosim.Fault{{On: get, Body: `{"source_config":{"connector":"jdbc","table_name":{}}}`}},
			want:   []string{jobID, "unexpected form", "table_name: a text was expected"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := newPlatform(t, maestrosim.Options{Contract: tc.contract})
			sim.Order(tc.faults...)
			_, diags := provider.DataSource(jobType).Read(attrs{"job_id": jobID})
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", summary, tc.want...)
		})
	}

	oneRequest := func(t *testing.T, sim *maestrosim.Sim) {
		t.Helper()
		if got := len(sim.Requests()); got != 1 {
			t.Errorf("got %d requests, want 1: the pipeline is not read", got)
		}
	}
	t.Run("no response", func(t *testing.T) {
		sim, provider := newPlatform(t, maestrosim.Options{})
		sim.Order(maestrosim.Fault{On: maestrosim.OpAny, DropBefore: true, Times: -1})
		_, diags := provider.DataSource(jobType).Read(attrs{"job_id": jobID})
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", summary, "did not respond")
		oneRequest(t, sim)
	})
	t.Run("interrupt", func(t *testing.T) {
		sim, provider := newPlatform(t, maestrosim.Options{})
		ctx, fault := interruptOn(t, get)
		sim.Order(fault)
		_, diags := provider.DataSource(jobType).ReadContext(ctx, attrs{"job_id": jobID})
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "job_id", summary, "interrupted")
		oneRequest(t, sim)
	})
}

func TestJDBCJob_validation(t *testing.T) {
	d := plugintest.NewUnconfigured(t).DataSource(jobType)
	plugintest.NoDiagnostics(t, d.Validate(attrs{"job_id": jobID}))
	plugintest.NoDiagnostics(t, d.Validate(attrs{"job_id": later{}}))
	plugintest.OneDiagnostic(t, d.Validate(attrs{"job_id": "orders"}), plugintest.Error, "job_id", "Invalid job id", "as in "+jobID)
}
