// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

const (
	defaultReadTimeout = providerdata.ReadTimeout
	// manyDropped is how many gone pipelines in one run are a reason to doubt the run rather than the pipelines.
	manyDropped = 10
)

// Read brings the state up to what the platform shows, or drops a pipeline that is gone.
func (r *pipelineResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	before := state
	state.JobIDs = jobIDsOf(state) // which a state has not that is older than the attribute
	timeout, diags := state.Timeouts.Read(ctx, defaultReadTimeout)
	resp.Diagnostics.Append(diags...)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	first := imported(state)
	if !first && r.data.BulkRefresh && r.unchangedInList(ctx, state) {
		r.found(ctx, before, state, resp)
		return
	}
	p, err := r.get(ctx, state)
	if maestro.IsNotFound(err) {
		if first {
			resp.Diagnostics.AddError("Pipeline to import does not exist", diagnostics.NoPipeline(err, r.data.Client.CustomerName(), state.ID.ValueString()))
			return
		}
		if r.refuseElsewhere(ctx, state, req.Private, "It stays in the state", &resp.Diagnostics) {
			return
		}
		r.warnDropped(state, &resp.Diagnostics)
		// The identity goes with the state, but the framework wants one after every read without an error.
		r.store(ctx, state, &resp.State, resp.Identity, &resp.Diagnostics)
		resp.State.RemoveResource(ctx)
		return
	}
	if err != nil {
		resp.Diagnostics.AddError("Reading a pipeline failed", fmt.Sprintf("%s could not be read, so its state was left as it is. %s", subject(state), r.explain(err, "read")))
		return
	}
	observed, err := r.observed(state, p)
	if errors.Is(err, errStateEdited) {
		resp.Diagnostics.AddError("Reading a pipeline failed", fmt.Sprintf("%s could not be compared with what the platform shows, so its state was left as it is: %s. "+
			"Only an edit of the state by hand makes it so. Take the pipeline out of the state, and import it again:%s", subject(state), err, forget))
		return
	}
	if err != nil {
		resp.Diagnostics.AddError("Reading a pipeline failed", fmt.Sprintf("%s was answered in a form that is not understood, so its state was left as it is: %s.", subject(state), err))
		return
	}
	doubtsOf(ctx, req.Private).seen(p).keep(ctx, resp.Private, &resp.Diagnostics)
	r.found(ctx, before, observed, resp)
}

// found ends a read of a pipeline that is there. A state that says so already is not written again, which takes time.
func (r *pipelineResource) found(ctx context.Context, before, after model, resp *resource.ReadResponse) {
	if after.equal(before) {
		r.identify(ctx, after, resp.Identity, &resp.Diagnostics)
	} else {
		r.store(ctx, after, &resp.State, resp.Identity, &resp.Diagnostics)
	}
	r.remember(ctx, resp.Private, &resp.Diagnostics)
}

// observed gives the state after an answer. With the first one, the switches that no platform knows get their defaults.
func (r *pipelineResource) observed(state model, p maestro.Pipeline) (model, error) {
	first := imported(state)
	m, err := observe(state, p, first)
	if err == nil && first {
		m.DeletionProtection = types.BoolValue(r.data.DeletionProtection)
		m.DrainBeforeDestroy = types.BoolValue(false)
	}
	return m, err
}

// unchangedInList says whether the list of all pipelines has this one and shows nothing else than the state. Whatever
// it does not show, the pause state and hidden details of jobs, is not looked at; that is the price of bulk_refresh.
func (r *pipelineResource) unchangedInList(ctx context.Context, state model) bool {
	if absent(state.Status) && absent(state.CreatedAt) && absent(state.CustomerID) {
		return false // not read yet, as the apply that made it could not
	}
	p, ok := r.data.Client.ListedPipeline(ctx, state.ID.ValueString())
	if !ok {
		return false
	}
	observed, err := observe(state, p, false)
	return err == nil && len(differences(state, observed)) == 0
}

// forget takes a pipeline out of the state.
var forget = diagnostics.Command("terraform state rm <address of this resource>")

// refuseElsewhere adds an error where the pipeline was last seen under another customer or on another platform: "not
// found" from there says nothing.
func (r *pipelineResource) refuseElsewhere(ctx context.Context, state model, private privateState, kept string, diags *diag.Diagnostics) bool {
	last, now := lastSeen(ctx, private, customerKey), r.data.Client.CustomerName()
	if url := lastSeen(ctx, private, baseURLKey); last == now && url != "" && url != r.data.Client.BaseURL() {
		diags.AddError("Pipeline was seen on another platform",
			fmt.Sprintf("%s was last seen at base_url %q, and base_url is %q now, where it is not found. %s.\n\n"+
				"Set base_url of the provider back to %q. If the platform has moved and the pipeline is really gone, take it out of the state:%s",
				subject(state), url, r.data.Client.BaseURL(), kept, url, forget))
		return true
	}
	if last == "" || last == now {
		return false
	}
	diags.AddError("Pipeline belongs to another customer",
		fmt.Sprintf("%s was last seen under customer_name %q, and customer_name is %q now, where it is not found. %s.\n\n"+
			"Set customer_name of the provider back to %q. If the customer was renamed and the pipeline is really gone, take it out of the state:%s",
			subject(state), last, now, kept, last, forget))
	return true
}

func (r *pipelineResource) warnDropped(state model, diags *diag.Diagnostics) {
	diags.AddWarning("Pipeline is gone from the platform",
		fmt.Sprintf("%s does not exist on the platform: it was deleted outside of Terraform, or its creation was cut off before it arrived. "+
			"It is taken out of the state; where the configuration still has it, the plan makes it again.", subject(state)))
	if r.data.Dropped.Add(1) == manyDropped {
		diags.AddWarning("Many pipelines are gone at once",
			fmt.Sprintf("%d pipelines were not found in this run, all under customer_name %q. Before you apply, make sure that the credentials and customer_name are the right ones.", manyDropped, r.data.Client.CustomerName()))
	}
}
