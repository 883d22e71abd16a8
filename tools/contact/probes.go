// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
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

// probe is an open point of the API.
type probe struct {
	point string
	// assumes is what the provider does about it.
	assumes string
	ask     func(context.Context, *survey) finding
}

// finding is what a survey shows about a point. Its texts are in the report, so they consist of words of this program alone.
type finding struct {
	platform string
	verdict  verdict
	todo     string
}

// row is a line of the table.
type row struct {
	point, assumes string
	finding
}

const openIssue = "Open an issue with this report."

// rows returns the findings of all probes.
func rows(ctx context.Context, s *survey) []row {
	all := readProbes
	if s.Written != nil {
		all = slices.Concat(readProbes, writeProbes)
	}
	var table []row
	for _, p := range all {
		f := p.ask(ctx, s)
		if f.verdict == fails && f.todo == "" {
			f.todo = openIssue
		}
		table = append(table, row{p.point, p.assumes, f})
	}
	return table
}

var unknownPoint = finding{"nothing shows it", notSeen, ""}

var readProbes = []probe{
	{"Sign-in", "reads tokens.accessToken, or accessToken", askSignIn},
	{"Life of a token", "signs in again after a 401", askTokenLife},
	{"Value of customer_name", "sends the configured value", askCustomerName},
	{"Call without customer_name", "sends it with every call", askWithoutCustomer},
	{"Call with another customer_name", "records under which customer a pipeline was seen", askOtherCustomer},
	{"List of pipelines", "reads a bare or wrapped list", askList},
	{"Pages of the list", "accepts no list that shows a sign of pages as complete", askPages},
	{"Order of the list", "sorts it", askListOrder},
	{"Envelopes", "reads bodies with and without one", askEnvelope},
	{"Keys of ids", "reads pipeline_id, else id if it is not a number", askIDKeys},
	{"Spelling of ids in responses", "compares without regard to - and _ and letter case", askSpelling},
	{"Spelling of ids in paths", "sends the documented one, and the other one after a 404", askPaths},
	{"Ids of jobs", "sends the documented one, and the other one after a 404", askJobIDs},
	{"Order of jobs", "sorts by the index in the id", askJobOrder},
	{"Fields of jobs that GET of a pipeline hides", "reads JDBC jobs one by one if something is hidden", askHidden},
	{"GET of a JDBC job", "reads what GET of the pipeline hides", askJDBCJob},
	{"Connectors", "accepts any; reads only JDBC jobs by id", askConnectors},
	{"Output of jobs", "reads raw, qualify and table_name", askOutput},
	{"Pipeline that does not exist", "trusts only Maestro's own message, otherwise reads the list", askMissing},
	{"Job that does not exist", "reports an error", askMissingJob},
	{"Texts that are not set", "treats null, an empty text and an omitted key alike", askEmpty},
	{"Schedules", "accepts five fields and presets", askSchedules},
	{"Status of pipelines", "active and paused decide, in any letter case", askStatus},
	{"Integers", "reads them from texts as well", askInts},
	{"Undocumented fields", "ignores them", askExtraFields},
	{"Runs of a pipeline", "sorts them by time", askRuns},
	{"Statuses of runs", "waits while a status is unknown", askRunStatuses},
	{"Run by id", "reads the list of runs if it is not found", askRun},
	{"Types of columns", "lists them in a data source", askDatatypes},
	{"Connections", "lists them in data sources", askConnections},
	{"Ids of connections", "uses the id of a connection as config_id", askConfigIDs},
	{"Rate limits", "waits as long as Retry-After requires", askLimits},
	{"Secrets in responses", "keeps no undocumented field in the state", askSecrets},
}

func askSignIn(_ context.Context, s *survey) finding {
	if s.SignIn == nil {
		return finding{"not asked: there is a token, or there are no credentials", notSeen, ""}
	}
	where := "accessToken"
	if text(child(s.SignIn.object(), "tokens"), "accessToken") != "" {
		where = "tokens.accessToken"
	}
	return finding{fmt.Sprintf("%d, token in %s", s.SignIn.Status, where), copes, ""}
}

func askTokenLife(_ context.Context, s *survey) finding {
	switch {
	case s.SignIn == nil:
		return finding{"not asked: there was no sign-in", notSeen, ""}
	case s.Expires.IsZero():
		return finding{"the token does not state it", copes, ""}
	}
	life := s.Expires.Sub(s.SignedIn).Round(time.Minute)
	return finding{fmt.Sprintf("%d minutes", int(life.Minutes())), copes, ""}
}

func askCustomerName(_ context.Context, s *survey) finding {
	customer := child(s.SignIn.object(), "customer")
	switch s.Customer {
	case "":
		return unknownPoint
	case text(customer, "name"):
		return finding{"the configured value is customer.name of the sign-in", copes, ""}
	case text(customer, "id"):
		return finding{"the configured value is customer.id of the sign-in", copes, ""}
	}
	if customer == nil {
		return finding{"no sign-in shows a customer", notSeen, ""}
	}
	todo := ""
	if !s.List.succeeded() {
		todo = "Set DADOSFERA_CUSTOMER_NAME to customer.name of the sign-in."
	}
	return finding{"the configured value is neither customer.name nor customer.id of the sign-in", copes, todo}
}

// compareCustomers describes what a call returns with another header than the configured one.
func compareCustomers(s *survey, other []*exchange) finding {
	if len(other) == 0 || !other[0].answered() {
		return unknownPoint
	}
	var parts []string
	for i, normal := range []*exchange{s.List, s.firstGet()} {
		if i >= len(other) {
			break
		}
		what := []string{"list", "pipeline"}[i]
		items, _ := other[i].items("pipelines", "items")
		usual, _ := normal.items("pipelines", "items")
		switch e := other[i]; {
		case !e.succeeded():
			parts = append(parts, what+": "+e.describe())
		case i == 0 && len(items) != len(usual):
			parts = append(parts, what+": 200, with another number of pipelines")
		default:
			parts = append(parts, what+": 200, as usual")
		}
	}
	return finding{strings.Join(parts, "; "), copes, ""}
}

func (s *survey) firstGet() *exchange {
	if len(s.Samples) == 0 {
		return nil
	}
	return s.Samples[0].Get.best()
}

func askWithoutCustomer(_ context.Context, s *survey) finding {
	return compareCustomers(s, s.WithoutCustomer)
}

func askOtherCustomer(_ context.Context, s *survey) finding {
	return compareCustomers(s, s.OtherCustomer)
}

func askList(ctx context.Context, s *survey) finding {
	if !s.List.succeeded() {
		return finding{s.List.describe(), fails, "Check DADOSFERA_BASE_URL, DADOSFERA_CUSTOMER_NAME and your permissions."}
	}
	unreadable := 0
	j := judge(ctx, func(ctx context.Context, c *maestro.Client) error {
		entries, err := c.ListEntries(ctx)
		for _, entry := range entries {
			if entry.Err != nil {
				unreadable++
			}
		}
		return err
	}, s.List)
	items, ok := s.List.items("pipelines", "items")
	f := finding{fmt.Sprintf("%d, %s", s.List.Status, magnitude(len(items))), j.verdict(1), ""}
	switch {
	case !ok:
		f.platform = s.List.describe()
	case errors.Is(j.err, maestro.ErrIncomplete):
		f.verdict = copes // the next point is about it
	case unreadable > 0:
		f.verdict, f.platform = fails, f.platform+"; of these, the provider cannot read "+magnitude(unreadable)
	}
	return f
}

func askPages(ctx context.Context, s *survey) finding {
	if !s.List.succeeded() {
		return unknownPoint
	}
	j := judge(ctx, func(ctx context.Context, c *maestro.Client) error {
		_, err := c.ListEntries(ctx)
		return err
	}, s.List)
	if errors.Is(j.err, maestro.ErrIncomplete) {
		return finding{"the list shows a sign of more pages", fails,
			"Do not use bulk_refresh, and import by id. " + openIssue}
	}
	items, _ := s.List.items("pipelines", "items")
	if slices.Contains([]int{10, 20, 25, 30, 50, 100, 200, 250, 500, 1000}, len(items)) {
		return finding{"no sign, but the number of pipelines is that of a usual page", copes,
			"Compare the number with the web interface. If there are more, open an issue."}
	}
	return finding{"no sign", copes, ""}
}

func askListOrder(_ context.Context, s *survey) finding {
	items, _ := s.List.items("pipelines", "items")
	again, _ := s.ListAgain.items("pipelines", "items")
	if len(items) < 2 {
		return unknownPoint
	}
	ids := func(items []object) (all []string) {
		for _, item := range items {
			all = append(all, pipelineID(item))
		}
		return all
	}
	byName := slices.IsSortedFunc(items, func(a, b object) int { return strings.Compare(text(a, "name"), text(b, "name")) })
	order := "another order"
	if byName {
		order = "by name"
	}
	if slices.Equal(ids(items), ids(again)) {
		return finding{order + ", the same twice", copes, ""}
	}
	return finding{order + ", another one the second time", copes, ""}
}

// askSwitch returns a probe of a switch: its value, in the words of the contract.
func describeSwitch[T ~string](observe func(*survey, *contract.Contract) bool, value func(contract.Contract) T, documented string,
) func(*survey) finding {
	return func(s *survey) finding {
		var c contract.Contract
		if !observe(s, &c) {
			return unknownPoint
		}
		if v := string(value(c)); v != "" {
			documented = v
		}
		return finding{documented, copes, ""}
	}
}

func askEnvelope(_ context.Context, s *survey) finding {
	var parts []string
	for _, call := range []struct {
		what string
		e    *exchange
	}{
		{"pipeline", s.firstOf(s.gets())},
		{"list", s.List},
		{"job", s.firstOf(s.jdbcJobs())},
		{"runs", s.firstRuns()},
		{"types", s.Datatypes},
	} {
		if !call.e.succeeded() || call.e.value() == nil {
			continue
		}
		form := "bare"
		if _, enveloped := call.e.content(); enveloped {
			form = "wrapped"
		}
		parts = append(parts, call.what+" "+form)
	}
	if len(parts) == 0 {
		return unknownPoint
	}
	return finding{strings.Join(parts, ", "), copes, ""}
}

func (s *survey) firstOf(all []*exchange) *exchange {
	i := slices.IndexFunc(all, (*exchange).succeeded)
	if i < 0 {
		return nil
	}
	return all[i]
}

func (s *survey) firstRuns() *exchange {
	var all []*exchange
	for _, sample := range s.Samples {
		all = append(all, sample.Runs.best())
	}
	return s.firstOf(all)
}

func askIDKeys(_ context.Context, s *survey) finding {
	form := func(all []object) string {
		if len(all) == 0 {
			return "not seen"
		}
		var parts []string
		for _, key := range []string{"id", "pipeline_id"} {
			switch v, shown := all[0][key]; {
			case !shown:
			case isNumber(v):
				parts = append(parts, key+" (a number)")
			default:
				parts = append(parts, key)
			}
		}
		return strings.Join(parts, ", ")
	}
	shown, listed := s.shown(), s.listed()
	if len(shown)+len(listed) == 0 {
		return unknownPoint
	}
	f := finding{"pipeline: " + form(shown) + "; list: " + form(listed), copes, ""}
	for _, o := range slices.Concat(shown, listed) {
		if pipelineID(o) == "" {
			f.verdict, f.platform = fails, f.platform+"; not every pipeline has an id"
			break
		}
	}
	return f
}

func askSpelling(_ context.Context, s *survey) finding {
	return describeSwitch(observeSpelling, func(c contract.Contract) contract.Spelling { return c.Spelling }, "underscores")(s)
}

func askPaths(ctx context.Context, s *survey) finding {
	var parts []string
	result := notSeen
	note := func(what string, both spellings, call func(context.Context, *maestro.Client) error) {
		if !both.Hyphens.answered() || !both.Underscores.answered() || !both.best().succeeded() {
			return
		}
		accepted := []string{}
		if both.Hyphens.succeeded() {
			accepted = append(accepted, "hyphens")
		}
		if both.Underscores.succeeded() {
			accepted = append(accepted, "underscores")
		}
		parts = append(parts, what+": "+strings.Join(accepted, " and "))
		result = worse(result, judge(ctx, call, both.all()...).verdict(1))
	}
	for _, sample := range s.Samples {
		note("pipeline", sample.Get, func(ctx context.Context, c *maestro.Client) error {
			_, err := c.GetPipeline(ctx, sample.ID)
			return err
		})
		note("runs", sample.Runs, func(ctx context.Context, c *maestro.Client) error {
			_, err := c.ListRuns(ctx, sample.ID)
			return err
		})
		for _, job := range sample.Jobs {
			note("job", job.Get, func(ctx context.Context, c *maestro.Client) error {
				_, err := c.GetJDBCJob(ctx, job.ID)
				return err
			})
		}
		if len(parts) > 0 {
			break
		}
	}
	if w := s.Written; w != nil && len(parts) == 0 {
		note("pipeline", w.Get, func(ctx context.Context, c *maestro.Client) error {
			_, err := c.GetPipeline(ctx, w.ID)
			return err
		})
	}
	if len(parts) == 0 {
		return unknownPoint
	}
	todo := ""
	if result == slower {
		todo = "Nothing: the provider reuses the spelling after the first call."
	}
	return finding{strings.Join(parts, "; "), result, todo}
}

func askJobIDs(_ context.Context, s *survey) finding {
	for _, job := range jobsOf(slices.Concat(s.shown(), s.listed())) {
		if _, _, err := maestro.ParseJobID(text(job, "job_id")); err != nil {
			return finding{"not every id of a job ends in an index", copes, "The order of jobs is that of responses then."}
		}
	}
	return describeSwitch(observeJobIDs, func(c contract.Contract) contract.JobIDs { return c.JobIDs },
		"{pipeline id}_{index}, with an underscore")(s)
}

func askJobOrder(_ context.Context, s *survey) finding {
	return describeSwitch(observeJobOrder, func(c contract.Contract) contract.JobOrder { return c.JobOrder }, "by index")(s)
}

// askHidden counts the requests that the provider needs for a pipeline with the responses of the survey.
func askHidden(ctx context.Context, s *survey) finding {
	f := unknownPoint
	for _, sample := range s.Samples {
		recorded := sample.Get.all()
		for _, job := range sample.Jobs {
			recorded = append(recorded, job.Get.all()...)
		}
		if len(sample.Jobs) == 0 {
			continue
		}
		alone := judge(ctx, func(ctx context.Context, c *maestro.Client) error {
			_, err := c.GetPipeline(ctx, sample.ID)
			return err
		}, recorded...)
		whole := judge(ctx, func(ctx context.Context, c *maestro.Client) error {
			_, err := fetch.Pipeline(ctx, c, definition.Pipeline{ID: definition.String{StringValue: types.StringValue(sample.ID)}})
			return err
		}, recorded...)
		if v := whole.verdict(alone.requests); worse(f.verdict, v) != f.verdict {
			f.verdict = v
		}
	}
	hidden := s.hiddenFields()
	switch {
	case len(jobsOf(s.shown())) == 0:
		return unknownPoint
	case len(hidden) == 0:
		f.platform = "nothing is hidden"
	default:
		f.platform = "hidden: " + strings.Join(hidden, ", ")
	}
	if f.verdict == slower {
		f.platform += "; a refresh needs a request for each JDBC job"
		f.todo = "With many pipelines, set bulk_refresh = true."
	}
	return f
}

// hiddenFields returns the documented fields that no job of GET of a pipeline shows with a value.
func (s *survey) hiddenFields() []string {
	hidden := slices.Clone(hiddenFields)
	for _, job := range jobsOf(s.shown()) {
		hidden = slices.DeleteFunc(hidden, func(field string) bool { return input(job)[field] != nil })
	}
	// Of a field that is never set, the others show whether it is hidden.
	if !slices.Contains(hidden, "auth_parameters") {
		return nil
	}
	return hidden
}

func askJDBCJob(ctx context.Context, s *survey) finding {
	f := unknownPoint
	for _, sample := range s.Samples {
		for _, job := range sample.Jobs {
			j := judge(ctx, func(ctx context.Context, c *maestro.Client) error {
				_, err := c.GetJDBCJob(ctx, job.ID)
				if errors.Is(err, maestro.ErrStatus404) {
					return nil // the provider goes on without the call
				}
				return err
			}, job.Get.all()...)
			f.verdict = worse(f.verdict, j.verdict(2))
			f.platform = job.Get.best().describe()
			if job.Get.best().succeeded() {
				f.platform = "shows " + strings.Join(slices.Sorted(maps.Keys(shownFields(job.Get.best().object()))), ", ")
			}
		}
	}
	if f.verdict == copes && !strings.HasPrefix(f.platform, "shows") {
		f.todo = "Nothing shows what GET of a pipeline hides: changes of it outside of Terraform are not seen."
	}
	return f
}

// shownFields returns the documented fields that a job by id shows with values.
func shownFields(job object) map[string]bool {
	shown := map[string]bool{}
	for _, key := range slices.Concat(hiddenFields, []string{"load_type", "incremental_column_name", "memory_allocation_mb"}) {
		if input(job)[key] != nil {
			shown[key] = true
		}
	}
	if job["transformations"] != nil {
		shown["transformations"] = true
	}
	return shown
}

func askConnectors(_ context.Context, s *survey) finding {
	known := []string{"jdbc", "singer", "s3", "azure", "mongodb", "mongo"}
	seen := map[string]bool{}
	for _, job := range jobsOf(slices.Concat(s.shown(), s.listed())) {
		if connector := text(input(job), "connector"); connector != "" {
			seen[oneOf(connector, known...)] = true
		} else if input(job) != nil {
			seen["(none)"] = true
		}
	}
	if len(seen) == 0 {
		return unknownPoint
	}
	return finding{strings.Join(slices.Sorted(maps.Keys(seen)), ", "), copes, ""}
}

func askOutput(_ context.Context, s *survey) finding {
	form := func(pipelines []object) string {
		keys := map[string]bool{}
		for _, job := range jobsOf(pipelines) {
			for key := range child(job, "output") {
				keys[oneOf(key, "plugin", "raw", "qualify", "table_name", "table_schema")] = true
			}
		}
		if len(keys) == 0 {
			return "not seen"
		}
		return strings.Join(slices.Sorted(maps.Keys(keys)), ", ")
	}
	if len(jobsOf(s.shown())) == 0 {
		return unknownPoint
	}
	return finding{"pipeline: " + form(s.shown()) + "; list: " + form(s.listed()), copes, ""}
}

func askMissing(ctx context.Context, s *survey) finding {
	if !s.Missing.Hyphens.answered() {
		return unknownPoint
	}
	j := judge(ctx, func(ctx context.Context, c *maestro.Client) error {
		_, err := c.GetPipeline(ctx, s.MissingID)
		switch {
		case errors.Is(err, maestro.ErrNotFound):
			return nil
		case err == nil:
			return errors.New("it was found")
		}
		return err
	}, append(s.Missing.all(), s.List)...)
	f := finding{s.Missing.Hyphens.describe(), j.verdict(2), ""}
	switch f.verdict {
	case slower:
		f.todo = "Nothing: the list of pipelines settles it."
	case fails:
		f.todo = "A pipeline that is gone is an error in every plan: remove it with terraform state rm. " + openIssue
	case copes, notSeen:
	}
	return f
}

func askMissingJob(_ context.Context, s *survey) finding {
	e := s.MissingJob.Hyphens
	if !e.answered() {
		return unknownPoint
	}
	if e.succeeded() {
		return finding{e.describe(), fails, ""}
	}
	return finding{e.describe(), copes, ""}
}

func askEmpty(_ context.Context, s *survey) finding {
	return describeSwitch(observeEmpty, func(c contract.Contract) contract.Empty { return c.Empty }, "null")(s)
}

func askSchedules(_ context.Context, s *survey) finding {
	forms := map[string]bool{}
	invalid := 0
	for _, o := range slices.Concat(s.listed(), s.shown()) {
		schedule := text(o, "cron")
		if schedule == "" {
			continue
		}
		form := "another form"
		switch fields := len(strings.Fields(schedule)); {
		case strings.HasPrefix(schedule, "@"):
			form = "presets"
		case fields == 5 || fields == 6:
			form = fmt.Sprintf("%d fields", fields)
		}
		forms[form] = true
		if cron.Check(schedule) != nil {
			invalid++
		}
	}
	switch {
	case len(forms) == 0:
		return unknownPoint
	case invalid > 0:
		return finding{strings.Join(slices.Sorted(maps.Keys(forms)), ", ") + "; some are not valid for the provider", fails,
			"Such a schedule cannot be in a configuration: ignore_changes, or another schedule. " + openIssue}
	}
	return finding{strings.Join(slices.Sorted(maps.Keys(forms)), ", "), copes, ""}
}

func askStatus(_ context.Context, s *survey) finding {
	seen := map[string]bool{}
	for _, o := range s.shown() {
		if status := text(o, "status"); status != "" {
			seen[oneOf(status, "active", "paused", "error")] = true
		}
	}
	switch {
	case len(s.shown()) == 0:
		return unknownPoint
	case len(seen) == 0:
		return finding{"no pipeline shows one", fails, "Whether a pipeline is paused cannot be seen. " + openIssue}
	case seen["another value"]:
		return finding{strings.Join(slices.Sorted(maps.Keys(seen)), ", "), copes,
			"The other values leave paused as it is in the state; see the output of this program."}
	}
	return finding{strings.Join(slices.Sorted(maps.Keys(seen)), ", "), copes, ""}
}

func askInts(_ context.Context, s *survey) finding {
	var c contract.Contract
	switch {
	case !observeIntsAsStrings(s, &c):
		return unknownPoint
	case c.IntsAsStrings:
		return finding{"texts", copes, ""}
	}
	return finding{"numbers", copes, ""}
}

func askExtraFields(_ context.Context, s *survey) finding {
	if len(s.shown())+len(s.listed()) == 0 {
		return unknownPoint
	}
	var parts []string
	extra := s.extraFields()
	for _, kind := range slices.Sorted(maps.Keys(extra)) {
		parts = append(parts, fmt.Sprintf("%s: %d", kind, len(extra[kind])))
	}
	if len(parts) == 0 {
		return finding{"none", copes, ""}
	}
	return finding{strings.Join(parts, "; "), copes, "Their names are in the output of this program, not in the report."}
}

func askRuns(ctx context.Context, s *survey) finding {
	f := unknownPoint
	for _, sample := range s.Samples {
		best := sample.Runs.best()
		if !best.answered() {
			continue
		}
		j := judge(ctx, func(ctx context.Context, c *maestro.Client) error {
			_, err := c.ListRuns(ctx, sample.ID)
			return err
		}, append(sample.Runs.all(), append(sample.Get.all(), s.List)...)...)
		f.verdict = worse(f.verdict, j.verdict(3))
		items, ok := best.items("runs", "items", "pipeline_runs")
		switch {
		case !ok:
			f.platform = best.describe()
		case len(items) > 1:
			newest := slices.IsSortedFunc(items, func(a, b object) int { return strings.Compare(text(b, "created_at"), text(a, "created_at")) })
			f.platform = map[bool]string{true: "newest first", false: "not newest first"}[newest]
		case f.platform == unknownPoint.platform:
			f.platform = "a list with fewer than two runs"
		}
	}
	return f
}

func askRunStatuses(_ context.Context, s *survey) finding {
	known := map[string]bool{}
	others := false
	for _, run := range s.runs() {
		status := text(run, "last_status")
		if (maestro.Run{Status: status}).Known() {
			known[strings.ToUpper(status)] = true
		} else {
			others = true
		}
	}
	words := slices.Sorted(maps.Keys(known))
	switch {
	case others:
		return finding{strings.Join(append(words, "others"), ", "), fails,
			"The provider waits for such a run until it times out. The output of this program names the statuses. " + openIssue}
	case len(words) == 0:
		return unknownPoint
	}
	return finding{strings.Join(words, ", "), copes, ""}
}

func askRun(_ context.Context, s *survey) finding {
	if !s.Run.answered() {
		return unknownPoint
	}
	if s.Run.succeeded() {
		return finding{"200", copes, ""}
	}
	return finding{s.Run.describe(), slower, ""}
}

func askDatatypes(ctx context.Context, s *survey) finding {
	if !s.Datatypes.answered() {
		return unknownPoint
	}
	j := judge(ctx, func(ctx context.Context, c *maestro.Client) error {
		_, err := c.JDBCDatatypes(ctx)
		return err
	}, s.Datatypes)
	if j.err != nil {
		return finding{s.Datatypes.describe(), fails, "Only the data source dadosfera_jdbc_datatypes needs this call."}
	}
	return finding{"200, types by plugin", copes, ""}
}

// connections returns the connections that the survey has seen.
func (s *survey) connections() []object {
	var all []object
	for _, e := range s.Connections {
		items, _ := e.items("connections", "items")
		all = append(all, items...)
	}
	return all
}

// configIDs returns the references to connections in the jobs that the survey has seen.
func (s *survey) configIDs() map[string]string {
	plugins := map[string]string{}
	jobs := jobsOf(s.shown())
	for _, e := range s.jdbcJobs() {
		jobs = append(jobs, e.object())
	}
	for _, job := range jobs {
		if id := text(child(input(job), "auth_parameters"), "config_id"); id != "" {
			plugins[id] = text(input(job), "plugin")
		}
	}
	return plugins
}

func askConnections(ctx context.Context, s *survey) finding {
	if len(s.Connections) == 0 || !s.Connections[1].answered() {
		return unknownPoint
	}
	j := judge(ctx, func(ctx context.Context, c *maestro.Client) error {
		_, err := c.ListConnections(ctx)
		return err
	}, s.Connections...)
	var c contract.Contract
	f := finding{s.Connections[1].describe(), j.verdict(2), ""}
	if s.Connections[1].succeeded() {
		f.platform = "200, " + magnitude(len(s.connections()))
	}
	if observeConnectionPages(s, &c) {
		f.platform += "; pages count " + map[contract.ConnectionPages]string{
			contract.ConnectionPagesFromOne: "from 1", contract.ConnectionPagesFromZero: "from 0",
			contract.ConnectionPagesIgnored: "not at all: each is the whole list",
		}[c.ConnectionPages]
	}
	if f.verdict == fails {
		f.todo = "Only the data sources for connections need this call: write config_id into the configuration."
	}
	return f
}

func askConfigIDs(_ context.Context, s *survey) finding {
	used, matching := s.configIDs(), 0
	ids := map[string]bool{}
	for _, connection := range s.connections() {
		ids[text(connection, "id")] = true
	}
	for id := range used {
		if ids[id] {
			matching++
		}
	}
	switch {
	case len(ids) == 0 || len(used) == 0:
		return unknownPoint
	case matching == 0:
		return finding{"no config_id in use is the id of a connection", fails, "Do not use the data sources for connections. " + openIssue}
	case matching < len(used):
		return finding{"some config_ids in use are ids of connections", copes, ""}
	}
	return finding{"every config_id in use is the id of a connection", copes, ""}
}

func askLimits(_ context.Context, s *survey) finding {
	var named []string
	for name := range s.Headers {
		lower := strings.ToLower(name)
		if strings.Contains(lower, "ratelimit") || strings.Contains(lower, "rate-limit") || lower == "retry-after" {
			named = append(named, oneOf(name, "RateLimit", "RateLimit-Limit", "RateLimit-Policy", "RateLimit-Remaining", "RateLimit-Reset",
				"Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"))
		}
	}
	slices.Sort(named)
	if len(named) == 0 && s.Limits == 0 {
		return finding{"no 429, and no header about limits", copes, ""}
	}
	return finding{fmt.Sprintf("%s with 429; headers: %s", count(s.Limits, "response"), strings.Join(slices.Compact(named), ", ")),
		copes, "If applies become slow, set max_requests_per_second."}
}

// secretWords are parts of the names of fields that hold secrets.
var secretWords = []string{"password", "passwd", "secret", "private_key", "access_key", "api_key", "token", "credential"}

func askSecrets(_ context.Context, s *survey) finding {
	found := 0
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case object:
			for key, inner := range v {
				value, isText := inner.(string)
				if isText && value != "" && slices.ContainsFunc(secretWords, func(word string) bool {
					return strings.Contains(strings.ToLower(key), word)
				}) {
					found++
				}
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	for _, e := range slices.Concat(s.gets(), s.lists(), s.jdbcJobs(), s.Connections) {
		walk(e.value())
	}
	if found > 0 {
		return finding{count(found, "field") + " named like a secret, with a text", fails,
			"Look at it yourself before you import: extra, and the attribute json of data sources, would have it. " + openIssue}
	}
	return finding{"no field is named like one", copes, ""}
}
