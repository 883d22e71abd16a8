// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Open opens an ephemeral resource, as Terraform does: validated first, and closed at the end. It gives the result as
// plain values, nil where there is none.
func (s *Server) Open(typeName string, config Attrs) (Attrs, []Diagnostic) {
	s.t.Helper()
	return s.OpenIn(s.t.Context(), typeName, config)
}

// OpenIn is Open in a context of its own.
func (s *Server) OpenIn(ctx context.Context, typeName string, config Attrs) (Attrs, []Diagnostic) {
	s.t.Helper()
	schema := s.Schemas.EphemeralResourceSchemas[typeName]
	if schema == nil {
		s.t.Fatalf("there is no ephemeral resource %s", typeName)
	}
	value := Value(s.t, schema.ValueType(), config)
	validated, err := s.ValidateEphemeralResourceConfig(ctx, &tfprotov6.ValidateEphemeralResourceConfigRequest{TypeName: typeName, Config: s.dynamic(value)})
	s.must("validate", nil, err)
	if told := diagnosticsOf(validated.Diagnostics); Failed(told) {
		return nil, told
	}
	opened, err := s.OpenEphemeralResource(ctx, &tfprotov6.OpenEphemeralResourceRequest{TypeName: typeName, Config: s.dynamic(value)})
	s.must("open", nil, err)
	told := diagnosticsOf(opened.Diagnostics)
	if Failed(told) {
		return nil, told
	}
	result := s.read(opened.Result, schema.ValueType())
	if !result.IsFullyKnown() {
		s.t.Errorf("the result has unknown values: %s", result)
	}
	given := Members(value)
	for name, member := range Members(result) {
		if was := given[name]; !was.IsNull() && was.IsKnown() && !was.Equal(member) {
			s.t.Errorf("%s is configured as %s, and opened as %s", name, was, member)
		}
	}
	closed, err := s.CloseEphemeralResource(ctx, &tfprotov6.CloseEphemeralResourceRequest{TypeName: typeName, Private: opened.Private})
	s.must("close", nil, err)
	all, _ := Plain(result).(Attrs)
	return all, append(told, diagnosticsOf(closed.Diagnostics)...)
}
