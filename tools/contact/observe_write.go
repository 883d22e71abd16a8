// SPDX-License-Identifier: MPL-2.0

package main

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// The functions in this file observe the switches that only a survey shows that writes.

func observeCreateResponse(s *survey, c *contract.Contract) bool {
	if s.Written == nil || !s.Written.Create.succeeded() {
		return false
	}
	e := s.Written.Create
	v, enveloped := e.content()
	o, _ := v.(object)
	switch {
	case len(e.Body) == 0:
		c.CreateResponse = contract.CreateEmpty
	case o == nil:
		return false
	case pipelineID(o) != "" && (enveloped || c.Envelope == contract.EnvelopeNever && e.Status == http.StatusCreated):
	case pipelineID(o) != "":
		c.CreateResponse = contract.CreateFlat
	case text(o, "detail") != "":
		c.CreateResponse = contract.CreateDetail
	default:
		c.CreateResponse = contract.CreateNoID
	}
	return true
}

// refusals returns the creates that were refused because a name or an id is taken.
func (w *written) refusals() []*exchange {
	return slices.DeleteFunc([]*exchange{w.TakenID, w.TakenName}, func(e *exchange) bool {
		return !e.answered() || e.succeeded()
	})
}

func observeRefusal(s *survey, c *contract.Contract) bool {
	if s.Written == nil || len(s.Written.refusals()) == 0 {
		return false
	}
	switch e := s.Written.refusals()[0]; {
	case e.Status == http.StatusConflict:
	case e.Status < 300:
		c.Refusal = contract.RefusalStatusFalse
	case e.Status >= 500:
		c.Refusal = contract.RefusalServerError
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden, e.Status == http.StatusTooManyRequests:
		return false
	default:
		c.Refusal = contract.RefusalBadRequest
	}
	return true
}

func observeSyncMode(s *survey, c *contract.Contract) bool {
	if s.Written == nil {
		return false
	}
	put, post := s.Written.SyncPut, s.Written.SyncPost
	switch {
	case put.succeeded() && hasRoute(post):
		c.SyncMode = contract.SyncModeBoth
	case post.succeeded() && !hasRoute(put):
		c.SyncMode = contract.SyncModePOST
	}
	return put.succeeded() || post.succeeded()
}

// hasRoute reports whether the platform supports a request, which it may refuse for another reason.
func hasRoute(e *exchange) bool {
	return e.answered() && e.Status != http.StatusNotFound && e.Status != http.StatusMethodNotAllowed &&
		e.Status < http.StatusInternalServerError
}

func observeStatusLag(s *survey, c *contract.Contract) bool {
	if s.Written == nil {
		return false
	}
	lag := func(reads []*exchange, paused bool) (n int, seen bool) {
		for _, e := range reads {
			switch {
			case !e.succeeded():
			case showsPaused(e) == paused:
				return n, true
			default:
				n++
			}
		}
		return n, false
	}
	after, seen := lag(s.Written.PauseReads, true)
	c.StatusLag = after
	if unpaused, also := lag(s.Written.UnpauseReads, false); also {
		c.StatusLag = max(after, unpaused)
	}
	if !seen {
		c.StatusLag = 0
	}
	return seen
}

// sentInput returns the fields of the input of the first job as they were sent.
func (w *written) sentInput() map[string]json.RawMessage { return w.Body.Jobs[0].Input }

// firstJob returns the first job of the pipeline in a response: the one whose table was sent first, in any letter case.
func (w *written) firstJob(e *exchange) object {
	var sent string
	_ = json.Unmarshal(w.sentInput()["table_name"], &sent) // it is a text
	for _, job := range jobs(e.object()) {
		if strings.EqualFold(text(input(job), "table_name"), sent) {
			return job
		}
	}
	return nil
}

// firstInput returns the input of the first job as the first response shows it that does.
func (w *written) firstInput() object {
	for _, e := range w.Reads {
		if job := w.firstJob(e); job != nil {
			return input(job)
		}
	}
	return nil
}

// defaults returns the fields with values that were not sent.
func (w *written) defaults() []string {
	var added []string
	for key, value := range w.firstInput() {
		if _, sent := w.sentInput()[key]; !sent && value != nil && value != "" && slices.Contains(inputFields, key) {
			added = append(added, key)
		}
	}
	slices.Sort(added)
	return added
}

// inputFields are the documented fields of an input that the pipeline of this program does not send.
var inputFields = []string{"memory_allocation_mb", "network_config", "replication_method"}

func observeServerDefaults(s *survey, c *contract.Contract) bool {
	if s.Written == nil || s.Written.firstInput() == nil {
		return false
	}
	c.ServerDefaults = len(s.Written.defaults()) > 0
	return true
}

func observeDuplicateNames(s *survey, c *contract.Contract) bool {
	if s.Written == nil || !s.Written.TakenName.answered() {
		return false
	}
	c.DuplicateNames = s.Written.TakenName.succeeded()
	return true
}

// shownTexts returns the name and the description as they are shown after the change, if both were accepted.
func (w *written) shownTexts() (name, description string, ok bool) {
	if !w.Rename.succeeded() || !w.Describe.succeeded() || !w.Reread.succeeded() {
		return "", "", false
	}
	o := w.Reread.object()
	return text(o, "name"), text(o, "description"), true
}

func observeTexts(s *survey, c *contract.Contract) bool {
	if s.Written == nil {
		return false
	}
	name, description, ok := s.Written.shownTexts()
	if ok && (name != s.Written.SentName || description != s.Written.SentDescription) {
		c.Texts = contract.TextsNormalized
	}
	return ok
}

func observeCron(s *survey, c *contract.Contract) bool {
	if s.Written == nil {
		return false
	}
	seen := false
	for _, try := range s.Written.Crons {
		if !try.Patch.succeeded() || !try.Read.succeeded() {
			continue
		}
		seen = true
		if text(try.Read.object(), "cron") != try.Sent {
			c.Cron = contract.CronExpanded
		}
	}
	return seen
}

func observeLetterCase(s *survey, c *contract.Contract) bool {
	if s.Written == nil || s.Written.firstInput() == nil {
		return false
	}
	if table := text(s.Written.firstInput(), "table_name"); table == strings.ToUpper(table) {
		c.LetterCase = contract.LetterCaseUpper
	}
	return true
}

func observeNotReady(s *survey, c *contract.Contract) bool {
	if s.Written == nil || len(s.Written.Pauses) == 0 || len(s.Written.PauseReads) == 0 {
		return false
	}
	switch first := s.Written.Pauses[0]; {
	case first.Status == http.StatusNotFound:
		c.NotReady = contract.NotReadyDAG
	case first.Status == http.StatusConflict, first.Status == http.StatusLocked:
		c.NotReady = contract.NotReadyProvisioning
	case first.Status >= 500:
		c.NotReady = contract.NotReadyServerError
	case first.succeeded() && noJobs(s.Written.PauseReads[0]):
		c.NotReady = contract.NotReadyNoJobs
	default:
		return first.succeeded()
	}
	return s.Written.Pauses[len(s.Written.Pauses)-1].succeeded()
}

func noJobs(e *exchange) bool { return e.succeeded() && len(jobs(e.object())) == 0 }

func observeNameLag(s *survey, c *contract.Contract) bool {
	if s.Written == nil || len(s.Written.NameCreates) == 0 {
		return false
	}
	creates := s.Written.NameCreates
	if !creates[len(creates)-1].succeeded() {
		return false
	}
	c.NameLag = len(creates) - 1
	return true
}

func observeClampMemory(s *survey, c *contract.Contract) bool {
	if s.Written == nil || !s.Written.Memory.succeeded() {
		return false
	}
	set, shown := s.Written.shownMemory()
	c.ClampMemory = shown && set != sentMemory
	return shown
}

// shownMemory returns the memory in the response to its change.
func (w *written) shownMemory() (mb int64, shown bool) {
	n, err := document(w.Memory.object()).Int("memory_mb")
	return n.Value, err == nil && n.Has()
}
