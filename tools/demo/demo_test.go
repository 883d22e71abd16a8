// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// TestAccDemo runs the story as on a terminal that shows colors.
func TestAccDemo(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	s := open(t, maestrosim.Options{})
	s.Out, s.Color = &output, true
	s.Env = append(s.Env, "TF_CLI_ARGS=")
	var deleted maestrosim.Pipeline // as it is when the request to delete it arrives
	s.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, Hook: func() {
		for _, pipeline := range s.sim.Pipelines(customer) {
			if pipeline.ID != byHand {
				deleted = pipeline
			}
		}
	}})

	if status, err := showStory(t.Context(), s); err != nil || status != 0 {
		t.Fatalf("got status %d, error %v, want 0, nil\n%s", status, err, &output)
	}
	if !deleted.Paused || len(deleted.Runs) != 1 || deleted.Runs[0].Status != "SUCCESS" {
		t.Errorf("got %+v when the pipeline was deleted, want it paused and its run successful", deleted)
	}
	if !strings.Contains(output.String(), "\x1b") {
		t.Error("the output has no colors")
	}
}

func TestAccDemo_refusedCreateEndsStory(t *testing.T) {
	t.Parallel()
	var output bytes.Buffer
	s := open(t, maestrosim.Options{})
	s.Out = &output
	s.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Status: 403})

	_, err := showStory(t.Context(), s)
	if err == nil || !strings.Contains(err.Error(), "exit status: got 1, want 0") {
		t.Errorf("got error %v, want one of the exit status\n%s", err, &output)
	}
	if strings.Contains(output.String(), "Plan again") {
		t.Errorf("the story goes on:\n%s", &output)
	}
}

func TestAccDemo_interrupted(t *testing.T) {
	t.Parallel()
	s := open(t, maestrosim.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	s.sim.Order(maestrosim.Fault{On: maestrosim.OpCreate, Hook: cancel})
	if _, err := showStory(ctx, s); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
}

func TestAccSandbox(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("runs the CLI")
	}
	const commands = "terraform apply -auto-approve && terraform plan -detailed-exitcode || exit 9\nexit 7\n"
	var output bytes.Buffer
	dir := ""
	status, err := withSession(t.Context(), &output, false, func(ctx context.Context, s *session) (int, error) {
		dir = filepath.Dir(s.Dir)
		return openSandbox(ctx, s, strings.NewReader(commands), false)
	})
	if err != nil || status != 7 {
		t.Fatalf("got status %d, error %v, want 7, nil\n%s", status, err, &output)
	}
	for _, want := range []string{"Destroy both.", "Apply complete!", "No changes."} {
		if !strings.Contains(output.String(), want) {
			t.Errorf("the output does not contain %q:\n%s", want, &output)
		}
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("got error %v of the directory, want it removed", err)
	}
}
