// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
)

// Apply plans and applies the configuration, with further arguments, in one command that has to succeed. It returns
// what the plan did by address: "create", "update", "replace" or "delete". What stays as it is, is not in it.
func (w *Workspace) Apply(args ...string) map[string]string {
	w.t.Helper()
	output := w.Must(0, append([]string{"apply", "-auto-approve", "-json"}, args...)...)
	actions := map[string]string{}
	for line := range strings.Lines(output) {
		var message struct {
			Type   string
			Change struct {
				Resource struct{ Addr string }
				Action   string
			}
		}
		if err := json.Unmarshal([]byte(line), &message); err != nil {
			w.t.Fatalf("got the line %q, want JSON: %v", line, err)
		}
		if message.Type == "planned_change" {
			actions[message.Change.Resource.Addr] = message.Change.Action
		}
	}
	return actions
}

// State is what the state file of a workspace has, as JSON. Reading it takes no command.
type State struct {
	// Resources are the attributes of resources and data sources, by address.
	Resources map[string]map[string]any
	// Outputs are the values of outputs, by name.
	Outputs map[string]any
}

// State reads the state file. Resources must not have count or for_each.
func (w *Workspace) State() State {
	w.t.Helper()
	content, err := os.ReadFile(filepath.Join(w.Dir, "terraform.tfstate"))
	if err != nil {
		w.t.Fatal(err)
	}
	var file struct {
		Outputs   map[string]struct{ Value any }
		Resources []struct {
			Mode, Type, Name string
			Instances        []struct{ Attributes map[string]any }
		}
	}
	if err := json.Unmarshal(content, &file); err != nil {
		w.t.Fatal(err)
	}

	state := State{Resources: map[string]map[string]any{}, Outputs: map[string]any{}}
	for name, output := range file.Outputs {
		state.Outputs[name] = output.Value
	}
	for _, resource := range file.Resources {
		address := resource.Type + "." + resource.Name
		if resource.Mode == "data" {
			address = "data." + address
		}
		if len(resource.Instances) != 1 {
			w.t.Fatalf("%s: got %d instances in the state, want 1", address, len(resource.Instances))
		}
		state.Resources[address] = resource.Instances[0].Attributes
	}
	return state
}

// ApplyChecked plans the configuration, checks the plan, applies it, checks the state, and plans again: there must be
// nothing to change.
func (w *Workspace) ApplyChecked(planChecks []plancheck.PlanCheck, stateChecks []statecheck.StateCheck) {
	w.t.Helper()
	const planFile = "tfplan"
	w.Must(0, "plan", "-out="+planFile)
	if len(planChecks) > 0 {
		var plan tfjson.Plan
		plan.UseJSONNumber(true)
		w.show(&plan, planFile)
		for _, check := range planChecks {
			var resp plancheck.CheckPlanResponse
			if check.CheckPlan(w.t.Context(), plancheck.CheckPlanRequest{Plan: &plan}, &resp); resp.Error != nil {
				w.t.Errorf("plan: %v", resp.Error)
			}
		}
	}

	w.Must(0, "apply", planFile)
	var state tfjson.State
	state.UseJSONNumber(true)
	w.show(&state)
	for _, check := range stateChecks {
		var resp statecheck.CheckStateResponse
		if check.CheckState(w.t.Context(), statecheck.CheckStateRequest{State: &state}, &resp); resp.Error != nil {
			w.t.Errorf("state: %v", resp.Error)
		}
	}
	w.Must(0, "plan", "-detailed-exitcode")
}

// show decodes what the command show prints as JSON.
func (w *Workspace) show(value json.Unmarshaler, args ...string) {
	w.t.Helper()
	output := w.Must(0, append([]string{"show", "-json"}, args...)...)
	if err := value.UnmarshalJSON([]byte(output)); err != nil {
		w.t.Fatalf("got %q from show: %v", output, err)
	}
}
