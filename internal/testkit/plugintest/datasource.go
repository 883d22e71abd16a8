// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// DataSource does for one type of data source what Terraform does, and holds the provider to the same rules: what is read
// is whole and known, and what is configured stays.
type DataSource struct {
	*Server

	t        testing.TB
	typeName string
}

// DataSource gives the driver of a type of data source.
func (s *Server) DataSource(typeName string) *DataSource {
	s.t.Helper()
	if s.Schemas.DataSourceSchemas[typeName] == nil {
		s.t.Fatalf("there is no data source %s", typeName)
	}
	return &DataSource{Server: s, t: s.t, typeName: typeName}
}

// Schema is the data source's schema.
func (d *DataSource) Schema() *tfprotov6.Schema { return d.Schemas.DataSourceSchemas[d.typeName] }

// Validate is terraform validate of one data source.
func (d *DataSource) Validate(config Attrs) []Diagnostic {
	d.t.Helper()
	return d.validate(d.t.Context(), config)
}

// Read reads what a configuration asks for, as plain values; nil where that failed.
func (d *DataSource) Read(config Attrs) (Attrs, []Diagnostic) {
	d.t.Helper()
	return d.ReadIn(d.t.Context(), config)
}

// ReadIn is Read in a context of its own.
func (d *DataSource) ReadIn(ctx context.Context, config Attrs) (Attrs, []Diagnostic) {
	d.t.Helper()
	if v := Value(d.t, d.Schema().ValueType(), config); !v.IsFullyKnown() {
		d.t.Fatalf("Terraform puts off reading what is not known yet: %s", v)
	}
	if invalid := d.validate(ctx, config); Failed(invalid) {
		d.t.Fatalf("Terraform does not read what is not valid: %v", invalid)
	}
	resp, err := d.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{TypeName: d.typeName, Config: d.config(config)})
	d.must("read", nil, err)
	told := diagnosticsOf(resp.Diagnostics)
	if Failed(told) {
		return nil, told
	}
	read := d.read(resp.State, d.Schema().ValueType())
	if read.IsNull() || !read.IsFullyKnown() {
		d.t.Errorf("what is read is null or has unknown values: %s", read)
	}
	plain, _ := Plain(read).(Attrs)
	for name, v := range config {
		if v != nil && !cmp.Equal(plain[name], v) {
			d.t.Errorf("%s is configured as %v and read as %v: a plan that is made before the read goes by the configuration", name, v, plain[name])
		}
	}
	return plain, told
}

// Found is Read of what is there: whatever the provider says about it fails the test.
func (d *DataSource) Found(config Attrs) Attrs {
	d.t.Helper()
	read, told := d.Read(config)
	Silent(d.t, told)
	return read
}

func (d *DataSource) validate(ctx context.Context, config Attrs) []Diagnostic {
	d.t.Helper()
	resp, err := d.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: d.typeName, Config: d.config(config)})
	d.must("validate", nil, err)
	return diagnosticsOf(resp.Diagnostics)
}

func (d *DataSource) config(config Attrs) *tfprotov6.DynamicValue {
	d.t.Helper()
	return d.dynamic(Value(d.t, d.Schema().ValueType(), config))
}
