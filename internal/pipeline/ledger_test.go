// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// ledger has what is known to be true about the output and the transformations of jobs: the values that a create sent,
// and those that the platform has, by the job's id and the path of the value. Letter case is ignored.
type ledger struct {
	mu     sync.Mutex
	values map[string]map[string]bool
}

// sent adds the values in the body of a create.
func (l *ledger) sent(body []byte) {
	var p struct {
		ID   string `json:"id"`
		Jobs []struct {
			Output          map[string]any `json:"output"`
			Transformations any            `json:"transformations"`
		} `json:"jobs"`
	}
	_ = json.Unmarshal(body, &p) // the simulator refuses a body that is not JSON
	for i, job := range p.Jobs {
		l.add(fmt.Sprint(p.ID, "_", i), job.Output, job.Transformations)
	}
}

// shown adds the values that the platform has.
func (l *ledger) shown(pipelines []maestrosim.Pipeline) {
	for _, p := range pipelines {
		for _, job := range p.Jobs {
			l.add(job.ID, job.Output, job.Transformations)
			if raw, ok := job.Output["raw"].(map[string]any); ok { // as GET by id shows it
				l.add(job.ID, map[string]any{"table_name": raw["table_name"]}, nil)
			}
		}
	}
}

// adopt adds the values of a state.
func (l *ledger) adopt(state attrs) {
	for _, job := range jobsOf(state) {
		l.add(job.id, job.output, job.transformations)
	}
}

func (l *ledger) add(jobID string, output map[string]any, transformations any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.values == nil {
		l.values = map[string]map[string]bool{}
	}
	id := stored(jobID)
	if l.values[id] == nil {
		l.values[id] = map[string]bool{}
	}
	for _, value := range leaves(output, transformations) {
		l.values[id][value] = true
	}
}

// unsupported returns the values of a state that are not in the ledger.
func (l *ledger) unsupported(state attrs) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var wrong []string
	for _, job := range jobsOf(state) {
		for _, value := range leaves(job.output, job.transformations) {
			if strings.Contains(value, "x_undocumented") { // which maestrosim.Contract.ExtraFields shows
				continue
			}
			if !l.values[stored(job.id)][value] {
				wrong = append(wrong, fmt.Sprintf("the state has %s for job %s, which no create sent and no response showed", value, job.id))
			}
		}
	}
	return wrong
}

// recordedJob is what a state has about a job.
type recordedJob struct {
	id              string
	output          map[string]any
	transformations any
}

// jobsOf returns the jobs of a state. A job without an id is the one at its place.
func jobsOf(state attrs) []recordedJob {
	var all []recordedJob
	jobs, _ := state["jobs"].(elems)
	for i, element := range jobs {
		job, _ := element.(attrs)
		output, _ := job["output"].(attrs)
		recorded := recordedJob{id: fmt.Sprint(state["id"], "_", i), output: maps.Clone(output), transformations: decoded(job["transformations"])}
		if id, ok := job["job_id"].(string); ok {
			recorded.id = id
		}
		if extra, ok := decoded(output["extra"]).(map[string]any); ok {
			maps.Copy(recorded.output, extra)
		}
		delete(recorded.output, "extra")
		all = append(all, recorded)
	}
	return all
}

// decoded returns the value of a JSON text, nil for anything else.
func decoded(text any) (value any) {
	if text, ok := text.(string); ok {
		_ = json.Unmarshal([]byte(text), &value)
	}
	return value
}

// leaves returns the values in an output and in transformations that are not null, each as "path = value".
func leaves(output map[string]any, transformations any) []string {
	all := members("output", output)
	if transformations != nil {
		all = append(all, "transformations = "+mustJSON(transformations))
	}
	for i := range all {
		all[i] = strings.ToLower(all[i])
	}
	slices.Sort(all)
	return all
}

func members(path string, value any) []string {
	object, ok := value.(map[string]any)
	switch {
	case value == nil:
		return nil
	case !ok:
		return []string{path + " = " + mustJSON(value)}
	}
	var all []string
	for key, inner := range object {
		all = append(all, members(path+"."+key, inner)...)
	}
	return all
}
