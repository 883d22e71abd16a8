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

	mu      sync.Mutex
	objects map[string]map[string]Planned // by id of the pipeline, and by object in the state
	names   map[string]Planned
}

// Planned is what a run plans: to keep, to create or to destroy something.
type Planned struct{ Kept, Created, Destroyed bool }

func (p Planned) and(other Planned) Planned {
	return Planned{p.Kept || other.Kept, p.Created || other.Created, p.Destroyed || other.Destroyed}
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

// RecordPlan records what this run plans for a pipeline with an object in the state. It returns what is planned with
// other objects: these are the same pipeline at other addresses. An object without an id cannot be distinguished from
// others.
func (d *Data) RecordPlan(id, object string, plan Planned) (elsewhere Planned) {
	if object == "" {
		return Planned{}
	}
	d.known.mu.Lock()
	defer d.known.mu.Unlock()
	id = maestro.CanonicalID(id)
	if d.known.objects == nil {
		d.known.objects = make(map[string]map[string]Planned)
	}
	if d.known.objects[id] == nil {
		d.known.objects[id] = make(map[string]Planned)
	}
	objects := d.known.objects[id]
	objects[object] = objects[object].and(plan)
	for other, planned := range objects {
		if other != object {
			elsewhere = elsewhere.and(planned)
		}
	}
	return elsewhere
}

// RecordPlannedName records what this run plans for a pipeline with a name. It returns what else is planned for
// pipelines with that name.
func (d *Data) RecordPlannedName(name string, plan Planned) (other Planned) {
	name = maestro.CanonicalName(name)
	if name == "" { // not known yet
		return Planned{}
	}
	d.known.mu.Lock()
	defer d.known.mu.Unlock()
	if d.known.names == nil {
		d.known.names = make(map[string]Planned)
	}
	other = d.known.names[name]
	d.known.names[name] = other.and(plan)
	return other
}

// ForgetPlannedName forgets what is planned for pipelines with a name, once it is being applied.
func (d *Data) ForgetPlannedName(name string) {
	d.known.mu.Lock()
	defer d.known.mu.Unlock()
	delete(d.known.names, maestro.CanonicalName(name))
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
