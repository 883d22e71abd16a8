// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// recordSeen records the customer and the platform under which a pipeline was seen, for refuseElsewhere.
func (r *pipelineResource) recordSeen(ctx context.Context, private privateState) diag.Diagnostics {
	diags := setPrivate(ctx, private, customerKey, r.Provider.Client.CustomerName())
	diags.Append(setPrivate(ctx, private, baseURLKey, r.Provider.Client.BaseURL())...)
	return diags
}

// refuseElsewhere returns an error if the pipeline was last seen under another customer or on another platform, where
// "not found" proves nothing. Outcome is what happened to the pipeline, in one sentence.
func (r *pipelineResource) refuseElsewhere(
	ctx context.Context, state definition.Pipeline, private privateState, outcome string,
) diag.Diagnostics {
	last, now := getPrivate[string](ctx, private, customerKey), r.Provider.Client.CustomerName()
	url, urlNow := getPrivate[string](ctx, private, baseURLKey), r.Provider.Client.BaseURL()
	switch {
	case last == "":
		return r.refuseOtherCustomer(ctx, state, outcome)
	case last != now:
		return diag.Diagnostics{summaryOtherCustomer.Errorf(
			"%s was last read under customer_name %q. It was not found under the current customer_name %q. %s\n\n"+
				"Set customer_name of the provider to %q. If the customer was renamed and the pipeline no longer exists, remove "+
				"it from the state:%s",
			subject(state), last, now, outcome, last, diagnostics.Command(stateRemove))}
	case url != "" && !maestro.SameBaseURL(url, urlNow):
		return diag.Diagnostics{summaryOtherPlatform.Errorf(
			"%s was last read at base_url %q. It was not found at the current base_url %q. %s\n\n"+
				"Set base_url of the provider to %q. If the platform has moved and the pipeline no longer exists, remove it "+
				"from the state:%s",
			subject(state), url, urlNow, outcome, url, diagnostics.Command(stateRemove))}
	}
	return nil
}

// refuseOtherCustomer is refuseElsewhere for a state without private state. The customer_id in the state distinguishes
// customers: it has to be the configured one, or that of another pipeline that the platform shows.
func (r *pipelineResource) refuseOtherCustomer(
	ctx context.Context, state definition.Pipeline, outcome string,
) diag.Diagnostics {
	customer, name := state.CustomerID.ValueString(), r.Provider.Client.CustomerName()
	if customer == "" || customer == name {
		return nil
	}
	shown, _ := r.Provider.Client.ListPipelines(ctx) // one that is shown is enough
	if slices.ContainsFunc(shown, func(p maestro.Pipeline) bool { return p.CustomerID.Value == customer }) {
		return nil
	}
	return diag.Diagnostics{summaryOtherCustomer.Errorf(
		"%s belongs to the customer_id %s. It was not found under customer_name %q, where no pipeline has that "+
			"customer_id. %s\n\n"+
			"Set customer_name of the provider to the one under which the pipeline was created. If that is %q and the "+
			"pipeline no longer exists, remove it from the state:%s",
		subject(state), diagnostics.Quote(customer), name, outcome, name, diagnostics.Command(stateRemove))}
}
