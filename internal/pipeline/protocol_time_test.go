// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// If an operation times out, the diagnostic names the timeout of that operation.
func TestTimeouts_errorNamesOperation(t *testing.T) {
	contract.NeedsDocumented(t, "is about what the documented response to a create proves")
	for name, tc := range map[string]struct {
		on      maestrosim.Operation
		config  attrs // nil destroys
		creates bool
		summary string
		setting string // in timeouts
	}{
		"create":                    {maestrosim.OpSetMemory, wireConfig("name", "Sales", "memory_mb", 100), true, "Incomplete pipeline creation", "create"},
		"read back after a create":  {maestrosim.OpGet, wireConfig("name", "Sales"), true, `Cannot read pipeline "Sales" after apply`, "create"},
		"update":                    {maestrosim.OpUpdate, wireConfig("name", "Sales"), false, "Cannot update pipeline", "update"},
		"read back after an update": {maestrosim.OpGet, wireConfig("name", "Sales"), false, `Cannot read pipeline "Sales" after apply`, "update"},
		"delete":                    {maestrosim.OpDelete, nil, false, "Cannot delete pipeline", "delete"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			prior := c.Create(wireConfig())
			if tc.creates {
				prior = c.Absent()
			}
			p := c.Plan(prior, tc.config)
			ctx := newDeadline(t)
			c.sim.Order(ctx.ExpireAt(tc.on))
			_, diags := c.ApplyContext(ctx, p)
			if len(diags) != 1 || diags[0].Summary != tc.summary || !strings.Contains(diags[0].Detail, "timeouts = { "+tc.setting+" = ") {
				t.Errorf("got diagnostics %v, want one with summary %q about timeouts.%s", diags, tc.summary, tc.setting)
			}
		})
	}
	t.Run("read", func(t *testing.T) {
		c := newCore(t, maestrosim.Options{}, nil)
		i := c.Create(wireConfig())
		ctx := newDeadline(t)
		c.sim.Order(ctx.ExpireAt(maestrosim.OpGet))
		_, diags := c.RefreshContext(ctx, i)
		if len(diags) != 1 || diags[0].Summary != "Cannot read pipeline" || !strings.Contains(diags[0].Detail, "timeouts = { read = ") {
			t.Errorf("got diagnostics %v, want one about timeouts.read", diags)
		}
	})
}
