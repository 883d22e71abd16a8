// SPDX-License-Identifier: MPL-2.0

package maestro

import "context"

// FindByName gives the pipelines of that very name as the list of all shows them. Names are documented to be unique per
// customer, so it is one or none, unless the platform does not keep to that
// (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
func (c *Client) FindByName(ctx context.Context, name string) ([]Pipeline, error) {
	return c.find(ctx, func(p Pipeline) bool { return p.Name.Has() && p.Name.Value == name })
}

// FindByID gives a pipeline as the list of all shows it, for what only the list has: LastStatus, UserID, and the status of
// jobs. ok is false when the list does not have it
// (docs.dadosfera.ai/reference/platformapicontroller_getpipelines).
func (c *Client) FindByID(ctx context.Context, id string) (p Pipeline, ok bool, err error) {
	found, err := c.find(ctx, func(p Pipeline) bool { return SameID(p.ID, id) })
	if err != nil || len(found) == 0 {
		return Pipeline{}, false, err
	}
	return found[0], true, nil
}

// find picks from the list of all pipelines. Questions that are open at the same moment share one list.
func (c *Client) find(ctx context.Context, wanted func(Pipeline) bool) ([]Pipeline, error) {
	all, err := c.lists.get(ctx)
	if err != nil {
		return nil, err
	}
	var found []Pipeline
	for _, p := range all {
		if wanted(p) {
			found = append(found, p)
		}
	}
	return found, nil
}
