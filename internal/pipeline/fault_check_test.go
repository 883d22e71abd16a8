// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// check returns the invariants that a run under a fault violates.
func (s *scenario) check(w *workspace, ok bool, x trouble, e extent, at int) []string {
	wrong := append(w.nonexistent(ok), duplicateNames(w.sim)...)
	// A provider that is killed cannot report anything. If Maestro itself responds to a deletion that the pipeline does
	// not exist, there is nothing to report. A pipeline that is to be imported existed before.
	if !x.kills && !s.imports && !(x.lies && (e.everything || s.calls[at] == maestrosim.OpDelete)) {
		for _, id := range w.orphans() {
			wrong = append(wrong, "created and not reported: "+id)
		}
	}
	if x.fault.Status != 429 { // which means that nothing was done
		wrong = append(wrong, w.blindResends()...)
	}
	if !x.lies {
		was := workspace{core: w.core}
		was.Current, was.Deposed = s.before.current, s.before.deposed
		wrong = append(wrong, w.dropped(was.ids())...)
	}
	wrong = append(wrong, slices.Concat(w.nameless(), w.unkept(), w.undemanded(s.after), w.unsupported(s.imports))...)
	if !x.refuses && !x.late && !e.everything && !x.kills && !isRead(s.calls[at]) && !(ok && x.pretends) {
		wrong = append(wrong, w.untrue()...)
	}
	return wrong
}

// sequel is what a user does after an operation under a fault.
type sequel struct {
	// config is the configuration that is applied, nil to destroy the pipeline.
	config attrs
	// reverts means that it is the one of before the operation, which may need what the operation did not: a replacement.
	reverts bool
	// blind means that the platform may have a value that no response shows.
	blind bool
}

// outcome returns the result of finish, which it runs once for each state and platform.
func (s *scenario) outcome(w *workspace, x trouble, next sequel) []string {
	key := fmt.Sprintln(mustJSON(next.config), x.kills || x.lies, next.blind, w.picture())
	wrong, known := s.outcomes[key]
	if !known {
		wrong = s.finish(w, x, next)
		s.outcomes[key] = wrong
	}
	return wrong
}

// objectID matches the random id of an object in a private state.
var objectID = regexp.MustCompile(`"object":"[^"]*"`)

// picture returns the state and the platform as text, without times and ids of objects, and with other ids numbered.
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
		fmt.Fprintln(&b, mustJSON(state), objectID.ReplaceAllString(string(i.Private), ""), w.Tainted)
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

// finish does what a user does after the faults: it applies again, and follows the advice of an error. It returns what
// is wrong then.
func (s *scenario) finish(w *workspace, x trouble, next sequel) []string {
	w.Restart(w.settings)
	config := next.config
	var ok bool
	if s.imports && w.Current.Value.IsNull() {
		ok = w.Import(s.before.pipelines[0].ID, config)
	} else {
		ok = w.Apply(config)
	}
	wrong, imported := w.undemanded(config), s.imports
	if next.reverts && w.refusal() == notInPlace {
		config = maps.Clone(config)
		config["allow_replacement"] = true
		ok = w.Apply(config)
		wrong = append(wrong, w.undemanded(config)...)
	}
	if id := w.offered(); !ok && id != "" {
		if lost := w.orphans(); len(lost) > 0 {
			return []string{fmt.Sprintf("created and not reported: %s", lost)}
		}
		imported = true
		ok = s.follow(w, config, x, id)
	}
	if !ok {
		return []string{fmt.Sprintf("the next apply fails: %v", w.Diagnostics)}
	}
	wrong = slices.Concat(wrong, w.nonexistent(ok), duplicateNames(w.sim), w.undemanded(config), w.unsupported(imported))
	if x.lies { // a user removes what Maestro reported as nonexistent
		for _, id := range w.strays() {
			w.remove(id)
		}
	}
	all := w.live()
	if config == nil {
		if len(all) > 0 || !w.Current.Value.IsNull() {
			wrong = append(wrong, fmt.Sprintf("got %d pipelines and an empty state %t, want none and true", len(all), w.Current.Value.IsNull()))
		}
		return wrong
	}
	if len(all) != 1 || len(w.ids()) != 1 || w.ids()[0] != all[0].ID {
		return append(wrong, fmt.Sprintf("got %d pipelines on the platform and %v in the state, want the same one", len(all), w.ids()))
	}
	if next.blind {
		config = maps.Clone(config)
		config["memory_mb"] = all[0].MemoryMB
	}
	wrong = append(wrong, unlikePlatform("the configuration", config, all[0])...)
	if !w.RefreshAll() {
		return append(wrong, fmt.Sprintf("the refresh fails: %v", w.Diagnostics))
	}
	if p, replace, _ := w.PlanCurrent(config); !next.blind && (p.Changes() || replace) {
		wrong = append(wrong, fmt.Sprintf("the last plan is not empty: from %s to %s", p.Prior.Value, p.Value))
	}
	return wrong
}

// follow follows the advice of the error about a taken name, with the id of the pipeline that has the name. It reports
// whether the apply succeeded.
func (s *scenario) follow(w *workspace, config attrs, x trouble, id string) bool {
	switch {
	case slices.Contains(w.ids(), id) && s.createFirst: // the replaced pipeline, or its replacement
		w.CreateBeforeDestroy = false
		return w.Apply(config)
	case !x.kills && !x.lies:
		return false // there is no other reason for a taken name
	case w.Current.Value.IsNull():
		return w.Import(id, config)
	}
	// Another pipeline is at the address: the user removes the one with the name.
	w.remove(id)
	return w.Apply(config)
}
