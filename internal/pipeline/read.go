// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

const (
	defaultReadTimeout = providerdata.ReadTimeout
	// manyGone is the number of pipelines that are gone in one run from which on a wrong configuration is more likely.
	manyGone = 10
)

// Read updates the state to what the platform shows, or removes a pipeline that is gone.
func (r *pipelineResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state definition.Pipeline
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout, diags := state.Timeouts.Read(ctx, defaultReadTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	before := state
	state.JobIDs = definition.JobIDs(state) // a state that is older than the attribute has none
	if !isUnread(state) && r.Provider.BulkRefresh && r.isUnchangedInList(ctx, state) {
		r.keep(ctx, before, state, resp)
		return
	}
	response, err := r.fetchWithJobs(ctx, state)
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		r.readMissing(ctx, state, err, req, resp)
		return
	case err != nil:
		resp.Diagnostics.Append(summaryReadFailed.Errorf(
			"%s could not be read. Its state was not changed. %s", subject(state), r.explain(err, operationRead)))
		return
	}
	observed, err := ObserveRead(state, response, r.Provider)
	if err != nil {
		resp.Diagnostics.Append(unreadable(state, err))
		return
	}
	resp.Diagnostics.Append(recordDrift(ctx, state, observed, req.Private, resp.Private)...)
	r.keep(ctx, before, observed, resp)
}

// fetchWithJobs reads a pipeline. A response without the jobs that are known is read again for a while: no call can
// remove all jobs of a pipeline, and the platform may not be done with one that it has just created.
func (r *pipelineResource) fetchWithJobs(
	ctx context.Context, state definition.Pipeline,
) (response maestro.Pipeline, err error) {
	if f, ok := ctx.Value(fetchedKey{}).(Fetched); ok {
		return f.response, f.err
	}
	upToDate := time.Now().Add(lagTime)
	err = maestro.Poll(ctx, firstPoll, longestPoll, func(ctx context.Context) (bool, error) {
		response, err = r.Provider.Refresher.Pipeline(ctx, r.Provider.Client, state)
		hasJobs := len(state.Jobs.Elements()) == 0 || !response.Jobs.Present || len(response.Jobs.Value) > 0
		return hasJobs || time.Now().After(upToDate), err
	})
	return response, err
}

// readMissing removes from the state a pipeline that is gone, unless that is in doubt.
func (r *pipelineResource) readMissing(
	ctx context.Context, state definition.Pipeline, err error, req resource.ReadRequest, resp *resource.ReadResponse,
) {
	if isUnread(state) {
		id, advice := state.ID.ValueString(), ""
		if !maestro.IsUUID(id) {
			advice = fmt.Sprintf("\n\nTo import a pipeline by its name, write name= before the name, as in id = %q.",
				byName+maestro.Printable(id))
		}
		resp.Diagnostics.Append(summaryImportMissing.Error(
			diagnostics.PipelineNotFound(err, r.Provider.Client.CustomerName(), id) + advice))
		return
	}
	if refused := r.refuseElsewhere(ctx, state, req.Private, "It stays in the state."); refused != nil {
		resp.Diagnostics.Append(refused...)
		return
	}
	resp.Diagnostics.Append(r.warnGone(state)...)
	// The identity goes with the state, but the framework requires one after every read without an error.
	resp.Diagnostics.Append(r.store(ctx, state, &resp.State, resp.Identity)...)
	resp.State.RemoveResource(ctx)
}

// keep ends the read of a pipeline that exists. A state that does not change is not written again, which takes time. If
// nothing at all changes, it is not called: what it records has to be in MayReadUnchanged and Fetch, too.
func (r *pipelineResource) keep(
	ctx context.Context, before, after definition.Pipeline, resp *resource.ReadResponse,
) {
	if after.Equal(before) {
		resp.Diagnostics.Append(r.storeIdentity(ctx, after, resp.Identity)...)
	} else {
		resp.Diagnostics.Append(r.store(ctx, after, &resp.State, resp.Identity)...)
	}
	r.Provider.RecordManaged(after.ID.ValueString())
	resp.Diagnostics.Append(r.recordSeen(ctx, resp.Private)...)
	resp.Diagnostics.Append(recordObject(ctx, resp.Private)...)
}

// recordDrift records that a pipeline was imported, and of one that was known before, what has changed on the platform
// and cannot be changed back, for the explanation of a plan. What was recorded before stays until the next apply.
func recordDrift(
	ctx context.Context, before, after definition.Pipeline, known, private privateState,
) diag.Diagnostics {
	if isUnread(before) {
		return setPrivate(ctx, private, importedKey, true)
	}
	back := definition.Diff(after, before.WithoutJobIDs(), true).Replace // a configuration has no job ids
	if len(back) == 0 {
		return nil
	}
	drift := getPrivate[[]string](ctx, known, driftKey)
	for _, change := range back {
		if !slices.Contains(drift, change.Description) {
			drift = append(drift, change.Description)
		}
	}
	return setPrivate(ctx, private, driftKey, drift)
}

// ObserveRead returns the state after a response. With the first one, the attributes that no response shows get their
// defaults.
func ObserveRead(
	state definition.Pipeline, response maestro.Pipeline, provider *providerdata.Data,
) (definition.Pipeline, error) {
	first := isUnread(state)
	p, err := definition.Observe(state, response, first)
	if err == nil && first {
		p.DeletionProtection = types.BoolValue(provider.DeletionProtection)
		p.DrainBeforeDestroy = types.BoolValue(false)
		if response.Jobs.Present && !response.Jobs.Has() { // null for a draft without jobs
			p.Jobs = tfvalue.ListValue[definition.Job]()
		}
	}
	return p, err
}

// unreadable returns the error about a pipeline that cannot be compared with a response.
func unreadable(state definition.Pipeline, err error) diag.Diagnostic {
	if errors.Is(err, definition.ErrStateEdited) {
		return summaryReadFailed.Errorf("%s could not be compared with the response of the platform: %s. Its state was not "+
			"changed. The state must have been edited by hand. Remove the pipeline from the state, and import it again:%s",
			subject(state), err, diagnostics.Command(stateRemove))
	}
	return summaryReadFailed.Errorf("The response about the %s has an unexpected form: %s. Its state was not changed. "+
		"Upgrade the provider, or report this message to its developers.",
		referenceTo(state), maestro.Printable(err.Error()))
}

// isUnchangedInList reports whether the list of all pipelines shows the pipeline as it is in the state. What the list
// does not show, the pause state and hidden details of jobs, is not compared: that is the price of bulk_refresh.
func (r *pipelineResource) isUnchangedInList(ctx context.Context, state definition.Pipeline) bool {
	wasRead := tfvalue.HasValue(state.Status) || tfvalue.HasValue(state.CreatedAt) || tfvalue.HasValue(state.CustomerID)
	if !wasRead {
		return false // the apply that created it could not read it back
	}
	response, ok := r.Provider.Client.ListedPipeline(ctx, state.ID.ValueString())
	if !ok {
		return false
	}
	observed, err := definition.Observe(state, response, false)
	return err == nil && len(definition.Differences(state, observed)) == 0
}

// warnGone warns that a pipeline is removed from the state, and once in a run that many are.
func (r *pipelineResource) warnGone(state definition.Pipeline) diag.Diagnostics {
	diags := diag.Diagnostics{summaryGone.Warningf(
		"%s does not exist on the platform. It was deleted outside of Terraform, or the request that created it never "+
			"arrived. A plan creates it again if the configuration still has it. An apply or a refresh removes it from the "+
			"state.",
		subject(state))}
	if r.Provider.Dropped.Add(1) == manyGone {
		diags.Append(summaryManyGone.Warningf(
			"At least %d pipelines were not found under customer_name %q. Before you apply, check the credentials, "+
				"customer_name and base_url of the provider.",
			manyGone, r.Provider.Client.CustomerName()))
	}
	return diags
}
