// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

var actionBlock = regexp.MustCompile(`(?m)^action "(\w+)" "(\w+)"`)

// TestAccActionExamples creates, changes and destroys what is in each example with actions, and invokes its actions.
func TestAccActionExamples(t *testing.T) {
	t.Parallel()
	for directory, change := range map[string]struct {
		old, changed string
		calls        []string // of the actions that the change triggers
	}{
		"actions/dadosfera_job_reset_state": {
			`"updated_at"]`, `"updated_at", "status"]`, []string{"POST reset-state", "POST execute"},
		},
		"actions/dadosfera_pipeline_execute": {`"countries"`, `"currencies"`, []string{"POST execute"}},
		"actions/dadosfera_pipeline_pause":   {},
		"actions/dadosfera_pipeline_unpause": {},
		"with-actions/full-extraction": {
			`"updated_at"]`, `"updated_at", "status"]`, []string{"POST reset-state", "POST execute"},
		},
	} {
		t.Run(directory, func(t *testing.T) {
			t.Parallel()
			s := open(t, maestrosim.Options{})
			if !s.cli.HasActions() {
				t.Skipf("%s has no actions", s.cli)
			}
			copyExample(t, s, filepath.Join(examples, filepath.FromSlash(directory)))
			s.Env = append(s.Env, "DADOSFERA_ALLOW_REPLACEMENT=true") // another table is another pipeline
			must(t, s, "terraform init\nterraform apply\nterraform plan -detailed-exitcode")

			if change.old != "" {
				replaceText(t, s, change.old, change.changed)
				s.sim.ResetRequests()
				must(t, s, "terraform apply\nterraform plan -detailed-exitcode")
				if got := actionCalls(s); !slices.Equal(got, change.calls) {
					t.Errorf("got the calls %v after the change, want %v", got, change.calls)
				}
			}
			for _, address := range actionAddresses(t, s) {
				s.sim.ResetRequests()
				must(t, s, "terraform apply -invoke="+address)
				if got := actionCalls(s); len(got) != 1 {
					t.Errorf("%s: got the calls %v, want one", address, got)
				}
			}
			must(t, s, "terraform destroy")
		})
	}
}

// replaceText replaces a text in the session's configuration, which has it in one place.
func replaceText(t *testing.T, s *session, old, replacement string) {
	t.Helper()
	found := 0
	for file, text := range configuration(t, s) {
		found += bytes.Count(text, []byte(old))
		text = bytes.ReplaceAll(text, []byte(old), []byte(replacement))
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if found != 1 {
		t.Fatalf("got %q in %d places of the configuration, want 1", old, found)
	}
}

// actionAddresses returns the addresses of the actions in the session's configuration.
func actionAddresses(t *testing.T, s *session) []string {
	t.Helper()
	var addresses []string
	for _, text := range configuration(t, s) {
		for _, match := range actionBlock.FindAllSubmatch(text, -1) {
			addresses = append(addresses, "action."+string(match[1])+"."+string(match[2]))
		}
	}
	if len(addresses) == 0 {
		t.Fatal("got no action in the configuration")
	}
	return addresses
}

// actionCalls returns the requests of actions since they were reset, as method and last part of the path.
func actionCalls(s *session) []string {
	var calls []string
	for _, request := range s.sim.Requests() {
		last := request.Path[strings.LastIndex(request.Path, "/")+1:]
		if slices.Contains([]string{"execute", "reset-state", "pause", "unpause"}, last) {
			calls = append(calls, request.Method+" "+last)
		}
	}
	return calls
}
