// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// route is an endpoint with an id in its path. All of them may be called repeatedly with the same effect.
type route struct {
	method string
	// path contains {id}.
	path string
	// documented is the spelling of a UUID in the example on the endpoint's page. No page says that the other one
	// works.
	documented spelling
}

var (
	getPipeline    = route{http.MethodGet, "/platform/pipeline/{id}", hyphens}
	patchPipeline  = route{http.MethodPatch, "/platform/pipeline/{id}", underscores}
	deletePipeline = route{http.MethodDelete, "/platform/pipeline/{id}", underscores}
	putMemory      = route{http.MethodPut, "/platform/pipeline/{id}/memory", hyphens}
	getRuns        = route{http.MethodGet, "/platform/pipeline/{id}/pipeline_run", underscores}
	getJDBCJob     = route{http.MethodGet, "/platform/jobs/jdbc/{id}", underscores}
	patchJobInput  = route{http.MethodPatch, "/platform/jobs/{id}/input", underscores}
	putSyncMode    = route{http.MethodPut, "/platform/jobs/jdbc/{id}/sync-mode", underscores}
	postSyncMode   = route{http.MethodPost, "/platform/jobs/jdbc/{id}/sync-mode", underscores}
	resetJobState  = route{http.MethodPost, "/platform/jobs/{id}/reset-state", underscores}
)

// request returns the request for an id, with suffix at the end of the path. Whatever the id contains, it stays one
// segment of the path.
func (r route) request(s spelling, id, suffix string) transport.Request {
	path := strings.Replace(r.path, "{id}", url.PathEscape(s.spell(id)), 1) + suffix
	return transport.Request{Method: r.method, Path: path, Idempotent: true}
}

// sendTo sends a request to a route. If the platform finds nothing under the documented spelling of the id, the request
// is sent with the other one. The spelling that works is used first from then on.
//
// If nothing is found under either, the error is the one that proves less: it may be the response under the spelling
// that the platform accepts, and what Maestro says about the other one is then no proof.
func (c *Client) sendTo(ctx context.Context, r route, id string, body any) (*response, error) {
	return c.sendBelow(ctx, r, "", id, body)
}

// sendBelow is like sendTo, for a path below that of the route: it appends suffix, which has to be escaped.
func (c *Client) sendBelow(ctx context.Context, r route, suffix, id string, body any) (*response, error) {
	if err := CheckID(id); err != nil {
		return nil, &Error{Method: r.method, Path: r.path + suffix, Cause: err}
	}
	first := r.documented
	if _, known := c.spellings.Load(r); known {
		first = first.other()
	}
	resp, err := c.send(ctx, r.request(first, id, suffix), body)
	if !isMissing(err) || !hasTwoSpellings(id) {
		return resp, err
	}

	second, secondErr := c.send(ctx, r.request(first.other(), id, suffix), body)
	switch {
	case secondErr == nil && first == r.documented:
		c.spellings.Store(r, nil)
	case r.method == http.MethodGet && refusesID(secondErr):
		// The platform probably accepts no id in the other spelling, but that is no proof.
		return resp, contradict(err)
	case isMissing(secondErr) && !provesLess(secondErr, err, id):
		return resp, err
	}
	return second, secondErr
}

// isMissing reports whether an error means that there is nothing under the id in this spelling: 404, or
// PipelineNotFound with any status. The name for a missing job or run is not documented; it probably ends in the same
// way.
func isMissing(err error) bool {
	e, ok := ownError(err)
	return ok && (e.Status == http.StatusNotFound || strings.HasSuffix(e.ExceptionType, "NotFound"))
}

// refusesID reports whether an error means that the id is malformed. This is certain only for a request that contains
// nothing else that may be malformed.
func refusesID(err error) bool {
	e, ok := ownError(err)
	return ok && (e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity)
}

// provesLess reports whether the first of two errors about a missing object proves less about its existence.
func provesLess(err, than error, id string) bool {
	e, ok := ownError(err)
	other, also := ownError(than)
	return ok && also && judge(e, id) < judge(other, id)
}

// contradict returns the error as one that the response under the other spelling contradicts.
func contradict(err error) error {
	own, ok := ownError(err)
	if !ok {
		return err
	}
	e := *own
	e.existence = contradicted
	return &e
}

// hasTwoSpellings reports whether an id contains a UUID.
func hasTwoSpellings(id string) bool { return underscores.spell(id) != hyphens.spell(id) }
