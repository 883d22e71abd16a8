// SPDX-License-Identifier: MPL-2.0

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/cron"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/fetch"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// readPoints are the points that every survey examines.
var readPoints = []point{
	{"Sign-in", "reads tokens.accessToken, or accessToken", func(s *survey) finding {
		switch {
		case s.signIn() == nil:
			return notAsked("there is a token, or there are no credentials")
		case text(child(s.signIn().object(), "tokens"), "accessToken") != "":
			return shows(fmt.Sprintf("%d, token in tokens.accessToken", s.signIn().status))
		}
		return shows(fmt.Sprintf("%d, token in accessToken", s.signIn().status))
	}},
	{"Life of a token", "signs in again after a 401", func(s *survey) finding {
		switch {
		case s.signIn() == nil:
			return notAsked("there was no sign-in")
		case s.expires.IsZero():
			return shows("the token does not state it")
		}
		return shows(fmt.Sprintf("%.0f minutes", s.expires.Sub(s.signedIn).Round(time.Minute).Minutes()))
	}},
	{"Value of customer_name", "sends the configured value", func(s *survey) finding {
		customer := child(s.signIn().object(), "customer")
		switch {
		case s.customer == "":
			return unseen
		case s.customer == text(customer, "name"):
			return shows("the configured value is customer.name of the sign-in")
		case s.customer == text(customer, "id"):
			return shows("the configured value is customer.id of the sign-in")
		case customer == nil:
			return finding{platform: "no sign-in shows a customer"}
		}
		f := shows("the configured value is neither customer.name nor customer.id of the sign-in")
		if !s.list.succeeded() {
			f.todo = "Set DADOSFERA_CUSTOMER_NAME to customer.name of the sign-in."
		}
		return f
	}},
	{"Call without customer_name", "sends it with every request below /platform", func(s *survey) finding {
		return compareCustomer(s, s.withoutCustomer)
	}},
	{"Call with another customer_name", "records under which customer a pipeline was seen", func(s *survey) finding {
		return compareCustomer(s, s.otherCustomer)
	}},

	{"List of pipelines", "reads a bare or wrapped list", func(s *survey) finding {
		if !s.list.succeeded() {
			return shows(s.list.describe()).as(fails, "Check DADOSFERA_BASE_URL, DADOSFERA_CUSTOMER_NAME and your permissions.")
		}
		unreadable := 0
		r := replay(func(ctx context.Context, client *maestro.Client) error {
			entries, err := client.ListEntries(ctx)
			unreadable = countIf(entries, func(entry maestro.Entry) bool { return entry.Err != nil })
			return err
		}, s.list)
		f := shows(fmt.Sprintf("%d, %s", s.list.status, magnitude(len(s.list.items())))).as(r.verdict(1), "")
		switch {
		case s.list.list() == nil:
			f.platform = s.list.describe()
		case errors.Is(r.err, maestro.ErrIncomplete):
			f.verdict = copes // the next point is about it
		case unreadable > 0:
			f.verdict, f.platform = fails, f.platform+"; of these, the provider cannot read "+magnitude(unreadable)
		}
		return f
	}},
	{"Pages of the list", "accepts no list that shows a sign of pages as complete", func(s *survey) finding {
		if !s.list.succeeded() {
			return unseen
		}
		r := replay(discardAll((*maestro.Client).ListEntries), s.list)
		switch {
		case errors.Is(r.err, maestro.ErrIncomplete):
			return shows("the list shows a sign of more pages").as(fails, "Do not use bulk_refresh, and import by id. "+openIssue)
		case slices.Contains([]int{10, 20, 25, 30, 50, 100, 200, 250, 500, 1000}, len(s.list.items())):
			return shows("no sign, but the number of pipelines is that of a usual page").as(copes,
				"Compare the number with the web interface. If there are more, open an issue.")
		}
		return shows("no sign")
	}},
	{"Order of the list", "sorts it", func(s *survey) finding {
		items := s.list.items()
		if len(items) < 2 {
			return unseen
		}
		order, again := "another order", "another one the second time"
		if sortedBy(items, "name") {
			order = "by name"
		}
		if slices.Equal(ids(items), ids(s.listAgain.items())) {
			again = "the same twice"
		}
		return shows(order + ", " + again)
	}},
	{"Envelopes", "reads bodies with and without one", envelopes},
	{"Keys of ids", "reads pipeline_id, else id if it is not a number", func(s *survey) finding {
		if len(s.pipelines()) == 0 {
			return unseen
		}
		shown, listed := keysOfID(s.shown()), keysOfID(s.listed())
		f := shows("pipeline: " + shown + "; list: " + listed)
		if slices.Contains(ids(s.pipelines()), "") {
			f.verdict, f.platform = fails, f.platform+"; not every pipeline has an id"
		}
		if shown == "not seen" {
			return f
		}
		return f.settle("id_key",
			choice{shown == "id, pipeline_id", contract.IDKeyBoth},
			choice{shown != "id", contract.IDKeyPipelineID},
			choice{strings.Contains(listed, "pipeline_id"), contract.IDKeyDocumented},
			choice{listed != "not seen", contract.IDKeyID})
	}},
	{"Spelling of ids in responses", "compares without regard to - and _ and letter case", func(s *survey) finding {
		f, value := unseen, contract.SpellingUnderscore
		for _, id := range ids(s.pipelines()) {
			switch {
			case !maestro.IsUUID(id):
				continue
			case strings.Contains(id, "-"):
				value = contract.SpellingHyphen
			case id != strings.ToLower(id):
				value = contract.SpellingUpper
			}
			f = settles("spelling", value, "underscores")
		}
		return f
	}},
	{"Spelling of ids in paths", "sends the documented one, and the other one after a 404", paths},
	{"Ids of jobs", "sends the documented one, and the other one after a 404", func(s *survey) finding {
		f, value, withoutIndex := unseen, contract.JobIDsUnderscore, false
		for _, job := range jobs(s.pipelines()...) {
			id := text(job, "job_id")
			pipeline, _, err := maestro.ParseJobID(id)
			if !maestro.IsUUID(pipeline) {
				withoutIndex = withoutIndex || err != nil
				continue
			}
			if id[strings.LastIndexAny(id, "-_")] == '-' {
				value = contract.JobIDsHyphen
			}
			f = settles("job_ids", value, "{pipeline id}_{index}, with an underscore")
		}
		if withoutIndex {
			f.platform = "not every id of a job ends in an index"
			f = f.as(copes, "The order of jobs is that of responses then.")
		}
		return f
	}},
	{"Order of jobs", "sorts by the index in the id", func(s *survey) finding {
		for _, p := range s.pipelines() {
			var indexes []int
			for _, job := range jobs(p) {
				if _, index, err := maestro.ParseJobID(text(job, "job_id")); err == nil {
					indexes = append(indexes, index)
				}
			}
			switch {
			case len(indexes) < 2:
			case slices.IsSorted(indexes):
				return settles("job_order", contract.JobOrderSent, "by index")
			default:
				return settles("job_order", contract.JobOrderReversed, "")
			}
		}
		return unseen
	}},
	{"Fields of jobs that GET of a pipeline hides", "reads JDBC jobs one by one if something is hidden", func(s *survey) finding {
		if len(jobs(s.shown()...)) == 0 {
			return unseen
		}
		in := merge(inputs(jobs(s.shown()...)))
		without := slices.DeleteFunc(slices.Clone(hiddenFields), func(field string) bool { return in[field] != nil })
		isKey := func(field string) bool { _, ok := in[field]; return ok }

		f := finding{platform: "nothing is hidden", verdict: replayRefreshes(s)}
		if in["auth_parameters"] == nil { // the other fields may never have been set
			f.platform = "hidden: " + strings.Join(without, ", ")
		}
		if f.verdict == slower {
			f.platform += "; a refresh needs a request for each JDBC job"
			f.todo = "With many pipelines, set bulk_refresh = true."
		}
		return f.settle("hidden",
			choice{len(without) < len(hiddenFields), contract.HiddenNone},
			choice{slices.ContainsFunc(hiddenFields, isKey), contract.HiddenNull},
			choice{len(in) > 0, contract.HiddenDocumented})
	}},
	{"GET of a JDBC job", "reads what GET of the pipeline hides", jdbcJob},
	{"Connectors", "accepts any; reads only JDBC jobs by id", func(s *survey) finding {
		return shows(words(inputs(jobs(s.pipelines()...)), func(in object) string {
			const none = "(none)"
			return oneOf(cmp.Or(text(in, "connector"), none), none, "jdbc", "singer", "s3", "azure", "mongodb", "mongo")
		}))
	}},
	{"Output of jobs", "reads raw, qualify and table_name", func(s *survey) finding {
		outputs := func(pipelines []object) (all []object) {
			for _, job := range jobs(pipelines...) {
				all = append(all, child(job, "output"))
			}
			return all
		}
		keys := func(outputs []object) string {
			known := func(key string) string { return oneOf(key, "plugin", "raw", "qualify", "table_name", "table_schema") }
			return cmp.Or(words(slices.Collect(maps.Keys(merge(outputs))), known), "not seen")
		}
		isRaw := func(output object) bool { return child(output, "raw") != nil }
		isFlat := func(output object) bool { return text(output, "table_name") != "" }

		f, shown, listed := unseen, outputs(s.shown()), outputs(s.listed())
		if len(shown) > 0 {
			f = shows("pipeline: " + keys(shown) + "; list: " + keys(listed))
		}
		return f.settle("output",
			choice{slices.ContainsFunc(shown, isRaw), contract.OutputRaw},
			choice{slices.ContainsFunc(listed, isFlat) && !slices.ContainsFunc(listed, isRaw), contract.OutputFlat},
			choice{slices.ContainsFunc(shown, isFlat) && slices.ContainsFunc(listed, isRaw), contract.OutputDocumented})
	}},
	{"Pipeline that does not exist", "trusts only Maestro's own message, otherwise reads the list", missing},
	{"Job that does not exist", "reports an error", func(s *survey) finding {
		f := response(s.missingJob)
		if s.missingJob.succeeded() {
			f.verdict = fails
		}
		return f
	}},
	{"Texts that are not set", "treats null, an empty text and an omitted key alike", func(s *survey) finding {
		for _, texts := range []struct {
			key     string
			objects []object
		}{
			{"cron", s.pipelines()}, {"description", s.pipelines()}, {"trace", s.runs()},
		} {
			for _, o := range texts.objects {
				switch v, shown := o[texts.key]; {
				case !shown:
					return settles("empty", contract.EmptyAbsent, "")
				case v == "":
					return settles("empty", contract.EmptyString, "")
				case v == nil:
					return settles("empty", contract.EmptyNull, "null")
				}
			}
		}
		return unseen
	}},
	{"Schedules", "accepts five fields and presets", func(s *survey) finding {
		invalid := false
		f := shows(words(s.pipelines(), func(pipeline object) string {
			schedule := text(pipeline, "cron")
			invalid = invalid || schedule != "" && cron.Check(schedule) != nil
			switch fields := len(strings.Fields(schedule)); {
			case schedule == "":
				return ""
			case strings.HasPrefix(schedule, "@"):
				return "presets"
			case fields == 5 || fields == 6:
				return count(fields, "field")
			}
			return "another form"
		}))
		if invalid {
			f.platform += "; some are not valid for the provider"
			return f.as(fails, "Such a schedule cannot be in a configuration: ignore_changes, or another schedule. "+openIssue)
		}
		return f
	}},
	{"Status of pipelines", "active and paused decide, in any letter case", func(s *survey) finding {
		f := shows(words(s.shown(), func(pipeline object) string {
			return oneOf(text(pipeline, "status"), "", "active", "paused", "error")
		}))
		switch {
		case len(s.shown()) == 0:
			return unseen
		case f.verdict == notSeen:
			return shows("no pipeline shows one").as(fails, "Whether a pipeline is paused cannot be seen. "+openIssue)
		case strings.Contains(f.platform, anotherValue):
			f.todo = "The other values leave paused as it is in the state; see the output of this program."
		}
		return f
	}},
	{"Integers", "reads them from texts as well", func(s *survey) finding {
		f := unseen
		for _, o := range slices.Concat(s.listed(), jobs(s.listed()...), s.runs(), []object{{"id": s.own.memory.object()["memory_mb"]}}) {
			if _, isText := o["id"].(string); isText && isNumber(o["id"]) {
				return shows("texts").settle("ints_as_strings", choice{true, true})
			}
			if isNumber(o["id"]) {
				f = shows("numbers").settle("ints_as_strings", choice{true, false})
			}
		}
		return f
	}},
	{"Undocumented fields", "ignores them", func(s *survey) finding {
		if len(s.pipelines()) == 0 {
			return unseen
		}
		var parts []string
		extra := s.extraFields()
		for _, kind := range slices.Sorted(maps.Keys(extra)) {
			parts = append(parts, fmt.Sprintf("%s: %d", kind, len(extra[kind])))
		}
		if len(parts) == 0 {
			return shows("none").settle("extra_fields", choice{true, false})
		}
		f := shows(strings.Join(parts, "; ")).as(copes, "Their names are in the output of this program, not in the report.")
		return f.settle("extra_fields", choice{true, true})
	}},

	{"Runs of a pipeline", "sorts them by time", func(s *survey) finding {
		f := unseen
		for _, r := range s.readings {
			e := r.best()
			if r.kind != runsKind || !e.answered() {
				continue
			}
			f.verdict = max(f.verdict, replay(kinds[runsKind].call(r.id), append(s.recorded(), s.list)...).verdict(3))
			items := e.items()
			slices.Reverse(items)
			switch {
			case e.list() == nil:
				f.platform = e.describe()
			case len(items) > 1 && sortedBy(items, "created_at"):
				f.platform = "newest first"
			case len(items) > 1:
				f.platform = "not newest first"
			case f.platform == unseen.platform:
				f.platform = "a list with fewer than two runs"
			}
		}
		return f
	}},
	{"Statuses of runs", "waits while a status is unknown", func(s *survey) finding {
		others, queued := false, false
		f := shows(words(s.runs(), func(run object) string {
			status := strings.ToUpper(text(run, "last_status"))
			queued = queued || slices.Contains([]string{"QUEUED", "SCHEDULED", "PENDING", "WAITING"}, status)
			if !(maestro.Run{Status: status}).Known() {
				others = true
				return "others" // sorted after all in upper case
			}
			return status
		}))
		if others {
			f = f.as(fails, "The provider waits for such a run until it times out. The output of this program names the statuses. "+openIssue)
		}
		return f.settle("queued", choice{queued, contract.QueuedListed}) // if none is listed, there may be none
	}},
	{"Run by id", "reads the list of runs if it is not found", func(s *survey) finding {
		switch {
		case !s.run.answered():
			return unseen
		case s.run.succeeded():
			return shows("200")
		}
		return response(s.run).as(slower, "")
	}},
	{"Types of columns", "lists them in a data source", func(s *survey) finding {
		f := about(s.datatypes, 1, discardAll((*maestro.Client).JDBCDatatypes))
		switch f.verdict {
		case fails:
			f.todo = "Only the data source dadosfera_jdbc_datatypes needs this call."
		case copes, slower:
			f.platform = "200, types by plugin"
		case notSeen:
		}
		return f
	}},
	{"Connections", "lists them in data sources", connections},
	{"Ids of connections", "uses the id of a connection as config_id", func(s *survey) finding {
		listed, used := s.connections(), s.sourcesInUse()
		matching := countIf(used, func(from source) bool {
			return slices.ContainsFunc(listed, func(connection object) bool { return text(connection, "id") == from.configID })
		})
		switch {
		case len(listed) == 0 || len(used) == 0:
			return unseen
		case matching == 0:
			return shows("no config_id in use is the id of a connection").as(fails,
				"Do not use the data sources for connections. "+openIssue)
		case matching < len(used):
			return shows("some config_ids in use are ids of connections")
		}
		return shows("every config_id in use is the id of a connection")
	}},
	{"Rate limits", "waits as long as Retry-After requires", func(s *survey) finding {
		headers := map[string]bool{}
		for _, e := range s.responses {
			for name := range e.header {
				headers[name] = true
			}
		}
		limited := countIf(s.responses, func(e *exchange) bool { return e.hasStatus(http.StatusTooManyRequests) })
		named := words(slices.Collect(maps.Keys(headers)), func(name string) string {
			if lower := strings.ToLower(name); !strings.Contains(lower, "ratelimit") && !strings.Contains(lower, "rate-limit") &&
				lower != "retry-after" {
				return ""
			}
			return oneOf(name, "RateLimit", "RateLimit-Limit", "RateLimit-Policy", "RateLimit-Remaining", "RateLimit-Reset",
				"Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
		})
		if named == "" && limited == 0 {
			return shows("no 429, and no header about limits")
		}
		return shows(fmt.Sprintf("%s with 429; headers: %s", count(limited, "response"), named)).as(copes,
			"If applies become slow, set max_requests_per_second.")
	}},
	{"Secrets in responses", "keeps no undocumented field in the state", func(s *survey) finding {
		found := 0
		for _, e := range slices.Concat(s.pipelineGets(), s.pipelineLists, s.jobGets(), s.connectionPages) {
			if e.value() != nil {
				found += len(secretField.FindAll(e.body, -1))
			}
		}
		if found > 0 {
			return shows(count(found, "field")+" named like a secret, with a text").as(fails,
				"Look at it yourself before you import: extra, and the attribute json of data sources, would have it. "+openIssue)
		}
		return shows("no field is named like one")
	}},
}

// compareCustomer describes the responses about the list and a pipeline with another customer than the configured one.
func compareCustomer(s *survey, responses []*exchange) finding {
	if len(responses) == 0 || !responses[0].answered() {
		return unseen
	}
	var parts []string
	for i, e := range responses {
		how := "200, as usual"
		switch {
		case !e.succeeded():
			how = e.describe()
		case i == 0 && len(e.items()) != len(s.list.items()):
			how = "200, with another number of pipelines"
		}
		parts = append(parts, []string{"list", "pipeline"}[i]+": "+how)
	}
	return shows(strings.Join(parts, "; "))
}

func envelopes(s *survey) finding {
	var parts []string
	seen := map[string]bool{} // what is documented, and what was seen
	for _, call := range []struct {
		what, documented string
		all              []*exchange
	}{
		{"pipeline", "wrapped", s.pipelineGets()},
		{"list", "bare", []*exchange{s.list}},
		{"job", "bare", s.jobGets()},
		{"runs", "bare", s.of(runsKind)},
		{"types", "wrapped", []*exchange{s.datatypes}},
	} {
		first := slices.IndexFunc(call.all, func(e *exchange) bool { return e.succeeded() && e.value() != nil })
		if first < 0 {
			continue
		}
		form := "bare"
		if _, enveloped := call.all[first].content(); enveloped {
			form = "wrapped"
		}
		parts = append(parts, call.what+" "+form)
		seen[call.documented+" "+form] = true
	}

	return shows(strings.Join(parts, ", ")).settle("envelope",
		choice{seen["bare wrapped"], contract.EnvelopeAlways},
		choice{seen["wrapped bare"], contract.EnvelopeNever},
		choice{seen["bare bare"] && seen["wrapped wrapped"], contract.EnvelopeDocumented})
}

// keysOfID returns the keys of the id of the first pipeline.
func keysOfID(pipelines []object) string {
	if len(pipelines) == 0 {
		return "not seen"
	}
	var keys []string
	for _, key := range []string{"id", "pipeline_id"} {
		switch v := pipelines[0][key]; {
		case v == nil:
		case isNumber(v):
			keys = append(keys, key+" (a number)")
		default:
			keys = append(keys, key)
		}
	}
	return strings.Join(keys, ", ")
}

func paths(s *survey) finding {
	var parts []string
	f := unseen
	seen, accepted := map[kind]bool{}, map[string]bool{} // kinds, and what paths to pipelines accept
	for _, r := range append(slices.Clip(s.readings), s.own.bothSpellings) {
		spellings := r.accepted()
		if spellings == "" {
			continue
		}
		if !seen[r.kind] {
			parts = append(parts, string(r.kind)+": "+spellings)
			f.verdict = max(f.verdict, replay(kinds[r.kind].call(r.id), r.all()...).verdict(1))
		}
		seen[r.kind] = true
		accepted[spellings] = accepted[spellings] || r.kind == pipelineKind
	}
	if len(parts) > 0 {
		f.platform = strings.Join(parts, "; ")
	}
	if f.verdict == slower {
		f.todo = "Nothing: the provider reuses the spelling after the first call."
	}
	return f.settle("paths",
		choice{accepted["underscores"], contract.PathsUnderscore},
		choice{accepted["hyphens"], contract.PathsHyphen},
		choice{accepted[bothAccepted], contract.PathsAny})
}

// hiddenFields are those that the example of GET by id does not show.
var hiddenFields = []string{"auth_parameters", "column_include_list", "primary_keys"}

// replayRefreshes returns how the provider copes with refreshes of the pipelines that have JDBC jobs. One is slow if it
// needs more requests than a GET of the pipeline.
func replayRefreshes(s *survey) verdict {
	v := notSeen
	for _, r := range s.readings {
		if r.kind != pipelineKind || !slices.ContainsFunc(inputs(jobs(r.best().object())), isJDBC) {
			continue
		}
		alone := replay(kinds[pipelineKind].call(r.id), s.recorded()...)
		whole := replay(func(ctx context.Context, client *maestro.Client) error {
			_, err := fetch.Pipeline(ctx, client, definition.Pipeline{ID: definition.String{StringValue: types.StringValue(r.id)}})
			return err
		}, s.recorded()...)
		v = max(v, whole.verdict(alone.requests))
	}
	return v
}

func jdbcJob(s *survey) finding {
	f := unseen
	for _, job := range s.readings {
		if job.kind != jobKind {
			continue
		}
		r := replay(func(ctx context.Context, client *maestro.Client) error {
			_, err := client.GetJDBCJob(ctx, job.id)
			if errors.Is(err, maestro.ErrStatus404) {
				return nil // the provider goes on without the call
			}
			return err
		}, job.all()...)
		f = f.as(max(f.verdict, r.verdict(2)), "")
		if e := job.best(); e.succeeded() {
			f.platform = "shows " + strings.Join(shownFields(e.object()), ", ")
			continue
		}
		f.platform = job.best().describe()
		if f.verdict == copes {
			f.todo = "Nothing shows what GET of a pipeline hides: changes of it outside of Terraform are not seen."
		}
	}

	answered := slices.DeleteFunc(s.jobGets(), func(e *exchange) bool { return !e.answered() })
	isFound := func(e *exchange) bool { return e.status != http.StatusNotFound }
	return f.settle("no_jdbc_job",
		choice{slices.ContainsFunc(answered, (*exchange).succeeded), false},
		choice{len(answered) > 0 && !slices.ContainsFunc(answered, isFound), true}) // their pipelines show that the jobs exist
}

// shownFields returns the documented fields that a job by id shows with values.
func shownFields(job object) []string {
	var shown []string
	for _, field := range append(slices.Clip(hiddenFields), "load_type", "incremental_column_name", "memory_allocation_mb") {
		if input(job)[field] != nil {
			shown = append(shown, field)
		}
	}
	if job["transformations"] != nil {
		shown = append(shown, "transformations")
	}
	slices.Sort(shown)
	return shown
}

func missing(s *survey) finding {
	e := s.missing.hyphens
	f := about(e, 2, func(ctx context.Context, client *maestro.Client) error {
		_, err := client.GetPipeline(ctx, s.missing.id)
		switch {
		case errors.Is(err, maestro.ErrNotFound):
			return nil
		case err == nil:
			return errors.New("it was found")
		}
		return err
	}, s.missing.underscores, s.list)
	switch f.verdict {
	case slower:
		f.todo = "Nothing: the list of pipelines settles it."
	case fails:
		f.todo = "With a pipeline that is gone, every plan fails: remove it with terraform state rm. " + openIssue
	case copes, notSeen:
	}

	o, _ := e.value().(object)
	detail, isText := o["detail"].(string)
	is404 := e.hasStatus(http.StatusNotFound)
	namesID := strings.Contains(maestro.CanonicalID(detail), maestro.CanonicalID(s.missing.id))
	return f.settle("missing",
		choice{e.answered() && e.status/100 == 2 && o["status"] == false, contract.MissingStatusFalse},
		choice{is404 && len(e.body) == 0, contract.MissingEmpty},
		choice{is404 && o == nil, contract.MissingHTML},
		choice{is404 && isText && namesID, contract.MissingDetail},
		choice{is404 && isText, contract.MissingFastAPI},
		choice{is404 && o["message"] != nil, contract.MissingNest},
		choice{is404 && child(o, "detail") != nil, contract.MissingDocumented})
}

// knownFields are the documented fields of the objects of the API.
var knownFields = map[string][]string{
	"pipeline by id": {
		"id", "pipeline_id", "name", "description", "cron", "customer_id", "status", "created_at", "updated_at", "jobs",
	},
	"pipeline in the list": {
		"id", "pipeline_id", "customer_id", "user_id", "name", "description", "cron", "last_status", "jobs",
	},
	"job":       {"id", "job_id", "job_name", "job_status", "input", "output", "transformations"},
	"job by id": {"job_name", "source_config", "transformations", "output_config"},
	"run":       {"id", "pipeline_run_id", "pipeline_id", "last_status", "created_at", "updated_at", "trace"},
}

// extraFields returns the fields that are not documented, by object.
func (s *survey) extraFields() map[string][]string {
	extra := map[string][]string{}
	for kind, objects := range map[string][]object{
		"pipeline by id": s.shown(), "pipeline in the list": s.listed(), "job": jobs(s.pipelines()...),
		"job by id": objectsOf(s.jobGets()), "run": s.runs(),
	} {
		for _, field := range slices.Sorted(maps.Keys(merge(objects))) {
			if !slices.Contains(knownFields[kind], field) {
				extra[kind] = append(extra[kind], field)
			}
		}
	}
	return extra
}

func connections(s *survey) finding {
	if len(s.connectionPages) == 0 {
		return unseen
	}
	zeroth, first := s.connectionPages[0], s.connectionPages[1]
	f := about(first, 2, discardAll((*maestro.Client).ListConnections), zeroth)
	if f.verdict == fails {
		f.todo = "Only the data sources for connections need this call: write config_id into the configuration."
	}
	if first.succeeded() {
		f.platform = "200, " + magnitude(len(s.connections()))
	}
	f = f.settle("connection_access",
		choice{first.succeeded(), contract.ConnectionAccessAllowed},
		choice{first.hasStatus(http.StatusForbidden), contract.ConnectionAccessForbidden},
		choice{first.hasStatus(http.StatusNotFound), contract.ConnectionAccessMissing})
	if !s.oneConnection.succeeded() {
		return f
	}

	a, b := zeroth.items(), first.items()
	isAll := len(s.oneConnection.items()) > 1 || len(a) > 0 && len(b) > 0 && text(a[0], "id") == text(b[0], "id")
	switch {
	case isAll:
		f.platform += "; pages count not at all: each is the whole list"
	case len(a) > 0:
		f.platform += "; pages count from 0"
	case len(b) > 0:
		f.platform += "; pages count from 1"
	}
	return f.settle("connection_pages",
		choice{isAll, contract.ConnectionPagesIgnored},
		choice{len(a) > 0, contract.ConnectionPagesFromZero},
		choice{len(b) > 0, contract.ConnectionPagesFromOne})
}

// secretField matches a JSON field with a text whose name is like that of a secret.
var secretField = regexp.MustCompile(
	`(?i)"[^"]*(password|passwd|secret|private_key|access_key|api_key|token|credential)[^"]*"\s*:\s*"[^"]`)
