// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/pipelinetest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// kind is pipelinetest.ManualJob, with the names that the tests of this package use.
type kind struct {
	name   string
	job    maestrosim.Job
	config attrs
}

// byHand returns jobs of every connector, as the web interface creates them.
func byHand() []kind {
	var kinds []kind
	for _, job := range pipelinetest.ManualJobs() {
		kinds = append(kinds, kind{job.Name, job.Job, job.Config})
	}
	return kinds
}

// makeByHand makes a pipeline as the web interface would, without the provider.
func (c *core) makeByHand(id, name string, definition object, jobs ...maestrosim.Job) {
	c.t.Helper()
	body := object{"id": id, "name": name}
	maps.Copy(body, definition)
	sent := []object{}
	for _, job := range jobs {
		made := object{"input": job.Input, "transformations": []any{}, "output": object{}}
		if job.Transformations != nil {
			made["transformations"] = job.Transformations
		}
		if job.Output != nil {
			made["output"] = job.Output
		}
		sent = append(sent, made)
	}
	body["jobs"] = sent
	text, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.url+"/platform/pipeline", bytes.NewReader(text))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header["customer_name"] = []string{plugintest.Customer}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	if resp.Body.Close(); resp.StatusCode > 299 {
		c.t.Fatalf("making a pipeline by hand gave %s", resp.Status)
	}
}

// However the platform decides what its documentation leaves open, and whoever generates the configuration: what a query
// finds is what an import brings, and the configuration generated from it plans no change, for pipelines of every
// connector.
func TestGenerateConfig_planIsEmpty(t *testing.T) {
	planned := map[string]bool{} // what is found, as most contracts show the same
	for _, contract := range append(maestrosim.Contracts(), shownWhole()) {
		t.Run(contract.Name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: contract.Contract, Now: func() time.Time { return time.Unix(1e9, 0) }}, nil)
			for i, kind := range byHand() {
				if i%2 == 0 {
					c.makeByHand(numbered(i), kind.name, nil, kind.job)
					continue
				}
				c.makeByHand(numbered(i), kind.name, object{"description": "a ${b} \"c\"\nd", "cron": "0 6 * * *"}, kind.job, another(kind.job))
				c.pause(numbered(i))
			}
			query := c.List(pipelineType)
			query.Include = true
			found, said := query.Query(nil)
			plugintest.NoDiagnostics(t, said)
			plugintest.Same(t, "found", len(found), len(byHand()))
			for _, f := range found {
				imported, diags := c.Import("", attrs{"pipeline_id": c.IdentityOf(f.Instance)})
				plugintest.NoDiagnostics(t, diags)
				if !f.Value.Equal(imported.Value) {
					t.Errorf("%s: the query found\n%s\nand the import brings\n%s", f.DisplayName, f.Value, imported.Value)
				}
				plugintest.Same(t, "identity", c.IdentityOf(f.Instance), c.IdentityOf(imported))
				if planned[f.Value.String()] {
					continue
				}
				planned[f.Value.String()] = true
				config := c.Generate(f.Instance)
				plugintest.NoDiagnostics(t, c.Validate(config))
				if p := c.Plan(imported, config); p.Changes() || len(p.Diagnostics) > 0 {
					t.Errorf("%s: the configuration of the provider plans a change, or says: %v", f.DisplayName, p.Diagnostics)
				}
				config = c.GenerateConfigWithoutProvider(f.Instance)
				if p := c.Plan(imported, config); p.Changes() || len(p.Diagnostics) > 0 {
					t.Errorf("%s: the configuration of the CLI plans a change, or says: %v", f.DisplayName, p.Diagnostics)
				}
				if contract.Contract.NoJDBCJob && f.DisplayName == "jdbc, without duplicates" {
					// Nothing shows the keys, and so a person has to say them.
					plugintest.OneDiagnostic(t, c.Validate(config), plugintest.Error, "jobs.0.input.primary_keys", "Load type is missing a companion", "Set primary_keys")
					continue
				}
				plugintest.NoDiagnostics(t, c.Validate(config))
			}
		})
	}
}

// another is a job of the same kind, for another table.
func another(job maestrosim.Job) maestrosim.Job {
	job.Input = maps.Clone(job.Input)
	if table, ok := job.Input["table_name"].(string); ok {
		job.Input["table_name"] = table + "_2"
	}
	return job
}

func (c *core) pause(id string) {
	c.t.Helper()
	if err := c.sim.Edit(plugintest.Customer, id, func(p *maestrosim.Pipeline) { p.Paused = true }); err != nil {
		c.t.Fatal(err)
	}
}

// shownWhole is a platform that hides nothing.
func shownWhole() maestrosim.NamedContract {
	return maestrosim.NamedContract{Name: "shown whole", Contract: maestrosim.Contract{
		Hidden: maestrosim.HiddenNone, Output: maestrosim.OutputRaw, ServerDefaults: true,
	}}
}

// Generated configuration is what a person would have written: no defaults, nothing that the platform fills in.
func TestGenerateConfig_isConcise(t *testing.T) {
	whole := shownWhole().Contract
	c := newCore(t, maestrosim.Options{Contract: whole}, attrs{"deletion_protection": true})
	for i, kind := range byHand() {
		t.Run(kind.name, func(t *testing.T) {
			filled := whole
			filled.ServerDefaults = kind.config["input"].(attrs)["load_type"] != nil // of the others it would fill in what counts
			c.sim.SetContract(filled)
			c.makeByHand(numbered(i), kind.name, nil, kind.job)
			imported, diags := c.Import(numbered(i), nil)
			plugintest.NoDiagnostics(t, diags)
			plugintest.Same(t, "generated", c.Generate(imported), attrs{"name": kind.name, "jobs": elems{kind.config}})
		})
	}
	t.Run("with all that a pipeline has", func(t *testing.T) {
		kind := byHand()[0]
		c.makeByHand(numbered(99), "Whole", object{"description": "d", "cron": "@once"}, kind.job)
		c.pause(numbered(99))
		imported, diags := c.Import(numbered(99), nil)
		plugintest.NoDiagnostics(t, diags)
		plugintest.Same(t, "generated", c.Generate(imported), attrs{"name": "Whole", "description": "d", "cron": "@once", "paused": true, "jobs": elems{kind.config}})
	})
}

// What would not be valid is left out: credentials of which the platform shows the kind and not the connection.
func TestGenerateConfig_isValid(t *testing.T) {
	c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}}, nil)
	kind := byHand()[3]
	kind.job.Input["auth_parameters"] = object{"auth_type": "vault"}
	if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: numbered(1), Name: kind.name, Jobs: []maestrosim.Job{kind.job}}); err != nil {
		t.Fatal(err)
	}
	imported, diags := c.Import(numbered(1), nil)
	plugintest.NoDiagnostics(t, diags)
	config := c.Generate(imported)
	plugintest.NoDiagnostics(t, c.Validate(config))
	if p := c.Plan(imported, config); p.Changes() || len(p.Diagnostics) > 0 {
		t.Errorf("the configuration plans a change, or says: %v", p.Diagnostics)
	}
	plugintest.Same(t, "kept", c.At(imported, "jobs.0.input.auth_parameters.auth_type"), "vault")
}

// Of a pipeline of which nothing is known, nothing is generated.
func TestGenerateConfig_nullState(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	plugintest.Same(t, "generated", c.Generate(c.Absent()), attrs{})
}

// Two hundred pipelines come under Terraform by one list and one read each, and by another read each when they are
// imported; a JDBC job that hides something takes one more.
func TestAdoption_requestsOfTwoHundredPipelines(t *testing.T) {
	const n = 200
	for name, contract := range map[string]maestrosim.Contract{"whose jobs hide something": {}, "that are shown whole": {Hidden: maestrosim.HiddenNone}} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: contract}, nil)
			c.putMany(n)
			once := map[string]int{pipelinetest.ReadPipeline: n}
			for i := range n {
				if contract.Hidden == "" && byHand()[i%len(byHand())].job.Input["connector"] == "jdbc" {
					once[pipelinetest.ReadJDBCJob]++
				}
			}
			query := c.List(pipelineType)
			query.Include, query.Limit = true, 1000
			found, said := query.Query(nil)
			plugintest.NoDiagnostics(t, said)
			plugintest.Same(t, "found", len(found), n)
			got := c.reads()
			plugintest.Same(t, "lists", got[pipelinetest.ReadPipelines], 1)
			delete(got, pipelinetest.ReadPipelines)
			plugintest.Same(t, "reads of the query", got, once)

			for _, f := range found {
				_, diags := c.Import("", attrs{"pipeline_id": c.IdentityOf(f.Instance)})
				plugintest.NoDiagnostics(t, diags)
			}
			plugintest.Same(t, "reads of the import", c.reads(), once)
		})
	}
}
