// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

// Fetched is what the platform showed of a pipeline before the resource was called.
type Fetched struct {
	response maestro.Pipeline
	err      error
}

type fetchedKey struct{}

// Context returns a context with which Read uses the response, instead of requesting it again.
func (f Fetched) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, fetchedKey{}, f)
}

// MayReadUnchanged reports whether a read that leaves the state as it is changes nothing else: the pipeline was read
// before, its job_ids are up to date, its private state has what a read records, and reads are not from a list.
func MayReadUnchanged(state definition.Pipeline, private map[string][]byte, provider *providerdata.Data) bool {
	has := func(key, value string) bool {
		text, err := json.Marshal(value)
		return err == nil && bytes.Equal(private[key], text)
	}
	return !isUnread(state) && !provider.BulkRefresh && state.JobIDs.Equal(definition.JobIDs(state)) &&
		has(customerKey, provider.Client.CustomerName()) && has(baseURLKey, provider.Client.BaseURL()) &&
		decodeObjectID(private) != ""
}

// Fetch reads a pipeline, and reports whether its state stays as it is.
func Fetch(
	ctx context.Context, state definition.Pipeline, provider *providerdata.Data,
) (fetched Fetched, unchanged bool) {
	timeout, diags := state.Timeouts.Read(ctx, defaultReadTimeout)
	if diags.HasError() {
		return Fetched{}, false
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	r := pipelineResource{providerdata.Resource{TypeName: TypeName, Provider: provider}}
	fetched.response, fetched.err = r.fetchWithJobs(ctx, state)
	if fetched.err != nil {
		return fetched, false
	}
	observed, err := ObserveRead(state, fetched.response, provider)
	if err != nil || !observed.Equal(state) {
		return fetched, false
	}
	provider.RecordManaged(state.ID.ValueString())
	return fetched, true
}
