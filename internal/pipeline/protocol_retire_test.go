// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// A success that something other than Maestro may have sent does not drop a pipeline from the state: it has to be shown
// as retired. After an error, the state has what was done.
func TestPipelineDelete_retireIsConfirmed(t *testing.T) {
	for name, tc := range map[string]struct {
		fault      maestrosim.Fault
		wantPaused bool
	}{
		"pause was not carried out":  {maestrosim.Fault{On: maestrosim.OpPause, Status: 200}, false},
		"rename was not carried out": {maestrosim.Fault{On: maestrosim.OpUpdate, Status: 200}, true},
	} {
		t.Run(name, func(t *testing.T) {
			withWorkspace(t, func(t *testing.T, w *workspace) {
				w.Apply(settled("deletion_policy", "retire"))
				w.sim.Order(tc.fault)
				checkContains(t, w.requireDetail(w.Apply(nil), false, "Cannot retire pipeline"), "responded with success, but shows")
				if w.Current.Value.IsNull() {
					t.Fatal("got a state without the pipeline, want it kept")
				}
				plugintest.Same(t, "paused in the state", w.At(w.Current, "paused"), any(tc.wantPaused))
				if !w.Apply(nil) || !isRetired(w.one()) {
					t.Errorf("the next run: got %v, %v, want the pipeline retired", w.Diagnostics, w.one())
				}
			})
		})
	}
}

// The name that a pipeline gives up in its replacement is not reported as taken, even if the state was not refreshed.
func TestPipelinePlan_replacementDoesNotWarnOfItsOwnName(t *testing.T) {
	withWorkspace(t, func(t *testing.T, w *workspace) {
		w.Apply(replaceable())
		w.Restart(w.settings)
		w.Diagnostics = nil
		if _, replace, ok := w.PlanCurrent(replaceable("jobs.0.input.table_name", "other")); !replace || !ok {
			t.Fatalf("got replacement %t, success %t: %v", replace, ok, w.Diagnostics)
		}
		plugintest.Same(t, "summaries", summaries(w.Diagnostics), []string{`Pipeline "Orders" will be replaced`, `Replacement of pipeline "Orders" planned without refresh`})
	})
}
