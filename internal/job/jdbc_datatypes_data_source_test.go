// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const datatypesType = "dadosfera_jdbc_datatypes"

func TestJDBCDatatypes_everyContract(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			_, provider := newPlatform(t, maestrosim.Options{Contract: contract.Contract})
			got := provider.DataSource(datatypesType).MustRead(attrs{})["datatypes"].(attrs)
			if len(got) != 4 {
				t.Errorf("got %d plugins, want 4: %v", len(got), got)
			}
			plugintest.Same(t, "oracle", got["oracle"], any(elems{
				"DATE", "NUMBER", "TIMESTAMP", "TIMESTAMP WITH LOCAL TIME ZONE", "TIMESTAMP WITH TIME ZONE",
			}))
		})
	}
}

func TestJDBCDatatypes_errors(t *testing.T) {
	const summary = "Cannot read JDBC data types"
	for name, tc := range map[string]struct {
		fault maestrosim.Fault
		want  string
	}{
		"platform error":       {maestrosim.Fault{Status: 500, Body: `{"msg":"it broke"}`}, "it broke"},
		"404":                  {maestrosim.Fault{Status: 404, Body: `{"detail":"Not Found"}`}, "base_url"},
		"unexpected response":  {maestrosim.Fault{Body: `{"status":true,"data":[]}`}, "not a JSON object"},
		"response without map": {maestrosim.Fault{Body: `{"status":true,"data":{}}`}, "does not map plugins"},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := newPlatform(t, maestrosim.Options{})
			tc.fault.On = maestrosim.OpDatatypes
			sim.Order(tc.fault)
			_, diags := provider.DataSource(datatypesType).Read(attrs{})
			plugintest.OneDiagnostic(t, diags, plugintest.Error, "", summary, tc.want)
		})
	}
	t.Run("interrupt", func(t *testing.T) {
		sim, provider := newPlatform(t, maestrosim.Options{})
		ctx, fault := interruptOn(t, maestrosim.OpDatatypes)
		sim.Order(fault)
		_, diags := provider.DataSource(datatypesType).ReadContext(ctx, attrs{})
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", summary, "interrupted")
	})
}
