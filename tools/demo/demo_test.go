// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

// open gives a workshop and what is written in it, and wants nothing of it to be left when the test is over.
func open(t *testing.T) (*workshop, *bytes.Buffer) {
	t.Helper()
	if testing.Short() {
		t.Skip("it runs the CLI")
	}
	t.Parallel()
	var text bytes.Buffer
	around := func(h http.Handler) http.Handler { return openapi.Check(t, h) }
	w, err := newWorkshop(t.Context(), &page{w: &text}, maestrosim.Options{RunDuration: runDuration, Around: around})
	t.Cleanup(func() {
		if err := w.close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(w.home); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the folder is left: %v", err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return w, &text
}

func TestAccDemo(t *testing.T) {
	w, text := open(t)
	if err := tell(t.Context(), w); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	if left := w.sim.Pipelines(customer); len(left) > 0 {
		t.Errorf("%d pipelines are left on the platform", len(left))
	}
	rest := text.String()
	for _, step := range steps {
		_, after, found := strings.Cut(rest, step.title)
		if !found {
			t.Errorf("the story does not tell %q, or not in its place", step.title)
			continue
		}
		rest = after
	}
	if w.cli.Product == tfcli.Terraform && w.cli.AtLeast(1, 11) && !w.cli.AtLeast(1, 12) {
		shownInReadme(t, text.String())
	}
	for _, unwanted := range []string{"\x1b", w.home} {
		if strings.Contains(text.String(), unwanted) {
			t.Errorf("the story has %q in it", unwanted)
		}
	}
}

// shownInReadme holds that every line of the story in README is one that was told, but for names, times and counts of what
// is asked again and again.
func shownInReadme(t *testing.T, told string) {
	t.Helper()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, story, _ := strings.Cut(string(readme), "## The demo")
	_, story, _ = strings.Cut(story, "```text\n")
	story, _, found := strings.Cut(story, "```")
	if !found {
		t.Fatal("README does not show the story")
	}
	counts := regexp.MustCompile(`\d+ (read|request)|ID…|[0-9a-f]{8}…|\d+\.\d+s`)
	same := func(text string) string { return counts.ReplaceAllString(inOneSpelling(text), "…") }
	told = same(told)
	for line := range strings.Lines(story) {
		if line = same(line); line != "[...]" && !strings.Contains(told, line) {
			t.Errorf("README shows %q, and it was not told", line)
		}
	}
}

// TestAccDemoStops holds that a story which is not as told ends with an error that says where: here the platform says
// that all is well, and has done nothing.
func TestAccDemoStops(t *testing.T) {
	w, text := open(t)
	w.sim.Order(maestrosim.Fault{On: maestrosim.OpSetMemory, Body: `{"status":true}`})
	err := tell(t.Context(), w)
	if want := `step 3, "Create it", is not as told: the memory: got 2048, not 4096`; err == nil || err.Error() != want {
		t.Errorf("got %v, not %q\n%s", err, want, text)
	}
}

func TestAccDemoInterrupted(t *testing.T) {
	w, text := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Hook: cancel})
	if err := tell(ctx, w); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v\n%s", err, text)
	}
}

func TestAccSandbox(t *testing.T) {
	w, text := open(t)
	commands := "terraform apply -auto-approve && terraform plan -detailed-exitcode || exit 9\nexit 7\n"
	code, err := openSandbox(t.Context(), w, strings.NewReader(commands))
	if err != nil || code != 7 {
		t.Fatalf("left with %d, %v\n%s", code, err, text)
	}
	if _, err := w.customers(); err != nil {
		t.Error(err)
	}
}
