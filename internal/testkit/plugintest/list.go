// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// DefaultLimit is how many results Terraform asks for if a list block has no limit.
const DefaultLimit = 100

// List drives the list resource of a type of managed resource, as terraform query does, and reports each of its rules
// that the provider breaks.
type List struct {
	*Resource

	// Limit is how many results are asked for. 0 stands for DefaultLimit.
	Limit int64
	// Include asks for the whole resource with each result.
	Include bool
}

// List returns the driver of a list resource.
func (s *Server) List(typeName string) *List {
	s.t.Helper()
	if s.Schemas.ListResourceSchemas[typeName] == nil {
		s.t.Fatalf("the provider has no list resource %s", typeName)
	}
	return &List{Resource: s.Resource(typeName)}
}

// ListResult is one result of a query.
type ListResult struct {
	DisplayName string
	// Instance has the identity, and the value if the whole resource was asked for.
	Instance
}

// Validate validates the config block of a list block, as terraform validate -query does.
func (l *List) Validate(config Attrs) []Diagnostic {
	l.t.Helper()
	resp, err := l.listServer().ValidateListResourceConfig(l.t.Context(), &tfprotov6.ValidateListResourceConfigRequest{
		TypeName: l.typeName, Config: l.encodeConfig(config),
	})
	l.noError("validate", err)
	return diagnosticsOf(resp.Diagnostics)
}

// Query returns all results for a config block. Like GRPCProvider.ListResource in Terraform's source, it skips results
// that have only warnings, and ends at the first error. In addition, it reports results beyond the limit, which
// Terraform drops.
func (l *List) Query(config Attrs) (results []ListResult, diags []Diagnostic) {
	l.t.Helper()
	for result := range l.Stream(l.t.Context(), config) {
		resultDiags := diagnosticsOf(result.Diagnostics)
		diags = append(diags, resultDiags...)
		if HasError(resultDiags) {
			return results, diags
		}
		if result.Identity == nil || result.Identity.IdentityData == nil {
			if len(resultDiags) == 0 {
				l.t.Errorf("list: got a result without an identity")
			}
			continue
		}
		results = append(results, l.checkResult(result))
	}
	if limit := l.limit(); int64(len(results)) > limit {
		l.t.Errorf("list: got %d results, want at most %d", len(results), limit)
	}
	return results, diags
}

// Stream returns the results for a config block one by one, for a caller that stops before the end.
func (l *List) Stream(ctx context.Context, config Attrs) iter.Seq[tfprotov6.ListResourceResult] {
	l.t.Helper()
	stream, err := l.listServer().ListResource(ctx, &tfprotov6.ListResourceRequest{
		TypeName: l.typeName, Config: l.encodeConfig(config), IncludeResource: l.Include, Limit: l.limit(),
	})
	l.noError("list", err)
	return stream.Results
}

// checkResult holds a result to what a user of terraform query needs: a name, and the whole resource if and only if it
// was asked for.
func (l *List) checkResult(result tfprotov6.ListResourceResult) ListResult {
	l.t.Helper()
	got := ListResult{DisplayName: result.DisplayName, Instance: l.Absent()}
	got.Identity = result.Identity
	l.checkIdentity("list", got.Identity, nil)
	if got.DisplayName == "" {
		l.t.Errorf("list: got a result without a display name")
	}
	if hasResource := result.Resource != nil; hasResource != l.Include {
		l.t.Errorf("list: %s: got the resource: %t, want %t", got.DisplayName, hasResource, l.Include)
	}
	if l.Include && result.Resource != nil {
		got.Value = l.decode(result.Resource, l.Type())
		if got.Value.IsNull() || !got.Value.IsFullyKnown() {
			l.t.Errorf("list: %s: got null or unknown values: %s", got.DisplayName, describe(got.Value))
		}
	}
	return got
}

func (l *List) encodeConfig(config Attrs) *tfprotov6.DynamicValue {
	l.t.Helper()
	return l.encode(Value(l.t, l.Schemas.ListResourceSchemas[l.typeName].ValueType(), config))
}

func (l *List) listServer() tfprotov6.ListResourceServer {
	l.t.Helper()
	server, ok := l.ProviderServer.(tfprotov6.ListResourceServer)
	if !ok {
		l.t.Fatalf("%T does not serve list resources", l.ProviderServer)
	}
	return server
}

func (l *List) limit() int64 {
	if l.Limit == 0 {
		return DefaultLimit
	}
	return l.Limit
}
