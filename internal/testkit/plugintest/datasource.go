// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// DataSource drives one type of data source: it validates and reads as Terraform does, and reports each of its rules
// that the provider breaks.
type DataSource struct {
	*Server

	t        T
	typeName string
}

// DataSource returns the driver of a type of data source.
func (s *Server) DataSource(typeName string) *DataSource {
	s.t.Helper()
	if s.Schemas.DataSourceSchemas[typeName] == nil {
		s.t.Fatalf("the provider has no data source %s", typeName)
	}
	return &DataSource{Server: s, t: s.t, typeName: typeName}
}

// Schema returns the data source's schema.
func (d *DataSource) Schema() *tfprotov6.Schema { return d.Schemas.DataSourceSchemas[d.typeName] }

// Validate validates a configuration, as terraform validate does.
func (d *DataSource) Validate(config Attrs) []Diagnostic {
	d.t.Helper()
	return d.validate(d.t.Context(), d.value(config))
}

// Read validates a configuration and reads it. The result is as Plain returns it, nil if reading failed. A
// configuration that is unknown or not valid ends the test, as Terraform does not read it.
func (d *DataSource) Read(config Attrs) (Attrs, []Diagnostic) {
	d.t.Helper()
	return d.ReadContext(d.t.Context(), config)
}

// ReadContext is Read with a context for the calls.
func (d *DataSource) ReadContext(ctx context.Context, config Attrs) (Attrs, []Diagnostic) {
	d.t.Helper()
	value := d.value(config)
	if !value.IsFullyKnown() {
		d.t.Fatalf("read: the configuration has unknown values, so Terraform reads it later: %s", describe(value))
	}
	if diags := d.validate(ctx, value); HasError(diags) {
		d.t.Fatalf("read: the configuration is not valid: %v", diags)
	}
	resp, err := d.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: d.typeName, Config: d.encode(value)})
	d.noError("read", err)
	diags := diagnosticsOf(resp.Diagnostics)
	if HasError(diags) {
		return nil, diags
	}
	d.notDeferred(resp.Deferred != nil)
	return d.checkRead(config, d.decode(resp.State, d.Schema().ValueType())), diags
}

// MustRead is Read for a configuration that is read without errors and warnings.
func (d *DataSource) MustRead(config Attrs) Attrs {
	d.t.Helper()
	read, diags := d.Read(config)
	NoDiagnostics(d.t, diags)
	return read
}

// checkRead holds what was read to the rules of NodeAbstractResourceInstance.readDataSource in Terraform's source, and
// to one more: what is configured must be read as it is, since Terraform plans it so when it reads only during apply
// (objchange.PlannedDataResourceObject).
func (d *DataSource) checkRead(config Attrs, read tftypes.Value) Attrs {
	d.t.Helper()
	plain, ok := Plain(read).(Attrs)
	if !ok || !read.IsFullyKnown() {
		d.t.Errorf("read: got null or unknown values: %s", describe(read))
		return plain
	}
	for name, want := range config {
		if want != nil && !cmp.Equal(plain[name], want) {
			d.t.Errorf("read: %s is configured as %v and read as %v", name, want, plain[name])
		}
	}
	return plain
}

func (d *DataSource) validate(ctx context.Context, config tftypes.Value) []Diagnostic {
	d.t.Helper()
	resp, err := d.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: d.typeName, Config: d.encode(config),
	})
	d.noError("validate", err)
	return diagnosticsOf(resp.Diagnostics)
}

func (d *DataSource) value(config Attrs) tftypes.Value {
	d.t.Helper()
	return Value(d.t, d.Schema().ValueType(), config)
}
