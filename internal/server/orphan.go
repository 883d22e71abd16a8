// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

// Workaround: processes that outlive their CLI.
//
// Why: the CLI ends its providers by a call, or kills them. If it is itself killed, it does neither, and the provider
// waits for a connection that never comes: go-plugin does not notice that its client is gone. So the process ends when
// its parent has ended. The calls in progress have some time before that: their contexts are canceled, as their
// connection is closed.
//
// Gain: no process, with a token in its memory, stays behind a killed CLI. Windows has no sign that a parent has ended
// which can be read without more code than it is worth, so a process there stays.
//
// Upstream: hashicorp/go-plugin#210, "Managed servers?" (open), asks for this check.
//
// Delete when: go-plugin ends a server whose client has gone.

import (
	"os"
	"time"
)

const (
	// orphanCheck is how often the process looks whether its parent has ended.
	orphanCheck = time.Second
	// orphanGrace is how long calls in progress have after that. It is longer than they take after an interrupt.
	orphanGrace = 3 * time.Second
)

// endWithParent ends the process some seconds after its parent has ended, which gives it another parent.
func endWithParent() {
	parent := os.Getppid()
	go func() {
		ticker := time.NewTicker(orphanCheck)
		for os.Getppid() == parent {
			<-ticker.C
		}
		<-time.After(orphanGrace)
		os.Exit(1)
	}()
}
