// SPDX-License-Identifier: MPL-2.0

package pipelines

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"math"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	fwlist "github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/fetch"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

var _ fwlist.ListResourceWithConfigure = (*listResource)(nil)

// listResource lists pipelines for terraform query.
type listResource struct {
	providerdata.Resource
}

// NewListResource returns the list resource dadosfera_pipeline.
func NewListResource() fwlist.ListResource {
	return &listResource{providerdata.Resource{TypeName: pipeline.TypeName}}
}

// ListResourceConfigSchema describes the attributes.
func (l *listResource) ListResourceConfigSchema(
	_ context.Context, _ fwlist.ListResourceSchemaRequest, resp *fwlist.ListResourceSchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The pipelines of the customer that match all given attributes, for `terraform query`, in the " +
			"order of the platform. The list takes one request. With `include_resource`, or with `-generate-config-out`, each " +
			"pipeline is read as well, as in an import.",
		Attributes: map[string]schema.Attribute{
			attrNameRegex:  schema.StringAttribute{Optional: true, MarkdownDescription: nameRegexText, Validators: nameRegexValidators},
			attrLastStatus: schema.StringAttribute{Optional: true, MarkdownDescription: lastStatusText, Validators: wordValidators},
			attrScheduled:  schema.BoolAttribute{Optional: true, MarkdownDescription: scheduledText},
			attrConnector:  schema.StringAttribute{Optional: true, MarkdownDescription: connectorText, Validators: wordValidators},
		},
	}
}

// List streams the selected pipelines.
func (l *listResource) List(ctx context.Context, req fwlist.ListRequest, stream *fwlist.ListResultsStream) {
	var f filter
	var diags diag.Diagnostics
	if !req.Config.Raw.IsNull() {
		diags.Append(req.Config.Get(ctx, &f)...)
	}
	matches, filterDiags := f.matcher()
	diags.Append(filterDiags...)
	if diags.HasError() {
		stream.Results = fwlist.ListResultsStreamDiagnostics(diags)
		return
	}
	stream.Results = func(push func(fwlist.ListResult) bool) { l.stream(ctx, req, matches, push) }
}

// stream pushes the results until there are no more, or as many as requested.
func (l *listResource) stream(
	ctx context.Context, req fwlist.ListRequest, matches func(maestro.Pipeline) bool, push func(fwlist.ListResult) bool,
) {
	listing, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()
	entries, err := l.Provider.Client.ListEntries(listing)
	if err != nil {
		push(failed(summaryListFailed.Error("The pipelines could not be listed. " + l.Provider.ErrorMessage(err))))
		return
	}

	left := req.Limit
	if left <= 0 {
		left = math.MaxInt64
	}
	window := func() int { return int(min(left, maxConcurrentReads)) }
	for result := range l.results(ctx, req, selected(entries, matches), window) {
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

// maxConcurrentReads is how many pipelines are read ahead of the consumer: as many as Terraform refreshes at the same
// time.
const maxConcurrentReads = 10

// selected returns the entries that match, and those of which that cannot be determined.
func selected(entries []maestro.Entry, matches func(maestro.Pipeline) bool) []maestro.Entry {
	return slices.DeleteFunc(entries, func(entry maestro.Entry) bool {
		return entry.Err == nil && !matches(entry.Pipeline)
	})
}

// results returns one result for each entry, in their order.
func (l *listResource) results(
	ctx context.Context, req fwlist.ListRequest, entries []maestro.Entry, window func() int,
) iter.Seq[fwlist.ListResult] {
	if req.IncludeResource {
		return prefetch(ctx, entries, window, func(ctx context.Context, entry maestro.Entry) fwlist.ListResult {
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

// listed returns what the platform's list shows: name and identity.
func (l *listResource) listed(ctx context.Context, req fwlist.ListRequest, entry maestro.Entry) fwlist.ListResult {
	p := entry.Pipeline
	if entry.Err != nil {
		return skipped(unreadable(p).Warningf(
			"%s was omitted from the results, because its entry in the platform's list has an unexpected form. %s",
			subject(p), l.Provider.ErrorMessage(entry.Err)))
	}
	result := req.NewListResult(ctx)
	result.DisplayName = displayName(p)
	result.Diagnostics.Append(
		result.Identity.SetAttribute(ctx, path.Root(pipeline.AttrIdentity), maestro.PlatformID(p.ID))...)
	return result
}

// read returns the whole resource, too: the state that Read writes right after an import.
func (l *listResource) read(ctx context.Context, req fwlist.ListRequest, entry maestro.Entry) fwlist.ListResult {
	result := l.listed(ctx, req, entry)
	if result.Identity == nil {
		return result
	}
	// The types of the attributes that stay null, such as timeouts, come from the schema.
	var state definition.Pipeline
	result.Diagnostics.Append(result.Resource.SetAttribute(ctx, path.Root(definition.AttrID), entry.Pipeline.ID)...)
	result.Diagnostics.Append(result.Resource.Get(ctx, &state)...)
	if result.Diagnostics.HasError() {
		return result
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()

	response, err := fetch.Pipeline(ctx, l.Provider.Client, state)
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		return skipped(summaryListedGone.About(displayName(entry.Pipeline)).Warningf(
			"%s was deleted while the pipelines were listed, and is omitted from the results.", subject(entry.Pipeline)))
	case concernsAll(err):
		return failed(summaryReadFailed.Errorf("%s could not be read. The query ends here, because reading the other "+
			"pipelines would fail, too. %s",
			subject(entry.Pipeline), l.Provider.ErrorMessage(err)))
	case err != nil:
		return skipped(unreadable(entry.Pipeline).Warningf("%s could not be read, and was omitted from the results. %s",
			subject(entry.Pipeline), l.Provider.ErrorMessage(err)))
	}
	observed, err := pipeline.ObserveRead(state, response, l.Provider)
	if err != nil {
		return skipped(unreadable(entry.Pipeline).Warningf(
			"%s was omitted from the results, because the response about it has an unexpected form: %s.",
			subject(entry.Pipeline), maestro.Printable(err.Error())))
	}
	if observed.Jobs.IsNull() {
		// A draft without jobs. The attribute is required in the configuration that is generated from the result.
		observed.Jobs = tfvalue.ListValue[definition.Job]()
	}
	result.Diagnostics.Append(result.Resource.Set(ctx, observed)...)
	return result
}

// concernsAll reports whether an error is not about one pipeline, so that reading the next one would fail in the same
// way.
func concernsAll(err error) bool {
	var signIn *maestro.SignInError
	return errors.As(err, &signIn) || errors.Is(err, maestro.ErrUnauthorized) || errors.Is(err, maestro.ErrNoResponse)
}

// skipped stands in for a pipeline that cannot be listed. It is a warning: Terraform ends a query at its first error.
func skipped(warning diag.Diagnostic) fwlist.ListResult {
	return fwlist.ListResult{Diagnostics: diag.Diagnostics{warning}}
}

// unreadable returns the summary about a pipeline of the list that cannot be read.
func unreadable(p maestro.Pipeline) diagnostics.Summary {
	if displayName(p) == "" {
		return summaryUnnamedUnreadable
	}
	return summaryListedUnreadable.About(displayName(p))
}

// failed is a result that ends the query.
func failed(err diag.Diagnostic) fwlist.ListResult {
	return fwlist.ListResult{Diagnostics: diag.Diagnostics{err}}
}

// displayName names a pipeline by its name, or by its id if it has none. It is printable.
func displayName(p maestro.Pipeline) string {
	return cmp.Or(maestro.Printable(p.Name.Value), maestro.Printable(p.ID))
}

// subject names a pipeline of the platform's list at the start of a sentence.
func subject(p maestro.Pipeline) string {
	if p.ID == "" && p.Name.Value == "" {
		return "A pipeline without id and name"
	}
	return "The pipeline " + diagnostics.PipelineName(p.Name.Value, p.ID)
}
