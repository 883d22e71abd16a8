// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// privateState is what Terraform keeps for the provider beside the state of a resource. Some clients keep none
// (Pulumi), and Terraform sends none with the destroy half of the replacement of a tainted object.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

// The keys of the private state.
const (
	// customerKey and baseURLKey are the place where the pipeline was last seen.
	customerKey = "customer_name"
	baseURLKey  = "base_url"
	// importedKey is true from the import of a pipeline to the first apply that changes it.
	importedKey = "imported"
	// driftKey holds the descriptions of the changes on the platform that the API cannot reverse.
	driftKey = "drift"
	// objectKey holds a random id of the object in the state.
	objectKey = "object"
)

// setPrivate records a value in the private state.
func setPrivate(ctx context.Context, private privateState, key string, value any) diag.Diagnostics {
	text, err := json.Marshal(value)
	if err != nil {
		return diag.Diagnostics{summaryDefect.Errorf("%q cannot be recorded in the private state: %s.", key, err)}
	}
	return private.SetKey(ctx, key, text)
}

// getPrivate returns a value from the private state, or the zero value if there is none.
func getPrivate[T any](ctx context.Context, private privateState, key string) T {
	var value, zero T
	raw, diags := private.GetKey(ctx, key)
	if diags.HasError() || json.Unmarshal(raw, &value) != nil {
		return zero
	}
	return value
}
