// SPDX-License-Identifier: MPL-2.0

// Package providerdata is what the configured provider hands to everything it offers.
package providerdata

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// ReadTimeout is how long reading may take where nobody has said how long.
const ReadTimeout = 5 * time.Minute

// Data is the configured provider. One value serves all objects of a run.
type Data struct {
	// Client is shared, so that all objects share connections, sign-in and rate limit.
	Client *maestro.Client
	// DeletionProtection is what a pipeline has that does not say it itself.
	DeletionProtection bool
	// BulkRefresh reads pipelines from one list where that can show a change.
	BulkRefresh bool
	// Dropped counts the pipelines that were found gone in this run.
	Dropped atomic.Int64
}

// Explain gives the platform's words for why something could not be read, or done, that has no time of its own to set, and
// what to do.
func (d *Data) Explain(err error) string {
	return diagnostics.Error(err, d.Client.CustomerName(), "The time for reading, five minutes, is over. Try again when the platform is less busy.")
}

// From takes the provider's data out of a Configure request of any kind of object. It gives nil before the provider is
// configured, as in terraform validate, which is no error.
func From(value any, diags *diag.Diagnostics) *Data {
	if value == nil {
		return nil
	}
	data, ok := value.(*Data)
	if !ok {
		diags.AddError("Defect in the provider", fmt.Sprintf("Provider data of type %T was handed over. Please report this.", value))
		return nil
	}
	return data
}
