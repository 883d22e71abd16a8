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

// survey is what the platform has responded.
type survey struct {
	customer          string // the configured value
	signIn            *exchange
	signedIn, expires time.Time
	list, listAgain   *exchange
	samples           []sample
	run               *exchange // by the id in a list of runs
	missingID         string    // that of a pipeline that does not exist
	missing           spellings
	missingJob        *exchange
	datatypes         *exchange
	// connectionPages are the pages 0 and 1 of the connections, and oneConnection is page 1 of pages with one.
	connectionPages []*exchange
	oneConnection   *exchange
	// withoutCustomer and otherCustomer are a list and a pipeline without the header customer_name, and with a random one.
	withoutCustomer, otherCustomer []*exchange
	// limits is the number of responses with status 429, and headers what is in any header of any response.
	limits  int
	headers map[string]bool

	// The responses by kind. Those about the pipelines of this program are among them, except for those to GETs by id.
	pipelineGets, pipelineLists, jobGets, runLists []*exchange

	writes bool // whether the survey writes
	own    written
}

// sample is a pipeline that was read by id.
type sample struct {
	id   string
	get  spellings
	runs spellings
	jobs []jobSample
}

// jobSample is a JDBC job that was read by id.
type jobSample struct {
	id  string
	get spellings
}

// spellings are the two ways to write an id in a path. Ids that are not UUIDs have one.
type spellings struct {
	hyphens, underscores *exchange
}

// all returns the exchanges that there are.
func (s spellings) all() []*exchange {
	return slices.DeleteFunc([]*exchange{s.hyphens, s.underscores}, func(e *exchange) bool { return e == nil })
}

// best returns the exchange that succeeded, or the first one.
func (s spellings) best() *exchange {
	if s.hyphens == nil || !s.hyphens.succeeded() && s.underscores.succeeded() {
		return s.underscores
	}
	return s.hyphens
}

// bothAccepted is what accepted returns for both spellings.
const bothAccepted = "hyphens and underscores"

// accepted returns the spellings under which an object was found, "" if none, or if not both were tried.
func (s spellings) accepted() string {
	switch {
	case !s.hyphens.answered() || !s.underscores.answered():
		return ""
	case s.hyphens.succeeded() && s.underscores.succeeded():
		return bothAccepted
	case s.hyphens.succeeded():
		return "hyphens"
	case s.underscores.succeeded():
		return "underscores"
	}
	return ""
}

// pathTo returns the path to an object with an id in one spelling.
func pathTo(prefix, id, separator, suffix string) string {
	return prefix + "/" + url.PathEscape(strings.NewReplacer("-", separator, "_", separator).Replace(id)) + suffix
}

// hasSpellings reports whether the id is that of a pipeline or a job with two spellings.
func hasSpellings(id string) bool {
	pipeline, _, err := maestro.ParseJobID(id)
	return maestro.IsUUID(id) || err == nil && maestro.IsUUID(pipeline)
}

// readBoth reads an object under both spellings of its id, or under one if both are not needed and it works.
func (p *platform) readBoth(ctx context.Context, prefix, id, suffix string, both bool) spellings {
	if !hasSpellings(id) {
		return spellings{underscores: p.get(ctx, prefix+"/"+url.PathEscape(id)+suffix)}
	}
	s := spellings{hyphens: p.get(ctx, pathTo(prefix, strings.ToLower(id), "-", suffix))}
	if both || !s.hyphens.succeeded() {
		s.underscores = p.get(ctx, pathTo(prefix, strings.ToLower(id), "_", suffix))
	}
	return s
}

// reader makes a survey.
type reader struct {
	*platform

	survey   survey
	progress func(format string, args ...any)
}

// read makes the part of a survey that only reads. The error is why the platform cannot be examined at all.
func (r *reader) read(ctx context.Context) error {
	s := &r.survey
	r.progress("Signing in")
	expires, err := r.connect(ctx)
	s.customer, s.signIn, s.signedIn, s.expires = r.config.CustomerName, r.signIn, time.Now(), expires
	if err != nil {
		return err
	}

	r.progress("Reading the list of pipelines")
	s.list = r.get(ctx, listPath)
	if !s.list.answered() {
		return fmt.Errorf("the platform does not respond: %w", s.list.err)
	}
	s.pipelineLists = append(s.pipelineLists, s.list)
	r.readSamples(ctx)
	r.progress("Reading what does not exist")
	r.readMissing(ctx)
	r.progress("Reading data types and connections")
	s.datatypes = r.get(ctx, datatypesPath)
	r.readConnections(ctx)
	r.progress("Reading without and with another customer_name")
	r.readCustomers(ctx)
	s.listAgain = r.get(ctx, listPath)
	r.finish()
	return ctx.Err()
}

// finish keeps what all responses so far have shown.
func (r *reader) finish() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.survey.limits, r.survey.headers = r.limits, r.headers
}

// readSamples reads the pipelines that differ most, with their first JDBC jobs and runs.
func (r *reader) readSamples(ctx context.Context) {
	chosen := choose(r.survey.list.items())
	for i, item := range chosen {
		r.progress("Reading pipeline %d of %d", i+1, len(chosen))
		s := sample{id: pipelineID(item)}
		s.get = r.readBoth(ctx, pipelinePath, s.id, "", i == 0)
		r.survey.pipelineGets = append(r.survey.pipelineGets, s.get.best())
		if read := len(r.survey.runLists); read < maxRuns && (i == 0 || text(item, "last_status") != "CREATED") {
			s.runs = r.readBoth(ctx, pipelinePath, s.id, "/pipeline_run", read == 0)
			r.survey.runLists = append(r.survey.runLists, s.runs.best())
		}
		for _, job := range jobs(s.get.best().object()) {
			id := text(job, "job_id")
			if len(r.survey.jobGets) == maxJobs || len(s.jobs) == 2 || maestro.CheckID(id) != nil || !isJDBC(input(job)) {
				continue
			}
			get := r.readBoth(ctx, jdbcJobPath, id, "", len(r.survey.jobGets) == 0)
			s.jobs = append(s.jobs, jobSample{id, get})
			r.survey.jobGets = append(r.survey.jobGets, get.best())
		}
		r.survey.samples = append(r.survey.samples, s)
		r.readRun(ctx, s.runs.best())
	}
}

// readRun reads the first run of a list by its id, once.
func (r *reader) readRun(ctx context.Context, list *exchange) {
	runs := list.items()
	if r.survey.run != nil || len(runs) == 0 {
		return
	}
	if id := text(runs[0], "pipeline_run_id"); maestro.CheckID(id) == nil {
		r.survey.run = r.get(ctx, list.path+"/"+url.PathEscape(id))
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
		before := len(seen)
		for _, feature := range features(item) {
			seen[feature] = true
		}
		if len(seen) > before {
			chosen = append(chosen, item)
		}
	}
	return chosen
}

func features(item object) []string {
	all := []string{
		fmt.Sprintf("UUID %t", maestro.IsUUID(pipelineID(item))), fmt.Sprintf("several jobs %t", len(jobs(item)) > 1),
		fmt.Sprintf("cron %t", text(item, "cron") != ""), fmt.Sprintf("description %t", text(item, "description") != ""),
		"status " + text(item, "last_status"),
	}
	for _, job := range jobs(item) {
		all = append(all, "plugin "+text(input(job), "connector")+" "+text(input(job), "plugin"))
	}
	return all
}

func (r *reader) readMissing(ctx context.Context) {
	id := maestro.NewID()
	r.survey.missingID = id
	r.survey.missing = r.readBoth(ctx, pipelinePath, id, "", true)
	r.survey.missingJob = r.readBoth(ctx, jdbcJobPath, maestro.JobID(id, 0), "", true).hyphens
}

// readConnections reads pages as the provider does: it is not known from which number they count.
func (r *reader) readConnections(ctx context.Context) {
	s := &r.survey
	for page := range 2 {
		s.connectionPages = append(s.connectionPages, r.get(ctx, fmt.Sprintf("/connections?size=100&start_page=%d", page)))
	}
	if slices.ContainsFunc(s.connectionPages, (*exchange).succeeded) {
		s.oneConnection = r.get(ctx, "/connections?size=1&start_page=1")
	}
}

func (r *reader) readCustomers(ctx context.Context) {
	s := &r.survey
	none, other := "", namePrefix+maestro.NewID() // no customer has a random name
	paths := []string{listPath}
	if len(s.samples) > 0 {
		paths = append(paths, s.samples[0].get.best().path)
	}
	for _, path := range paths {
		s.withoutCustomer = append(s.withoutCustomer, r.send(ctx, request{method: "GET", path: path, customer: &none}))
		s.otherCustomer = append(s.otherCustomer, r.send(ctx, request{method: "GET", path: path, customer: &other}))
	}
}

// objectsOf returns the objects that successful responses show.
func objectsOf(all []*exchange) []object {
	var shown []object
	for _, e := range all {
		if o := e.object(); o != nil && e.succeeded() {
			shown = append(shown, o)
		}
	}
	return shown
}

// itemsOf returns the items of successful lists.
func itemsOf(lists []*exchange) []object {
	var items []object
	for _, e := range lists {
		if e.succeeded() {
			items = append(items, e.items()...)
		}
	}
	return items
}

// shown returns the pipelines as GETs by id show them.
func (s *survey) shown() []object { return objectsOf(slices.Concat(s.pipelineGets, s.own.gets)) }

// listed returns the pipelines as lists show them.
func (s *survey) listed() []object { return itemsOf(s.pipelineLists) }

// pipelines returns the pipelines as any response shows them.
func (s *survey) pipelines() []object { return slices.Concat(s.shown(), s.listed()) }

// runs returns the runs of all pipelines.
func (s *survey) runs() []object { return itemsOf(s.runLists) }

// connections returns the connections of both pages.
func (s *survey) connections() []object { return itemsOf(s.connectionPages) }

// jobs returns the jobs that were read by id.
func (s *survey) jobs() []jobSample {
	var all []jobSample
	for _, sample := range s.samples {
		all = append(all, sample.jobs...)
	}
	return all
}

// sourcesInUse returns the connections that jobs refer to, each once.
func (s *survey) sourcesInUse() []source {
	var sources []source
	for _, job := range slices.Concat(jobsOf(s.shown()), objectsOf(s.jobGets)) {
		from := source{text(child(input(job), "auth_parameters"), "config_id"), text(input(job), "plugin")}
		isSame := func(other source) bool { return other.configID == from.configID }
		if from.configID != "" && !slices.ContainsFunc(sources, isSame) {
			sources = append(sources, from)
		}
	}
	return sources
}
