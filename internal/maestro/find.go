// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

// FindByName returns the pipelines with this name, as the list of all pipelines shows them. Names are compared by
// [SameName]. They are documented to be unique per customer, so there is at most one, unless the platform does not
// enforce it (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
func (c *Client) FindByName(ctx context.Context, name string) ([]Pipeline, error) {
	return c.find(ctx, func(p Pipeline) bool { return p.Name.Has() && SameName(p.Name.Value, name) })
}

// FindByID returns a pipeline as the list of all pipelines shows it, for the fields that only the list has: LastStatus,
// UserID, and the status of jobs. ok is false if the list does not contain the pipeline
// (docs.dadosfera.ai/reference/platformapicontroller_getpipelines).
func (c *Client) FindByID(ctx context.Context, id string) (p Pipeline, ok bool, err error) {
	found, err := c.find(ctx, func(p Pipeline) bool { return SameID(p.ID, id) })
	if err != nil || len(found) == 0 {
		return Pipeline{}, false, err
	}
	return found[0], true, nil
}

// find returns the matching pipelines of the list of all pipelines. Concurrent calls share a list. If no entry matches,
// one that cannot be read is an error: it may be the pipeline.
func (c *Client) find(ctx context.Context, matches func(Pipeline) bool) ([]Pipeline, error) {
	pipelines, err := c.lists.get(ctx)
	var found []Pipeline
	for _, p := range pipelines {
		if ctx.Err() != nil {
			return nil, transport.ContextError(ctx)
		}
		if matches(p) {
			found = append(found, p)
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	return nil, err
}
