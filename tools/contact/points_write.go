// SPDX-License-Identifier: MPL-2.0

package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/cron"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// writePoints are the points that a survey examines which writes.
var writePoints = []point{
	{"Create", "reads nothing from the response, and reads the pipeline", created},
	{"After a create", "repeats what is not ready for a while", readiness},
	{"Create with a taken id", "reports the refusal", takenID},
	{"Create with a taken name", "reports the refusal, and who has the name", func(s *survey) finding {
		w := s.own
		sent := maestro.NewPipeline{ID: w.takenNameGet.id, Name: w.name, Jobs: w.body.Jobs}
		recorded := append(w.takenNameGet.all(), s.list, w.list)
		f := about(w.takenName, 4, creates(sent, maestro.NotCreated), recorded...)
		if w.takenName.succeeded() {
			f.platform += ": names need not be unique"
			f = f.as(copes, "Import by id, not by name.")
		}
		return f.settle("duplicate_names", choice{w.takenName.answered(), w.takenName.succeeded()})
	}},
	{"Defaults of the server", "keeps no default in the state", func(s *survey) finding {
		in := s.own.firstInput()
		if in == nil {
			return unseen
		}
		// the documented fields that the pipeline does not send
		added := slices.DeleteFunc([]string{"memory_allocation_mb", "network_config", "replication_method"}, func(field string) bool {
			return in[field] == nil || in[field] == ""
		})
		if len(added) == 0 {
			return shows("none in the input").settle("server_defaults", choice{true, false})
		}
		return shows("input: "+strings.Join(added, ", ")).settle("server_defaults", choice{true, true})
	}},
	{"Names of tables", "ignores letter case in responses", func(s *survey) finding {
		switch table := text(s.own.firstInput(), "table_name"); table {
		case "":
			return unseen
		case firstTable:
			return settles("letter_case", contract.LetterCaseKept, "kept")
		case strings.ToUpper(firstTable):
			return shows("in upper case").settle("letter_case", choice{true, contract.LetterCaseUpper})
		}
		return settles("letter_case", contract.LetterCaseKept, "in lower case")
	}},
	{"Normalization of texts", "ignores outer white space, line ends and composition", texts},
	{"Normalization of schedules", "compares the times that they select", func(s *survey) finding {
		var parts []string
		f, seen, changed := unseen, false, false
		for i, change := range s.own.schedules {
			how, v := " are kept", copes
			shown := text(change.get.object(), "cron")
			switch {
			case !change.patch.succeeded():
				how = ": " + change.patch.describe()
			case shown == change.sent:
			case sameTimes(shown, change.sent):
				how = " are expanded"
			default:
				how, v = " are changed", fails
			}
			parts = append(parts, []string{"presets", "names"}[i]+how)
			f.platform, f.verdict = strings.Join(parts, "; "), max(f.verdict, v)
			isSeen := change.patch.succeeded() && change.get.succeeded()
			seen, changed = seen || isSeen, changed || isSeen && shown != change.sent
		}
		return f.settle("cron", choice{changed, contract.CronExpanded}, choice{seen, contract.CronKept})
	}},
	{"Removal of a schedule", "sends null", func(s *survey) finding {
		f := about(s.own.unscheduled, 1, func(ctx context.Context, client *maestro.Client) error {
			return client.UpdatePipeline(ctx, s.own.id, maestro.PipelineChange{Cron: maestro.Null[string]()})
		})
		if s.own.unscheduled.succeeded() && s.own.unscheduledGet.succeeded() && text(s.own.unscheduledGet.object(), "cron") != "" {
			f.verdict, f.platform = fails, f.platform+", and the schedule stays"
		}
		return f
	}},
	{"Pausing", "waits until the status is shown", func(s *survey) finding {
		w := s.own
		f, lag := statusChange(last(w.pauses), w.pauseGets, true)
		_, unpauseLag := statusChange(w.unpaused, w.unpauseGets, false)
		return f.settle("status_lag", choice{lag >= 0, max(lag, unpauseLag)})
	}},
	{"Pausing twice", "treats PipelineAlreadyPaused as a success", func(s *survey) finding {
		return about(s.own.pausedAgain, 1, do((*maestro.Client).Pause, s.own.id))
	}},
	{"Unpausing", "waits until the status is shown", func(s *survey) finding {
		if !s.own.showsSchedules() {
			return notAsked("GET may hide a schedule, which would start runs")
		}
		f, _ := statusChange(s.own.unpaused, s.own.unpauseGets, false)
		return f
	}},
	{"Unpausing twice", "treats PipelineNotPaused as a success", func(s *survey) finding {
		return about(s.own.unpausedAgain, 1, do((*maestro.Client).Unpause, s.own.id))
	}},
	{"Memory", "reports another value in the response as an error", func(s *survey) finding {
		e := s.own.memory
		if !e.answered() {
			return unseen
		}
		readable := "not readable"
		if _, shown := s.own.memoryGet.object()["memory_mb"]; shown {
			readable = "readable"
		}
		set, err := document(e.object()).Int("memory_mb")
		switch {
		case !e.succeeded():
			return shows(e.describe()).as(fails, "Do not set memory_mb. "+openIssue)
		case err != nil || !set.Has():
			return shows(e.describe() + ", without the value; " + readable)
		case set.Value != sentMemory:
			f := shows(fmt.Sprintf("%d becomes %d; %s", sentMemory, set.Value, readable))
			return f.as(copes, "Set memory_mb to what the platform accepts.").settle("clamp_memory", choice{true, true})
		}
		return shows("200, with the value that was sent; "+readable).settle("clamp_memory", choice{true, false})
	}},
	{"Sync mode", "sends PUT, and POST after 404 or 405", func(s *survey) finding {
		put, post, get := s.own.syncPut, s.own.syncPost, s.own.syncGet
		f := about(put, 1, func(ctx context.Context, client *maestro.Client) error {
			return client.SetSyncMode(ctx, maestro.JobID(s.own.id, 0), maestro.SyncMode{LoadType: "incremental"})
		}, post)
		if f.verdict != notSeen {
			f.platform = "PUT: " + put.describe() + "; POST: " + post.describe()
			if get.succeeded() && text(input(get.object()), "load_type") != "incremental" {
				f.platform += "; the load type is not shown as changed"
			}
		}
		return f.settle("sync_mode",
			choice{put.succeeded() && hasRoute(post), contract.SyncModeBoth},
			choice{post.succeeded() && !hasRoute(put), contract.SyncModePOST},
			choice{put.succeeded() || post.succeeded(), contract.SyncModePUT})
	}},
	{"Patch of an input", "expects that columns are added", func(s *survey) finding {
		f := about(s.own.inputPatch, 1, func(ctx context.Context, client *maestro.Client) error {
			return client.PatchJobInput(ctx, maestro.JobID(s.own.id, 0), maestro.Document{})
		})
		columns, isList := input(s.own.inputGet.object())["column_include_list"].([]any)
		switch {
		case !s.own.inputPatch.succeeded():
		case !isList:
			f.platform += "; the columns are not shown"
		case len(columns) == 2:
			f.platform += "; columns are added"
		default:
			f.platform += "; columns are replaced"
			f.todo = "Columns can be removed by an input patch on this platform, which the provider does not use."
		}
		return f
	}},
	{"Reset of a job's state", "sends POST without a body", func(s *survey) finding {
		return about(s.own.stateReset, 1, do((*maestro.Client).ResetJobState, maestro.JobID(s.own.id, 0)))
	}},
	{"Delete", "is done after PIPELINE_DELETED, else reads", func(s *survey) finding {
		w := s.own
		f := about(w.deleted, 1, discard((*maestro.Client).DeletePipeline, w.id), w.deletedGet, w.deletedList)
		isIt := func(id string) bool { return maestro.SameID(id, w.id) }
		if w.deletedGet.succeeded() || slices.ContainsFunc(ids(w.deletedList.items()), isIt) {
			f.verdict, f.platform = max(f.verdict, slower), f.platform+"; still shown right after it"
		}
		return f
	}},
	{"Delete of what is deleted", "treats Maestro's 404 as a success", func(s *survey) finding {
		return about(s.own.deletedAgain, 2, discard((*maestro.Client).DeletePipeline, s.own.id), s.own.deletedGet, s.own.deletedList)
	}},
	{"Name of a deleted pipeline", "repeats the create until its timeout", func(s *survey) finding {
		creates := s.own.nameCreates
		return reuse(creates, s.own.nameDelay).settle("name_lag", choice{last(creates).succeeded(), len(creates) - 1})
	}},
	{"Id of a deleted pipeline", "chooses a new one", func(s *survey) finding {
		f := reuse(s.own.idCreates, s.own.idDelay)
		if f.verdict == slower {
			f.verdict = copes
		}
		return f
	}},
}

// creates returns the call that creates a pipeline, which must have one of the outcomes.
func creates(p maestro.NewPipeline, outcomes ...maestro.CreateOutcome) call {
	return func(ctx context.Context, client *maestro.Client) error {
		got, err := client.CreatePipeline(ctx, p)
		if !slices.Contains(outcomes, got) {
			return fmt.Errorf("outcome %d: %w", got, err)
		}
		return nil
	}
}

func created(s *survey) finding {
	w := s.own
	recorded := append([]*exchange{w.createdGet}, w.pauseGets...)
	f := about(w.created, 1, creates(w.body, maestro.Created, maestro.ReportedCreated), recorded...)
	switch {
	case w.foreignID:
		f.platform += ", with another id than the one that was sent"
		f = f.as(fails, openIssue)
	case f.verdict == fails:
		f.todo = "The other points about writing are not seen. See the output of this program for the reason."
	}

	_, enveloped := w.created.content()
	if slices.Contains(envelopes(s).settled, setting{"envelope", contract.EnvelopeNever}) {
		enveloped = w.created.answered() && w.created.status == http.StatusCreated // the status is the only difference
	}
	o := w.created.object()
	if !w.created.succeeded() || o == nil && len(w.created.body) > 0 {
		return f
	}
	return f.settle("create_response",
		choice{o == nil, contract.CreateEmpty},
		choice{pipelineID(o) != "" && enveloped, contract.CreateEnveloped},
		choice{pipelineID(o) != "", contract.CreateFlat},
		choice{text(o, "detail") != "", contract.CreateDetail},
		choice{true, contract.CreateNoID})
}

func readiness(s *survey) finding {
	pauses, gets := s.own.pauses, s.own.pauseGets
	if len(pauses) == 0 {
		return unseen
	}
	first, last := pauses[0], last(pauses)
	var parts []string
	if n := len(pauses) - 1; n > 0 {
		parts = append(parts, fmt.Sprintf("%s to pause refused: %s", count(n, "request"), first.describe()))
	}
	if n := countIf(gets, hasNoJobs); n > 0 {
		parts = append(parts, count(n, "GET")+" without jobs")
	}
	if n := countIf(gets, func(e *exchange) bool { return e.status >= 500 }); n > 0 {
		parts = append(parts, count(n, "GET")+" failed")
	}

	f := finding{platform: strings.Join(parts, "; "), verdict: slower}
	switch {
	case !last.succeeded() && !alreadyPaused(last):
		f.verdict = fails
	case len(parts) == 0:
		f = shows("ready at once")
	default:
		f.platform += "; ready after " + duration(s.own.ready)
	}
	if !last.succeeded() {
		return f
	}
	return f.settle("not_ready",
		choice{first.hasStatus(http.StatusNotFound), contract.NotReadyDAG},
		choice{first.hasStatus(http.StatusConflict, http.StatusLocked), contract.NotReadyProvisioning},
		choice{first.status >= 500, contract.NotReadyServerError},
		choice{first.succeeded() && hasNoJobs(gets[0]), contract.NotReadyNoJobs},
		choice{first.succeeded(), contract.NotReadyNever})
}

func hasNoJobs(e *exchange) bool { return e.succeeded() && len(jobs(e.object())) == 0 }

func takenID(s *survey) finding {
	w := s.own
	// If the response is lost, the provider reads the id and treats the pipeline as its own, which is right here.
	f := about(w.takenID, 2, creates(w.body, maestro.NotCreated, maestro.Created), w.takenIDGet)
	if w.takenID.succeeded() {
		f = f.as(copes, "Nothing: the provider never sends a create with an id that exists.")
		if len(w.gets) > 0 && text(w.takenIDGet.object(), "name") != text(w.gets[0].object(), "name") {
			f.platform += ", and it changed the pipeline"
		} else {
			f.platform += ", without effect"
		}
	}

	e := w.takenID
	if e.succeeded() || !e.answered() {
		e = w.takenName
	}
	if e.succeeded() || !e.answered() ||
		e.hasStatus(http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests) {
		return f
	}
	return f.settle("refusal",
		choice{e.hasStatus(http.StatusConflict), contract.RefusalConflict},
		choice{e.status < 300, contract.RefusalStatusFalse},
		choice{e.status >= 500, contract.RefusalServerError},
		choice{true, contract.RefusalBadRequest})
}

// firstInput returns the input of the first job as the first response shows it that does.
func (w *written) firstInput() object {
	for _, job := range jobs(objectsOf(w.gets)...) {
		if strings.EqualFold(text(input(job), "table_name"), firstTable) {
			return input(job)
		}
	}
	return nil
}

func texts(s *survey) finding {
	w := s.own
	if !w.renamed.answered() {
		return unseen
	}
	if !w.renamed.succeeded() || !w.described.succeeded() || !w.textGet.succeeded() {
		return finding{platform: "name: " + w.renamed.describe() + "; description: " + w.described.describe()}
	}
	name, description := text(w.textGet.object(), "name"), text(w.textGet.object(), "description")
	var parts []string
	for _, change := range []struct {
		what string
		seen bool
	}{
		{"outer white space is removed", strings.TrimSpace(description) == description || strings.TrimSpace(name) == name},
		{"line ends become \\n", !strings.Contains(description, "\r")},
		{"composed (NFC)", norm.NFC.IsNormalString(name) || norm.NFC.IsNormalString(description)},
		{"in lower case", strings.ToLower(description) == description},
		{"in upper case", strings.ToUpper(description) == description},
	} {
		if change.seen {
			parts = append(parts, change.what)
		}
	}

	f := shows(cmp.Or(strings.Join(parts, ", "), "kept"))
	if !maestro.SameName(name, w.sentName) || !maestro.SameName(description, w.sentDescription) {
		f = f.as(fails, "Such a change is shown as drift. "+openIssue)
	}
	return f.settle("texts",
		choice{name != w.sentName || description != w.sentDescription, contract.TextsNormalized},
		choice{true, contract.TextsKept})
}

// sameTimes reports whether the provider treats two schedules as equal.
func sameTimes(a, b string) bool {
	x, errX := cron.Parse(a)
	y, errY := cron.Parse(b)
	return errX == nil && errY == nil && x.String() == y.String()
}

// statusChange returns the finding about a request to pause or unpause, and how many GETs after it have not shown the
// status, -1 if none has shown it.
func statusChange(e *exchange, gets []*exchange, paused bool) (f finding, lag int) {
	succeeded := slices.DeleteFunc(slices.Clone(gets), func(e *exchange) bool { return !e.succeeded() })
	lag = slices.IndexFunc(succeeded, func(e *exchange) bool { return showsPaused(e) == paused })
	late := countIf(succeeded, func(e *exchange) bool { return showsPaused(e) != paused })
	switch {
	case !e.answered() || len(gets) == 0:
		return unseen, lag
	case !e.succeeded():
		return shows(e.describe()).as(fails, ""), lag
	case late == 0:
		return shows(e.describe() + ", shown at once"), lag
	case late == len(gets):
		return shows(e.describe()+", never shown").as(fails, ""), lag
	}
	return shows(fmt.Sprintf("%s, not shown by %s after it", e.describe(), count(late, "GET"))).as(slower, ""), lag
}

// hasRoute reports whether the platform supports a request, which it may refuse for another reason.
func hasRoute(e *exchange) bool {
	return e.answered() && !e.hasStatus(http.StatusNotFound, http.StatusMethodNotAllowed) && e.status < 500
}

// reuse returns the finding about creates with a name or an id that a deleted pipeline had, until one succeeded.
func reuse(creates []*exchange, delay time.Duration) finding {
	if len(creates) == 0 {
		return unseen
	}
	refused := len(creates) - 1
	switch last := creates[refused]; {
	case !last.answered():
		return unseen
	case !last.succeeded():
		return shows(fmt.Sprintf("refused for %s: %s", duration(delay), last.describe())).as(slower,
			"A replacement keeps its name: give it another one, or apply twice.")
	case refused == 0:
		return shows("free at once")
	}
	refusals := count(refused, "create") + " refused: " + creates[0].describe()
	return shows(fmt.Sprintf("free after %s, %s", duration(delay), refusals)).as(slower, "")
}

func duration(d time.Duration) string {
	if d < time.Second {
		return "less than a second"
	}
	return count(int(d.Round(time.Second).Seconds()), "second")
}
