// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

const guides = "../../docs/guides"

// TestAccGuides follows each guide, and README, to the letter, in an empty folder, against a platform of its own. A comment before a
// block of code says what becomes of it:
//
//	<!-- file: NAME -->  it is this file
//	<!-- run -->         its commands are run, and leave with 0
//	<!-- run: CODE -->   they leave with this
//	<!-- run: query -->  they take a Terraform that has the command query; the rest of the part, too
//	<!-- shows -->       the commands before it have printed this; [...] is where something is left out
//	<!-- end -->         the folder and the platform begin anew
func TestAccGuides(t *testing.T) {
	w, _ := open(t)
	hasTools(t)
	const signIn = "authentication-and-rate-limits" // has a user who signs in, where the others have a token
	options := map[string]maestrosim.Options{signIn: {Users: []maestrosim.User{{Username: "you@example.com", Password: "a \"word\"", Customer: customer}}}}
	environment := map[string][]string{signIn: {"DADOSFERA_ACCESS_TOKEN=", "DADOSFERA_USERNAME=you@example.com", "DADOSFERA_PASSWORD=a \"word\""}}
	for guide, least := range map[string]int{
		"adopting-pipelines":   6,
		"destroying-pipelines": 7,
		"drift":                3,
		"getting-started":      7,
		signIn:                 1,
		"../../README":         1,
	} {
		t.Run(guide, func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(filepath.Join(guides, guide+".md"))
			if err != nil {
				t.Fatal(err)
			}
			parts, err := guideParts(string(text))
			if err != nil {
				t.Fatal(err)
			}
			if n := countRuns(parts); n < least {
				t.Fatalf("only %d blocks are run, and not %d", n, least)
			}
			for _, part := range parts {
				t.Run(fmt.Sprintf("line_%d", part[0].line), func(t *testing.T) {
					t.Parallel()
					here := w.another(t, options[guide])
					here.typing(environment[guide]...)
					here.follow(t, part)
				})
			}
		})
	}
}

// hasTools skips a test where the machine has not all that the guides use beside the CLI.
func hasTools(t *testing.T) {
	t.Helper()
	for _, tool := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the guides use %s, which is not here", tool)
		}
	}
}

// another gives a folder and a platform of its own to a test that shares the rest.
func (w *workshop) another(t *testing.T, options maestrosim.Options) *workshop {
	t.Helper()
	options.RunDuration, options.Around = runDuration, func(h http.Handler) http.Handler { return openapi.Check(t, h) }
	here := workshop{platform: &platform{sim: maestrosim.New(options)}, cli: w.cli, dir: t.TempDir()}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	url, stopped, err := maestrosim.Serve(ctx, "127.0.0.1:0", here.sim)
	if err != nil {
		stop()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
	})
	here.env = append(slices.Clip(w.env), "DADOSFERA_BASE_URL="+url)
	return &here
}

// typing gives the environment of somebody who types what a guide says, and yes where they are asked.
func (w *workshop) typing(more ...string) {
	w.env = append(w.env, "TF_INPUT=0", "TF_CLI_ARGS_apply=-auto-approve", "TF_CLI_ARGS_destroy=-auto-approve", "DADOSFERA_ACCESS_TOKEN=a-token")
	w.env = append(w.env, more...)
}

// TestAccDriftWorkflow holds that the workflow of the guide on drift fails for drift and for a pipeline that was made by
// hand, and for nothing else.
func TestAccDriftWorkflow(t *testing.T) {
	w, _ := open(t)
	hasTools(t)
	w.typing("GITHUB_STEP_SUMMARY=" + filepath.Join(w.home, "summary.md"))
	if err := os.CopyFS(w.dir, os.DirFS(filepath.Join(examples, "unmanaged-check"))); err != nil {
		t.Fatal(err)
	}
	workflow, err := os.ReadFile(filepath.Join(examples, "ci", "drift.yml"))
	if err != nil {
		t.Fatal(err)
	}
	w.must(t, "init")
	w.must(t, "apply")
	for _, tc := range []struct {
		what  string
		leave int
		says  string
		then  func() error
	}{
		{"a pipeline made by hand", 1, "::warning title=Check failed::In no configuration: Orders Data Pipeline", func() error { return w.sim.Remove(customer, byHand) }},
		{"nothing", 0, "No changes", func() error {
			return w.sim.Edit(customer, w.sim.Pipelines(customer)[0].ID, func(p *maestrosim.Pipeline) { p.Name = "By hand" })
		}},
		{"drift", 2, "::error title=Drift::", func() error { return nil }},
	} {
		var text string
		var code int
		for _, commands := range workflowCommands(string(workflow)) {
			var printed string
			printed, code, err = w.sh(t, commands)
			if text += printed; err != nil || code != 0 {
				break
			}
		}
		if err != nil || code != tc.leave || !strings.Contains(text, tc.says) {
			t.Errorf("with %s, it left with %d, %v, and not with %d and %q:\n%s", tc.what, code, err, tc.leave, tc.says, text)
		}
		if err := tc.then(); err != nil {
			t.Fatal(err)
		}
	}
}

// guideStep is a block of code of a guide, and what is to become of it.
type guideStep struct {
	line        int // of the comment
	verb, value string
	text        string
}

var directive = regexp.MustCompile(`^<!-- (file|run|shows|end)(?:: (\S+))? -->$`)

// guideParts gives the blocks of a guide that have such a comment, in parts that stand alone.
func guideParts(text string) (parts [][]guideStep, err error) {
	var part []guideStep
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		if !strings.HasPrefix(lines[i], "<!--") || strings.HasPrefix(lines[i], "<!-- schema generated") {
			continue
		}
		match := directive.FindStringSubmatch(lines[i])
		if match == nil {
			return nil, fmt.Errorf("line %d: %s says nothing that is known", i+1, lines[i])
		}
		step := guideStep{line: i + 1, verb: match[1], value: match[2]}
		if step.verb == "end" {
			parts, part = append(parts, part), nil
			continue
		}
		i++
		if !strings.HasPrefix(lines[i], "```") {
			return nil, fmt.Errorf("line %d: no block of code follows", i)
		}
		for i++; lines[i] != "```"; i++ {
			step.text += lines[i] + "\n"
		}
		part = append(part, step)
	}
	if len(part) > 0 {
		parts = append(parts, part)
	}
	return parts, nil
}

func countRuns(parts [][]guideStep) int {
	n := 0
	for _, step := range slices.Concat(parts...) {
		if step.verb == "run" {
			n++
		}
	}
	return n
}

// follow does what a part of a guide says.
func (w *workshop) follow(t *testing.T, steps []guideStep) {
	t.Helper()
	printed := ""
	for _, step := range steps {
		switch step.verb {
		case "file":
			if err := w.write(step.value, step.text); err != nil {
				t.Fatal(err)
			}
		case "shows":
			if missing := notShown(printed, step.text); missing != "" {
				t.Errorf("line %d: not printed:\n%s\nbut:\n%s", step.line, missing, printed)
			}
		case "run":
			if step.value == "query" {
				if !w.cli.HasActions() {
					t.Skipf("%s has no query", w.cli)
				}
				step.value = ""
			}
			if strings.Contains(step.text, "-generate-config-out") && !w.cli.AtLeast(1, 10) {
				t.Skipf("%s may write configuration and fail over it", w.cli)
			}
			want := 0
			if step.value != "" {
				var err error
				if want, err = strconv.Atoi(step.value); err != nil {
					t.Fatal(err)
				}
			}
			text, code, err := w.sh(t, step.text)
			if printed = text; err != nil || code != want {
				t.Fatalf("line %d: left with %d, %v, and not with %d:\n%s\n%s", step.line, code, err, want, step.text, text)
			}
		}
	}
}

// sh gives commands to a shell, as somebody would type them, and stops at the first that fails.
func (w *workshop) sh(t *testing.T, commands string) (printed string, code int, err error) {
	t.Helper()
	cmd := process.Command(t.Context(), w.dir, w.env, "bash", "-e", "-o", "pipefail", "-c", commands)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return string(out), exit.ExitCode(), nil
	}
	return string(out), 0, err
}

// workflowCommands gives the commands of each step of a workflow that has any.
func workflowCommands(yaml string) (steps []string) {
	indent := -1 // of the block of commands that this is in
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

// What is another one each time, and what the two programs say differently.
var (
	blanks  = regexp.MustCompile(`\s+`)
	passing = []struct {
		is *regexp.Regexp
		as string
	}{
		{regexp.MustCompile(`[0-9a-f]{8}([-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}`), "ID"},
		{regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+]00:00)`), "TIME"},
		{regexp.MustCompile(`http://127\.0\.0\.1:\d+`), "ADDRESS"},
		{regexp.MustCompile(`tb__\w{6}__`), "tb__ID__"},
		{regexp.MustCompile(`(after|in) [0-9.]+m?s`), "$1 A WHILE"},
		{regexp.MustCompile(`OpenTofu|Terraform`), "CLI"},
	}
)

func inOneSpelling(text string) string {
	for _, p := range passing {
		text = p.is.ReplaceAllString(text, p.as)
	}
	return strings.TrimSpace(blanks.ReplaceAllString(text, " "))
}

// notShown gives the first of the pieces between [...] that was not printed, in their order.
func notShown(printed, shown string) string {
	rest := inOneSpelling(printed)
	for piece := range strings.SplitSeq(shown, "[...]") {
		_, after, found := strings.Cut(rest, inOneSpelling(piece))
		if !found {
			return piece
		}
		rest = after
	}
	return ""
}

func TestGuideParts(t *testing.T) {
	const block = "\n```sh\nx\n```\n"
	for text, want := range map[string]string{
		"<!-- run -->" + block: `[[{1 run  x
}]]`,
		"<!-- run: 2 -->" + block + "<!-- end -->\n<!-- shows -->" + block: `[[{1 run 2 x
}] [{6 shows  x
}]]`,
		"<!-- walk -->" + block: "line 1: <!-- walk --> says nothing that is known",
		"<!-- run -->\ntext":    "line 1: no block of code follows",
	} {
		parts, err := guideParts(text)
		got := fmt.Sprint(parts)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: got %s, not %s", text, got, want)
		}
	}
}

func TestNotShown(t *testing.T) {
	const printed = "Plan:  1 to add\n\nid = 1b33ad2f_33d3_4837_9eeb_83c82c8b909d after 3s"
	for shown, want := range map[string]string{
		"id = 2222ad2f_33d3_4837_9eeb_83c82c8b909d after 0s": "",
		"Plan: 1 to add\n[...]\nafter 1s":                    "",
		"Plan: 2 to add":                                     "Plan: 2 to add",
		"after 1s[...]Plan: 1 to add":                        "Plan: 1 to add",
	} {
		if got := notShown(printed, shown); got != want {
			t.Errorf("%q: got %q, not %q", shown, got, want)
		}
	}
}

func TestWorkflowCommands(t *testing.T) {
	const workflow = "steps:\n  - uses: x\n  - run: one\n  - name: y\n    run: |\n      two\n\n      three\n    env: z\n"
	got := workflowCommands(workflow)
	for i := range got {
		got[i] = inOneSpelling(got[i])
	}
	if want := []string{"one", "two three"}; !slices.Equal(got, want) {
		t.Errorf("got %q, not %q", got, want)
	}
}
