// SPDX-License-Identifier: MPL-2.0

//go:build unix

package process

import (
	"os"
	"os/exec"
	"syscall"
)

// endings are the signals that end a program, after it has cleared up. SIGPIPE is one of them so that
// `make demo | head` clears up too.
var endings = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE}

// OwnGroup keeps a Ctrl-C at the terminal from the command: it then gets one interrupt, from us, and not two.
func OwnGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// EndGroup ends what an interrupted command may have left running, such as the CLI's plugins.
func EndGroup(cmd *exec.Cmd) {
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // mostly there is nothing left
	}
}
