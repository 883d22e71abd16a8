// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/plugintest"
)

// check holds a run under a fault to the invariants.
func (s *scene) check(w *workspace, ok bool, x trouble, e extent, at int) []string {
	wrong := append(w.phantoms(ok), twins(w.sim)...)
	if !x.kills && !x.lies {
		for _, id := range w.orphans() {
			if s.imports {
				break // it was there before
			}
			wrong = append(wrong, "lost without a word: "+id)
		}
	}
	name := "Orders"
	if s.after != nil {
		name = fmt.Sprint(s.after["name"])
	}
	wrong = append(wrong, w.nameless(name)...)
	readsWork := !x.refuses && !e.everything && !isRead(s.calls0(at)) && !x.kills
	if readsWork && !x.late && !(ok && x.pretends) {
		wrong = append(wrong, w.untrue()...)
	}
	return wrong
}

func (s *scene) calls0(at int) maestrosim.Operation {
	if at < len(s.calls) {
		return s.calls[at]
	}
	return ""
}

// outcome is finish, once for each state and platform.
func (s *scene) outcome(w *workspace, x trouble, at int) []string {
	key := fmt.Sprintln(x.kills || x.lies, x.pretends && s.calls[at] == maestrosim.OpSetMemory, w.picture())
	wrong, known := s.outcomes[key]
	if !known {
		wrong = s.finish(w, x, at)
		s.outcomes[key] = wrong
	}
	return wrong
}

// picture is the state and the platform as text, with other words for ids and times.
func (w *workspace) picture() string {
	var b strings.Builder
	for _, i := range append(slices.Clone(w.deposed), w.current) {
		fmt.Fprintln(&b, i.Value, string(i.Private))
	}
	for _, p := range w.sim.Pipelines(plugintest.Customer) {
		fmt.Fprintln(&b, mustJSON(p))
	}
	fmt.Fprintln(&b, w.tainted)
	words := map[string]string{}
	return varying.ReplaceAllStringFunc(b.String(), func(found string) string {
		if words[found] == "" {
			words[found] = fmt.Sprintf("{%d}", len(words))
		}
		return words[found]
	})
}

var varying = regexp.MustCompile(`[0-9a-f]{8}[_-][0-9a-f]{4}[_-][0-9a-f]{4}[_-][0-9a-f]{4}[_-][0-9a-f]{12}|\d{4}-\d\d-\d\dT[0-9:.]+Z|tb__\w{6}__`)

func mustJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// finish is what a person does when the trouble is over: apply again, and, where an error shows an import block,
// apply with that.
func (s *scene) finish(w *workspace, x trouble, at int) []string {
	w.Restart(w.settings)
	ok := false
	switch {
	case s.imports && w.current.Value.IsNull():
		ok = w.adopt(s.before.pipelines[0].ID, s.after)
	default:
		ok = w.apply(s.after)
	}
	if id := w.offered(); !ok && id != "" && (x.kills || x.lies) {
		if lost := w.orphans(); len(lost) > 0 {
			return []string{fmt.Sprintf("lost without a word: %s", lost)}
		}
		ok = w.adopt(id, s.after)
	}
	if !ok {
		return []string{fmt.Sprintf("the next apply does not finish: %v", w.told)}
	}
	wrong := append(w.phantoms(ok), twins(w.sim)...)
	all := w.sim.Pipelines(plugintest.Customer)
	if s.after == nil {
		if len(all) > 0 && !x.lies || !w.current.Value.IsNull() {
			wrong = append(wrong, fmt.Sprintf("%d pipelines are left, out of the state %t", len(all), w.current.Value.IsNull()))
		}
		return wrong
	}
	if len(all) != 1 || len(w.ids()) != 1 || w.ids()[0] != all[0].ID {
		return append(wrong, fmt.Sprintf("the platform has %d pipelines, the state %v", len(all), w.ids()))
	}
	if !(x.pretends && s.calls[at] == maestrosim.OpSetMemory) { // which no answer shows
		wrong = append(wrong, unlikePlatform("the configuration", s.after, all[0])...)
	}
	if !w.refresh() {
		return append(wrong, fmt.Sprintf("cannot be refreshed: %v", w.told))
	}
	if p, replace, _ := w.plan(s.after); p.Changes() || replace {
		wrong = append(wrong, fmt.Sprintf("the last plan is not empty: from %s to %s", p.Prior.Value, p.Value))
	}
	return wrong
}
