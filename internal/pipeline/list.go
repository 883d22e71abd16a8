// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	fwlist "github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

var _ fwlist.ListResourceWithConfigure = (*pipelineList)(nil)

// pipelineList finds pipelines for terraform query. It is named, configured and read like the resource.
type pipelineList struct {
	pipelineResource
}

// NewListResource gives the list resource dadosfera_pipeline, not configured yet.
func NewListResource() fwlist.ListResource { return &pipelineList{} }

// ListResourceConfigSchema describes the attributes.
func (l *pipelineList) ListResourceConfigSchema(_ context.Context, _ fwlist.ListResourceSchemaRequest, resp *fwlist.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The pipelines of the customer, for `terraform query`: those that every given attribute matches, in the order of the platform. " +
			"Without `include_resource`, they cost one request together; with it, and with `-generate-config-out`, each pipeline is read as well, as an import would.",
		Attributes: map[string]schema.Attribute{
			nameRegexName: schema.StringAttribute{Optional: true, MarkdownDescription: nameRegexText, Validators: nameRegexValidators},
			"last_status": schema.StringAttribute{Optional: true, MarkdownDescription: lastStatusText, Validators: wordValidators},
			"scheduled":   schema.BoolAttribute{Optional: true, MarkdownDescription: scheduledText},
			connectorName: schema.StringAttribute{Optional: true, MarkdownDescription: connectorText, Validators: wordValidators},
		},
	}
}

// List streams the pipelines that are meant.
func (l *pipelineList) List(ctx context.Context, req fwlist.ListRequest, stream *fwlist.ListResultsStream) {
	var f filter
	var diags diag.Diagnostics
	if !req.Config.Raw.IsNull() {
		diags.Append(req.Config.Get(ctx, &f)...)
	}
	var matches func(maestro.Pipeline) bool
	if !diags.HasError() {
		matches = f.matcher(&diags)
	}
	if diags.HasError() {
		stream.Results = fwlist.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = func(push func(fwlist.ListResult) bool) { l.stream(ctx, req, matches, push) }
}

// stream pushes the results until there are no more, or enough.
func (l *pipelineList) stream(ctx context.Context, req fwlist.ListRequest, matches func(maestro.Pipeline) bool, push func(fwlist.ListResult) bool) {
	listing, cancel := context.WithTimeout(ctx, defaultReadTimeout)
	defer cancel()
	entries, err := l.data.Client.ListEntries(listing)
	if err != nil {
		push(failed("Listing pipelines failed", "The pipelines could not be listed. "+l.data.Explain(err)))
		return
	}
	left := req.Limit
	if left <= 0 {
		left = math.MaxInt64
	}
	for result := range l.results(ctx, req, meant(entries, matches), func() int { return int(min(left, pipelinesAtOnce)) }) {
		if !push(result) || result.Diagnostics.HasError() {
			return
		}
		if result.Identity != nil {
			left--
		}
		if left == 0 {
			return
		}
	}
}

// pipelinesAtOnce is how many pipelines are read ahead of whoever takes the results: as many as Terraform itself
// refreshes side by side.
const pipelinesAtOnce = 10

// meant gives the entries that match, and those of which it cannot be told.
func meant(entries []maestro.Entry, matches func(maestro.Pipeline) bool) []maestro.Entry {
	return slices.DeleteFunc(entries, func(entry maestro.Entry) bool { return entry.Err == nil && !matches(entry.Pipeline) })
}

// results gives one result for each entry, in their order.
func (l *pipelineList) results(ctx context.Context, req fwlist.ListRequest, entries []maestro.Entry, window func() int) iter.Seq[fwlist.ListResult] {
	if req.IncludeResource {
		return ahead(ctx, entries, window, func(ctx context.Context, entry maestro.Entry) fwlist.ListResult {
			return l.read(ctx, req, entry)
		})
	}
	return func(yield func(fwlist.ListResult) bool) {
		for _, entry := range entries {
			if !yield(l.listed(ctx, req, entry)) {
				return
			}
		}
	}
}

// listed gives what the platform's list alone shows: name and identity.
func (l *pipelineList) listed(ctx context.Context, req fwlist.ListRequest, entry maestro.Entry) fwlist.ListResult {
	p := entry.Pipeline
	if entry.Err != nil {
		return skipped(p, "cannot be read", "%s is left out, as the platform's list shows it in a form that is not understood. %s", subjectOf(p), l.data.Explain(entry.Err))
	}
	result := req.NewListResult(ctx)
	result.DisplayName = nameOf(p)
	result.Diagnostics.Append(result.Identity.SetAttribute(ctx, path.Root(identityName), maestro.PlatformID(p.ID))...)
	return result
}

// read gives the whole resource as well: the state that Read makes right after an import.
func (l *pipelineList) read(ctx context.Context, req fwlist.ListRequest, entry maestro.Entry) fwlist.ListResult {
	result := l.listed(ctx, req, entry)
	if result.Identity == nil {
		return result
	}
	var state model
	result.Diagnostics.Append(result.Resource.SetAttribute(ctx, path.Root("id"), entry.Pipeline.ID)...)
	result.Diagnostics.Append(result.Resource.Get(ctx, &state)...)
	if result.Diagnostics.HasError() {
		return result
	}
	ctx, cancel := context.WithTimeout(ctx, defaultReadTimeout)
	defer cancel()
	p, err := l.get(ctx, state)
	switch {
	case maestro.IsNotFound(err):
		return skipped(entry.Pipeline, "is gone from the platform", "%s was in the platform's list, and was gone when it was read. It is left out.", subjectOf(entry.Pipeline))
	case concernsAll(err):
		return failed("Reading a pipeline failed", fmt.Sprintf("%s could not be read, and so cannot the others. %s", subjectOf(entry.Pipeline), l.data.Explain(err)))
	case err != nil:
		return skipped(entry.Pipeline, "cannot be read", "%s is left out. %s", subjectOf(entry.Pipeline), l.data.Explain(err))
	}
	observed, err := l.observed(state, p)
	if err != nil {
		return skipped(entry.Pipeline, "cannot be read", "%s is left out, as it was answered in a form that is not understood: %s.", subjectOf(entry.Pipeline), err)
	}
	result.Diagnostics.Append(result.Resource.Set(ctx, observed)...)
	return result
}

// concernsAll says whether an error is not about one pipeline, so that the next one would fail in the same way.
func concernsAll(err error) bool {
	var signIn *maestro.SignInError
	return errors.As(err, &signIn) || maestro.IsUnauthorized(err) || maestro.IsUnanswered(err)
}

// skipped stands in for a pipeline of which there is nothing to show. It is a warning, as Terraform ends a query at its
// first error; and it has a summary of its own, as Terraform shows but one of many with the same, and whoever adopts the
// rest wants to know which ones are missing.
func skipped(p maestro.Pipeline, why, format string, values ...any) fwlist.ListResult {
	summary := fmt.Sprintf("Pipeline %q %s", nameOf(p), why)
	if nameOf(p) == "" {
		summary = "A pipeline " + why
	}
	return fwlist.ListResult{Diagnostics: diag.Diagnostics{diag.NewWarningDiagnostic(summary, fmt.Sprintf(format, values...))}}
}

// failed is a result that ends the query.
func failed(summary, detail string) fwlist.ListResult {
	return fwlist.ListResult{Diagnostics: diag.Diagnostics{diag.NewErrorDiagnostic(summary, detail)}}
}

// nameOf names a pipeline for a person, by its id where it has no name.
func nameOf(p maestro.Pipeline) string {
	if p.Name.Value == "" {
		return p.ID
	}
	return p.Name.Value
}

// subjectOf is subject for a pipeline of the platform's list.
func subjectOf(p maestro.Pipeline) string {
	if p.ID == "" && p.Name.Value == "" {
		return "A pipeline without id and name"
	}
	return subject(model{ID: types.StringValue(p.ID), Name: types.StringValue(p.Name.Value)})
}
