// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Open validates, opens and closes an ephemeral resource. It returns the result as Plain does, nil if there is none.
func (s *Server) Open(typeName string, config Attrs) (Attrs, []Diagnostic) {
	s.t.Helper()
	return s.OpenContext(s.t.Context(), typeName, config)
}

// OpenContext is Open with a context for the calls. Terraform's rule, in ephemeralResourceOpen in its source, is that
// the result is a valid plan of the configuration; all of it has to be known besides.
func (s *Server) OpenContext(ctx context.Context, typeName string, config Attrs) (Attrs, []Diagnostic) {
	s.t.Helper()
	schema := s.Schemas.EphemeralResourceSchemas[typeName]
	if schema == nil {
		s.t.Fatalf("the provider has no ephemeral resource %s", typeName)
	}
	value := Value(s.t, schema.ValueType(), config)

	validated, err := s.ValidateEphemeralResourceConfig(ctx, &tfprotov6.ValidateEphemeralResourceConfigRequest{
		TypeName: typeName, Config: s.encode(value),
	})
	s.noError("validate", err)
	if diags := diagnosticsOf(validated.Diagnostics); HasError(diags) {
		return nil, diags
	}

	opened, err := s.OpenEphemeralResource(ctx, &tfprotov6.OpenEphemeralResourceRequest{
		TypeName: typeName, Config: s.encode(value),
	})
	s.noError("open", err)
	diags := diagnosticsOf(opened.Diagnostics)
	if HasError(diags) {
		return nil, diags
	}
	s.notDeferred(opened.Deferred != nil)
	result := s.decode(opened.Result, schema.ValueType())
	if result.IsNull() || !result.IsFullyKnown() {
		s.t.Errorf("open: got null or unknown values: %s", describe(result))
	}
	prior := tftypes.NewValue(schema.ValueType(), nil)
	for _, problem := range assertPlanValid("", s.attributesOf(schema), prior, value, result) {
		s.t.Errorf("open: %s", problem)
	}

	closed, err := s.CloseEphemeralResource(ctx, &tfprotov6.CloseEphemeralResourceRequest{
		TypeName: typeName, Private: opened.Private,
	})
	s.noError("close", err)
	attrs, _ := Plain(result).(Attrs)
	return attrs, append(diags, diagnosticsOf(closed.Diagnostics)...)
}
