// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

// reattachment is what a provider in debug mode prints for the CLI.
var reattachment = regexp.MustCompile(`TF_REATTACH_PROVIDERS='([^']+)'`)

// serveProvider installs the provider, and then serves it until the test ends, in one process instead of one for each
// part of each command. Such a process has one configuration: with several provider blocks, the provider is installed
// only.
func serveProvider(t *testing.T, s *session) {
	t.Helper()
	must(t, s, "terraform init")
	if mentions(t, s, "\n  alias ") {
		return
	}
	program, err := filepath.Glob(filepath.Join(shared.dir, "mirror", "*", "*", "*", "*", "*", "*"))
	if err != nil || len(program) != 1 {
		t.Fatalf("got the programs %q (%v), want one", program, err)
	}
	env := append(slices.Clone(s.Env), "TF_LOG_SDK=off", "TF_LOG_PROVIDER_DADOSFERA=off")
	cmd := process.Command(t.Context(), s.Dir, env, program[0], "-debug")
	printed, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait() // the test is over, whatever its status
	})

	lines := bufio.NewScanner(printed)
	for lines.Scan() {
		match := reattachment.FindStringSubmatch(lines.Text())
		if match == nil {
			continue
		}
		value := match[1]
		if host := s.cli.ProviderAddress(); !strings.Contains(value, host) {
			value = strings.Replace(value, "registry.terraform.io/dadosfera/dadosfera", host, 1)
		}
		s.Env = append(s.Env, "TF_REATTACH_PROVIDERS="+value)
		go func() { _, _ = io.Copy(io.Discard, printed) }()
		return
	}
	t.Fatal("got no TF_REATTACH_PROVIDERS, want it printed")
}
