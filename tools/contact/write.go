// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// The largest numbers of what a survey that writes repeats.
const (
	maxPolls   = 12
	maxCreates = 6
)

// sentMemory is more than the default and less than the documented maximum.
const sentMemory = 8192

// The ends of the names of pipelines that are not the identifier alone.
const (
	suffixTakenID = " with its id"
	suffixRenamed = " Cafe\u0301 "
	suffixAgain   = " again"
)

// written is what the platform has responded to requests about the pipelines of this program.
type written struct {
	id, name  string
	body      maestro.NewPipeline
	created   *exchange
	foreignID bool // whether the platform has given the pipeline another id
	// createdGet is the first GET after a create that may have failed, and gets are all GETs of the pipeline that
	// succeeded.
	createdGet    *exchange
	gets, jobGets []*exchange
	// pauses are the requests to pause it until one succeeded, and pauseGets the GETs until one shows it as paused and
	// with jobs.
	pauses, pauseGets []*exchange
	ready             time.Duration // from the create until it was paused
	pausedAgain       *exchange
	bothSpellings     reading
	list              *exchange
	// takenID and takenName are creates, each followed by a GET of its id.
	takenID, takenIDGet         *exchange
	takenName                   *exchange
	takenNameGet                reading
	sentName, sentDescription   string
	renamed, described, textGet *exchange
	schedules                   []scheduleChange
	unscheduled, unscheduledGet *exchange
	memory, memoryGet           *exchange
	syncPut, syncPost, syncGet  *exchange
	inputPatch, inputGet        *exchange
	stateReset                  *exchange
	unpaused, unpausedAgain     *exchange
	unpauseGets                 []*exchange
	// deleted is followed by a GET, a list and a second DELETE.
	deleted, deletedGet, deletedList, deletedAgain *exchange
	// nameCreates and idCreates are creates with the name and the id of what was deleted, until one succeeded.
	nameCreates, idCreates []*exchange
	nameDelay, idDelay     time.Duration
}

// scheduleChange is a PATCH of the schedule, followed by a GET.
type scheduleChange struct {
	sent       string
	patch, get *exchange
}

// source is the connection that the pipeline refers to. Nothing is read from it.
type source struct{ configID, plugin string }

// dateType returns a type of columns that the platform is documented to accept for the plugin
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcalloweddatatypes).
func (s source) dateType() string {
	if s.plugin == "oracle" {
		return "DATE"
	}
	return "date"
}

// writer makes the part of a survey that writes.
type writer struct {
	*reader
	*written

	source    source
	wait      time.Duration // the shortest one before something is read or sent again
	separator string        // of the spelling of ids that paths accept
}

// write creates a pipeline, examines the platform with it and removes it, whatever happens. The error is what may be
// left.
func (w *writer) write(ctx context.Context) (err error) {
	w.survey.writes = true
	w.id, w.name, w.separator = maestro.NewID(), namePrefix+maestro.NewID(), "-"
	defer func() {
		err = w.removeAll(ctx)
		w.survey.responses = w.responses()
	}()
	w.progress("Creating the pipeline %s with the id %s", w.name, w.id)
	if !w.create(ctx) {
		return nil
	}

	for _, step := range []struct {
		what string
		do   func(context.Context)
	}{
		{"Pausing it", w.pause},
		{"Reading it", w.readOwn},
		{"Creating another one with its id, and one with its name, which should be refused", w.createTaken},
		{"Changing its name and description", w.changeTexts},
		{"Changing its schedule while it is paused", w.changeSchedule},
		{"Changing its memory, load type and input", w.changeJobs},
		{"Unpausing it without a schedule, and pausing it again", w.unpause},
		{"Deleting it", w.delete},
		{"Creating it again with its name, and deleting it", w.reuseName},
		{"Creating it again with its id, and deleting it", w.reuseID},
	} {
		if ctx.Err() != nil || w.foreignID {
			break // with another id, the provider would not find it either
		}
		w.progress("%s", step.what)
		step.do(ctx)
	}
	return nil
}

// newPipeline returns a pipeline with two jobs and without a schedule.
func (w *writer) newPipeline(id, name string) maestro.NewPipeline {
	job := func(input object) maestro.NewJob {
		input["connector"], input["plugin"], input["table_schema"] = "jdbc", w.source.plugin, "Contact"
		input["auth_parameters"] = object{"auth_type": "connection_manager", "config_id": w.source.configID}
		return maestro.NewJob{Input: document(input), Output: document(object{"plugin": "dadosfera_snowflake"})}
	}
	return maestro.NewPipeline{
		ID: id, Name: name, Description: maestro.Some("Created by make contact. It can be deleted."), Cron: maestro.Null[string](),
		Jobs: []maestro.NewJob{
			job(object{"table_name": firstTable, "load_type": "full_load", "column_include_list": []string{"id"}}),
			job(object{
				"table_name": firstTable + "_2", "load_type": "incremental",
				"incremental_column_name": "updated_at", "incremental_column_type": w.source.dateType(),
			}),
		},
	}
}

// firstTable is the table of the first job, in both letter cases.
const firstTable = "Contact_Probe"

// document returns an object as a document of the client.
func document(o object) maestro.Document {
	d := maestro.Document{}
	for key, value := range o {
		d[key], _ = json.Marshal(value) //nolint:errchkjson // texts and lists of texts
	}
	return d
}

// post sends a create. The pipeline may exist from here on.
func (w *writer) post(ctx context.Context, id, name string) *exchange {
	w.own(id)
	return w.send(ctx, request{method: http.MethodPost, path: pipelinePath, body: w.newPipeline(id, name)})
}

// create creates the pipeline, and reports whether the platform has it.
func (w *writer) create(ctx context.Context) bool {
	w.body = w.newPipeline(w.id, w.name)
	w.created = w.post(ctx, w.id, w.name)
	if w.created.succeeded() {
		return true
	}
	w.createdGet = w.getOwn(ctx)
	w.noteRefusal(w.id, w.created, w.createdGet)
	return w.createdGet.succeeded() // the response was lost, or does not show it
}

// noteRefusal records that a pipeline does not exist, if its create was refused and a GET does not find it.
func (w *writer) noteRefusal(id string, create, get *exchange) {
	if create.refused() && get.hasStatus(http.StatusNotFound) {
		w.setExists(id, false)
	}
}

// getOwn reads the pipeline in the spelling that paths accept, which it finds out first.
func (w *writer) getOwn(ctx context.Context) *exchange {
	e := w.get(ctx, w.pathTo(""))
	if len(w.gets) == 0 && e.refused() {
		other := w.get(ctx, pathTo(pipelinePath, w.id, "_", ""))
		if other.succeeded() {
			e, w.separator = other, "_"
		}
	}
	if e.succeeded() {
		w.gets = append(w.gets, e)
	}
	return e
}

// getList reads the list of pipelines.
func (w *writer) getList(ctx context.Context) {
	w.list = w.get(ctx, listPath)
	w.survey.pipelineLists = append(w.survey.pipelineLists, w.list)
}

// getJob reads the first job.
func (w *writer) getJob(ctx context.Context) *exchange {
	e := w.get(ctx, w.pathToJob(jdbcJobPath, ""))
	w.jobGets = append(w.jobGets, e)
	return e
}

// pathTo returns a path to the pipeline.
func (w *writer) pathTo(suffix string) string { return pathTo(pipelinePath, w.id, w.separator, suffix) }

// pathToJob returns a path to the first job.
func (w *writer) pathToJob(prefix, suffix string) string {
	return pathTo(prefix, maestro.JobID(w.id, 0), w.separator, suffix)
}

// patch changes fields of the pipeline.
func (w *writer) patch(ctx context.Context, fields object) *exchange {
	return w.send(ctx, request{method: http.MethodPatch, path: w.pathTo(""), body: fields})
}

// setPaused sends a request to pause or unpause.
func (w *writer) setPaused(ctx context.Context, call string) *exchange {
	return w.send(ctx, request{
		method: http.MethodPost, path: pipelinePath + "/" + call, body: object{"pipeline_id": maestro.PlatformID(w.id)},
	})
}

// poll calls a function until it reports true, with growing waits in between.
func (w *writer) poll(ctx context.Context, times int, done func() bool) {
	for i := range times {
		if done() || i == times-1 || maestro.Wait(ctx, w.wait<<min(i, 3)) != nil {
			return
		}
	}
}

// pause pauses the pipeline, and reads it until it is shown as paused and with its jobs.
func (w *writer) pause(ctx context.Context) {
	w.poll(ctx, maxPolls, func() bool {
		e := w.setPaused(ctx, "pause")
		w.pauses = append(w.pauses, e)
		return e.succeeded() || alreadyPaused(e)
	})
	w.ready = time.Since(w.created.sent)
	w.poll(ctx, maxPolls, func() bool {
		e := w.getOwn(ctx)
		w.pauseGets = append(w.pauseGets, e)
		return e.succeeded() && showsPaused(e) && len(jobs(e.object())) > 0
	})
	if len(w.gets) == 0 {
		w.findForeign(ctx)
	}
}

func alreadyPaused(e *exchange) bool {
	return strings.Contains(string(e.body), "PipelineAlreadyPaused")
}

// showsPaused reports whether a response shows the pipeline as paused.
func showsPaused(e *exchange) bool { return isPaused(maestro.Some(text(e.object(), "status"))) }

// isPaused reports whether a status is that of a paused pipeline, by the provider's rule.
func isPaused(status maestro.Optional[string]) bool {
	return definition.ObservePaused(types.BoolNull(), status).ValueBool()
}

// findForeign looks for the pipeline by its name, which nothing else has, in case that the platform has given it
// another id.
func (w *writer) findForeign(ctx context.Context) {
	w.getList(ctx)
	for _, item := range w.list.items() {
		id := pipelineID(item)
		if text(item, "name") == w.name && id != "" && !maestro.SameID(id, w.id) {
			w.own(id)
			w.foreignID = true
			w.progress("The platform has given it another id, %s", quoted(id))
		}
	}
}

func (w *writer) readOwn(ctx context.Context) {
	w.pausedAgain = w.setPaused(ctx, "pause")
	w.bothSpellings = w.read(ctx, pipelineKind, w.id, true)
	w.getList(ctx)
	w.getJob(ctx)
}

// createTaken sends creates that should be refused. Both are about pipelines of this program alone: one has the id of
// the pipeline, the other one a new id and the name of the pipeline.
func (w *writer) createTaken(ctx context.Context) {
	w.takenID = w.post(ctx, w.id, w.name+suffixTakenID)
	w.takenIDGet = w.getOwn(ctx)
	id := maestro.NewID()
	w.takenName = w.post(ctx, id, w.name)
	w.takenNameGet = w.read(ctx, pipelineKind, id, false)
	w.noteRefusal(id, w.takenName, w.takenNameGet.best())
	if w.mayExist(id) {
		w.remove(ctx, id, true)
	}
}

// changeTexts sends texts that a platform may change: white space, line ends, Unicode composition.
func (w *writer) changeTexts(ctx context.Context) {
	w.sentName, w.sentDescription = w.name+suffixRenamed, "  Contact\r\nPROBE Cafe\u0301 \n"
	w.renamed = w.patch(ctx, object{"name": w.sentName})
	w.described = w.patch(ctx, object{"description": w.sentDescription})
	w.textGet = w.getOwn(ctx)
}

// changeSchedule sends schedules, only while the pipeline is shown as paused, and removes them.
func (w *writer) changeSchedule(ctx context.Context) {
	for _, expression := range []string{"@daily", "0 6 * * MON-FRI"} {
		if !showsPaused(last(w.gets)) || ctx.Err() != nil {
			break
		}
		change := scheduleChange{sent: expression, patch: w.patch(ctx, object{"cron": expression})}
		change.get = w.getOwn(ctx)
		w.schedules = append(w.schedules, change)
	}
	w.unscheduled = w.patch(ctx, object{"cron": nil, "description": ""})
	w.unscheduledGet = w.getOwn(ctx)
}

func (w *writer) changeJobs(ctx context.Context) {
	w.memory = w.send(ctx, request{method: http.MethodPut, path: w.pathTo("/memory"), body: object{"amount": sentMemory}})
	w.memoryGet = w.getOwn(ctx)

	sync := request{method: http.MethodPut, path: w.pathToJob(jdbcJobPath, "/sync-mode"), body: object{
		"target_load_type": "incremental", "incremental_column_name": "updated_at", "incremental_column_type": w.source.dateType(),
	}}
	w.syncPut = w.send(ctx, sync)
	sync.method = http.MethodPost
	w.syncPost = w.send(ctx, sync)
	w.syncGet = w.getJob(ctx)

	columns := object{"column_include_list": []string{"amount"}}
	w.inputPatch = w.send(ctx, request{method: http.MethodPatch, path: w.pathToJob(jobPath, "/input"), body: columns})
	w.inputGet = w.getJob(ctx)
	w.stateReset = w.send(ctx, request{method: http.MethodPost, path: w.pathToJob(jobPath, "/reset-state")})
}

// unpause unpauses the pipeline, which has no schedule to resume, and pauses it again.
func (w *writer) unpause(ctx context.Context) {
	cron := w.unscheduledGet.object()["cron"]
	if !w.showsSchedules() || !w.unscheduled.succeeded() || !w.unscheduledGet.succeeded() || cron != nil && cron != "" {
		return // a schedule would start runs
	}
	w.unpaused = w.setPaused(ctx, "unpause")
	w.poll(ctx, maxPolls, func() bool {
		e := w.getOwn(ctx)
		w.unpauseGets = append(w.unpauseGets, e)
		return e.succeeded() && !showsPaused(e)
	})
	w.unpausedAgain = w.setPaused(ctx, "unpause")
	w.setPaused(ctx, "pause")
}

// showsSchedules reports whether GET has shown a schedule after each PATCH of one that may have been accepted. If not,
// a GET without a schedule does not show that there is none.
func (w *written) showsSchedules() bool {
	for _, change := range w.schedules {
		if !change.patch.refused() && (!change.get.succeeded() || text(change.get.object(), "cron") == "") {
			return false
		}
	}
	return true
}

func (w *writer) delete(ctx context.Context) {
	w.deleted = w.send(ctx, request{method: http.MethodDelete, path: w.pathTo("")})
	w.deletedGet = w.get(ctx, w.pathTo(""))
	w.deletedList = w.get(ctx, listPath)
	w.deletedAgain = w.send(ctx, request{method: http.MethodDelete, path: w.pathTo("")})
	w.remove(ctx, w.id, false)
}

// reuseName creates a pipeline with the name of the deleted one. It does nothing unless that one is gone, so that there
// are never two.
func (w *writer) reuseName(ctx context.Context) {
	if w.mayExist(w.id) {
		return
	}
	name := w.name
	if shown := text(last(w.gets).object(), "name"); strings.HasPrefix(shown, w.name) {
		name = shown
	}
	w.nameCreates, w.nameDelay = w.reuse(ctx, maestro.NewID(), name)
}

// reuseID creates a pipeline with the id of the deleted one.
func (w *writer) reuseID(ctx context.Context) {
	if len(w.leftovers()) == 0 {
		w.idCreates, w.idDelay = w.reuse(ctx, w.id, w.name+suffixAgain)
	}
}

// reuse sends a create until it succeeds, and removes the pipeline.
func (w *writer) reuse(ctx context.Context, id, name string) (creates []*exchange, delay time.Duration) {
	w.poll(ctx, maxCreates, func() bool {
		e := w.post(ctx, id, name)
		creates = append(creates, e)
		return e.succeeded() || !e.answered()
	})
	delay = time.Since(creates[0].sent)
	w.remove(ctx, id, !last(creates).refused())
	return creates, delay
}
