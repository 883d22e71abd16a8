// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"testing"
)

// roleVariable makes this test the process of a CLI, or of its provider.
const roleVariable = "DADOSFERA_TEST_ROLE"

// A provider ends after its CLI was killed, and not before.
func TestEndWithParent(t *testing.T) {
	switch os.Getenv(roleVariable) {
	case "provider":
		endWithParent()
		fmt.Fprintln(os.Stdout, "started")
		select {}
	case "cli":
		if err := self(t, "provider", os.Stdout).Run(); err != nil {
			t.Fatal(err)
		}
		return
	}
	if runtime.GOOS == "windows" {
		t.Skip("a process on Windows keeps its parent")
	}

	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cli := self(t, "cli", write)
	if err := cli.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	output := bufio.NewReader(read)
	if line, err := output.ReadString('\n'); err != nil || line != "started\n" {
		t.Fatalf("got %q, %v, want the start of the provider", line, err)
	}
	if err := cli.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cli.Wait()
	// The output ends with the last process that has it.
	if _, err := io.ReadAll(output); err != nil {
		t.Error(err)
	}
}

// self returns a command that runs this test in a role.
func self(t *testing.T, role string, output *os.File) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestEndWithParent$")
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
	cmd.Stdout, cmd.Stderr = output, output
	return cmd
}
