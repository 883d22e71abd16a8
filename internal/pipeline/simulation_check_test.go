// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"slices"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// inState says whether any address has a pipeline in its state.
func (s *simulation) inState(id string) bool {
	return slices.ContainsFunc(s.slots, func(a *slot) bool { return slices.Contains(a.ids(), id) })
}

// check holds the invariants after a run of one address. clash says that the state had a pipeline that was to go when
// another one of its name had come.
func (s *simulation) check(a *slot, before []string, ok, clash bool) {
	s.t.Helper()
	unread := slices.Contains(summaries(a.Diagnostics), "Pipeline could not be read back") // after a success that may be none
	wrong := append(a.phantoms(ok && !unread), twins(s.core.sim)...)
	for _, p := range s.core.sim.Pipelines(plugintest.Customer) {
		switch {
		case s.inState(p.ID):
			delete(s.known, p.ID)
		case s.known[p.ID]:
		case a.names(p.ID), a.Killed, s.trouble.lied:
			// Nobody is left to say a word when the provider is killed; and when Maestro itself says that a pipeline is
			// not there, there is none to speak of.
			s.known[p.ID] = true
		default:
			wrong = append(wrong, fmt.Sprintf("lost without a word: %q, %s", p.Name, p.ID))
		}
	}
	if !s.trouble.lied {
		wrong = append(wrong, a.dropped(before)...)
	}
	wrong = append(wrong, slices.Concat(a.nameless(), a.unkept())...)
	if s.trouble.off && ok {
		wrong = append(wrong, s.converged(a)...)
	}
	if s.trouble.off && !ok && !clash && !s.excused(a) {
		wrong = append(wrong, "a run without faults fails")
	}
	for _, line := range wrong {
		s.t.Error(line)
	}
}

// excused says whether a run without faults may fail: something else has the name.
func (s *simulation) excused(a *slot) bool {
	if a.wish == nil {
		return false
	}
	return slices.ContainsFunc(s.core.sim.Pipelines(plugintest.Customer), func(p simulatedPipeline) bool {
		return p.Name == a.wish.name && (a.Current.Value.IsNull() || p.ID != stored(a.At(a.Current, "id").(string))) || a.CreateBeforeDestroy
	})
}

// converged looks whether the platform has what is configured, and the plan is empty.
func (s *simulation) converged(a *slot) []string {
	if a.wish == nil {
		if !a.Current.Value.IsNull() || len(a.Deposed) > 0 {
			return []string{"destroyed, and in the state"}
		}
		return nil
	}
	if len(a.ids()) != 1 {
		return []string{"applied, and not in the state as one"}
	}
	p, exists := s.core.sim.Pipeline(plugintest.Customer, a.ids()[0])
	if !exists {
		return []string{"applied, and not there"}
	}
	wrong := unlikePlatform("the configuration", s.visible(a, p), p)
	if s.chance.IntN(4) > 0 {
		return wrong
	}
	if !a.RefreshAll() {
		return append(wrong, "applied, and cannot be read")
	}
	if plan, replace, ok := a.PlanCurrent(a.wish.config()); !ok || replace || plan.Changes() {
		wrong = append(wrong, "the plan is not empty")
	}
	return wrong
}
