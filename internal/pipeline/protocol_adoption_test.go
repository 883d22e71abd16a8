// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
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

// createByHand creates a pipeline as the web interface does, without the provider. The definition has its further
// fields.
func (c *core) createByHand(id, name string, definition object, jobs ...maestrosim.Job) {
	c.t.Helper()
	body := object{"id": id, "name": name}
	maps.Copy(body, definition)
	sent := []object{}
	for _, job := range jobs {
		sentJob := object{"input": job.Input, "transformations": []any{}, "output": object{}}
		if job.Transformations != nil {
			sentJob["transformations"] = job.Transformations
		}
		if job.Output != nil {
			sentJob["output"] = job.Output
		}
		sent = append(sent, sentJob)
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
		c.t.Fatalf("creating a pipeline: got status %s, want a success", resp.Status)
	}
}

// Under every contract and for pipelines of every connector, a query returns what an import returns, and the
// configuration that is generated from it, by the provider or by the CLI, plans no change.
func TestGenerateConfig_planIsEmpty(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	plugintest.NeedsWorkarounds(t)
	planned := map[string]bool{} // by state, as most contracts show the same
	for _, contract := range append(maestrosim.Contracts(), nothingHidden()) {
		t.Run(contract.Name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: contract.Contract, Now: func() time.Time { return time.Unix(1e9, 0) }}, nil)
			for i, kind := range byHand() {
				if i%2 == 0 {
					c.createByHand(numbered(i), kind.name, nil, kind.job)
					continue
				}
				c.createByHand(numbered(i), kind.name, object{"description": "a ${b} \"c\"\nd", "cron": "0 6 * * *"}, kind.job, otherTable(kind.job))
				c.setPaused(numbered(i))
			}
			query := c.List(pipelineType)
			query.Include = true
			found, diags := query.Query(nil)
			plugintest.NoDiagnostics(t, diags)
			plugintest.Same(t, "found", len(found), len(byHand()))
			for _, f := range found {
				imported, diags := c.Import("", attrs{"pipeline_id": c.IdentityOf(f.Instance)})
				plugintest.NoDiagnostics(t, diags)
				if !f.Value.Equal(imported.Value) {
					t.Errorf("%s: got state %s from the query, want that of the import, %s", f.DisplayName, f.Value, imported.Value)
				}
				plugintest.Same(t, "identity", c.IdentityOf(f.Instance), c.IdentityOf(imported))
				if planned[f.Value.String()] {
					continue
				}
				planned[f.Value.String()] = true
				config := c.GenerateConfig(f.Instance)
				plugintest.NoDiagnostics(t, c.Validate(config))
				if p := c.Plan(imported, config); p.Changes() || len(p.Diagnostics) > 0 {
					t.Errorf("%s, configuration of the provider: got changes %t and diagnostics %v, want none", f.DisplayName, p.Changes(), p.Diagnostics)
				}
				config = c.GenerateConfigWithoutProvider(f.Instance)
				if p := c.Plan(imported, config); p.Changes() || len(p.Diagnostics) > 0 {
					t.Errorf("%s, configuration of the CLI: got changes %t and diagnostics %v, want none", f.DisplayName, p.Changes(), p.Diagnostics)
				}
				if contract.Contract.NoJDBCJob && f.DisplayName == "jdbc, without duplicates" {
					// No response shows the keys, so the user has to add them.
					plugintest.OneDiagnostic(t, c.Validate(config), plugintest.Error, "jobs",
						"Missing attributes for load_type", "Set primary_keys")
					continue
				}
				plugintest.NoDiagnostics(t, c.Validate(config))
			}
		})
	}
}

// otherTable returns a copy of a job for another table.
func otherTable(job maestrosim.Job) maestrosim.Job {
	job.Input = maps.Clone(job.Input)
	if table, ok := job.Input["table_name"].(string); ok {
		job.Input["table_name"] = table + "_2"
	}
	return job
}

// setPaused pauses a pipeline without Terraform.
func (c *core) setPaused(id string) {
	c.t.Helper()
	if err := c.sim.Edit(plugintest.Customer, id, func(p *maestrosim.Pipeline) { p.Paused = true }); err != nil {
		c.t.Fatal(err)
	}
}

// nothingHidden returns the contract of a platform that shows all fields.
func nothingHidden() maestrosim.NamedContract {
	return maestrosim.NamedContract{Name: "nothing hidden", Contract: maestrosim.Contract{
		Hidden: maestrosim.HiddenNone, Output: maestrosim.OutputRaw, ServerDefaults: true,
	}}
}

// Generated configuration omits defaults and what the platform sets itself, as a user would.
func TestGenerateConfig_isConcise(t *testing.T) {
	plugintest.NeedsWorkarounds(t)
	contract := nothingHidden().Contract
	c := newCore(t, maestrosim.Options{Contract: contract}, attrs{"deletion_protection": true})
	for i, kind := range byHand() {
		t.Run(kind.name, func(t *testing.T) {
			contract := contract
			// The defaults of other jobs differ from what the configuration omits.
			contract.ServerDefaults = kind.config["input"].(attrs)["load_type"] != nil
			c.sim.SetContract(contract)
			c.createByHand(numbered(i), kind.name, nil, kind.job)
			imported, diags := c.Import(numbered(i), nil)
			plugintest.NoDiagnostics(t, diags)
			plugintest.Same(t, "generated", c.GenerateConfig(imported), attrs{"name": kind.name, "jobs": elems{kind.config}})
		})
	}
	t.Run("all attributes of a pipeline", func(t *testing.T) {
		kind := byHand()[0]
		c.createByHand(numbered(99), "Everything", object{"description": "d", "cron": "@once"}, kind.job)
		c.setPaused(numbered(99))
		imported, diags := c.Import(numbered(99), nil)
		plugintest.NoDiagnostics(t, diags)
		plugintest.Same(t, "generated", c.GenerateConfig(imported), attrs{"name": "Everything", "description": "d", "cron": "@once", "paused": true, "jobs": elems{kind.config}})
	})
}

// Generated configuration omits what would not be valid: credentials of which the platform shows the type, but no
// connection.
func TestGenerateConfig_isValid(t *testing.T) {
	plugintest.NeedsWorkarounds(t)
	c := newCore(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}}, nil)
	kind := byHand()[3]
	kind.job.Input["auth_parameters"] = object{"auth_type": "vault"}
	if err := c.sim.Put(plugintest.Customer, maestrosim.Pipeline{ID: numbered(1), Name: kind.name, Jobs: []maestrosim.Job{kind.job}}); err != nil {
		t.Fatal(err)
	}
	imported, diags := c.Import(numbered(1), nil)
	plugintest.NoDiagnostics(t, diags)
	config := c.GenerateConfig(imported)
	plugintest.NoDiagnostics(t, c.Validate(config))
	if p := c.Plan(imported, config); p.Changes() || len(p.Diagnostics) > 0 {
		t.Errorf("got changes %t and diagnostics %v, want none", p.Changes(), p.Diagnostics)
	}
	plugintest.Same(t, "auth_type in the state", c.At(imported, "jobs.0.input.auth_parameters.auth_type"), "vault")
}

// No configuration is generated from a null state.
func TestGenerateConfig_nullState(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	plugintest.Same(t, "generated", c.GenerateConfig(c.Absent()), attrs{})
}

// A query for two hundred pipelines takes one list and one read of each, and their import another read of each. A JDBC
// job with hidden fields takes one more.
func TestAdoption_requestsOfTwoHundredPipelines(t *testing.T) {
	contract.NeedsDocumented(t, "counts or lists the requests to the documented platform")
	const n = 200
	for name, contract := range map[string]maestrosim.Contract{"hidden fields": {}, "nothing hidden": {Hidden: maestrosim.HiddenNone}} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{Contract: contract}, nil)
			c.putMany(n)
			readOnce := map[string]int{pipelinetest.ReadPipeline: n}
			for i := range n {
				if contract.Hidden == "" && byHand()[i%len(byHand())].job.Input["connector"] == "jdbc" {
					readOnce[pipelinetest.ReadJDBCJob]++
				}
			}
			query := c.List(pipelineType)
			query.Include, query.Limit = true, 1000
			found, diags := query.Query(nil)
			plugintest.NoDiagnostics(t, diags)
			plugintest.Same(t, "found", len(found), n)
			got := c.reads()
			plugintest.Same(t, "lists", got[pipelinetest.ReadPipelines], 1)
			delete(got, pipelinetest.ReadPipelines)
			plugintest.Same(t, "reads of the query", got, readOnce)

			for _, f := range found {
				_, diags := c.Import("", attrs{"pipeline_id": c.IdentityOf(f.Instance)})
				plugintest.NoDiagnostics(t, diags)
			}
			plugintest.Same(t, "reads of the import", c.reads(), readOnce)
		})
	}
}
