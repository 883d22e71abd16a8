// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// The largest numbers of what a survey reads.
const (
	maxSamples = 8
	maxJobs    = 6
	maxRuns    = 5
)

// spellings are the two ways to write an id in a path. Ids that are not UUIDs have one.
type spellings struct {
	Hyphens, Underscores *exchange
}

// all returns the exchanges that there are.
func (s spellings) all() []*exchange {
	return slices.DeleteFunc([]*exchange{s.Hyphens, s.Underscores}, func(e *exchange) bool { return e == nil })
}

// best returns the exchange that succeeded, or the first one.
func (s spellings) best() *exchange {
	for _, e := range s.all() {
		if e.succeeded() {
			return e
		}
	}
	if all := s.all(); len(all) > 0 {
		return all[0]
	}
	return nil
}

// sample is a pipeline that was read by id.
type sample struct {
	ID   string
	Get  spellings
	Jobs []jobSample
	// Runs is the list of its runs.
	Runs spellings
}

// jobSample is a JDBC job that was read by id.
type jobSample struct {
	ID  string
	Get spellings
}

// survey is what the platform has responded to requests that read.
type survey struct {
	Customer          string // the configured value
	Expires, SignedIn time.Time
	SignIn            *exchange
	List, ListAgain   *exchange
	Samples           []sample
	// MissingID and MissingJobID are ids that no pipeline and no job has.
	MissingID, MissingJobID string
	Missing, MissingJob     spellings
	Run                     *exchange // by the id in a list of runs
	Datatypes               *exchange
	// Connections are the pages 0 and 1 of the connections, and OneConnection is page 1 of pages with one.
	Connections   []*exchange
	OneConnection *exchange
	// WithoutCustomer and OtherCustomer are a list and a pipeline without the header customer_name, and with a random one.
	WithoutCustomer, OtherCustomer []*exchange
	// Limits is the number of responses with status 429, and Headers what is in any header of any response.
	Limits  int
	Headers map[string]bool
	// Written is what a survey that writes adds. It is nil for one that only reads.
	Written *written
}

// reader makes a survey.
type reader struct {
	*platform
	*survey

	progress func(format string, args ...any)
}

// read makes the part of a survey that only reads. The error is why the platform cannot be examined at all.
func (r *reader) read(ctx context.Context) error {
	r.progress("Signing in")
	expires, err := r.connect(ctx)
	r.SignIn, r.SignedIn, r.Expires = r.signIn, time.Now(), expires
	if err != nil {
		return err
	}

	r.progress("Reading the list of pipelines")
	r.List = r.get(ctx, "/platform/pipelines")
	if !r.List.answered() {
		return fmt.Errorf("the platform does not respond: %w", r.List.Err)
	}
	r.readSamples(ctx)
	r.progress("Reading what does not exist")
	r.readMissing(ctx)
	r.progress("Reading data types and connections")
	r.Datatypes = r.get(ctx, "/platform/jobs/jdbc/configs/allowed_datatypes")
	r.readConnections(ctx)
	r.progress("Reading without and with another customer_name")
	r.readCustomers(ctx)
	r.ListAgain = r.get(ctx, "/platform/pipelines")
	r.finish()
	return ctx.Err()
}

// finish keeps what all responses so far have shown.
func (r *reader) finish() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Limits, r.Headers = r.limits, r.headers
}

// pathTo returns the path to an object with an id in one spelling.
func pathTo(prefix, id, separator, suffix string) string {
	return prefix + url.PathEscape(strings.NewReplacer("-", separator, "_", separator).Replace(id)) + suffix
}

// hasSpellings reports whether the id is that of a pipeline or a job with two spellings.
func hasSpellings(id string) bool {
	pipeline, _, err := maestro.ParseJobID(id)
	return maestro.IsUUID(id) || err == nil && maestro.IsUUID(pipeline)
}

// readBoth reads an object under both spellings of its id, or under one if both are not needed and it works.
func (p *platform) readBoth(ctx context.Context, prefix, id, suffix string, both bool) spellings {
	if !hasSpellings(id) {
		return spellings{Underscores: p.get(ctx, prefix+url.PathEscape(id)+suffix)}
	}
	s := spellings{Hyphens: p.get(ctx, pathTo(prefix, strings.ToLower(id), "-", suffix))}
	if both || !s.Hyphens.succeeded() {
		s.Underscores = p.get(ctx, pathTo(prefix, strings.ToLower(id), "_", suffix))
	}
	return s
}

// readSamples reads the pipelines that differ most, with their first JDBC jobs and runs.
func (r *reader) readSamples(ctx context.Context) {
	items, _ := r.List.items("pipelines", "items")
	chosen := choose(items)
	jobsRead, runsRead := 0, 0
	for i, item := range chosen {
		r.progress("Reading pipeline %d of %d", i+1, len(chosen))
		s := sample{ID: pipelineID(item)}
		s.Get = r.readBoth(ctx, "/platform/pipeline/", s.ID, "", i == 0)
		if runsRead < maxRuns && (i == 0 || text(item, "last_status") != "CREATED") {
			s.Runs = r.readBoth(ctx, "/platform/pipeline/", s.ID, "/pipeline_run", runsRead == 0)
			runsRead++
		}
		for _, job := range jobs(s.Get.best().object()) {
			id := text(job, "job_id")
			if jobsRead == maxJobs || len(s.Jobs) == 2 || maestro.CheckID(id) != nil || !isJDBC(input(job)) {
				continue
			}
			s.Jobs = append(s.Jobs, jobSample{id, r.readBoth(ctx, "/platform/jobs/jdbc/", id, "", jobsRead == 0)})
			jobsRead++
		}
		r.Samples = append(r.Samples, s)
		r.readRun(ctx, s)
	}
}

// readRun reads the first run of a pipeline by its id, once.
func (r *reader) readRun(ctx context.Context, s sample) {
	runs, _ := s.Runs.best().items("runs", "items", "pipeline_runs")
	if r.Run != nil || len(runs) == 0 {
		return
	}
	if id := text(runs[0], "pipeline_run_id"); maestro.CheckID(id) == nil {
		r.Run = r.get(ctx, s.Runs.best().Path+"/"+url.PathEscape(id))
	}
}

// choose returns pipelines of the list that show as much as possible: each has something that those before it do not have.
func choose(items []object) []object {
	seen := map[string]bool{}
	var chosen []object
	for _, item := range items {
		if pipelineID(item) == "" || len(chosen) == maxSamples {
			continue
		}
		isNew := false
		for _, feature := range features(item) {
			isNew = isNew || !seen[feature]
			seen[feature] = true
		}
		if isNew {
			chosen = append(chosen, item)
		}
	}
	return chosen
}

func features(item object) []string {
	inputs := jobs(item)
	all := []string{
		fmt.Sprintf("UUID %t", maestro.IsUUID(pipelineID(item))), fmt.Sprintf("several jobs %t", len(inputs) > 1),
		fmt.Sprintf("cron %t", text(item, "cron") != ""), fmt.Sprintf("description %t", text(item, "description") != ""),
		"status " + text(item, "last_status"),
	}
	for _, job := range inputs {
		all = append(all, "plugin "+text(input(job), "connector")+" "+text(input(job), "plugin"))
	}
	return all
}

func (r *reader) readMissing(ctx context.Context) {
	r.MissingID = maestro.NewID()
	r.MissingJobID = maestro.JobID(r.MissingID, 0)
	r.Missing = r.readBoth(ctx, "/platform/pipeline/", r.MissingID, "", true)
	r.MissingJob = r.readBoth(ctx, "/platform/jobs/jdbc/", r.MissingJobID, "", true)
}

// readConnections reads pages as the provider does: it is not known from which number they count.
func (r *reader) readConnections(ctx context.Context) {
	for page := range 2 {
		r.Connections = append(r.Connections, r.get(ctx, fmt.Sprintf("/connections?size=100&start_page=%d", page)))
	}
	if slices.ContainsFunc(r.Connections, (*exchange).succeeded) {
		r.OneConnection = r.get(ctx, "/connections?size=1&start_page=1")
	}
}

func (r *reader) readCustomers(ctx context.Context) {
	none, other := "", namePrefix+maestro.NewID() // no customer has a random name
	paths := []string{"/platform/pipelines"}
	if len(r.Samples) > 0 {
		paths = append(paths, r.Samples[0].Get.best().Path)
	}
	for _, path := range paths {
		r.WithoutCustomer = append(r.WithoutCustomer, r.send(ctx, request{method: "GET", path: path, customer: &none}))
		r.OtherCustomer = append(r.OtherCustomer, r.send(ctx, request{method: "GET", path: path, customer: &other}))
	}
}
