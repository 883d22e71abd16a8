// SPDX-License-Identifier: MPL-2.0

// Package fetch reads pipelines completely: what the response about a pipeline hides is read from its jobs.
package fetch

import (
	"context"
	"errors"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// maxConcurrentJobs is how many jobs of one pipeline are read at the same time.
const maxConcurrentJobs = 10

// Pipeline reads a pipeline and then each of its jobs of which the response hides something that prior does not rule
// out. Only JDBC jobs can be read (docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob).
func Pipeline(ctx context.Context, client *maestro.Client, prior definition.Pipeline) (maestro.Pipeline, error) {
	return read(ctx, client, prior, func(definition.Hiding) bool { return true }, func(bool) {})
}

// maxProbes is how many jobs a Refresher reads that may hide nothing.
const maxProbes = 3

// Refresher reads pipelines that are known with as few requests as possible. A job whose response may hide nothing is
// read by itself only to find out whether this platform hides fields. It is safe for concurrent use.
type Refresher struct {
	probes atomic.Int32
	hides  atomic.Bool
}

// Pipeline is like [Pipeline], but omits the requests that the platform is found not to require.
func (r *Refresher) Pipeline(
	ctx context.Context, client *maestro.Client, prior definition.Pipeline,
) (maestro.Pipeline, error) {
	needed := func(hiding definition.Hiding) bool {
		return hiding == definition.Hides || r.hides.Load() || r.probes.Add(1) <= maxProbes
	}
	return read(ctx, client, prior, needed, func(revealed bool) {
		if revealed {
			r.hides.Store(true)
		}
	})
}

// read reads a pipeline, and those of its jobs that hide something and are needed. It reports for each of them whether
// its response reveals a field that the response about the pipeline omits.
func read(
	ctx context.Context, client *maestro.Client, prior definition.Pipeline,
	needed func(definition.Hiding) bool, report func(revealed bool),
) (maestro.Pipeline, error) {
	p, err := client.GetPipeline(ctx, prior.ID.ValueString())
	if err != nil || !p.Jobs.Has() {
		return p, err
	}

	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(maxConcurrentJobs)
	for i, known := range definition.KnownJobs(prior.Jobs, p.Jobs.Value) {
		shown := &p.Jobs.Value[i]
		hiding := definition.HidingOf(known, *shown)
		if hiding == definition.HidesNothing || !needed(hiding) {
			continue
		}
		group.Go(func() error {
			detail, err := client.GetJDBCJob(ctx, shown.ID)
			if errors.Is(err, maestro.ErrStatus404) {
				return nil // a platform without this call: what is hidden stays hidden
			}
			if err != nil {
				return err
			}
			report(definition.Reveals(*shown, detail))
			*shown = definition.MergeDetail(*shown, detail)
			return nil
		})
	}
	return p, group.Wait()
}
