// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// route is an endpoint with one id in its path.
type route struct {
	method string
	// path has {id} where the id goes.
	path string
	// documented is the spelling of a UUID in the example on the endpoint's page; none says that the other one works.
	documented spelling
	repeat     repeatPolicy
}

var (
	getPipeline    = route{http.MethodGet, "/platform/pipeline/{id}", hyphens, repeatable}
	patchPipeline  = route{http.MethodPatch, "/platform/pipeline/{id}", underscores, repeatable}
	deletePipeline = route{http.MethodDelete, "/platform/pipeline/{id}", underscores, repeatable}
	putMemory      = route{http.MethodPut, "/platform/pipeline/{id}/memory", hyphens, repeatable}
	getRuns        = route{http.MethodGet, "/platform/pipeline/{id}/pipeline_run", underscores, repeatable}
	getJDBCJob     = route{http.MethodGet, "/platform/jobs/jdbc/{id}", underscores, repeatable}
	patchJobInput  = route{http.MethodPatch, "/platform/jobs/{id}/input", underscores, repeatable}
	putSyncMode    = route{http.MethodPut, "/platform/jobs/jdbc/{id}/sync-mode", underscores, repeatable}
	postSyncMode   = route{http.MethodPost, "/platform/jobs/jdbc/{id}/sync-mode", underscores, repeatable}
	resetJobState  = route{http.MethodPost, "/platform/jobs/{id}/reset-state", underscores, repeatable}
)

// spellingMemory holds, by route, the spelling of ids under which the platform has found something.
type spellingMemory struct{ known sync.Map }

// sendTo sends to a route with an id in its path. Where the platform finds nothing, the other spelling of the id is tried
// before that is believed, until one of them is known to work on this route.
func (c *Client) sendTo(ctx context.Context, r route, id string, body any) (answer, error) {
	if err := CheckID(id); err != nil {
		return answer{}, &Error{Method: r.method, Path: r.path, Cause: err}
	}
	s := r.documented
	known, sure := c.spellings.known.Load(r)
	if sure {
		s = known.(spelling) //nolint:forcetypeassert // only spellings are stored
	}
	a, err := c.sendSpelled(ctx, r, s, id, body)
	if foundNothing(err) && !sure && isUUIDPath(id) {
		second, secondErr := c.sendSpelled(ctx, r, s.other(), id, body)
		switch {
		case r.method == http.MethodGet && refusesID(secondErr):
			// Most likely the platform takes no id in that spelling; but nothing else has said so.
			return a, inDoubt(err)
		case !foundNothing(secondErr) || provesLess(secondErr, err, id):
			return second, secondErr
		}
	}
	return a, err
}

// inDoubt gives an error that proves less than it says.
func inDoubt(err error) error {
	own, ok := ownError(err)
	if !ok {
		return err
	}
	e := *own
	e.doubtful = true
	return &e
}

// provesLess says whether of two answers that found nothing the first proves less: it may be the one under the spelling
// that the platform takes, and then Maestro's word about the other one says nothing.
func provesLess(err, than error, id string) bool {
	e, ok := ownError(err)
	other, also := ownError(than)
	return ok && also && foundNothing(err) && judge(e, id) < judge(other, id)
}

// foundNothing says that there is nothing under this id in this spelling: 404, or PipelineNotFound under any status. Of
// jobs and runs, Maestro's name for that is not documented; it will end likewise.
func foundNothing(err error) bool {
	e, ok := ownError(err)
	return ok && (e.Status == http.StatusNotFound || strings.HasSuffix(e.ExceptionType, "NotFound"))
}

// refusesID says that an id was not even taken for one. Only a request that has nothing else to be wrong shows that.
func refusesID(err error) bool {
	e, ok := ownError(err)
	return ok && (e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity)
}

func (c *Client) sendSpelled(ctx context.Context, r route, s spelling, id string, body any) (answer, error) {
	a, err := c.send(ctx, r.repeat, r.method, r.with(s, id), body)
	if _, known := c.spellings.known.Load(r); !known && err == nil && isUUIDPath(id) && foundIt(a, id) {
		c.spellings.known.Store(r, s)
	}
	return a, err
}

// with gives the path about an id. Whatever is in the id, it stays one segment of it.
func (r route) with(s spelling, id string) string {
	return strings.Replace(r.path, "{id}", url.PathEscape(s.spell(id)), 1)
}

// foundIt says whether an answer is about the object with this id. Any other success, as something before the platform
// may give one, teaches nothing: to believe a 404 in the wrong spelling would take what is there for gone.
func foundIt(a answer, id string) bool {
	if names(a, id) {
		return true
	}
	job, err := decodeObject(unwrap(a.body))
	return err == nil && job.Raw("source_config").Has() // of a job, which does not show its id
}

// isUUIDPath says whether an id has two spellings at all; one that has not teaches nothing.
func isUUIDPath(id string) bool {
	return underscores.spell(id) != hyphens.spell(id)
}
