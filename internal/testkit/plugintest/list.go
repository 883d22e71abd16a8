// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"
	"iter"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// List does for the list resource of a type what terraform query does, and holds the provider to the same rules.
type List struct {
	*Resource

	// Limit is how many results are wanted; 0 stands for Terraform's default.
	Limit int64
	// Include asks for the whole resource with every result.
	Include bool
}

// defaultLimit is what Terraform asks for where a list block has no limit.
const defaultLimit = 100

// List gives the driver of a list resource.
func (s *Server) List(typeName string) *List {
	s.t.Helper()
	if s.Schemas.ListResourceSchemas[typeName] == nil {
		s.t.Fatalf("there is no list resource %s", typeName)
	}
	return &List{Resource: s.Resource(typeName)}
}

// Validate is terraform validate -query of one list block.
func (l *List) Validate(config Attrs) []Diagnostic {
	l.t.Helper()
	resp, err := l.lister().ValidateListResourceConfig(l.t.Context(), &tfprotov6.ValidateListResourceConfigRequest{TypeName: l.typeName, Config: l.config(config)})
	l.must("validate", nil, err)
	return diagnosticsOf(resp.Diagnostics)
}

// Found is one result of a query.
type Found struct {
	DisplayName string
	// Instance has the identity, and the whole resource where it was asked for.
	Instance
}

// Query gives all results as Terraform does: it skips a result that is but a warning, and ends at the first error.
func (l *List) Query(config Attrs) (found []Found, said []Diagnostic) {
	l.t.Helper()
	for result := range l.Stream(l.t.Context(), config) {
		told := diagnosticsOf(result.Diagnostics)
		said = append(said, told...)
		if Failed(told) {
			return found, said
		}
		if result.Identity == nil {
			if len(told) == 0 {
				l.t.Error("a result has neither an identity nor anything to say")
			}
			continue
		}
		found = append(found, l.found(result))
	}
	if limit := l.limit(); int64(len(found)) > limit {
		l.t.Errorf("%d results, and the limit is %d", len(found), limit)
	}
	return found, said
}

// Stream gives the results as they come, for whoever wants to stop in the middle.
func (l *List) Stream(ctx context.Context, config Attrs) iter.Seq[tfprotov6.ListResourceResult] {
	l.t.Helper()
	stream, err := l.lister().ListResource(ctx, &tfprotov6.ListResourceRequest{
		TypeName: l.typeName, Config: l.config(config), IncludeResource: l.Include, Limit: l.limit(),
	})
	l.must("list", nil, err)
	return stream.Results
}

// lister is the part of the provider that lists.
func (l *List) lister() tfprotov6.ListResourceServer {
	l.t.Helper()
	lister, ok := l.ProviderServer.(tfprotov6.ListResourceServer)
	if !ok {
		l.t.Fatal("the provider does not list anything")
	}
	return lister
}

// config makes a value of the list's own configuration, that of the block config in a list block.
func (l *List) config(config Attrs) *tfprotov6.DynamicValue {
	l.t.Helper()
	return l.dynamic(Value(l.t, l.Schemas.ListResourceSchemas[l.typeName].ValueType(), config))
}

func (l *List) found(result tfprotov6.ListResourceResult) Found {
	l.t.Helper()
	found := Found{DisplayName: result.DisplayName, Instance: l.Nothing()}
	found.Identity = result.Identity
	switch {
	case result.DisplayName == "":
		l.t.Error("a result has no name to show")
	case l.Include != (result.Resource != nil):
		l.t.Errorf("the resource was asked for: %t, and given: %t", l.Include, !l.Include)
	case l.Include:
		found.Value = l.read(result.Resource, l.Type())
		if found.Value.IsNull() || !found.Value.IsFullyKnown() {
			l.t.Errorf("%s is not whole: %s", result.DisplayName, found.Value)
		}
	}
	return found
}

func (l *List) limit() int64 {
	if l.Limit == 0 {
		return defaultLimit
	}
	return l.Limit
}
