// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// check holds a run under a fault to the invariants.
func (s *scene) check(w *workspace, ok bool, x trouble, e extent, at int) []string {
	wrong := append(w.phantoms(ok), twins(w.sim)...)
	// Nobody is left to say a word when the provider is killed. And when Maestro itself says to a deletion that there is
	// nothing to delete, nothing is left to say. What is to be imported was there before.
	if !x.kills && !s.imports && !(x.lies && (e.everything || s.calls[at] == maestrosim.OpDelete)) {
		for _, id := range w.orphans() {
			wrong = append(wrong, "lost without a word: "+id)
		}
	}
	if x.fault.Status != 429 { // which says that nothing was done
		wrong = append(wrong, w.blindRepeats()...)
	}
	if !x.lies {
		was := workspace{core: w.core}
		was.Current, was.Deposed = s.before.current, s.before.deposed
		wrong = append(wrong, w.dropped(was.ids())...)
	}
	wrong = append(wrong, slices.Concat(w.nameless(), w.unkept())...)
	if !x.refuses && !x.late && !e.everything && !x.kills && !isRead(s.calls[at]) && !(ok && x.pretends) {
		wrong = append(wrong, w.untrue()...)
	}
	return wrong
}

// outcome is finish, once for each state and platform.
func (s *scene) outcome(w *workspace, config attrs, x trouble, blind bool) []string {
	key := fmt.Sprintln(mustJSON(config), x.kills || x.lies, blind, w.picture())
	wrong, known := s.outcomes[key]
	if !known {
		wrong = s.finish(w, config, x, blind)
		s.outcomes[key] = wrong
	}
	return wrong
}

// picture is the state and the platform as text, without times, and with numbers for ids.
func (w *workspace) picture() string {
	var b strings.Builder
	var ids []string
	name := func(id string) { ids = append(ids, id, fmt.Sprintf("{%d}", len(ids))) }
	for _, i := range append(slices.Clone(w.Deposed), w.Current) {
		state, _ := plugintest.Plain(i.Value).(attrs)
		maps.DeleteFunc(state, func(attribute string, _ any) bool { return strings.HasSuffix(attribute, "_at") })
		if state != nil {
			name(state["id"].(string))
		}
		fmt.Fprintln(&b, mustJSON(state), string(i.Private), w.Tainted)
	}
	for _, p := range w.sim.Pipelines(plugintest.Customer) {
		name(p.ID)
		p.CreatedAt, p.UpdatedAt, p.Number = time.Time{}, time.Time{}, 0
		for i := range p.Jobs {
			p.Jobs[i].Number = 0
		}
		p.Runs = nil
		fmt.Fprintln(&b, mustJSON(p))
	}
	return strings.NewReplacer(ids...).Replace(b.String())
}

func mustJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// finish is what a person does when the trouble is over: apply again, and follow what an error says. What was never
// known to have been sent, blind says.
func (s *scene) finish(w *workspace, config attrs, x trouble, blind bool) []string {
	w.Restart(w.settings)
	var ok bool
	if s.imports && w.Current.Value.IsNull() {
		ok = w.Import(s.before.pipelines[0].ID, config)
	} else {
		ok = w.Apply(config)
	}
	if id := w.offered(); !ok && id != "" {
		if lost := w.orphans(); len(lost) > 0 {
			return []string{fmt.Sprintf("lost without a word: %s", lost)}
		}
		ok = s.follow(w, config, x, id)
	}
	if !ok {
		return []string{fmt.Sprintf("the next apply does not finish: %v", w.Diagnostics)}
	}
	wrong := append(w.phantoms(ok), twins(w.sim)...)
	if x.lies { // what is lost for good somebody cleans up by hand
		for _, id := range w.strays() {
			w.remove(id)
		}
	}
	all := w.sim.Pipelines(plugintest.Customer)
	if config == nil {
		if len(all) > 0 || !w.Current.Value.IsNull() {
			wrong = append(wrong, fmt.Sprintf("%d pipelines are left, out of the state %t", len(all), w.Current.Value.IsNull()))
		}
		return wrong
	}
	if len(all) != 1 || len(w.ids()) != 1 || w.ids()[0] != all[0].ID {
		return append(wrong, fmt.Sprintf("the platform has %d pipelines, the state %v", len(all), w.ids()))
	}
	if blind {
		config = maps.Clone(config)
		config["memory_mb"] = all[0].MemoryMB
	}
	wrong = append(wrong, unlikePlatform("the configuration", config, all[0])...)
	if !w.RefreshAll() {
		return append(wrong, fmt.Sprintf("cannot be refreshed: %v", w.Diagnostics))
	}
	if p, replace, _ := w.PlanCurrent(config); !blind && (p.Changes() || replace) {
		wrong = append(wrong, fmt.Sprintf("the last plan is not empty: from %s to %s", p.Prior.Value, p.Value))
	}
	return wrong
}

// follow does what the error about a taken name says, of the pipeline that has it.
func (s *scene) follow(w *workspace, config attrs, x trouble, id string) bool {
	switch {
	case slices.Contains(w.ids(), id) && s.createFirst: // the replaced one itself, or what is there of its replacement
		w.CreateBeforeDestroy = false
		return w.Apply(config)
	case !x.kills && !x.lies:
		return false // nothing else is an excuse
	case w.Current.Value.IsNull():
		return w.Import(id, config)
	}
	// Something else is at the address: the one that is in the way goes, by hand.
	w.remove(id)
	return w.Apply(config)
}
