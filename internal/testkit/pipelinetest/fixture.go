// SPDX-License-Identifier: MPL-2.0

// Package pipelinetest has what the protocol tests of the packages about pipelines share: a simulator with the
// provider's dadosfera_pipeline on it, configurations of pipelines, and pipelines that were created without Terraform.
package pipelinetest

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// Type is the name of the resource, the data source and the list resource of pipelines.
const Type = "dadosfera_pipeline"

// Requests that read, in the form of [Fixture.ReadCounts].
const (
	ReadPipelines = "GET /platform/pipelines"
	ReadPipeline  = "GET /platform/pipeline/{id}"
	ReadJDBCJob   = "GET /platform/jobs/jdbc/{id}"
)

// Fixture is dadosfera_pipeline, driven over the plugin protocol, and the simulator that the provider is configured
// for.
type Fixture struct {
	*plugintest.Resource

	T   *testing.T
	Sim *maestrosim.Sim
	// URL is the address of the simulator.
	URL string
}

// New starts an empty simulator, and a provider that is configured for it and has the given settings in addition. Every
// exchange is checked against the OpenAPI document.
func New(t *testing.T, options maestrosim.Options, settings plugintest.Attrs) *Fixture {
	t.Helper()
	options.Empty = true
	sim := maestrosim.New(options)
	server := openapi.NewServer(t, sim)
	provider := plugintest.NewServer(t, server.URL, settings)
	return &Fixture{Resource: provider.Resource(Type), T: t, Sim: sim, URL: server.URL}
}

// Only returns the pipeline that the simulator holds. It ends the test if that is not exactly one.
func (f *Fixture) Only() maestrosim.Pipeline {
	f.T.Helper()
	all := f.Sim.Pipelines(plugintest.Customer)
	if len(all) != 1 {
		f.T.Fatalf("got %d pipelines on the platform, want 1", len(all))
	}
	return all[0]
}

// PutMany creates n pipelines without Terraform, with the ids of [NumberedID] and the names "Pipeline 0", "Pipeline 1"
// and so on. Their jobs are those of [ManualJobs] in turn. Those with even numbers have a schedule.
func (f *Fixture) PutMany(n int) {
	f.T.Helper()
	jobs := ManualJobs()
	for i := range n {
		p := maestrosim.Pipeline{
			ID: NumberedID(i), Name: fmt.Sprintf("Pipeline %d", i), Jobs: []maestrosim.Job{jobs[i%len(jobs)].Job},
		}
		if i%2 == 0 {
			cron := "0 6 * * *"
			p.Cron = &cron
		}
		if err := f.Sim.Put(plugintest.Customer, p); err != nil {
			f.T.Fatal(err)
		}
	}
}

// Remove removes a pipeline without Terraform.
func (f *Fixture) Remove(id string) {
	f.T.Helper()
	if err := f.Sim.Remove(plugintest.Customer, id); err != nil {
		f.T.Error(err)
	}
}

// ReadCounts returns the number of requests since the last call, by method and path, as in [ReadPipeline]. All jobs of
// a pipeline count as one path.
func (f *Fixture) ReadCounts() map[string]int {
	counts := map[string]int{}
	for _, r := range f.Sim.Requests() {
		counts[r.Method+" "+strings.TrimSuffix(PathWithoutIDs(r.Path), "_0")]++
	}
	f.Sim.ResetRequests()
	return counts
}

// Writes returns the requests so far, without those that only read, in the form "METHOD /path body". Ids in paths are
// replaced by {id}.
func (f *Fixture) Writes() []string {
	calls := []string{}
	for _, r := range f.Sim.Requests() {
		if r.Method != http.MethodGet {
			calls = append(calls, strings.TrimSpace(r.Method+" "+PathWithoutIDs(r.Path)+" "+string(r.Body)))
		}
	}
	return calls
}

// uuidLength is the length of a pipeline's id, which is also the beginning of a job's id.
const uuidLength = 36

// PathWithoutIDs returns a path in which the ids of pipelines are replaced by {id}, and the ids of jobs by {id}_0,
// {id}_1 and so on.
func PathWithoutIDs(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if len(part) >= uuidLength {
			parts[i] = "{id}" + part[uuidLength:]
		}
	}
	return strings.Join(parts, "/")
}

// NumberedID returns the id of the pipeline with a number; see [Fixture.PutMany].
func NumberedID(i int) string { return fmt.Sprintf("00000000_0000_4000_8000_%012d", i) }
