// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// offlineResource returns the resource without a client: none of its steps may be called.
func offlineResource() *pipelineResource {
	return &pipelineResource{providerdata.Resource{Provider: &providerdata.Data{}}}
}

// changeEverything changes something of each kind that a call can change.
func changeEverything(p *definition.Pipeline) {
	p.Name, p.Cron = str[definition.Text]("x"), str[definition.Cron]("")
	p.MemoryMB, p.Paused = types.Int64Null(), types.BoolValue(true)
	onInput(func(i *definition.Input) {
		i.LoadType = str[definition.String]("full_load")
		i.IncrementalColumnName, i.IncrementalColumnType = str[definition.Word](""), str[definition.ColumnType]("")
		i.MemoryAllocationMB, i.Extra = types.Int64Value(1), str[definition.JSON](`{"a":1}`)
	})(p)
}

// A pause comes first and an unpause last, so that no run starts on a pipeline that is changed half.
func TestUpdateSteps_order(t *testing.T) {
	rest := []string{
		"changing name, description or cron", "setting the memory", "changing the load type of jobs[0]",
		"changing the input of jobs[0]",
	}
	before, after := examplePipeline(), examplePipeline(changeEverything)
	for name, tc := range map[string]struct {
		state, plan definition.Pipeline
		want        []string
	}{
		"pause":   {before, after, append([]string{"pausing"}, rest...)},
		"unpause": {after, before, append(slices.Clone(rest), "unpausing")},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, s := range offlineResource().steps(definition.Diff(tc.state, tc.plan, false), tc.state, tc.plan) {
				got = append(got, s.description)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("got steps %q, want %q", got, tc.want)
			}
		})
	}
}

// After a step, the state has what the step sent, and nothing of the steps that follow.
func TestUpdateSteps_confirmedStepIsInTheState(t *testing.T) {
	state := examplePipeline()
	plan := examplePipeline(changeEverything, onInput(func(i *definition.Input) {
		i.ReplicationMethod = definition.String{StringValue: types.StringUnknown()}
	}))
	done, want := state, state
	steps := offlineResource().steps(definition.Diff(state, plan, false), state, plan)
	for i, expect := range []func(*definition.Pipeline){
		func(p *definition.Pipeline) { p.Paused = plan.Paused },
		func(p *definition.Pipeline) { p.Name, p.Cron = plan.Name, plan.Cron },
		func(p *definition.Pipeline) { p.MemoryMB = plan.MemoryMB },
		onInput(func(i *definition.Input) {
			i.LoadType = str[definition.String]("full_load")
			i.IncrementalColumnName, i.IncrementalColumnType = str[definition.Word](""), str[definition.ColumnType]("")
		}),
		onInput(func(i *definition.Input) {
			i.MemoryAllocationMB, i.Extra = types.Int64Value(1), str[definition.JSON](`{"a":1}`)
		}),
	} {
		done = steps[i].confirmed(done)
		expect(&want)
		if !done.Equal(want) {
			t.Errorf("after %s: got %+v, want %+v", steps[i].description, done, want)
		}
	}
}

// A step may be unconfirmed if responses do not show what it sets. Then the state has null, so that the next plan sends
// it again.
func TestUpdateSteps_unconfirmedStep(t *testing.T) {
	state, plan := examplePipeline(), examplePipeline(changeEverything)
	plan.MemoryMB = types.Int64Value(8000)
	steps := offlineResource().steps(definition.Diff(state, plan, false), state, plan)
	want := map[string]definition.Pipeline{
		"setting the memory":            examplePipeline(func(p *definition.Pipeline) { p.MemoryMB = types.Int64Null() }),
		"changing the input of jobs[0]": state, // neither memory nor extra had a value before
	}
	for _, s := range steps {
		expected, hasUnconfirmed := want[s.description]
		switch {
		case hasUnconfirmed != (s.unconfirmed != nil):
			t.Errorf("%s: got an unconfirmed state %t, want %t", s.description, s.unconfirmed != nil, hasUnconfirmed)
		case hasUnconfirmed:
			if got := s.unconfirmed(state, nil); !got.Equal(expected) {
				t.Errorf("%s: got %+v, want %+v", s.description, got, expected)
			}
		}
	}
}

func TestUpdateSteps_unconfirmedRemovalOfTheMemory(t *testing.T) {
	state := examplePipeline()
	step := offlineResource().memoryStep(testID, 2048, types.Int64Null())
	if got := step.unconfirmed(state, nil); !got.Equal(state) {
		t.Errorf("got memory %s, want the former %s", got.MemoryMB, state.MemoryMB)
	}
}

// The calls of the steps make what the steps say.
func TestUpdateSteps_calls(t *testing.T) {
	r, sim := newResource(t, maestrosim.Contract{Hidden: maestrosim.HiddenNone})
	put(t, sim, maestrosim.Job{Input: jdbcInput()})
	state := readImported(t, r)
	plan := state
	changeEverything(&plan)
	plan.MemoryMB = types.Int64Value(8000)
	onInput(func(i *definition.Input) { i.LoadType = state.Jobs.Element(0).Input.Attributes().LoadType })(&plan)

	done := state
	for _, s := range r.steps(definition.Diff(state, plan, false), state, plan) {
		if err := s.call(t.Context()); err != nil {
			t.Fatalf("%s: got error %v, want none", s.description, err)
		}
		done = s.confirmed(done)
	}
	if changes := definition.Diff(done, plan, false); changes.HasCalls() || len(changes.Replace) > 0 {
		t.Errorf("after all steps: got changes %+v, want none", changes)
	}
	p, ok := sim.Pipeline(customer, testID)
	if !ok || p.Name != "x" || !p.Paused || p.MemoryMB != 8000 || p.Jobs[0].Input["a"] == nil {
		t.Errorf("got pipeline %+v (exists: %t), want the planned one", p, ok)
	}
}
