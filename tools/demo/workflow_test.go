// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// TestAccDriftWorkflow runs the commands of the workflow in the guide on checking for drift. They fail for drift and
// for a pipeline that no configuration manages, and for nothing else.
func TestAccDriftWorkflow(t *testing.T) {
	t.Parallel()
	s := open(t, maestrosim.Options{})
	copyExample(t, s, examples+"/unmanaged-check")
	workflow, err := os.ReadFile(examples + "/ci/drift.yml")
	if err != nil {
		t.Fatal(err)
	}
	must(t, s, "terraform init\nterraform apply")
	const readOnly = "DADOSFERA_READ_ONLY"
	if !strings.Contains(string(workflow), readOnly+": \"true\"") {
		t.Errorf("the workflow does not set %s", readOnly)
	}
	s.Env = append(s.Env, "GITHUB_STEP_SUMMARY="+filepath.Join(t.TempDir(), "summary.md"), readOnly+"=true")

	for _, tc := range []struct {
		name   string
		change func() error
		status int
		output string
	}{
		{
			name:   "unmanaged pipeline",
			change: func() error { return nil },
			status: 1, output: "::warning title=Check failed::Unmanaged pipelines: Orders Data Pipeline",
		},
		{
			name:   "no change",
			change: func() error { return s.sim.Remove(customer, byHand) },
			status: 0, output: "No changes",
		},
		{
			name: "drift",
			change: func() error {
				return s.sim.Edit(customer, s.sim.Pipelines(customer)[0].ID, func(p *maestrosim.Pipeline) { p.Name = "By hand" })
			},
			status: 2, output: "::error title=Drift::",
		},
		{
			name: "drift that only a replacement could remove",
			change: func() error {
				return s.sim.Edit(customer, s.sim.Pipelines(customer)[0].ID, func(p *maestrosim.Pipeline) {
					p.Jobs[0].Input["table_name"] = "by_hand"
				})
			},
			status: 2, output: "Cannot change pipeline",
		},
	} {
		if err := tc.change(); err != nil {
			t.Fatal(err)
		}
		output, status := "", 0
		for _, commands := range workflowCommands(string(workflow)) {
			var printed string
			printed, status, err = s.Shell(t.Context(), commands)
			output += printed
			if err != nil || status != 0 {
				break
			}
		}
		if err != nil || status != tc.status || !strings.Contains(output, tc.output) {
			t.Errorf("%s: got exit status %d, error %v, want %d, nil and %q in the output:\n%s",
				tc.name, status, err, tc.status, tc.output, output)
		}
	}
}

// workflowCommands returns the commands of each step of a workflow that has commands.
func workflowCommands(yaml string) (steps []string) {
	indent := -1 // of the key whose block of commands the line is in
	for line := range strings.Lines(yaml) {
		text := strings.TrimLeft(line, " ")
		depth := len(line) - len(text)
		_, command, isRun := strings.Cut(line, "run: ")
		switch {
		case indent >= 0 && (depth > indent || text == "\n"):
			steps[len(steps)-1] += line
		case isRun && command == "|\n":
			steps, indent = append(steps, ""), depth
		case isRun:
			steps, indent = append(steps, command), -1
		default:
			indent = -1
		}
	}
	return steps
}

func TestWorkflowCommands(t *testing.T) {
	t.Parallel()
	const workflow = "steps:\n  - uses: x\n  - run: one\n  - name: y\n    run: |\n      two\n\n      three\n    env: z\n"
	got := workflowCommands(workflow)
	if want := []string{"one\n", "      two\n\n      three\n"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
