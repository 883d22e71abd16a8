// SPDX-License-Identifier: MPL-2.0

//go:build !unix

package process

import (
	"os"
	"os/exec"
)

// terminating are the signals that terminate a program after it has cleaned up.
var terminating = []os.Signal{os.Interrupt}

// OwnGroup does nothing: there are no process groups.
func OwnGroup(*exec.Cmd) {}

// EndGroup does nothing: there are no process groups.
func EndGroup(*exec.Cmd) {}
