// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const jobSource = "dadosfera_jdbc_job"

// The job of the reference's examples, in the resource's names.
func shownInput() plugintest.Attrs {
	return plugintest.Attrs{
		"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders",
		"load_type": "incremental", "incremental_column_name": "updated_at", "incremental_column_type": "timestamp with time zone",
		"column_include_list": plugintest.Elems{"customer_id", "id"}, "primary_keys": nil, "replication_method": nil, "memory_allocation_mb": nil,
		"auth_parameters": plugintest.Attrs{"auth_type": "connection_manager", "config_id": "1701234567890_abc123_postgresql-1.0.0"},
		"extra":           nil,
	}
}

func TestAJDBCJobUnderEveryContract(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		if contract.Contract.NoJDBCJob {
			continue
		}
		t.Run(contract.Name, func(t *testing.T) {
			_, provider := platform(t, maestrosim.Options{Contract: contract.Contract})
			d := provider.DataSource(jobSource)
			for _, id := range []string{jobID, strings.ReplaceAll(jobID, "_", "-"), strings.ToUpper(jobID)} {
				read := d.Found(plugintest.Attrs{"job_id": id})
				plugintest.Same(t, "id", read["job_id"], any(id))
				plugintest.Same(t, "name", read["job_name"], any("orders_extraction"))
				plugintest.Same(t, "transformations", read["transformations"], any("[]"))
				input := read["input"].(plugintest.Attrs)
				if contract.Contract.ExtraFields {
					delete(input, "extra")
					input["extra"] = nil
				}
				plugintest.Same(t, "input", input, shownInput())
			}
		})
	}
}

// What a job has that the example has not, and an output, where the platform shows one.
func TestAJDBCJobWithEverything(t *testing.T) {
	sim, provider := platform(t, maestrosim.Options{})
	sim.Order(maestrosim.Fault{On: maestrosim.OpGetJDBCJob, Body: `{"job_id":"` + strings.ToUpper(jobID) + `","job_name":"n",
		"source_config":{"connector":"JDBC","primary_keys":["b","a"],"memory_allocation_mb":"512","network_config":{"vpn":true},"load_type":"incremental_with_qualify"},
		"transformations":[{"type":"hash"}],
		"output_config":{"plugin":"dadosfera_snowflake","raw":{"table_name":"t","table_schema":"s"},"database":"DB"}}`})
	read := provider.DataSource(jobSource).Found(plugintest.Attrs{"job_id": jobID})
	input := read["input"].(plugintest.Attrs)
	plugintest.Same(t, "primary keys", input["primary_keys"], any(plugintest.Elems{"a", "b"}))
	plugintest.Same(t, "memory", input["memory_allocation_mb"], any(512))
	plugintest.Same(t, "what has no attribute", input["extra"], any(`{"network_config":{"vpn":true}}`))
	plugintest.Same(t, "transformations", read["transformations"], any(`[{"type":"hash"}]`))
	plugintest.Same(t, "output", read["output"], any(plugintest.Attrs{
		"plugin": "dadosfera_snowflake", "raw": plugintest.Attrs{"table_name": "t", "table_schema": "s"}, "qualify": nil, "table_name": "t", "extra": `{"database":"DB"}`,
	}))
}

// The schema is that of a job in the data source dadosfera_pipeline: names, types and words.
func TestAJobIsDescribedInOnePlace(t *testing.T) {
	server := plugintest.NewUnconfigured(t)
	block := server.DataSource(jobSource).Schema().Block
	byName := map[string]*tfprotov6.SchemaAttribute{}
	for _, a := range block.Attributes {
		byName[a.Name] = a
	}
	for _, a := range server.DataSource("dadosfera_pipeline").Schema().Block.Attributes {
		if a.Name != "jobs" {
			continue
		}
		for _, of := range a.NestedType.Attributes {
			if own := byName[of.Name]; own == nil || own.ValueType().String() != of.ValueType().String() || of.Name != "job_id" && own.Description != of.Description {
				t.Errorf("%s is %v here and %v in the pipeline", of.Name, own, of)
			}
			delete(byName, of.Name)
		}
	}
	if len(byName) > 0 {
		t.Errorf("a pipeline's jobs have no %v", byName)
	}
}

func TestJobsThatAreNotThere(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			sim, provider := platform(t, maestrosim.Options{Contract: contract.Contract})
			if err := sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: "singers", Name: "Contacts", Jobs: []maestrosim.Job{
				{Input: map[string]any{"connector": "singer", "plugin": "hubspot", "table_name": "contacts"}}, {Input: map[string]any{"plugin": "csv"}},
			}}); err != nil {
				t.Fatal(err)
			}
			d := provider.DataSource(jobSource)
			_, told := d.Read(plugintest.Attrs{"job_id": pipelineID + "_7"})
			plugintest.Only(t, told, plugintest.Error, "job_id", "Job does not exist", `"Orders Data Pipeline"`, "one job, and none with the id "+pipelineID+"_7", "job_ids")
			if strings.Contains(told[0].Detail, "base_url") {
				t.Errorf("the pipeline was read, and yet: %s", told[0].Detail)
			}
			_, told = d.Read(plugintest.Attrs{"job_id": otherID + "_0"})
			plugintest.Only(t, told, plugintest.Error, "job_id", "Job does not exist", "No pipeline", otherID, "customer_name")
			_, told = d.Read(plugintest.Attrs{"job_id": "singers_0"})
			plugintest.Only(t, told, plugintest.Error, "job_id", "Job is not a JDBC job", `the connector "singer"`, `"Contacts"`, "dadosfera_pipeline")
			if !contract.Contract.ServerDefaults {
				_, told = d.Read(plugintest.Attrs{"job_id": "singers_1"})
				plugintest.Only(t, told, plugintest.Error, "job_id", "Job is not a JDBC job", "no connector")
			}
		})
	}
}

func TestAJobThatCannotBeRead(t *testing.T) {
	get := maestrosim.OpGetJDBCJob
	for name, tc := range map[string]struct {
		contract maestrosim.Contract
		faults   []maestrosim.Fault
		says     []string
	}{
		"as the platform has no such call": {contract: maestrosim.Contract{NoJDBCJob: true}, says: []string{jobID, "404", "base_url"}},
		"for an error of the platform":     {faults: []maestrosim.Fault{{On: get, Status: 500, Body: `{"msg":"it broke"}`}}, says: []string{jobID, "it broke"}},
		"for want of permission":           {faults: []maestrosim.Fault{{On: maestrosim.OpAny, Status: 403, Body: `{}`, Times: -1}}, says: []string{"permission"}},
		"for an answer nobody understands": {faults: []maestrosim.Fault{{On: get, Body: `{"source_config":{"connector":"jdbc","table_name":{}}}`}}, says: []string{jobID, "not understood", "table_name: a text was expected"}},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := platform(t, maestrosim.Options{Contract: tc.contract})
			sim.Order(tc.faults...)
			_, told := provider.DataSource(jobSource).Read(plugintest.Attrs{"job_id": jobID})
			plugintest.Only(t, told, plugintest.Error, "job_id", "Reading a job failed", tc.says...)
		})
	}
	t.Run("as no answer comes", func(t *testing.T) {
		sim, provider := platform(t, maestrosim.Options{})
		sim.Order(maestrosim.Fault{On: maestrosim.OpAny, DropBefore: true, Times: -1})
		_, told := provider.DataSource(jobSource).Read(plugintest.Attrs{"job_id": jobID})
		plugintest.Only(t, told, plugintest.Error, "job_id", "Reading a job failed", "No answer came.")
		if n := len(sim.Requests()); n != 1 {
			t.Errorf("%d requests to a platform that does not answer", n)
		}
	})
	t.Run("for an interrupt", func(t *testing.T) {
		sim, provider := platform(t, maestrosim.Options{})
		ctx, fault := interrupted(t, get)
		sim.Order(fault)
		_, told := provider.DataSource(jobSource).ReadIn(ctx, plugintest.Attrs{"job_id": jobID})
		plugintest.Only(t, told, plugintest.Error, "job_id", "Reading a job failed", "The operation was interrupted.")
		if n := len(sim.Requests()); n != 1 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestWhichJobMayBeAskedFor(t *testing.T) {
	d := plugintest.NewUnconfigured(t).DataSource(jobSource)
	plugintest.Silent(t, d.Validate(plugintest.Attrs{"job_id": jobID}))
	plugintest.Silent(t, d.Validate(plugintest.Attrs{"job_id": plugintest.Later{}}))
	plugintest.Only(t, d.Validate(plugintest.Attrs{"job_id": "orders"}), plugintest.Error, "job_id", "Invalid job id", "as in "+jobID)
}
