// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// The largest numbers of what a survey that writes repeats.
const (
	maxPolls    = 12
	maxCreates  = 6
	maxRemovals = 8
)

// removalTime limits the removal of what was created, also after an interrupt.
const removalTime = 2 * time.Minute

// written is what the platform has responded to requests about the pipelines of this program.
type written struct {
	ID, Name string
	Body     maestro.NewPipeline
	Create   *exchange
	// CreatedRead is the first GET after a create that may have failed, and ForeignID that the pipeline has another id.
	CreatedRead *exchange
	ForeignID   bool
	// Pauses are the requests to pause it until one succeeded, and PauseReads the GETs until one shows it as paused and with jobs.
	Pauses, PauseReads []*exchange
	Ready              time.Duration // from the create until it was paused
	PausedAgain        *exchange
	Get                spellings
	List               *exchange
	// TakenID and TakenName are creates, and the reads what GET shows of their ids afterwards.
	TakenID, TakenIDRead      *exchange
	TakenName                 *exchange
	TakenNameID               string
	TakenNameRead             spellings
	SentName, SentDescription string
	Rename, Describe, Reread  *exchange
	// Presets are PATCHes of the schedule, each followed by a GET.
	Crons             []cronTry
	Unset, UnsetRead  *exchange
	Memory            *exchange
	MemoryRead        *exchange
	SyncPut, SyncPost *exchange
	SyncRead          *exchange
	Input, InputRead  *exchange
	Reset             *exchange
	Unpause           *exchange
	UnpauseReads      []*exchange
	UnpausedAgain     *exchange
	// Delete is followed by a GET, a list and a second DELETE.
	Delete, DeletedRead, DeletedList, DeletedAgain *exchange
	// NameCreates and IDCreates are creates with the name and the id of what was deleted, until one succeeded.
	NameCreates, IDCreates []*exchange
	NameDelay, IDDelay     time.Duration
	// Reads and Jobs are all GETs of the pipeline and of its first job.
	Reads, Jobs []*exchange
	// Left are the ids of pipelines that could not be removed, and Confirmed that a list at the end shows no other one.
	Left      []string
	Confirmed bool
}

// cronTry is a schedule as it was sent, and what happened.
type cronTry struct {
	Sent        string
	Patch, Read *exchange
}

// writer makes the part of a survey that writes.
type writer struct {
	*reader
	*written

	source source
	// wait is the shortest wait before something is read or sent again.
	wait      time.Duration
	separator string // of the spelling of ids that paths accept
	gone      map[string]bool
}

// source is the connection that the pipeline refers to. Nothing is read from it.
type source struct{ ConfigID, Plugin string }

// dateType returns a type of columns that the platform is documented to accept for the plugin
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcalloweddatatypes).
func (s source) dateType() string {
	if s.Plugin == "oracle" {
		return "DATE"
	}
	return "date"
}

// write creates a pipeline, examines the platform with it and removes it, whatever happens.
func (w *writer) write(ctx context.Context) {
	w.Written = w.written
	w.ID, w.Name = maestro.NewID(), namePrefix+maestro.NewID()
	w.gone, w.separator = map[string]bool{}, "-"
	defer w.finish()
	defer w.removeAll(ctx)
	w.progress("Creating the pipeline %s with the id %s", w.Name, w.ID)
	if !w.create(ctx) {
		return
	}

	for _, step := range []struct {
		what string
		do   func(context.Context)
	}{
		{"Pausing it", w.pause},
		{"Reading it", w.read},
		{"Creating another one with its id, and one with its name, which should be refused", w.createTaken},
		{"Changing its name and description", w.changeTexts},
		{"Changing its schedule while it is paused", w.changeCron},
		{"Changing its memory, load type and input", w.changeJobs},
		{"Unpausing it without a schedule, and pausing it again", w.unpause},
		{"Deleting it", w.delete},
		{"Creating it again with its name, and deleting it", w.reuseName},
		{"Creating it again with its id, and deleting it", w.reuseID},
	} {
		if ctx.Err() != nil || w.ForeignID {
			break // with another id, the provider would not find it either
		}
		w.progress("%s", step.what)
		step.do(ctx)
	}
}

// body returns a pipeline with two jobs and without a schedule.
func (w *writer) body(id, name string) maestro.NewPipeline {
	job := func(input object) maestro.NewJob {
		input["connector"], input["plugin"] = "jdbc", w.source.Plugin
		input["auth_parameters"] = object{"auth_type": "connection_manager", "config_id": w.source.ConfigID}
		return maestro.NewJob{Input: document(input), Output: document(object{"plugin": "dadosfera_snowflake"})}
	}
	return maestro.NewPipeline{
		ID: id, Name: name, Description: maestro.Some("Created by make contact. It can be deleted."), Cron: maestro.Null[string](),
		Jobs: []maestro.NewJob{
			job(object{
				"table_schema": "Contact", "table_name": "Contact_Probe", "load_type": "full_load", "column_include_list": []string{"id"},
			}),
			job(object{
				"table_schema": "Contact", "table_name": "Contact_Probe_2", "load_type": "incremental",
				"incremental_column_name": "updated_at", "incremental_column_type": w.source.dateType(),
			}),
		},
	}
}

// document returns an object as a document of the client.
func document(o object) maestro.Document {
	d := maestro.Document{}
	for key, value := range o {
		d[key], _ = json.Marshal(value) //nolint:errchkjson // texts and lists of texts
	}
	return d
}

// post sends a create. The pipeline counts as created from here on.
func (w *writer) post(ctx context.Context, id, name string) *exchange {
	w.own(id, name)
	delete(w.gone, maestro.CanonicalID(id))
	return w.send(ctx, request{method: http.MethodPost, path: "/platform/pipeline", body: w.body(id, name)})
}

// create creates the pipeline, and reports whether the platform has it.
func (w *writer) create(ctx context.Context) bool {
	w.Body = w.body(w.ID, w.Name)
	w.Create = w.post(ctx, w.ID, w.Name)
	if w.Create.succeeded() {
		return true
	}
	w.CreatedRead = w.getOwn(ctx)
	w.settle(w.ID, w.Create, w.CreatedRead)
	return w.CreatedRead.succeeded() // the response was lost, or does not show it
}

// settle records that a pipeline does not exist, if its create was refused and a GET does not find it.
func (w *writer) settle(id string, create, read *exchange) {
	if create.refused() && read.answered() && read.Status == http.StatusNotFound {
		w.gone[maestro.CanonicalID(id)] = true
	}
}

// getOwn reads the pipeline in the spelling that paths accept, which it finds out first.
func (w *writer) getOwn(ctx context.Context) *exchange {
	e := w.get(ctx, pathTo("/platform/pipeline/", w.ID, w.separator, ""))
	if len(w.Reads) == 0 && e.answered() && !e.succeeded() && e.Status < 500 {
		other := w.get(ctx, pathTo("/platform/pipeline/", w.ID, "_", ""))
		if other.succeeded() {
			e, w.separator = other, "_"
		}
	}
	if e.succeeded() {
		w.Reads = append(w.Reads, e)
	}
	return e
}

// lastRead returns the last GET that succeeded, nil if none has.
func (w *writer) lastRead() *exchange {
	if len(w.Reads) == 0 {
		return nil
	}
	return w.Reads[len(w.Reads)-1]
}

// getJob reads the first job.
func (w *writer) getJob(ctx context.Context) *exchange {
	e := w.get(ctx, w.jobPath("/platform/jobs/jdbc/", ""))
	w.Jobs = append(w.Jobs, e)
	return e
}

func (w *writer) jobPath(prefix, suffix string) string {
	return pathTo(prefix, maestro.JobID(w.ID, 0), w.separator, suffix)
}

// change sends a change of the pipeline.
func (w *writer) change(ctx context.Context, method, suffix string, body any) *exchange {
	return w.send(ctx, request{method: method, path: pathTo("/platform/pipeline/", w.ID, w.separator, suffix), body: body})
}

func (w *writer) setPaused(ctx context.Context, call string) *exchange {
	return w.send(ctx, request{
		method: http.MethodPost, path: "/platform/pipeline/" + call, body: object{"pipeline_id": maestro.PlatformID(w.ID)},
	})
}

// poll calls a function until it reports true, with growing waits in between.
func (w *writer) poll(ctx context.Context, times int, done func() bool) {
	for i := range times {
		if done() || ctx.Err() != nil || i == times-1 {
			return
		}
		if maestro.Wait(ctx, w.wait<<min(i, 3)) != nil {
			return
		}
	}
}

// pause pauses the pipeline, and reads it until it is shown as paused and with its jobs.
func (w *writer) pause(ctx context.Context) {
	w.poll(ctx, maxPolls, func() bool {
		e := w.setPaused(ctx, "pause")
		w.Pauses = append(w.Pauses, e)
		return e.succeeded() || alreadyPaused(e)
	})
	w.Ready = time.Since(w.Create.At)
	w.poll(ctx, maxPolls, func() bool {
		e := w.getOwn(ctx)
		w.PauseReads = append(w.PauseReads, e)
		return e.succeeded() && showsPaused(e) && len(jobs(e.object())) > 0
	})
	if len(w.Reads) == 0 {
		w.findForeign(ctx)
	}
}

func alreadyPaused(e *exchange) bool {
	return strings.Contains(string(e.Body), "PipelineAlreadyPaused")
}

// showsPaused reports whether a response shows the pipeline as paused, by the provider's rule.
func showsPaused(e *exchange) bool {
	return isPaused(maestro.Some(text(e.object(), "status")))
}

func isPaused(status maestro.Optional[string]) bool {
	return definition.ObservePaused(types.BoolNull(), status).ValueBool()
}

// findForeign looks for the pipeline by its name, which nothing else has, in case that the platform has given it another id.
func (w *writer) findForeign(ctx context.Context) {
	w.List = w.get(ctx, "/platform/pipelines")
	items, _ := w.List.items("pipelines", "items")
	for _, item := range items {
		id := pipelineID(item)
		if text(item, "name") == w.Name && id != "" && !maestro.SameID(id, w.ID) {
			w.own(id, w.Name)
			w.ForeignID = true
			w.progress("The platform has given it another id, %s", quoted(id))
		}
	}
}

func (w *writer) read(ctx context.Context) {
	w.PausedAgain = w.setPaused(ctx, "pause")
	w.Get = w.readBoth(ctx, "/platform/pipeline/", w.ID, "", true)
	w.List = w.get(ctx, "/platform/pipelines")
	w.getJob(ctx)
}

// createTaken sends creates that should be refused. Both are about pipelines of this program alone: one has the id of the
// pipeline, the other one a new id and the name of the pipeline.
func (w *writer) createTaken(ctx context.Context) {
	w.TakenID = w.post(ctx, w.ID, w.Name+suffixTakenID)
	w.TakenIDRead = w.getOwn(ctx)
	w.TakenNameID = maestro.NewID()
	w.TakenName = w.post(ctx, w.TakenNameID, w.Name)
	w.TakenNameRead = w.readBoth(ctx, "/platform/pipeline/", w.TakenNameID, "", false)
	w.settle(w.TakenNameID, w.TakenName, w.TakenNameRead.best())
	if !w.isGone(w.TakenNameID) {
		w.remove(ctx, w.TakenNameID, true)
	}
}

// changeTexts sends texts that a platform may change: white space, line ends, Unicode composition.
func (w *writer) changeTexts(ctx context.Context) {
	w.SentName, w.SentDescription = w.Name+suffixRenamed, "  Contact\r\nPROBE Cafe\u0301 \n"
	w.Rename = w.change(ctx, http.MethodPatch, "", object{"name": w.SentName})
	w.Describe = w.change(ctx, http.MethodPatch, "", object{"description": w.SentDescription})
	w.Reread = w.getOwn(ctx)
}

// changeCron sends schedules, only while the pipeline is shown as paused, and removes them.
func (w *writer) changeCron(ctx context.Context) {
	for _, expression := range []string{"@daily", "0 6 * * MON-FRI"} {
		if !showsPaused(w.lastRead()) || ctx.Err() != nil {
			break
		}
		try := cronTry{Sent: expression, Patch: w.change(ctx, http.MethodPatch, "", object{"cron": expression})}
		try.Read = w.getOwn(ctx)
		w.Crons = append(w.Crons, try)
	}
	w.Unset = w.change(ctx, http.MethodPatch, "", object{"cron": nil, "description": ""})
	w.UnsetRead = w.getOwn(ctx)
}

func (w *writer) changeJobs(ctx context.Context) {
	w.Memory = w.change(ctx, http.MethodPut, "/memory", object{"amount": sentMemory})
	w.MemoryRead = w.getOwn(ctx)

	sync := request{method: http.MethodPut, path: w.jobPath("/platform/jobs/jdbc/", "/sync-mode"), body: object{
		"target_load_type": "incremental", "incremental_column_name": "updated_at", "incremental_column_type": w.source.dateType(),
	}}
	w.SyncPut = w.send(ctx, sync)
	sync.method = http.MethodPost
	w.SyncPost = w.send(ctx, sync)
	w.SyncRead = w.getJob(ctx)

	w.Input = w.send(ctx, request{
		method: http.MethodPatch, path: w.jobPath("/platform/jobs/", "/input"), body: object{"column_include_list": []string{"amount"}},
	})
	w.InputRead = w.getJob(ctx)
	w.Reset = w.send(ctx, request{method: http.MethodPost, path: w.jobPath("/platform/jobs/", "/reset-state")})
}

// sentMemory is more than the default and less than the documented maximum.
const sentMemory = 8192

// unpause unpauses the pipeline, which has no schedule to resume, and pauses it again.
func (w *writer) unpause(ctx context.Context) {
	if e := w.UnsetRead; !w.showsSchedules() || !w.Unset.succeeded() || !e.succeeded() ||
		e.object()["cron"] != nil && e.object()["cron"] != "" {
		return // a schedule would start runs
	}
	w.Unpause = w.setPaused(ctx, "unpause")
	w.poll(ctx, maxPolls, func() bool {
		e := w.getOwn(ctx)
		w.UnpauseReads = append(w.UnpauseReads, e)
		return e.succeeded() && !showsPaused(e)
	})
	w.UnpausedAgain = w.setPaused(ctx, "unpause")
	w.setPaused(ctx, "pause")
}

// showsSchedules reports whether GET has shown a schedule after each PATCH of one that may have been accepted. If not, a GET
// without a schedule does not show that there is none.
func (w *written) showsSchedules() bool {
	for _, try := range w.Crons {
		if !try.Patch.refused() && (!try.Read.succeeded() || text(try.Read.object(), "cron") == "") {
			return false
		}
	}
	return true
}

func (w *writer) delete(ctx context.Context) {
	w.Delete = w.change(ctx, http.MethodDelete, "", nil)
	w.DeletedRead = w.get(ctx, pathTo("/platform/pipeline/", w.ID, w.separator, ""))
	w.DeletedList = w.get(ctx, "/platform/pipelines")
	w.DeletedAgain = w.change(ctx, http.MethodDelete, "", nil)
	w.remove(ctx, w.ID, false)
}

// reuseName creates a pipeline with the name of the deleted one. It does nothing unless that one is gone, so that there are never
// two.
func (w *writer) reuseName(ctx context.Context) {
	if !w.isGone(w.ID) {
		return
	}
	name := w.Name
	if shown := text(w.lastRead().object(), "name"); strings.HasPrefix(shown, w.Name) {
		name = shown
	}
	id := maestro.NewID()
	w.NameCreates, w.NameDelay = w.reuse(ctx, id, name)
}

// reuseID creates a pipeline with the id of the deleted one.
func (w *writer) reuseID(ctx context.Context) {
	if w.allGone() {
		w.IDCreates, w.IDDelay = w.reuse(ctx, w.ID, w.Name+suffixAgain)
	}
}

// reuse sends a create until it succeeds, and removes the pipeline.
func (w *writer) reuse(ctx context.Context, id, name string) (creates []*exchange, delay time.Duration) {
	w.poll(ctx, maxCreates, func() bool {
		e := w.post(ctx, id, name)
		creates = append(creates, e)
		return e.succeeded() || !e.answered()
	})
	delay = time.Since(creates[0].At)
	last := creates[len(creates)-1]
	w.remove(ctx, id, !last.refused())
	return creates, delay
}

func (w *writer) isGone(id string) bool { return w.gone[maestro.CanonicalID(id)] }

func (w *writer) allGone() bool { return len(w.leftover()) == 0 }

// leftover returns the ids of the pipelines that this program may have created and that are not known to be gone.
func (w *writer) leftover() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var left []string
	for id := range w.made {
		if !w.gone[id] {
			left = append(left, id)
		}
	}
	slices.Sort(left)
	return left
}

// remove deletes a pipeline as the provider does, and again while the platform is not ready for it. If the pipeline may exist, it
// counts as gone only after a second "not found", as it may not be ready either.
func (w *writer) remove(ctx context.Context, id string, exists bool) {
	w.poll(ctx, maxRemovals, func() bool {
		found, err := w.client.DeletePipeline(ctx, id)
		w.gone[maestro.CanonicalID(id)] = err == nil
		retry := err != nil || exists && !found
		exists = exists && err != nil
		return !retry || err != nil && !errors.Is(err, maestro.ErrNotReady) && !errors.Is(err, maestro.ErrTemporary)
	})
}

// removeAll removes what is left, also after ctx has ended.
func (w *writer) removeAll(ctx context.Context) {
	interrupted := ctx.Err() != nil
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removalTime)
	defer cancel()
	left := w.leftover()
	if interrupted && len(left) > 0 {
		w.progress("Interrupted: removing what was created. A second interrupt leaves it there")
	}
	for _, id := range left {
		w.remove(ctx, id, true)
	}
	w.removeListed(ctx)
	w.Left = w.leftover()
	for _, id := range w.Left {
		_ = w.client.Pause(ctx, id) // so that -remove accepts it
	}
	if w.Confirmed && len(w.Left) == 0 {
		w.progress("Everything that was created is removed")
	}
}

// removeListed removes the pipelines that the list has under a name of this survey, until it has none. The last list that could
// be read decides what is left.
func (w *writer) removeListed(ctx context.Context) {
	var listed []string
	w.poll(ctx, maxRemovals, func() bool {
		e := w.get(ctx, "/platform/pipelines")
		items, ok := e.items("pipelines", "items")
		if w.Confirmed = e.succeeded() && ok; !w.Confirmed {
			return false
		}

		listed = nil
		for _, item := range items {
			name, id := text(item, "name"), pipelineID(item)
			switch {
			case !strings.HasPrefix(strings.ToLower(name), w.Name):
			case id == "":
				w.Confirmed = false // it cannot be removed
			default:
				w.own(id, name)
				w.remove(ctx, id, true)
				listed = append(listed, id)
			}
		}
		return w.Confirmed && len(listed) == 0
	})
	for _, id := range listed {
		w.gone[maestro.CanonicalID(id)] = false
	}
}

// createdName matches the names that this program gives pipelines, also as a platform may normalize them.
var createdName = regexp.MustCompile(
	"(?i)^" + namePrefix + "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(" + suffixTakenID + "|" + suffixAgain + "| caf(e\u0301|\u00e9) ?)?$")

// The ends of the names that are not the identifier alone.
const (
	suffixTakenID = " with its id"
	suffixRenamed = " Cafe\u0301 "
	suffixAgain   = " again"
)

// Reasons why a pipeline is not removed.
var (
	errForeign = errors.New("its name is not " + namePrefix + " with a random id, so this program has not created it")
	errInUse   = errors.New("it is not paused, or has a schedule, so it may be in use. If it is not, pause it in the web interface and " +
		"remove its schedule")
)

// removeOne removes a pipeline that an earlier survey has left.
func (p *platform) removeOne(ctx context.Context, id string) error {
	shown, err := p.client.GetPipeline(ctx, id)
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		return fmt.Errorf("the customer %s at %s has no pipeline with the id %s; check both",
			maestro.Printable(p.client.CustomerName()), p.client.BaseURL(), quoted(id))
	case err != nil:
		return err
	case !createdName.MatchString(shown.Name.Value):
		return fmt.Errorf("pipeline %s: %w", quoted(id), errForeign)
	case shown.Cron.Value != "" || !isPaused(shown.Status):
		return fmt.Errorf("pipeline %s: %w", quoted(id), errInUse)
	}
	p.own(shown.ID, shown.Name.Value)
	_, err = p.client.DeletePipeline(ctx, shown.ID)
	return err
}

// leftovers returns the ids of the pipelines in a list that look as if a survey has left them: with such a name, paused and
// without a schedule.
func (p *platform) leftovers(ctx context.Context, list *exchange) []string {
	items, _ := list.items("pipelines", "items")
	var ids []string
	for _, item := range items {
		id := pipelineID(item)
		if id == "" || !createdName.MatchString(text(item, "name")) {
			continue
		}
		shown, err := p.client.GetPipeline(ctx, id)
		if err == nil && shown.Cron.Value == "" && isPaused(shown.Status) {
			ids = append(ids, id)
		}
	}
	return ids
}
