// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// What must hold after every run, whatever became of it. Each of these gives what does not, a line each.

// phantoms are pipelines that the state has and the platform has not. A run that went well leaves none.
func (w *workspace) phantoms(ok bool) []string {
	var wrong []string
	for _, id := range w.ids() {
		if _, exists := w.sim.Pipeline(plugintest.Customer, id); !exists && ok {
			wrong = append(wrong, fmt.Sprintf("the state has %s, which does not exist, and the run went well", id))
		}
	}
	return wrong
}

// strays are pipelines that the platform has and the state has not.
func (w *workspace) strays() []string {
	var all []string
	for _, p := range w.sim.Pipelines(plugintest.Customer) {
		if !slices.Contains(w.ids(), p.ID) {
			all = append(all, p.ID)
		}
	}
	return all
}

// orphans are strays that nothing was said about in the last run.
func (w *workspace) orphans() []string { return slices.DeleteFunc(w.strays(), w.names) }

// remove takes a pipeline away by hand.
func (w *workspace) remove(id string) {
	w.t.Helper()
	if err := w.sim.Remove(plugintest.Customer, id); err != nil {
		w.t.Fatal(err)
	}
}

// dropped are those of the pipelines that were in the state before a run, which the platform still has and the state has
// not. Nothing but Maestro's own word can be the reason.
func (w *workspace) dropped(before []string) []string {
	var wrong []string
	for _, id := range w.strays() {
		if slices.Contains(before, id) {
			wrong = append(wrong, "it is there, and was taken out of the state: "+id)
		}
	}
	return wrong
}

// names says whether the provider named an id in the last run.
func (w *workspace) names(id string) bool {
	return slices.ContainsFunc(w.Diagnostics, func(d plugintest.Diagnostic) bool { return strings.Contains(stored(d.Detail), id) })
}

// twins are names that more than one pipeline has.
func twins(sim *maestrosim.Sim) []string {
	count := map[string]int{}
	var wrong []string
	for _, p := range sim.Pipelines(plugintest.Customer) {
		if count[p.Name]++; count[p.Name] == 2 {
			wrong = append(wrong, fmt.Sprintf("there is more than one pipeline named %q", p.Name))
		}
	}
	return wrong
}

// unkept are errors that say of a pipeline that it is in the state where it is not.
func (w *workspace) unkept() []string {
	var wrong []string
	for _, d := range w.Diagnostics {
		kept := slices.ContainsFunc(w.ids(), func(id string) bool { return strings.Contains(stored(d.Detail), id) })
		if d.Severity == plugintest.Error && inTheState.MatchString(d.Detail) && !kept {
			wrong = append(wrong, "what is said to be in the state is not: "+d.String())
		}
	}
	return wrong
}

var inTheState = regexp.MustCompile(`(is|kept|stays) in the state`)

// blindRepeats are creates that were sent again without a look at what became of the first.
func (w *workspace) blindRepeats() []string {
	calls := w.platform.calls
	for i := range calls[:max(0, len(calls)-1)] {
		if calls[i] == maestrosim.OpCreate && calls[i+1] == maestrosim.OpCreate {
			return []string{"a create was sent again without a look"}
		}
	}
	return nil
}

// nameless are errors that do not say which pipeline they are about: by its name, or by its id where that is all there is.
func (w *workspace) nameless() []string {
	var wrong []string
	for _, d := range w.Diagnostics {
		if d.Severity == plugintest.Error && !about.MatchString(stored(d.Detail)) {
			wrong = append(wrong, "an error does not say which pipeline it is about: "+d.String())
		}
	}
	return wrong
}

var about = regexp.MustCompile(`(?i)the (pipeline "[^"]+"|pipeline [0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12})|a pipeline named "[^"]+"|has the id [0-9a-f_]{36}`)

// untrue are values in the state that are not what the platform has.
func (w *workspace) untrue() []string {
	if w.Current.Value.IsNull() {
		return nil
	}
	id := fmt.Sprint(w.At(w.Current, "id"))
	p, exists := w.sim.Pipeline(plugintest.Customer, id)
	if !exists {
		return nil
	}
	state, _ := plugintest.Plain(w.Current.Value).(attrs)
	if state["memory_mb"] == nil && slices.Contains(w.platform.calls, maestrosim.OpSetMemory) {
		state["memory_mb"] = p.MemoryMB // null: whether the call was carried out is unknown
	}
	return unlikePlatform("the state", state, p)
}

// unlikePlatform gives the differences between a configuration or state and what the platform has. What is null is not
// looked at, but for what means something by being null.
func unlikePlatform(what string, said attrs, p maestrosim.Pipeline) []string {
	want := attrs{"name": said["name"], "description": orEmpty(said["description"]), "cron": orEmpty(said["cron"]), "paused": said["paused"] == true}
	have := attrs{"name": p.Name, "description": orEmpty(p.Description), "cron": orEmpty(p.Cron), "paused": p.Paused}
	want["memory"], have["memory"] = 2048, p.MemoryMB
	if mb, ok := said["memory_mb"].(int); ok {
		want["memory"] = mb
	}
	jobs, _ := said["jobs"].(elems)
	wantJobs, haveJobs := elems{}, elems{}
	for i, job := range jobs {
		input, _ := job.(attrs)["input"].(attrs)
		shown := attrs{}
		if i < len(p.Jobs) {
			shown = p.Jobs[i].Input
		}
		wantJob, haveJob := attrs{}, attrs{}
		for key, value := range input {
			_, isObject := value.(attrs)
			switch key {
			case "extra", "memory_allocation_mb":
			case "auth_parameters":
				if isObject {
					wantJob[key], haveJob[key] = value.(attrs)["config_id"], member(shown[key], "config_id")
				}
			default:
				if value != nil || key == "column_include_list" || key == "primary_keys" {
					wantJob[key], haveJob[key] = sorted(value), sorted(shown[key])
				}
			}
		}
		wantJobs, haveJobs = append(wantJobs, wantJob), append(haveJobs, haveJob)
	}
	want["jobs"], have["jobs"] = wantJobs, haveJobs
	if diff := cmp.Diff(have, want); diff != "" {
		return []string{fmt.Sprintf("%s is not as the platform is (-platform +%s):\n%s", what, what, diff)}
	}
	return nil
}

func member(object any, key string) any {
	members, _ := object.(map[string]any)
	return members[key]
}

// orEmpty gives a text, and the empty one for null.
func orEmpty(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case *string:
		if v != nil {
			return *v
		}
	}
	return ""
}

// sorted gives a value as text, without the order of lists.
func sorted(v any) string {
	list, ok := v.([]any)
	if !ok {
		if v == nil {
			return ""
		}
		return fmt.Sprint(v)
	}
	texts := make([]string, len(list))
	for i, element := range list {
		texts[i] = fmt.Sprint(element)
	}
	slices.Sort(texts)
	text, err := json.Marshal(texts)
	if err != nil {
		panic(err)
	}
	return string(text)
}
