// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

const datatypesSource = "dadosfera_jdbc_datatypes"

func TestTheDatatypesUnderEveryContract(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			_, provider := platform(t, maestrosim.Options{Contract: contract.Contract})
			all := provider.DataSource(datatypesSource).Found(plugintest.Attrs{})["datatypes"].(plugintest.Attrs)
			if len(all) != 4 {
				t.Errorf("%d plugins: %v", len(all), all)
			}
			plugintest.Same(t, "oracle", all["oracle"], any(plugintest.Elems{"TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "TIMESTAMP WITH LOCAL TIME ZONE", "DATE", "NUMBER"}))
		})
	}
}

func TestDatatypesThatCannotBeRead(t *testing.T) {
	for name, tc := range map[string]struct {
		fault maestrosim.Fault
		says  string
	}{
		"for an error of the platform":     {maestrosim.Fault{Status: 500, Body: `{"msg":"it broke"}`}, "it broke"},
		"for a 404":                        {maestrosim.Fault{Status: 404, Body: `{"detail":"Not Found"}`}, "base_url"},
		"for an answer nobody understands": {maestrosim.Fault{Body: `{"status":true,"data":[]}`}, "not a JSON object"},
		"for an answer without types":      {maestrosim.Fault{Body: `{"status":true,"data":{}}`}, "does not map plugins"},
	} {
		t.Run(name, func(t *testing.T) {
			sim, provider := platform(t, maestrosim.Options{})
			tc.fault.On = maestrosim.OpDatatypes
			sim.Order(tc.fault)
			_, told := provider.DataSource(datatypesSource).Read(plugintest.Attrs{})
			plugintest.Only(t, told, plugintest.Error, "", "Reading the JDBC data types failed", tc.says)
		})
	}
	t.Run("for an interrupt", func(t *testing.T) {
		sim, provider := platform(t, maestrosim.Options{})
		ctx, fault := interrupted(t, maestrosim.OpDatatypes)
		sim.Order(fault)
		_, told := provider.DataSource(datatypesSource).ReadIn(ctx, plugintest.Attrs{})
		plugintest.Only(t, told, plugintest.Error, "", "Reading the JDBC data types failed", "The operation was interrupted.")
	})
}
