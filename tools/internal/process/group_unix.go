// SPDX-License-Identifier: MPL-2.0

//go:build unix

package process

import (
	"os"
	"os/exec"
	"syscall"
)

// terminating are the signals that terminate a program after it has cleaned up. SIGPIPE is one of them, so that `make
// demo | head` cleans up too.
var terminating = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE}

// OwnGroup makes a command start in a process group of its own. A Ctrl-C in the terminal then interrupts the command
// once, through its context, and not twice.
func OwnGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// EndGroup kills the processes that remain in the group of a command, such as plugins of an interrupted CLI.
func EndGroup(cmd *exec.Cmd) {
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // usually, none remain
	}
}
