// SPDX-License-Identifier: MPL-2.0

package providerdata

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// knownPipelines is what a run has found out about pipelines beside their states.
type knownPipelines struct {
	existing  sync.Once
	list      []maestro.Pipeline
	listErr   error
	managed   sync.Map // ids of pipelines in the state, by CanonicalID
	destroyed sync.Map // ids by name
}

// existingTimeout limits the list of all pipelines, which is only read for a warning.
const existingTimeout = 30 * time.Second

// ExistingPipelines returns all pipelines as the platform showed them when this was first called in a run, and the
// error if they, or some of them, could not be read. If reading them would use up a one-time code, there are none.
func (d *Data) ExistingPipelines(ctx context.Context) ([]maestro.Pipeline, error) {
	if d.OneTimeCode {
		return nil, nil
	}
	d.known.existing.Do(func() {
		ctx, cancel := context.WithTimeout(ctx, existingTimeout)
		defer cancel()
		d.known.list, d.known.listErr = d.Client.ListPipelines(ctx)
	})
	return d.known.list, d.known.listErr
}

// RecordManaged records that the configuration manages a pipeline: it is in the state.
func (d *Data) RecordManaged(id string) { d.known.managed.Store(maestro.CanonicalID(id), true) }

// IsManaged reports whether the configuration manages a pipeline, as far as this run knows.
func (d *Data) IsManaged(id string) bool {
	_, ok := d.known.managed.Load(maestro.CanonicalID(id))
	return ok
}

// RecordDestroyed records that this run deletes or retires a pipeline, or has done so.
func (d *Data) RecordDestroyed(id, name string) {
	d.known.destroyed.Store(maestro.CanonicalName(name), id)
}

// ForgetDestroyed records that a pipeline could not be deleted or retired.
func (d *Data) ForgetDestroyed(name string) { d.known.destroyed.Delete(maestro.CanonicalName(name)) }

// DestroyedByName returns the id of the pipeline with a name that this run deletes or retires, or has done so.
func (d *Data) DestroyedByName(name string) (id string, ok bool) {
	v, ok := d.known.destroyed.Load(maestro.CanonicalName(name))
	id, _ = v.(string)
	return id, ok
}

// IgnoresProtection reports whether the deletion_protection of a pipeline is ignored in this run.
func (d *Data) IgnoresProtection(id string) bool {
	return slices.ContainsFunc(d.DeleteProtected, func(listed string) bool { return maestro.SameID(listed, id) })
}
