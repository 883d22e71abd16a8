// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/cron"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// writeProbes are those of a survey that writes.
var writeProbes = []probe{
	{"Create", "reads nothing from the response, and reads the pipeline", askCreate},
	{"After a create", "repeats what is not ready for a while", askReady},
	{"Create with a taken id", "reports the refusal", askTakenID},
	{"Create with a taken name", "reports the refusal, and who has the name", askTakenName},
	{"Defaults of the server", "keeps no default in the state", askDefaults},
	{"Names of tables", "ignores letter case in responses", askLetterCase},
	{"Normalization of texts", "ignores outer white space, line ends and composition", askTexts},
	{"Normalization of schedules", "compares the times that they select", askCrons},
	{"Removal of a schedule", "sends null", askUnset},
	{"Pausing", "waits until the status is shown", askPause},
	{"Pausing twice", "treats PipelineAlreadyPaused as a success", askPausedAgain},
	{"Unpausing", "waits until the status is shown", askUnpause},
	{"Unpausing twice", "treats PipelineNotPaused as a success", askUnpausedAgain},
	{"Memory", "reports another value in the response as an error", askMemory},
	{"Sync mode", "sends PUT, and POST after 404 or 405", askSync},
	{"Patch of an input", "expects that columns are added", askInput},
	{"Reset of a job's state", "sends POST without a body", askReset},
	{"Delete", "is done after PIPELINE_DELETED, else reads", askDelete},
	{"Delete of what is deleted", "treats Maestro's 404 as a success", askDeletedAgain},
	{"Name of a deleted pipeline", "repeats the create until its timeout", askNameReuse},
	{"Id of a deleted pipeline", "chooses a new one", askIDReuse},
}

// onCall returns the finding about a change that the provider's client sends: how it responded, and whether the client copes.
func onCall(
	ctx context.Context, e *exchange, fast int, call func(context.Context, *maestro.Client) error, recorded ...*exchange,
) finding {
	if !e.answered() {
		return unknownPoint
	}
	j := judge(ctx, call, append([]*exchange{e}, recorded...)...)
	return finding{e.describe(), j.verdict(fast), ""}
}

// create returns the call of the provider's client that a create was, which must have one of the outcomes.
func create(w *written, outcomes ...maestro.CreateOutcome) func(context.Context, *maestro.Client) error {
	return func(ctx context.Context, c *maestro.Client) error {
		got, err := c.CreatePipeline(ctx, w.Body)
		if !slices.Contains(outcomes, got) {
			return fmt.Errorf("outcome %d: %w", got, err)
		}
		return nil
	}
}

func askCreate(ctx context.Context, s *survey) finding {
	w := s.Written
	recorded := slices.Concat([]*exchange{w.CreatedRead}, w.PauseReads)
	f := onCall(ctx, w.Create, 1, create(w, maestro.Created, maestro.ReportedCreated), recorded...)
	switch {
	case w.ForeignID:
		return finding{f.platform + ", with another id than the one that was sent", fails, openIssue}
	case f.verdict == fails:
		f.todo = "The other points about writing are not seen. See the output of this program for the reason."
	}
	return f
}

func askReady(_ context.Context, s *survey) finding {
	w := s.Written
	if len(w.Pauses) == 0 {
		return unknownPoint
	}
	last := w.Pauses[len(w.Pauses)-1]
	var parts []string
	if n := len(w.Pauses) - 1; n > 0 {
		parts = append(parts, fmt.Sprintf("%s to pause refused: %s", count(n, "request"), w.Pauses[0].describe()))
	}
	if n := countIf(w.PauseReads, noJobs); n > 0 {
		parts = append(parts, count(n, "GET")+" without jobs")
	}
	if n := countIf(w.PauseReads, func(e *exchange) bool { return e.Status >= 500 }); n > 0 {
		parts = append(parts, count(n, "GET")+" failed")
	}
	switch {
	case !last.succeeded() && !alreadyPaused(last):
		return finding{strings.Join(parts, "; "), fails, ""}
	case len(parts) == 0:
		return finding{"ready at once", copes, ""}
	}
	return finding{fmt.Sprintf("%s; ready after %s", strings.Join(parts, "; "), about(w.Ready)), slower, ""}
}

func about(d time.Duration) string {
	if d < time.Second {
		return "less than a second"
	}
	return count(int(d.Round(time.Second).Seconds()), "second")
}

func countIf(all []*exchange, is func(*exchange) bool) int {
	n := 0
	for _, e := range all {
		if is(e) {
			n++
		}
	}
	return n
}

func askTakenID(ctx context.Context, s *survey) finding {
	w := s.Written
	if w.TakenID.succeeded() {
		changed := text(w.TakenIDRead.object(), "name") != text(w.firstRead(), "name")
		return finding{w.TakenID.describe() + map[bool]string{true: ", and it changed the pipeline", false: ", without effect"}[changed],
			copes, "Nothing: the provider never sends a create with an id that exists."}
	}
	// If the response is lost, the provider reads the id and treats the pipeline as its own, which is right here.
	return onCall(ctx, w.TakenID, 2, create(w, maestro.NotCreated, maestro.Created), w.TakenIDRead)
}

func (w *written) firstRead() object {
	if len(w.Reads) == 0 {
		return nil
	}
	return w.Reads[0].object()
}

func askTakenName(ctx context.Context, s *survey) finding {
	w := s.Written
	if w.TakenName.succeeded() {
		return finding{w.TakenName.describe() + ": names need not be unique", copes, "Import by id, not by name."}
	}
	if !w.TakenName.answered() {
		return unknownPoint
	}
	var sent maestro.NewPipeline
	sent.ID, sent.Name, sent.Jobs = w.TakenNameID, w.Name, w.Body.Jobs
	j := judge(ctx, func(ctx context.Context, c *maestro.Client) error {
		outcome, err := c.CreatePipeline(ctx, sent)
		if outcome != maestro.NotCreated {
			return fmt.Errorf("outcome %d: %w", outcome, err)
		}
		return nil
	}, append([]*exchange{w.TakenName, s.List, w.List}, w.TakenNameRead.all()...)...)
	return finding{w.TakenName.describe(), j.verdict(4), ""}
}

func askDefaults(_ context.Context, s *survey) finding {
	w := s.Written
	switch {
	case w.firstInput() == nil:
		return unknownPoint
	case len(w.defaults()) == 0:
		return finding{"none in the input", copes, ""}
	}
	return finding{"input: " + strings.Join(w.defaults(), ", "), copes, ""}
}

func askLetterCase(_ context.Context, s *survey) finding {
	w := s.Written
	in := w.firstInput()
	if in == nil {
		return unknownPoint
	}
	var sent string
	_ = json.Unmarshal(w.sentInput()["table_name"], &sent) // it is a text
	switch table := text(in, "table_name"); table {
	case sent:
		return finding{"kept", copes, ""}
	case strings.ToUpper(sent):
		return finding{"in upper case", copes, ""}
	}
	return finding{"in lower case", copes, ""}
}

func askTexts(_ context.Context, s *survey) finding {
	w := s.Written
	name, description, ok := w.shownTexts()
	if !ok {
		if !w.Rename.answered() {
			return unknownPoint
		}
		return finding{"name: " + w.Rename.describe() + "; description: " + w.Describe.describe(), notSeen, ""}
	}
	var parts []string
	for _, change := range []struct {
		what    string
		changed bool
	}{
		{"outer white space is removed", strings.TrimSpace(description) == description || strings.TrimSpace(name) == name},
		{"line ends become \\n", !strings.Contains(description, "\r")},
		{"composed (NFC)", norm.NFC.IsNormalString(name) || norm.NFC.IsNormalString(description)},
		{"in lower case", strings.ToLower(description) == description},
		{"in upper case", strings.ToUpper(description) == description},
	} {
		if change.changed {
			parts = append(parts, change.what)
		}
	}
	f := finding{"kept", copes, ""}
	if len(parts) > 0 {
		f.platform = strings.Join(parts, ", ")
	}
	if !maestro.SameName(name, w.SentName) || !maestro.SameName(description, w.SentDescription) {
		f.verdict, f.todo = fails, "Such a change is shown as drift. "+openIssue
	}
	return f
}

func askCrons(_ context.Context, s *survey) finding {
	var parts []string
	result := notSeen
	for i, try := range s.Written.Crons {
		what := []string{"presets", "names"}[i]
		shown := text(try.Read.object(), "cron")
		switch {
		case !try.Patch.succeeded():
			parts, result = append(parts, what+": "+try.Patch.describe()), worse(result, copes)
		case shown == try.Sent:
			parts, result = append(parts, what+" are kept"), worse(result, copes)
		case sameTimes(shown, try.Sent):
			parts, result = append(parts, what+" are expanded"), worse(result, copes)
		default:
			parts, result = append(parts, what+" are changed"), fails
		}
	}
	if len(parts) == 0 {
		return unknownPoint
	}
	return finding{strings.Join(parts, "; "), result, ""}
}

// sameTimes reports whether the provider treats two schedules as equal.
func sameTimes(a, b string) bool {
	x, errX := cron.Parse(a)
	y, errY := cron.Parse(b)
	return errX == nil && errY == nil && x.String() == y.String()
}

func askUnset(ctx context.Context, s *survey) finding {
	w := s.Written
	f := onCall(ctx, w.Unset, 1, func(ctx context.Context, c *maestro.Client) error {
		return c.UpdatePipeline(ctx, w.ID, maestro.PipelineChange{Cron: maestro.Null[string]()})
	})
	if w.Unset.succeeded() && w.UnsetRead.succeeded() && text(w.UnsetRead.object(), "cron") != "" {
		f.verdict, f.platform = fails, f.platform+", and the schedule stays"
	}
	return f
}

func askPause(_ context.Context, s *survey) finding {
	return askStatusChange(s.Written.Pauses, s.Written.PauseReads, true)
}

func askUnpause(_ context.Context, s *survey) finding {
	if !s.Written.showsSchedules() {
		return finding{"not asked: GET may hide a schedule, which would start runs", notSeen, ""}
	}
	return askStatusChange([]*exchange{s.Written.Unpause}, s.Written.UnpauseReads, false)
}

func askStatusChange(changes, reads []*exchange, paused bool) finding {
	if len(changes) == 0 || !changes[len(changes)-1].answered() || len(reads) == 0 {
		return unknownPoint
	}
	late := countIf(reads, func(e *exchange) bool { return e.succeeded() && showsPaused(e) != paused })
	shown := changes[len(changes)-1].describe()
	switch {
	case !changes[len(changes)-1].succeeded():
		return finding{shown, fails, ""}
	case late == 0:
		return finding{shown + ", shown at once", copes, ""}
	case late == len(reads):
		return finding{shown + ", never shown", fails, ""}
	}
	return finding{fmt.Sprintf("%s, not shown by %s after it", shown, count(late, "GET")), slower, ""}
}

func askPausedAgain(ctx context.Context, s *survey) finding {
	return onCall(ctx, s.Written.PausedAgain, 1, func(ctx context.Context, c *maestro.Client) error {
		return c.Pause(ctx, s.Written.ID)
	})
}

func askUnpausedAgain(ctx context.Context, s *survey) finding {
	return onCall(ctx, s.Written.UnpausedAgain, 1, func(ctx context.Context, c *maestro.Client) error {
		return c.Unpause(ctx, s.Written.ID)
	})
}

func askMemory(_ context.Context, s *survey) finding {
	w := s.Written
	if !w.Memory.answered() {
		return unknownPoint
	}
	readable := "not readable"
	if _, shown := w.MemoryRead.object()["memory_mb"]; shown {
		readable = "readable"
	}
	set, shown := w.shownMemory()
	switch {
	case !w.Memory.succeeded():
		return finding{w.Memory.describe(), fails, "Do not set memory_mb. " + openIssue}
	case !shown:
		return finding{w.Memory.describe() + ", without the value; " + readable, copes, ""}
	case set != sentMemory:
		return finding{fmt.Sprintf("%d becomes %d; %s", sentMemory, set, readable), copes, "Set memory_mb to what the platform accepts."}
	}
	return finding{"200, with the value that was sent; " + readable, copes, ""}
}

func askSync(ctx context.Context, s *survey) finding {
	w := s.Written
	f := onCall(ctx, w.SyncPut, 1, func(ctx context.Context, c *maestro.Client) error {
		return c.SetSyncMode(ctx, maestro.JobID(w.ID, 0), maestro.SyncMode{LoadType: "incremental"})
	}, w.SyncPost)
	if f.verdict == notSeen {
		return f
	}
	f.platform = "PUT: " + w.SyncPut.describe() + "; POST: " + w.SyncPost.describe()
	if w.SyncRead.succeeded() && text(input(w.SyncRead.object()), "load_type") != "incremental" {
		f.platform += "; the load type is not shown as changed"
	}
	return f
}

func askInput(ctx context.Context, s *survey) finding {
	w := s.Written
	f := onCall(ctx, w.Input, 1, func(ctx context.Context, c *maestro.Client) error {
		return c.PatchJobInput(ctx, maestro.JobID(w.ID, 0), maestro.Document{})
	})
	columns, isList := input(w.InputRead.object())["column_include_list"].([]any)
	switch {
	case !w.Input.succeeded():
	case !isList:
		f.platform += "; the columns are not shown"
	case len(columns) == 2:
		f.platform += "; columns are added"
	default:
		f.platform += "; columns are replaced"
		f.todo = "Columns can be removed by an input patch on this platform, which the provider does not use."
	}
	return f
}

func askReset(ctx context.Context, s *survey) finding {
	return onCall(ctx, s.Written.Reset, 1, func(ctx context.Context, c *maestro.Client) error {
		return c.ResetJobState(ctx, maestro.JobID(s.Written.ID, 0))
	})
}

// deletes is the call of the provider's client that deletes the pipeline.
func (w *written) deletes(ctx context.Context, c *maestro.Client) error {
	_, err := c.DeletePipeline(ctx, w.ID)
	return err
}

func askDelete(ctx context.Context, s *survey) finding {
	w := s.Written
	f := onCall(ctx, w.Delete, 1, w.deletes, w.DeletedRead, w.DeletedList)
	items, listed := w.DeletedList.items("pipelines", "items")
	if w.DeletedRead.succeeded() ||
		listed && slices.ContainsFunc(items, func(o object) bool { return maestro.SameID(pipelineID(o), w.ID) }) {
		f.platform += "; still shown right after it"
		f.verdict = worse(f.verdict, slower)
	}
	return f
}

func askDeletedAgain(ctx context.Context, s *survey) finding {
	w := s.Written
	return onCall(ctx, w.DeletedAgain, 2, w.deletes, w.DeletedRead, w.DeletedList)
}

func askNameReuse(_ context.Context, s *survey) finding {
	return askReuse(s.Written.NameCreates, s.Written.NameDelay)
}

func askIDReuse(_ context.Context, s *survey) finding {
	f := askReuse(s.Written.IDCreates, s.Written.IDDelay)
	if f.verdict != notSeen {
		f.verdict = copes
	}
	return f
}

func askReuse(creates []*exchange, delay time.Duration) finding {
	if len(creates) == 0 {
		return unknownPoint
	}
	refused := len(creates) - 1
	switch last := creates[refused]; {
	case !last.answered():
		return unknownPoint
	case !last.succeeded():
		return finding{fmt.Sprintf("refused for %s: %s", about(delay), last.describe()), slower,
			"A replacement keeps its name: give it another one, or apply twice."}
	case refused == 0:
		return finding{"free at once", copes, ""}
	}
	return finding{fmt.Sprintf("free after %s, %s refused: %s", about(delay), count(refused, "create"), creates[0].describe()), slower, ""}
}
