// SPDX-License-Identifier: MPL-2.0

package guide

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const document = "# Title\n\n<!-- file: a.txt -->\n```text\na\n```\n\nMore.\n" +
	"<!-- run: 2 -->\n```sh\ncat a.txt\nexit 2\n```\n" +
	"<!-- end -->\n<!-- run -->\n```sh\necho b\n```\n\n<!-- shows -->\n```text\nb\n```\nEnd.\n"

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := Parse(document)
	want := [][]Step{{
		{Line: 1, Kind: Prose, Text: "# Title\n\n"},
		{Line: 3, Kind: File, Arg: "a.txt", Text: "a\n"},
		{Line: 7, Kind: Prose, Text: "\nMore.\n"},
		{Line: 9, Kind: Run, Arg: "2", Text: "cat a.txt\nexit 2\n"},
	}, {
		{Line: 15, Kind: Run, Text: "echo b\n"},
		{Line: 20, Kind: Shows, Text: "b\n"},
		{Line: 24, Kind: Prose, Text: "End.\n"},
	}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, error %v, want %+v", got, err, want)
	}
}

func TestParse_invalid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<!-- walk -->\n```sh\nx\n```\n":        "line 1: <!-- walk -->",
		"<!-- run: fast -->\n```sh\nx\n```\n":   "line 1: <!-- run: fast -->",
		"<!-- file -->\n```sh\nx\n```\n":        "line 1: <!-- file -->",
		"\n<!-- run -->\ntext\n":                "line 2: <!-- run -->",
		"<!-- run -->\n```sh\nnever finished\n": "line 1: <!-- run -->",
		"a\n<!-- run -->":                       "line 2: <!-- run -->",
	} {
		want += " is unknown, or not followed by a code block"
		if _, err := Parse(text); err == nil || err.Error() != want {
			t.Errorf("%q: got error %v, want %s", text, err, want)
		}
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	const output = "Plan:  1 to \x1b[1madd\x1b[0m\n\n╷\n│ id = 1b33ad2f_33d3_4837_9eeb_83c82c8b909d\n│ after 3s"
	for want, piece := range map[string]string{
		"id = 2222ad2f_33d3_4837_9eeb_83c82c8b909d after 0s": "",
		"Plan: 1 to add\n[...]\nafter 1s":                    "",
		"Plan: 2 to add":                                     "Plan: 2 to add",
		"after 1s[...]Plan: 1 to add":                        "Plan: 1 to add",
	} {
		if got := missing(output, want); got != piece {
			t.Errorf("%q: got %q, want %q", want, got, piece)
		}
	}
}

// newRunner returns a runner in an empty directory, and what it prints.
func newRunner(t *testing.T) (*Runner, *bytes.Buffer) {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip(err)
	}
	var out bytes.Buffer
	return &Runner{Dir: t.TempDir(), Env: os.Environ(), Out: &out}, &out
}

func TestRunner(t *testing.T) {
	t.Parallel()
	r, out := newRunner(t)
	r.Report = func(commands Step) string { return "That was line " + commands.Text }
	parts, err := Parse(document)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range parts {
		if err := r.Run(t.Context(), part); err != nil {
			t.Fatal(err)
		}
	}
	const want = "\n# Title\n\na.txt:\n  a\n\nMore.\n\n$ cat a.txt\n  exit 2\na\n\nThat was line cat a.txt\nexit 2\n" +
		"\n$ echo b\nb\n\nThat was line echo b\n\nEnd.\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out, want)
	}
}

func TestRunner_colors(t *testing.T) {
	t.Parallel()
	r, out := newRunner(t)
	r.Color = true
	steps := []Step{{Kind: Prose, Text: "# Title\nText\n"}, {Kind: Run, Text: "echo -n a"}}
	if err := r.Run(t.Context(), steps); err != nil {
		t.Fatal(err)
	}
	if want := "\n\x1b[1m# Title\x1b[0m\nText\n\n\x1b[36m$ echo -n a\x1b[0m\na\n"; out.String() != want {
		t.Errorf("got %q, want %q", out, want)
	}
}

func TestRunner_firstDifferenceEndsRun(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		step Step
		want string
	}{
		"command before the last fails": {Step{Kind: Run, Text: "false\ntrue\n"}, "exit status: got 1, want 0"},
		"command in a pipe fails":       {Step{Kind: Run, Text: "false | cat\n"}, "exit status: got 1, want 0"},
		"command succeeds":              {Step{Kind: Run, Arg: "3", Text: "true\n"}, "exit status: got 0, want 3"},
		"output differs":                {Step{Kind: Shows, Text: "x\n"}, "the output does not contain"},
		"file cannot be written":        {Step{Kind: File, Arg: "no/file"}, "open "},
		"CLI is too old":                {Step{Kind: Run, Arg: "query", Text: "true\n"}, "not supported: no query"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := newRunner(t)
			r.Unsupported = func(commands Step) string {
				if commands.Arg == "query" {
					return "no query"
				}
				return ""
			}
			tc.step.Line = 5
			err := r.Run(t.Context(), []Step{tc.step, {Kind: File, Arg: "next"}})
			if err == nil || !strings.HasPrefix(err.Error(), "line 5: "+tc.want) {
				t.Errorf("got error %v, want %s", err, tc.want)
			}
			if errors.Is(err, ErrUnsupported) != (tc.step.Arg == "query") {
				t.Errorf("got error %v", err)
			}
			if _, err := os.Stat(filepath.Join(r.Dir, "next")); !os.IsNotExist(err) {
				t.Errorf("got error %v, want no next step", err)
			}
		})
	}
}

func TestRunner_interrupted(t *testing.T) {
	t.Parallel()
	r, _ := newRunner(t)
	ctx, cancel := context.WithCancel(t.Context())
	r.Out = writerFunc(func(text []byte) {
		if string(text) == "started\n" {
			cancel()
		}
	})
	err := r.Run(ctx, []Step{{Kind: Run, Text: "echo started\nsleep 600\n"}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
}

func TestRunner_printRunsNothing(t *testing.T) {
	t.Parallel()
	r, out := newRunner(t)
	r.Print([]Step{{Kind: Prose, Text: "Try:\n"}, {Kind: Run, Text: "touch a\ntouch b\n"}, {Kind: Shows, Text: "x\n"}})
	if want := "\nTry:\n\n  touch a\n  touch b\n"; out.String() != want {
		t.Errorf("got %q, want %q", out, want)
	}
	if _, err := os.Stat(filepath.Join(r.Dir, "a")); !os.IsNotExist(err) {
		t.Errorf("got error %v, want no file", err)
	}
}

type writerFunc func([]byte)

func (f writerFunc) Write(text []byte) (int, error) {
	f(text)
	return len(text), nil
}
