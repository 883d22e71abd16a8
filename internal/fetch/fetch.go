// SPDX-License-Identifier: MPL-2.0

// Package fetch reads pipelines completely: what the response about a pipeline hides is read from its jobs.
package fetch

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// maxConcurrentJobs is how many jobs of one pipeline are read at the same time.
const maxConcurrentJobs = 10

// Pipeline reads a pipeline and then each of its jobs of which the response hides something that prior does not rule out.
// Only JDBC jobs can be read (docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob).
func Pipeline(ctx context.Context, client *maestro.Client, prior definition.Pipeline) (maestro.Pipeline, error) {
	p, err := client.GetPipeline(ctx, prior.ID.ValueString())
	if err != nil || !p.Jobs.Has() {
		return p, err
	}

	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(maxConcurrentJobs)
	for i, known := range definition.KnownJobs(prior.Jobs, p.Jobs.Value) {
		shown := &p.Jobs.Value[i]
		if !definition.NeedsDetail(known, *shown) {
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
			*shown = definition.MergeDetail(*shown, detail)
			return nil
		})
	}
	return p, group.Wait()
}
