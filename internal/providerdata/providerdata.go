// SPDX-License-Identifier: MPL-2.0

// Package providerdata holds what the resources, data sources, actions and ephemeral resources get from the configured
// provider, and the base types that they embed.
package providerdata

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/fetch"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// ReadTimeout limits a read that has no timeout of its own to configure.
const ReadTimeout = 5 * time.Minute

// Data is the configured provider. One value serves all objects of a run.
type Data struct {
	// Client is shared, so that all objects share connections, the sign-in and the rate limit.
	Client *maestro.Client
	// DeletionProtection is the default for pipelines that do not set deletion_protection.
	DeletionProtection bool
	// DeleteProtected are the ids of pipelines whose deletion_protection is ignored in this run, in either spelling.
	DeleteProtected []string
	// AllowReplacement is the default for pipelines that do not set allow_replacement.
	AllowReplacement bool
	// ReadOnly reports whether requests that could change something are refused.
	ReadOnly bool
	// OneTimeCode reports whether the sign-in uses a code that is valid once. A plan then sends no request that it can do
	// without, as the apply needs the code.
	OneTimeCode bool
	// BulkRefresh reports whether pipelines are refreshed from one list.
	BulkRefresh bool
	// Refresher reads the pipelines that are in the state.
	Refresher fetch.Refresher
	// Dropped counts the pipelines that this run found deleted outside of Terraform.
	Dropped atomic.Int64

	known knownPipelines
}

// ErrorMessage returns the message of an error and advice, for an operation that is limited by [ReadTimeout].
func (d *Data) ErrorMessage(err error) string {
	return diagnostics.MessageWithAdvice(err, d.Client.CustomerName(),
		fmt.Sprintf("Reading timed out after %.0f minutes. Run the command again later.", ReadTimeout.Minutes()))
}

// From returns the provider's data from the Configure request of an object. It returns nil, without an error, before
// the provider is configured, as in terraform validate.
func From(providerData any, diags *diag.Diagnostics) *Data {
	if providerData == nil {
		return nil
	}
	data, ok := providerData.(*Data)
	if !ok {
		diags.Append(summaryDefect.Errorf("The provider data has the type %T. Report this message to the developers of "+
			"the provider.", providerData))
		return nil
	}
	return data
}
