// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/fetch"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

const (
	// lagTime is how long a response may be older than a change.
	lagTime = 3 * time.Second
	// failureReadTime is how long reading after a failed operation may take while the operation's time is not over.
	failureReadTime = 30 * time.Second
	// interruptedReadTime is how long it may take after an interrupt or a timeout.
	interruptedReadTime = 1500 * time.Millisecond
)

// readBack returns the state after an operation that has done what was planned. Done is what is known without reading:
// it is kept if reading fails, as the next plan reads again. Unverified is true for a create that the platform only
// claims.
func (r *pipelineResource) readBack(
	ctx context.Context, operation string, plan, done definition.Pipeline, unverified bool,
) (definition.Pipeline, diag.Diagnostics) {
	observed, err := r.observeSettled(ctx, plan, done)
	switch {
	case err != nil && unverified:
		return done, diag.Diagnostics{unconfirmedCreate(done,
			"The platform reported success, but the pipeline could not be read afterwards. "+r.explain(err, operation))}
	case errors.Is(err, maestro.ErrNotFound):
		return done, diag.Diagnostics{missingAfter(operation).Errorf(
			"The platform accepted the request for the %s, but the pipeline was not found afterwards. Its id stays in the "+
				"state, and the next plan reads it again. %s", referenceTo(done), r.explain(err, operation))}
	case err != nil:
		return plan.ResolveUnknowns(done), diag.Diagnostics{summaryNotReadBack.About(done.Name.ValueString()).Warningf(
			"%s was applied as planned, but could not be read afterwards. The next plan reads the attributes that only the "+
				"platform sets. %s",
			subject(done), r.explain(err, operation))}
	}

	var diags diag.Diagnostics
	if different := definition.Differences(plan, observed); len(different) > 0 {
		diags.Append(summaryDifferentValues.About(observed.Name.ValueString()).Warningf(
			"The platform accepted the changes of the %s, but shows other values than planned:\n\n%s\n\n"+
				"Another user may have changed them, the response may be older than the change, or the platform normalizes or "+
				"ignores these values. Run terraform plan again: it shows what still differs.",
			referenceTo(observed), listDifferences(different)))
	}
	return plan.ResolveUnknowns(observed), diags
}

// listDifferences lists differences, one per line.
func listDifferences(different []definition.Difference) string {
	texts := make([]string, len(different))
	for i, d := range different {
		texts[i] = d.String()
	}
	return bulletList(texts)
}

// missingAfter returns the summary about a pipeline that is not found after an operation that succeeded.
func missingAfter(operation string) diagnostics.Summary {
	if operation == operationCreate {
		return summaryMissingAfterCreate
	}
	return summaryMissingAfterUpdate
}

// observeSettled reads a pipeline until it is as planned, or until some time has passed: a response may be older than
// the change, and a pipeline that was just created may not be shown, or without its jobs.
func (r *pipelineResource) observeSettled(
	ctx context.Context, plan, done definition.Pipeline,
) (observed definition.Pipeline, err error) {
	appear, upToDate := time.Now().Add(appearTime), time.Now().Add(lagTime)
	prior := plan
	prior.ID = done.ID
	prior = prior.WithoutUnknowns()
	err = maestro.Poll(ctx, firstPoll, longestPoll, func(ctx context.Context) (bool, error) {
		response, err := fetch.Pipeline(ctx, r.Provider.Client, done)
		if errors.Is(err, maestro.ErrNotReady) && time.Now().Before(appear) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if observed, err = definition.Observe(prior, response, false); err != nil {
			return false, err
		}
		if plan.ID.IsUnknown() {
			observed.ID = tfvalue.StringValue[tfvalue.Exact](response.ID)
		}
		switch {
		case len(definition.Differences(plan, observed)) == 0:
			return true, nil
		case response.Jobs.Has() && len(response.Jobs.Value) == 0:
			return time.Now().After(appear), nil
		}
		return time.Now().After(upToDate), nil
	})
	return observed, err
}

// readAfterFailure returns what the platform shows after an operation has failed, or done if it cannot be read: a call
// whose response was lost may have been carried out. Ok reports whether the platform showed the pipeline.
func (r *pipelineResource) readAfterFailure(
	ctx context.Context, done definition.Pipeline, interrupted time.Duration,
) (observed definition.Pipeline, ok bool) {
	var response maestro.Pipeline
	err := afterFailure(ctx, interrupted, func(ctx context.Context) (err error) {
		response, err = fetch.Pipeline(ctx, r.Provider.Client, done)
		return err
	})
	if err != nil {
		return done, false
	}
	observed, err = definition.Observe(done, response, false)
	if err != nil {
		return done, false
	}
	observed.Status = tfvalue.NullIfUnknown(observed.Status)
	return observed, true
}

// afterFailure calls do after an operation has failed: in what is left of its time, and if that is over or was cut
// short by an interrupt, in the short time that Terraform gives a provider to exit.
func afterFailure(ctx context.Context, interrupted time.Duration, do func(context.Context) error) error {
	if ctx.Err() == nil {
		limited, cancel := context.WithTimeout(ctx, failureReadTime)
		defer cancel()
		if err := do(limited); err == nil || ctx.Err() == nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), interrupted)
	defer cancel()
	return do(ctx)
}
