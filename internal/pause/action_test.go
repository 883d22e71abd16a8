// SPDX-License-Identifier: MPL-2.0

package pause_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type attrs = plugintest.Attrs

const id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"

// actions are the two actions: the pause state and the word that they lead to, and the endpoint and the summary of
// their failures.
var actions = map[string]struct {
	paused  bool
	outcome string
	on      maestrosim.Operation
	summary string
}{
	"dadosfera_pipeline_pause":   {true, "paused", maestrosim.OpPause, "Cannot pause pipeline"},
	"dadosfera_pipeline_unpause": {false, "unpaused", maestrosim.OpUnpause, "Cannot unpause pipeline"},
}

// newAction returns an action, and the platform that has one pipeline.
func newAction(t *testing.T, name string, paused bool) (*plugintest.Action, *maestrosim.Sim) {
	t.Helper()
	sim := maestrosim.New(maestrosim.Options{Empty: true})
	err := sim.Put(plugintest.Customer, maestrosim.Pipeline{
		ID: id, Name: "Orders", Paused: paused, Jobs: []maestrosim.Job{{Input: map[string]any{"plugin": "csv"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return plugintest.NewServer(t, openapi.NewServer(t, sim).URL, nil).Action(name), sim
}

func checkPaused(t *testing.T, sim *maestrosim.Sim, want bool) {
	t.Helper()
	p, ok := sim.Pipeline(plugintest.Customer, id)
	if !ok || p.Paused != want {
		t.Errorf("got paused %t (pipeline exists: %t), want %t", p.Paused, ok, want)
	}
}

// A pipeline that is in the wanted state already is a success, too.
func TestPauseAction_everyStateAndSpelling(t *testing.T) {
	for name, tc := range actions {
		for _, before := range []bool{true, false} {
			action, sim := newAction(t, name, before)
			for _, spelled := range []string{id, strings.ReplaceAll(id, "_", "-")} {
				progress, diags := action.Invoke(attrs{"pipeline_id": spelled})
				plugintest.NoDiagnostics(t, diags)
				want := []string{`The pipeline "Orders" (` + spelled + `) is ` + tc.outcome}
				plugintest.Same(t, name+": progress", progress, want)
				checkPaused(t, sim, tc.paused)
			}
		}
	}
}

func TestPauseAction_missingPipeline(t *testing.T) {
	for name, tc := range actions {
		action, sim := newAction(t, name, !tc.paused)
		_, diags := action.Invoke(attrs{"pipeline_id": "no_such_pipeline_1"})
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "pipeline_id", tc.summary,
			"no_such_pipeline_1", plugintest.Customer, "PipelineNotFound", "terraform apply -invoke=action."+name+".NAME")
		for _, request := range sim.Requests() {
			if request.Method != http.MethodGet && strings.Contains(request.Path, "no_such_pipeline_1") {
				t.Errorf("%s: got request %s %s, want none but to read it", name, request.Method, request.Path)
			}
		}
	}
}

func TestPauseAction_refusedCall(t *testing.T) {
	for name, tc := range actions {
		action, sim := newAction(t, name, !tc.paused)
		sim.Order(maestrosim.Fault{On: tc.on, Status: http.StatusForbidden, Body: `{"message":"not yours"}`})
		_, diags := action.Invoke(attrs{"pipeline_id": id})
		plugintest.OneDiagnostic(t, diags, plugintest.Error, "", tc.summary,
			`"Orders" (`+id+`)`, "could not be "+tc.outcome, "not yours", "permission",
			"terraform apply -invoke=action."+name+".NAME")
		checkPaused(t, sim, !tc.paused)
	}
}

// The pipeline is read only for its name, which messages contain.
func TestPauseAction_unreadablePipelineIsStillPaused(t *testing.T) {
	for name, tc := range actions {
		action, sim := newAction(t, name, !tc.paused)
		sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: http.StatusForbidden, Body: `{"message":"no"}`})
		progress, diags := action.Invoke(attrs{"pipeline_id": id})
		plugintest.NoDiagnostics(t, diags)
		plugintest.Same(t, name+": progress", progress, []string{"The pipeline " + id + " is " + tc.outcome})
		checkPaused(t, sim, tc.paused)
	}
}

func TestPauseAction_validatesTheIDInThePlan(t *testing.T) {
	for name := range actions {
		action := plugintest.NewUnconfigured(t).Action(name)
		for _, valid := range []any{
			plugintest.Unknown{}, "1b33ad2f-33d3-4837-9eeb-83c82c8b909d", "test_pipeline_12345",
		} {
			plugintest.NoDiagnostics(t, action.Validate(attrs{"pipeline_id": valid}))
			plugintest.NoDiagnostics(t, action.Plan(attrs{"pipeline_id": valid}))
		}
		plugintest.OneDiagnostic(t, action.Validate(attrs{"pipeline_id": " "}), plugintest.Error, "pipeline_id",
			"Invalid pipeline id")
	}
}
