// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// privateState is what Terraform keeps for the provider beside the state of a resource.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// The keys of private state under which the place is kept where a pipeline was last seen.
const (
	customerKey = "customer_name"
	baseURLKey  = "base_url"
)

// recordSeen records the customer and the platform under which a pipeline was seen, for refuseElsewhere.
func (r *pipelineResource) recordSeen(ctx context.Context, private privateState) diag.Diagnostics {
	var diags diag.Diagnostics
	for key, value := range map[string]string{
		customerKey: r.Provider.Client.CustomerName(),
		baseURLKey:  r.Provider.Client.BaseURL(),
	} {
		text, err := json.Marshal(value)
		if err != nil {
			diags.Append(summaryDefect.Errorf("%q cannot be recorded in the private state: %s.", key, err))
			continue
		}
		diags.Append(private.SetKey(ctx, key, text)...)
	}
	return diags
}

// lastSeen returns what recordSeen recorded under a key, or "" if there is nothing.
func lastSeen(ctx context.Context, private privateState, key string) string {
	raw, diags := private.GetKey(ctx, key)
	var value string
	if diags.HasError() || json.Unmarshal(raw, &value) != nil {
		return ""
	}
	return value
}

// refuseElsewhere returns an error if the pipeline was last seen under another customer or on another platform, where "not
// found" proves nothing. Outcome is what happened to the pipeline, in one sentence.
func (r *pipelineResource) refuseElsewhere(
	ctx context.Context, state definition.Pipeline, private privateState, outcome string,
) diag.Diagnostics {
	last, now := lastSeen(ctx, private, customerKey), r.Provider.Client.CustomerName()
	url, urlNow := lastSeen(ctx, private, baseURLKey), r.Provider.Client.BaseURL()
	switch {
	case last != "" && last != now:
		return diag.Diagnostics{summaryOtherCustomer.Errorf(
			"%s was last seen under customer_name %q, and customer_name is %q now, where it is not found. %s\n\n"+
				"Set customer_name of the provider back to %q. If the customer was renamed and the pipeline is really gone, remove it from the state:%s",
			subject(state), last, now, outcome, last, diagnostics.Command(stateRemove))}
	case last != "" && url != "" && !maestro.SameBaseURL(url, urlNow):
		return diag.Diagnostics{summaryOtherPlatform.Errorf(
			"%s was last seen at base_url %q, and base_url is %q now, where it is not found. %s\n\n"+
				"Set base_url of the provider back to %q. If the platform has moved and the pipeline is really gone, remove it from the state:%s",
			subject(state), url, urlNow, outcome, url, diagnostics.Command(stateRemove))}
	}
	return nil
}
