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
	created   sync.Map // likewise, of pipelines that this run has created
	destroyed sync.Map // ids by name

	mu       sync.Mutex
	objects  map[string]plannedObject // by their ids in the state
	sameAs   map[string][]string      // the objects that are the same pipeline, by its CanonicalID
	planning map[string]Planned       // by the name of a pipeline
}

// plannedObject is an object in the state.
type plannedObject struct {
	pipeline string // its id
	plan     Planned
}

// Planned is what a run plans: to keep, to create or to destroy something.
type Planned struct{ Kept, Created, Destroyed bool }

func (p Planned) or(other Planned) Planned {
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

// RecordCreated records that this run has created a pipeline.
func (d *Data) RecordCreated(id string) { d.known.created.Store(maestro.CanonicalID(id), true) }

// IsCreated reports whether this run has created a pipeline, whose jobs are as new.
func (d *Data) IsCreated(id string) bool {
	_, ok := d.known.created.Load(maestro.CanonicalID(id))
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
	if d.known.objects == nil {
		d.known.objects, d.known.sameAs = make(map[string]plannedObject), make(map[string][]string)
	}
	pipeline := maestro.CanonicalID(id)
	if !slices.Contains(d.known.sameAs[pipeline], object) {
		d.known.sameAs[pipeline] = append(d.known.sameAs[pipeline], object)
	}
	d.known.objects[object] = plannedObject{id, d.known.objects[object].plan.or(plan)}

	for _, other := range d.known.sameAs[pipeline] {
		if other != object {
			elsewhere = elsewhere.or(d.known.objects[other].plan)
		}
	}
	return elsewhere
}

// PlannedPipeline returns the id of the pipeline for which RecordPlan was called with an object, or an empty string.
func (d *Data) PlannedPipeline(object string) string {
	d.known.mu.Lock()
	defer d.known.mu.Unlock()
	return d.known.objects[object].pipeline
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
	if d.known.planning == nil {
		d.known.planning = make(map[string]Planned)
	}
	other = d.known.planning[name]
	d.known.planning[name] = other.or(plan)
	return other
}

// ForgetPlannedName forgets what is planned for pipelines with a name, once it is being applied: a client that plans
// and applies in one process may plan again.
func (d *Data) ForgetPlannedName(name string) {
	d.known.mu.Lock()
	defer d.known.mu.Unlock()
	delete(d.known.planning, maestro.CanonicalName(name))
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
