// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// observer observes one switch of the contract. It reports whether the survey shows it.
type observer struct {
	key     string
	observe func(*survey, *contract.Contract) bool
}

// observers has a line for each switch. Those that no survey shows have no function: they take an execution, which this program
// does not start.
var observers = []observer{
	{"envelope", observeEnvelope},
	{"id_key", observeIDKey},
	{"spelling", observeSpelling},
	{"paths", observePaths},
	{"job_ids", observeJobIDs},
	{"hidden", observeHidden},
	{"job_order", observeJobOrder},
	{"empty", observeEmpty},
	{"output", observeOutput},
	{"extra_fields", observeExtraFields},
	{"create_response", observeCreateResponse},
	{"refusal", observeRefusal},
	{"missing", observeMissing},
	{"sync_mode", observeSyncMode},
	{"ints_as_strings", observeIntsAsStrings},
	{"status_lag", observeStatusLag},
	{"no_jdbc_job", observeNoJDBCJob},
	{"server_defaults", observeServerDefaults},
	{"duplicate_names", observeDuplicateNames},
	{"run_once", nil},
	{"queued", observeQueued},
	{"texts", observeTexts},
	{"cron", observeCron},
	{"letter_case", observeLetterCase},
	{"not_ready", observeNotReady},
	{"name_lag", observeNameLag},
	{"clamp_memory", observeClampMemory},
	{"refuse_running", nil},
	{"connection_pages", observeConnectionPages},
	{"connection_access", observeConnectionAccess},
}

// observe returns the contract that a survey shows, and the keys that it does not show. Those have the documented value.
func observe(s *survey) (c contract.Contract, unseen []string) {
	for _, o := range observers {
		if o.observe == nil || !o.observe(s, &c) {
			unseen = append(unseen, o.key)
		}
	}
	return c, unseen
}

// gets returns the responses that show one pipeline by id.
func (s *survey) gets() []*exchange {
	var all []*exchange
	for _, sample := range s.Samples {
		all = append(all, sample.Get.best())
	}
	if s.Written != nil {
		all = append(all, s.Written.Reads...)
	}
	return slices.DeleteFunc(all, func(e *exchange) bool { return !e.succeeded() || e.object() == nil })
}

func (s *survey) shown() []object {
	var all []object
	for _, e := range s.gets() {
		all = append(all, e.object())
	}
	return all
}

// lists returns the lists of pipelines.
func (s *survey) lists() []*exchange {
	all := []*exchange{s.List}
	if s.Written != nil {
		all = append(all, s.Written.List)
	}
	return slices.DeleteFunc(all, func(e *exchange) bool { return !e.succeeded() })
}

func (s *survey) listed() []object {
	var all []object
	for _, e := range s.lists() {
		items, _ := e.items("pipelines", "items")
		all = append(all, items...)
	}
	return all
}

// jdbcJobs returns the responses that show one job.
func (s *survey) jdbcJobs() []*exchange {
	var all []*exchange
	for _, sample := range s.Samples {
		for _, job := range sample.Jobs {
			all = append(all, job.Get.best())
		}
	}
	if s.Written != nil {
		all = append(all, s.Written.Jobs...)
	}
	return slices.DeleteFunc(all, func(e *exchange) bool { return !e.answered() })
}

// runs returns the runs that the survey has seen.
func (s *survey) runs() []object {
	var all []object
	for _, sample := range s.Samples {
		items, _ := sample.Runs.best().items("runs", "items", "pipeline_runs")
		all = append(all, items...)
	}
	return all
}

func jobsOf(pipelines []object) []object {
	var all []object
	for _, p := range pipelines {
		all = append(all, jobs(p)...)
	}
	return all
}

func observeEnvelope(s *survey, c *contract.Contract) bool {
	var bare, wrapped []*exchange // by what the reference documents
	wrapped = append(s.gets(), s.Datatypes)
	bare = append(s.lists(), s.jdbcJobs()...)
	for _, sample := range s.Samples {
		bare = append(bare, sample.Runs.best())
	}
	some := func(all []*exchange, want bool) bool {
		return slices.ContainsFunc(all, func(e *exchange) bool {
			v, enveloped := e.content()
			return e.succeeded() && v != nil && enveloped == want
		})
	}
	switch {
	case some(bare, true):
		c.Envelope = contract.EnvelopeAlways
	case some(wrapped, false):
		c.Envelope = contract.EnvelopeNever
	default:
		return some(bare, false) && some(wrapped, true)
	}
	return true
}

func observeIDKey(s *survey, c *contract.Contract) bool {
	shown, listed := s.shown(), s.listed()
	if len(shown) == 0 {
		return false
	}
	own, number := text(shown[0], "id") != "" && !isNumber(shown[0]["id"]), isNumber(shown[0]["id"])
	switch {
	case own && text(shown[0], "pipeline_id") != "":
		c.IDKey = contract.IDKeyBoth
	case number || !own:
		c.IDKey = contract.IDKeyPipelineID
	case len(listed) == 0:
		return false
	case text(listed[0], "pipeline_id") == "":
		c.IDKey = contract.IDKeyID
	}
	return true
}

// isNumber reports whether a value is an integer, which may be written as a string.
func isNumber(v any) bool {
	if s, isText := v.(string); isText {
		return s != "" && strings.Trim(s, "0123456789") == ""
	}
	_, ok := v.(json.Number)
	return ok
}

// uuids returns the ids of pipelines in responses that are UUIDs.
func (s *survey) uuids() []string {
	var all []string
	for _, o := range slices.Concat(s.shown(), s.listed()) {
		if id := pipelineID(o); maestro.IsUUID(id) {
			all = append(all, id)
		}
	}
	return all
}

func observeSpelling(s *survey, c *contract.Contract) bool {
	for _, id := range s.uuids() {
		switch {
		case strings.Contains(id, "-"):
			c.Spelling = contract.SpellingHyphen
		case id != strings.ToLower(id):
			c.Spelling = contract.SpellingUpper
		}
	}
	return len(s.uuids()) > 0
}

// bothSpellings returns what was read under both spellings of an id that exists.
func (s *survey) bothSpellings() []spellings {
	var all []spellings
	for _, sample := range s.Samples {
		all = append(all, sample.Get)
	}
	if s.Written != nil {
		all = append(all, s.Written.Get)
	}
	return slices.DeleteFunc(all, func(s spellings) bool {
		return !s.Hyphens.answered() || !s.Underscores.answered() || !s.best().succeeded()
	})
}

func observePaths(s *survey, c *contract.Contract) bool {
	both := s.bothSpellings()
	for _, b := range both {
		switch {
		case !b.Hyphens.succeeded():
			c.Paths = contract.PathsUnderscore
		case !b.Underscores.succeeded():
			c.Paths = contract.PathsHyphen
		}
	}
	return len(both) > 0
}

func observeJobIDs(s *survey, c *contract.Contract) bool {
	seen := false
	for _, job := range jobsOf(slices.Concat(s.shown(), s.listed())) {
		id := text(job, "job_id")
		if pipeline, _, err := maestro.ParseJobID(id); err != nil || !maestro.IsUUID(pipeline) {
			continue
		}
		seen = true
		if separator := strings.LastIndexAny(id, "-_"); id[separator] == '-' {
			c.JobIDs = contract.JobIDsHyphen
		}
	}
	return seen
}

// hiddenFields are those that the example of GET by id does not show.
var hiddenFields = []string{"auth_parameters", "column_include_list", "primary_keys"}

func observeHidden(s *survey, c *contract.Contract) bool {
	jobs := jobsOf(s.shown())
	isJob := func(job object) bool { return input(job) != nil }
	for _, job := range jobs {
		in := input(job)
		for _, field := range hiddenFields {
			v, shown := in[field]
			switch {
			case shown && v != nil:
				c.Hidden = contract.HiddenNone
				return true
			case shown:
				c.Hidden = contract.HiddenNull
			}
		}
	}
	return slices.ContainsFunc(jobs, isJob)
}

func observeJobOrder(s *survey, c *contract.Contract) bool {
	for _, p := range slices.Concat(s.shown(), s.listed()) {
		var indexes []int
		for _, job := range jobs(p) {
			if _, index, err := maestro.ParseJobID(text(job, "job_id")); err == nil {
				indexes = append(indexes, index)
			}
		}
		if len(indexes) > 1 {
			if !slices.IsSorted(indexes) {
				c.JobOrder = contract.JobOrderReversed
			}
			return true
		}
	}
	return false
}

// observeEmpty looks for a schedule that is not set, then for a description, then for the trace of a run.
func observeEmpty(s *survey, c *contract.Contract) bool {
	for _, key := range []string{"cron", "description", "trace"} {
		objects := slices.Concat(s.shown(), s.listed())
		if key == "trace" {
			objects = s.runs()
		}
		for _, o := range objects {
			v, shown := o[key]
			switch {
			case !shown:
				c.Empty = contract.EmptyAbsent
			case v == "":
				c.Empty = contract.EmptyString
			case v != nil:
				continue
			}
			return true
		}
	}
	return false
}

func observeOutput(s *survey, c *contract.Contract) bool {
	shape := func(jobs []object) (raw, flat bool) {
		for _, job := range jobs {
			raw = raw || child(child(job, "output"), "raw") != nil
			flat = flat || text(child(job, "output"), "table_name") != ""
		}
		return raw, flat
	}
	shownRaw, shownFlat := shape(jobsOf(s.shown()))
	listRaw, listFlat := shape(jobsOf(s.listed()))
	switch {
	case shownRaw:
		c.Output = contract.OutputRaw
	case listFlat && !listRaw:
		c.Output = contract.OutputFlat
	default:
		return shownFlat && listRaw
	}
	return true
}

// knownFields are the documented fields of the objects of the API.
var knownFields = map[string][]string{
	"pipeline by id": {
		"id", "pipeline_id", "name", "description", "cron", "customer_id", "status", "created_at", "updated_at", "jobs",
	},
	"pipeline in the list": {
		"id", "pipeline_id", "customer_id", "user_id", "name", "description", "cron", "last_status", "jobs",
	},
	"job": {"id", "job_id", "job_name", "job_status", "input", "output", "transformations"},
	"job by id": {
		"job_name", "source_config", "transformations", "output_config",
	},
	"run": {
		"id", "pipeline_run_id", "pipeline_id", "last_status", "created_at", "updated_at", "trace",
	},
}

// extraFields returns the fields that are not documented, by object.
func (s *survey) extraFields() map[string][]string {
	byID := []object{}
	for _, e := range s.jdbcJobs() {
		if e.succeeded() {
			byID = append(byID, e.object())
		}
	}
	extra := map[string][]string{}
	for kind, objects := range map[string][]object{
		"pipeline by id": s.shown(), "pipeline in the list": s.listed(), "run": s.runs(), "job by id": byID,
		"job": jobsOf(slices.Concat(s.shown(), s.listed())),
	} {
		for _, o := range objects {
			for key := range o {
				if !slices.Contains(knownFields[kind], key) && !slices.Contains(extra[kind], key) {
					extra[kind] = append(extra[kind], key)
				}
			}
		}
	}
	return extra
}

func observeExtraFields(s *survey, c *contract.Contract) bool {
	c.ExtraFields = len(s.extraFields()) > 0
	return len(s.shown()) > 0 || len(s.listed()) > 0
}

func observeMissing(s *survey, c *contract.Contract) bool {
	e := s.Missing.Hyphens
	if !e.answered() || e.Status != http.StatusNotFound && e.Status/100 != 2 {
		return false
	}
	o, _ := e.value().(object)
	words, isText := o["detail"].(string)
	switch {
	case e.Status/100 == 2:
		c.Missing = contract.MissingStatusFalse
		return o["status"] == false
	case len(e.Body) == 0:
		c.Missing = contract.MissingEmpty
	case o == nil:
		c.Missing = contract.MissingHTML
	case isText && strings.Contains(maestro.CanonicalID(words), maestro.CanonicalID(s.MissingID)):
		c.Missing = contract.MissingDetail
	case isText:
		c.Missing = contract.MissingFastAPI
	case o["message"] != nil:
		c.Missing = contract.MissingNest
	case child(o, "detail") != nil:
	default:
		return false
	}
	return true
}

func observeIntsAsStrings(s *survey, c *contract.Contract) bool {
	seen := false
	note := func(v any) {
		if isNumber(v) {
			_, isText := v.(string)
			seen, c.IntsAsStrings = true, c.IntsAsStrings || isText
		}
	}
	for _, o := range slices.Concat(s.listed(), jobsOf(s.listed()), s.runs()) {
		note(o["id"])
	}
	if s.Written != nil {
		note(s.Written.Memory.object()["memory_mb"])
	}
	return seen
}

// observeNoJDBCJob relies on jobs that exist: their pipelines show them.
func observeNoJDBCJob(s *survey, c *contract.Contract) bool {
	jobs := s.jdbcJobs()
	for _, e := range jobs {
		if e.succeeded() {
			return true
		}
	}
	c.NoJDBCJob = len(jobs) > 0 && !slices.ContainsFunc(jobs, func(e *exchange) bool { return e.Status != http.StatusNotFound })
	return c.NoJDBCJob
}

// observeQueued sees only that queued runs are listed: if none is, there may be none.
func observeQueued(s *survey, _ *contract.Contract) bool {
	return slices.ContainsFunc(s.runs(), func(run object) bool {
		return slices.Contains([]string{"QUEUED", "SCHEDULED", "PENDING", "WAITING"}, strings.ToUpper(text(run, "last_status")))
	})
}

func observeConnectionAccess(s *survey, c *contract.Contract) bool {
	if len(s.Connections) == 0 || !s.Connections[1].answered() {
		return false
	}
	switch e := s.Connections[1]; {
	case e.succeeded():
	case e.Status == http.StatusForbidden:
		c.ConnectionAccess = contract.ConnectionAccessForbidden
	case e.Status == http.StatusNotFound:
		c.ConnectionAccess = contract.ConnectionAccessMissing
	default:
		return false
	}
	return true
}

func observeConnectionPages(s *survey, c *contract.Contract) bool {
	if !s.OneConnection.succeeded() {
		return false
	}
	one, _ := s.OneConnection.items("connections", "items")
	zeroth, _ := s.Connections[0].items("connections", "items")
	first, _ := s.Connections[1].items("connections", "items")
	switch {
	case len(one) > 1, len(zeroth) > 0 && len(first) > 0 && text(zeroth[0], "id") == text(first[0], "id"):
		c.ConnectionPages = contract.ConnectionPagesIgnored
	case len(zeroth) > 0:
		c.ConnectionPages = contract.ConnectionPagesFromZero
	case len(first) == 0:
		return false
	}
	return true
}
