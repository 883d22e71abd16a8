// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"slices"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// inState reports whether a pipeline is in the state of any address.
func (s *simulation) inState(id string) bool {
	return slices.ContainsFunc(s.slots, func(a *slot) bool { return slices.Contains(a.ids(), id) })
}

// isUnreadAfterApply reports whether a summary is about a pipeline that could not be read after an apply.
func isUnreadAfterApply(summary string) bool {
	return quotedName.ReplaceAllString(summary, "") == "Cannot read pipeline after apply"
}

// needless returns the replacements of the last run that were planned because of an unknown value, and not because of
// the value that is now known.
func (s *simulation) needless(a *slot) []string {
	off := s.trouble.off
	s.trouble.off = true
	defer func() { s.trouble.off = off }()
	var wrong []string
	for _, d := range a.Destructions {
		if d.Reason != plugintest.Required || a.Known == nil {
			continue
		}
		if p := a.Plan(d.Object, a.Known); !plugintest.HasError(p.Diagnostics) && len(p.RequiresReplace) == 0 {
			wrong = append(wrong, "an unknown value replaced a pipeline")
		}
	}
	return wrong
}

// retirements returns the pipelines that were retired although no plan demanded it.
func (s *simulation) retirements(a *slot) []string {
	for _, d := range a.Destructions {
		if a.At(d.Object, "deletion_policy") == "retire" {
			s.retired[stored(a.At(d.Object, "id").(string))] = true
		}
	}
	var wrong []string
	for _, p := range s.core.sim.Pipelines(plugintest.Customer) {
		if isRetired(p) && !s.retired[p.ID] {
			wrong = append(wrong, "it was retired, and no plan demanded that: "+p.ID)
		}
	}
	return wrong
}

// check fails the test if a run of one address violated an invariant. clash means that the state had a deposed
// pipeline, whose name another one may have.
func (s *simulation) check(a *slot, before []string, ok, clash bool) {
	s.t.Helper()
	unread := slices.ContainsFunc(summaries(a.Diagnostics), isUnreadAfterApply) // after a success that may be false
	wrong := append(a.nonexistent(ok && !unread), duplicateNames(s.core.sim)...)
	for _, p := range s.core.sim.Pipelines(plugintest.Customer) {
		switch {
		case s.inState(p.ID):
			delete(s.known, p.ID)
		case s.known[p.ID], isRetired(p):
		case a.names(p.ID), a.Killed, s.trouble.lied:
			// A provider that is killed cannot report anything. If Maestro itself responds that a pipeline does not exist,
			// there is nothing to report.
			s.known[p.ID] = true
		default:
			wrong = append(wrong, fmt.Sprintf("created and not reported: %q, %s", p.Name, p.ID))
		}
	}
	if !s.trouble.lied {
		wrong = append(wrong, a.dropped(before)...)
	}
	wrong = slices.Concat(wrong, a.nameless(), a.unkept(), a.unsupported(a.imported), s.retirements(a))
	if s.trouble.off && ok {
		wrong = append(wrong, s.converged(a)...)
	}
	if s.trouble.off && !ok && !clash && !s.excused(a) {
		wrong = append(wrong, "a run without faults failed")
	}
	for _, line := range wrong {
		s.t.Error(line)
	}
}

// excused reports whether a run without faults may fail: it is refused, as it may be, or another pipeline has the name.
func (s *simulation) excused(a *slot) bool {
	switch a.refusal() {
	case notInPlace:
		return !a.wish.allowed
	case protected:
		return a.Current.Value.IsNull() || a.At(a.Current, "deletion_protection") == true
	case notYet:
		return a.wish.retire
	}
	if slices.Contains(summaries(a.Diagnostics), plugintest.InconsistentPlan) {
		return a.Known != nil && a.wish.allowed
	}
	if a.wish == nil {
		return false
	}
	return slices.ContainsFunc(s.core.sim.Pipelines(plugintest.Customer), func(p simulatedPipeline) bool {
		return p.Name == a.wish.name && (a.Current.Value.IsNull() || p.ID != stored(a.At(a.Current, "id").(string))) || a.CreateBeforeDestroy
	})
}

// converged returns the differences between configuration and platform, and whether the plan is not empty.
func (s *simulation) converged(a *slot) []string {
	if a.wish == nil {
		if !a.Current.Value.IsNull() || len(a.Deposed) > 0 {
			return []string{"the pipeline was destroyed, and is in the state"}
		}
		return nil
	}
	if len(a.ids()) != 1 {
		return []string{"the configuration was applied, and the state does not have one pipeline"}
	}
	p, exists := s.core.sim.Pipeline(plugintest.Customer, a.ids()[0])
	if !exists {
		return []string{"the configuration was applied, and the pipeline does not exist"}
	}
	wrong := unlikePlatform("the configuration", s.visible(a, p), p)
	if s.chance.IntN(4) > 0 {
		return wrong
	}
	if !a.RefreshAll() {
		return append(wrong, "the configuration was applied, and the pipeline cannot be read")
	}
	if plan, replace, ok := a.PlanCurrent(a.wish.config()); !ok || replace || plan.Changes() {
		wrong = append(wrong, "the plan is not empty")
	}
	return wrong
}
