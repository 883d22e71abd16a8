// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The names in this file are former ones, for tests that have not been changed yet.

type (
	// Later is the former name of Unknown.
	Later = Unknown
	// Saved is the former name of SavedInstance.
	Saved = SavedInstance
	// Found is the former name of ListResult.
	Found = ListResult
)

// formerPlan has the former names of RequiresReplace, Diagnostics and Request.
type formerPlan struct {
	Replace []*tftypes.AttributePath
	Said    []Diagnostic
	Asked   *tfprotov6.PlanResourceChangeRequest
}

// Failed is the former name of HasError.
func Failed(diags []Diagnostic) bool { return HasError(diags) }

// Silent is the former name of NoDiagnostics.
func Silent(t T, diags []Diagnostic) { t.Helper(); NoDiagnostics(t, diags) }

// Only is the former name of OneDiagnostic.
func Only(t T, diags []Diagnostic, severity tfprotov6.DiagnosticSeverity, path, summary string, parts ...string) {
	t.Helper()
	OneDiagnostic(t, diags, severity, path, summary, parts...)
}

// Nothing is the former name of Absent.
func (r *Resource) Nothing() Instance { return r.Absent() }

// Up is the former name of MustApply.
func (r *Resource) Up(prior Instance, config Attrs) Instance {
	r.t.Helper()
	return r.MustApply(prior, config)
}

// ApplyIn is the former name of ApplyContext.
func (r *Resource) ApplyIn(ctx context.Context, p Plan) (Instance, []Diagnostic) {
	r.t.Helper()
	return r.ApplyContext(ctx, p)
}

// RefreshIn is the former name of RefreshContext.
func (r *Resource) RefreshIn(ctx context.Context, prior Instance) (Instance, []Diagnostic) {
	r.t.Helper()
	return r.RefreshContext(ctx, prior)
}

// Adopt is the former name of Import.
func (r *Resource) Adopt(id string, identity Attrs) (Instance, []Diagnostic) {
	r.t.Helper()
	return r.Import(id, identity)
}

// Generate is the former name of GenerateConfig.
func (r *Resource) Generate(i Instance) Attrs { r.t.Helper(); return r.GenerateConfig(i) }

// GenerateOld is the former name of GenerateConfigWithoutProvider.
func (r *Resource) GenerateOld(i Instance) Attrs {
	r.t.Helper()
	return r.GenerateConfigWithoutProvider(i)
}

// Outdated is the former name of WithoutAttributes.
func (r *Resource) Outdated(i Instance, names ...string) Instance {
	r.t.Helper()
	return r.WithoutAttributes(i, names...)
}

// Found is the former name of MustRead.
func (d *DataSource) Found(config Attrs) Attrs { d.t.Helper(); return d.MustRead(config) }

// ReadIn is the former name of ReadContext.
func (d *DataSource) ReadIn(ctx context.Context, config Attrs) (Attrs, []Diagnostic) {
	d.t.Helper()
	return d.ReadContext(ctx, config)
}

// OpenIn is the former name of OpenContext.
func (s *Server) OpenIn(ctx context.Context, typeName string, config Attrs) (Attrs, []Diagnostic) {
	s.t.Helper()
	return s.OpenContext(ctx, typeName, config)
}

// InvokeIn is the former name of InvokeContext.
func (a *Action) InvokeIn(ctx context.Context, config Attrs) (progress []string, diags []Diagnostic) {
	a.t.Helper()
	return a.InvokeContext(ctx, config)
}
