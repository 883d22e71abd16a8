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

// These are the invariants of every run, successful or not. Each function returns the violations, one per line.

// nonexistent returns the pipelines that are in the state and not on the platform. A successful run leaves none.
func (w *workspace) nonexistent(ok bool) []string {
	var wrong []string
	for _, id := range w.ids() {
		if _, exists := w.sim.Pipeline(plugintest.Customer, id); !exists && ok {
			wrong = append(wrong, fmt.Sprintf("the state has %s, which does not exist, after a successful run", id))
		}
	}
	return wrong
}

// undemanded returns the deletions that the last run sent although no plan demanded them, and the replacements that it
// planned although the configuration does not allow them. It has to be called after each run.
func (w *workspace) undemanded(config attrs) []string {
	var wrong []string
	demanded := map[string]plugintest.Instance{}
	for _, d := range w.Destructions {
		id := stored(w.At(d.Object, "id").(string))
		demanded[id] = d.Object
		if d.Reason == plugintest.Required && config["allow_replacement"] != true {
			wrong = append(wrong, "it is replaced, which the configuration does not allow: "+id)
		}
	}
	for _, id := range w.platform.deletions() {
		object, ok := demanded[id]
		switch {
		case !ok:
			wrong = append(wrong, "a DELETE was sent for a pipeline that the plan does not destroy: "+id)
		case w.At(object, "deletion_policy") == "retire":
			wrong = append(wrong, "a DELETE was sent for a pipeline that is to be retired: "+id)
		case w.At(object, "deletion_protection") == true:
			wrong = append(wrong, "a DELETE was sent for a pipeline that is protected: "+id)
		}
	}
	return wrong
}

// The refusals of what would delete a pipeline. They are the texts of summaries, with the name of the pipeline omitted.
const (
	notInPlace = "Cannot change pipeline in place"
	protected  = "Pipeline is protected"
	notYet     = "Deletion policy of pipeline not yet applied"
)

// refusal returns the refusal with which the last run ended, "" if it ended otherwise.
func (w *workspace) refusal() string {
	for _, d := range w.Diagnostics {
		summary := quotedName.ReplaceAllString(d.Summary, "")
		if d.Severity == plugintest.Error && slices.Contains([]string{notInPlace, protected, notYet}, summary) {
			return summary
		}
	}
	return ""
}

var quotedName = regexp.MustCompile(` "[^"]*"`)

// unsupported returns the values of output and transformations in the state that no create sent and no response showed.
// If they may be adopted, as between an import and the first apply, they count as shown, provided that a warning names
// them.
func (w *workspace) unsupported(adopts bool) []string {
	ledger := &w.platform.ledger
	ledger.shown(w.sim.Pipelines(plugintest.Customer))
	var wrong []string
	for _, i := range append(slices.Clone(w.Deposed), w.Current) {
		if i.Value.IsNull() {
			continue
		}
		if _, exists := w.sim.Pipeline(plugintest.Customer, w.At(i, "id").(string)); !exists {
			continue
		}
		state, _ := plugintest.Plain(i.Value).(attrs)
		if adopts && slices.ContainsFunc(w.Diagnostics, isAdoption) {
			ledger.adopt(state)
		}
		wrong = append(wrong, ledger.unsupported(state)...)
	}
	return wrong
}

// isAdoption reports whether a diagnostic warns of values that are recorded and not verified.
func isAdoption(d plugintest.Diagnostic) bool {
	return d.Severity == plugintest.Warning && strings.HasPrefix(d.Summary, "Unverified values")
}

// isRetired reports whether a pipeline was retired: paused, and renamed.
func isRetired(p maestrosim.Pipeline) bool {
	name, retired := strings.CutSuffix(strings.ToLower(p.Name), " (retired "+p.ID[:8]+")")
	return retired && p.Paused && !strings.Contains(name, "(retired")
}

// live returns the pipelines of the platform that are not retired.
func (w *workspace) live() []maestrosim.Pipeline {
	return slices.DeleteFunc(w.sim.Pipelines(plugintest.Customer), isRetired)
}

// strays returns the ids of pipelines that are on the platform and neither retired nor in the state.
func (w *workspace) strays() []string {
	var all []string
	for _, p := range w.live() {
		if !slices.Contains(w.ids(), p.ID) {
			all = append(all, p.ID)
		}
	}
	return all
}

// orphans returns the strays that no diagnostic of the last run names.
func (w *workspace) orphans() []string { return slices.DeleteFunc(w.strays(), w.names) }

// remove deletes a pipeline as another user.
func (w *workspace) remove(id string) {
	w.t.Helper()
	if err := w.sim.Remove(plugintest.Customer, id); err != nil {
		w.t.Fatal(err)
	}
}

// dropped returns the pipelines that were in the state before a run, exist, and are no longer in the state. Only
// Maestro's own response that they do not exist is a reason for that.
func (w *workspace) dropped(before []string) []string {
	var wrong []string
	for _, id := range w.strays() {
		if slices.Contains(before, id) {
			wrong = append(wrong, "it exists, and was removed from the state: "+id)
		}
	}
	return wrong
}

// names reports whether a diagnostic of the last run has an id.
func (w *workspace) names(id string) bool {
	return slices.ContainsFunc(w.Diagnostics, func(d plugintest.Diagnostic) bool { return strings.Contains(stored(d.Detail), id) })
}

// duplicateNames returns the names that more than one pipeline has.
func duplicateNames(sim *maestrosim.Sim) []string {
	count := map[string]int{}
	var wrong []string
	for _, p := range sim.Pipelines(plugintest.Customer) {
		if count[p.Name]++; count[p.Name] == 2 {
			wrong = append(wrong, fmt.Sprintf("there is more than one pipeline named %q", p.Name))
		}
	}
	return wrong
}

// unkept returns the errors that state that a pipeline is in the state although it is not.
func (w *workspace) unkept() []string {
	var wrong []string
	for _, d := range w.Diagnostics {
		kept := slices.ContainsFunc(w.ids(), func(id string) bool { return strings.Contains(stored(d.Detail), id) })
		if d.Severity == plugintest.Error && inTheState.MatchString(d.Detail) && !kept {
			wrong = append(wrong, "the error states that the pipeline is in the state, and it is not: "+d.String())
		}
	}
	return wrong
}

var inTheState = regexp.MustCompile(`(is|kept|stays) in the state`)

// blindResends returns the creates that were sent again without a read in between.
func (w *workspace) blindResends() []string {
	calls := w.platform.received()
	for i := range calls[:max(0, len(calls)-1)] {
		if calls[i] == maestrosim.OpCreate && calls[i+1] == maestrosim.OpCreate {
			return []string{"a create was sent again without a read in between"}
		}
	}
	return nil
}

// nameless returns the errors of the provider without the name of the pipeline, or its id if only that is known.
func (w *workspace) nameless() []string {
	var wrong []string
	for _, d := range w.Diagnostics {
		if d.Severity == plugintest.Error && d.Summary != plugintest.InconsistentPlan && !about.MatchString(stored(d.Detail)) {
			wrong = append(wrong, "an error does not name its pipeline: "+d.String())
		}
	}
	return wrong
}

var about = regexp.MustCompile(`(?i)the (pipeline "[^"]+"|pipeline [0-9a-f]{8}(_[0-9a-f]{4}){3}_[0-9a-f]{12})|a pipeline named "[^"]+"|has the id [0-9a-f_]{36}`)

// untrue returns the values in the state that are not those of the platform.
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
	if state["memory_mb"] == nil && slices.Contains(w.platform.received(), maestrosim.OpSetMemory) {
		state["memory_mb"] = p.MemoryMB // null, as it is unknown whether the call was carried out
	}
	return unlikePlatform("the state", state, p)
}

// unlikePlatform returns the differences between a configuration or state and the platform. It ignores what is null,
// except for attributes whose null has a meaning.
func unlikePlatform(what string, values attrs, p maestrosim.Pipeline) []string {
	want := attrs{"name": values["name"], "description": orEmpty(values["description"]), "cron": orEmpty(values["cron"]), "paused": values["paused"] == true}
	have := attrs{"name": p.Name, "description": orEmpty(p.Description), "cron": orEmpty(p.Cron), "paused": p.Paused}
	want["memory"], have["memory"] = 2048, p.MemoryMB
	if mb, ok := values["memory_mb"].(int); ok {
		want["memory"] = mb
	}
	jobs, _ := values["jobs"].(elems)
	if len(jobs) > 0 {
		want["number of jobs"], have["number of jobs"] = len(jobs), len(p.Jobs)
	}
	wantJobs, haveJobs := elems{}, elems{}
	for i, job := range jobs {
		input, _ := job.(attrs)["input"].(attrs)
		shown := counterpart(p, job.(attrs), i)
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
		return []string{fmt.Sprintf("%s and the platform differ (-platform +%s):\n%s", what, what, diff)}
	}
	return nil
}

// counterpart returns the input of the platform's job for one of a state or configuration: the one with its id or,
// without an id, the one with its table; else the one at its place.
func counterpart(p maestrosim.Pipeline, job attrs, place int) map[string]any {
	input, _ := job["input"].(attrs)
	id, hasID := job["job_id"].(string)
	at := slices.IndexFunc(p.Jobs, func(j maestrosim.Job) bool {
		if hasID {
			return stored(j.ID) == stored(id)
		}
		return fmt.Sprint(j.Input["table_schema"], j.Input["table_name"]) == fmt.Sprint(input["table_schema"], input["table_name"])
	})
	switch {
	case at >= 0:
		return p.Jobs[at].Input
	case place < len(p.Jobs):
		return p.Jobs[place].Input
	}
	return nil
}

// member returns a value of an object, nil if the object is not one.
func member(object any, key string) any {
	members, _ := object.(map[string]any)
	return members[key]
}

// orEmpty returns a string, "" for null.
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

// sorted returns a value as text, in which lists are sorted.
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
