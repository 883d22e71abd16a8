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
	signedIn, expires time.Time
	list, listAgain   *exchange
	readings          []reading
	run               *exchange // by the id in a list of runs
	missing           reading   // a pipeline that does not exist
	missingJob        *exchange
	datatypes         *exchange
	// connectionPages are the pages 0 and 1 of the connections, and oneConnection is page 1 of pages with one.
	connectionPages []*exchange
	oneConnection   *exchange
	// withoutCustomer and otherCustomer are a list and a pipeline without the header customer_name, and with a random one.
	withoutCustomer, otherCustomer []*exchange
	responses                      []*exchange // to all requests, those that were sent again among them

	// pipelineLists are the lists of pipelines, that of a survey which writes among them.
	pipelineLists []*exchange

	writes bool // whether the survey writes
	own    written
}

// kind is a kind of objects that are read by id.
type kind string

const (
	pipelineKind kind = "pipeline"
	jobKind      kind = "job"  // a JDBC job
	runsKind     kind = "runs" // the list of the runs of a pipeline
)

// kinds holds the path of each kind, and the call that reads it.
var kinds = map[kind]struct {
	prefix, suffix string
	call           func(id string) call
}{
	pipelineKind: {pipelinePath, "", func(id string) call { return discard((*maestro.Client).GetPipeline, id) }},
	jobKind:      {jdbcJobPath, "", func(id string) call { return discard((*maestro.Client).GetJDBCJob, id) }},
	runsKind:     {pipelinePath, "/pipeline_run", func(id string) call { return discard((*maestro.Client).ListRuns, id) }},
}

// reading is an object that was read by id.
type reading struct {
	kind kind
	id   string
	spellings
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

// read reads an object under both spellings of its id, or under one if both are not needed and it works.
func (p *platform) read(ctx context.Context, kind kind, id string, both bool) reading {
	prefix, suffix := kinds[kind].prefix, kinds[kind].suffix
	r := reading{kind: kind, id: id}
	if !hasSpellings(id) {
		r.underscores = p.get(ctx, prefix+"/"+url.PathEscape(id)+suffix)
		return r
	}
	r.hyphens = p.get(ctx, pathTo(prefix, strings.ToLower(id), "-", suffix))
	if both || !r.hyphens.succeeded() {
		r.underscores = p.get(ctx, pathTo(prefix, strings.ToLower(id), "_", suffix))
	}
	return r
}

// reader makes a survey.
type reader struct {
	*platform

	survey   survey
	progress func(format string, args ...any)
}

// examine makes the part of a survey that only reads. The error is why the platform cannot be examined at all.
func (r *reader) examine(ctx context.Context) error {
	s := &r.survey
	r.progress("Signing in")
	expires, err := r.connect(ctx)
	s.customer, s.signedIn, s.expires, s.responses = r.config.CustomerName, time.Now(), expires, r.responses()
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
	s.responses = r.responses()
	return ctx.Err()
}

// readSamples reads the pipelines that differ most, with their first JDBC jobs and runs.
func (r *reader) readSamples(ctx context.Context) {
	s := &r.survey
	readNext := func(kind kind, id string) *exchange {
		reading := r.read(ctx, kind, id, len(s.of(kind)) == 0)
		s.readings = append(s.readings, reading)
		return reading.best()
	}
	chosen := choose(s.list.items())
	for i, item := range chosen {
		r.progress("Reading pipeline %d of %d", i+1, len(chosen))
		get := readNext(pipelineKind, pipelineID(item))
		var runs *exchange
		if len(s.of(runsKind)) < maxRuns && (i == 0 || text(item, "last_status") != "CREATED") {
			runs = readNext(runsKind, pipelineID(item))
		}
		before := len(s.of(jobKind))
		for _, job := range jobs(get.object()) {
			id, read := text(job, "job_id"), len(s.of(jobKind))
			if read < min(maxJobs, before+2) && maestro.CheckID(id) == nil && isJDBC(input(job)) {
				readNext(jobKind, id)
			}
		}
		r.readRun(ctx, runs)
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

// choose returns pipelines of the list that show as much as possible: each has something that those before it do not
// have.
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
	r.survey.missing = r.read(ctx, pipelineKind, id, true)
	r.survey.missingJob = r.read(ctx, jobKind, maestro.JobID(id, 0), true).hyphens
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
	if gets := s.of(pipelineKind); len(gets) > 0 {
		paths = append(paths, gets[0].path)
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

// of returns the responses about a kind of objects that were not created by this program.
func (s *survey) of(kind kind) []*exchange {
	var all []*exchange
	for _, r := range s.readings {
		if r.kind == kind {
			all = append(all, r.best())
		}
	}
	return all
}

// recorded returns all responses of readings.
func (s *survey) recorded() []*exchange {
	var recorded []*exchange
	for _, r := range s.readings {
		recorded = append(recorded, r.all()...)
	}
	return recorded
}

// pipelineGets and jobGets return the responses about single pipelines and jobs.
func (s *survey) pipelineGets() []*exchange { return slices.Concat(s.of(pipelineKind), s.own.gets) }
func (s *survey) jobGets() []*exchange      { return slices.Concat(s.of(jobKind), s.own.jobGets) }

// shown returns the pipelines as GETs by id show them.
func (s *survey) shown() []object { return objectsOf(s.pipelineGets()) }

// listed returns the pipelines as lists show them.
func (s *survey) listed() []object { return itemsOf(s.pipelineLists) }

// pipelines returns the pipelines as any response shows them.
func (s *survey) pipelines() []object { return slices.Concat(s.shown(), s.listed()) }

// runs returns the runs of all pipelines.
func (s *survey) runs() []object { return itemsOf(s.of(runsKind)) }

// connections returns the connections of both pages.
func (s *survey) connections() []object { return itemsOf(s.connectionPages) }

// sourcesInUse returns the connections that jobs refer to, each once.
func (s *survey) sourcesInUse() []source {
	var sources []source
	for _, job := range slices.Concat(jobs(s.shown()...), objectsOf(s.jobGets())) {
		from := source{text(child(input(job), "auth_parameters"), "config_id"), text(input(job), "plugin")}
		isSame := func(other source) bool { return other.configID == from.configID }
		if from.configID != "" && !slices.ContainsFunc(sources, isSame) {
			sources = append(sources, from)
		}
	}
	return sources
}

// signIn returns the response to the last sign-in, nil if there was none.
func (s *survey) signIn() *exchange {
	return last(slices.DeleteFunc(slices.Clone(s.responses), func(e *exchange) bool { return e.path != signInPath }))
}
