// SPDX-License-Identifier: MPL-2.0

//go:build !unix

package process

import (
	"os"
	"os/exec"
)

// endings are the signals that end a program, after it has cleared up.
var endings = []os.Signal{os.Interrupt}

// OwnGroup does nothing here: there are no groups of processes.
func OwnGroup(*exec.Cmd) {}

// EndGroup does nothing here.
func EndGroup(*exec.Cmd) {}
