// SPDX-License-Identifier: MPL-2.0

package pipelinetest

import (
	"context"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// Deadline is a context that expires at a request, not at a time.
type Deadline struct {
	context.Context //nolint:containedctx // Deadline is a context itself

	expired chan struct{}
}

// NewDeadline returns a context that has not expired.
func NewDeadline(t *testing.T) Deadline {
	t.Helper()
	return Deadline{t.Context(), make(chan struct{})}
}

// Done returns the channel that is closed when the context expires.
func (d Deadline) Done() <-chan struct{} { return d.expired }

// Err returns context.DeadlineExceeded if the context has expired.
func (d Deadline) Err() error {
	select {
	case <-d.expired:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

// ExpireAt returns a fault that makes the context expire when a request arrives. The request gets no response.
func (d Deadline) ExpireAt(on maestrosim.Operation) maestrosim.Fault {
	return maestrosim.Fault{On: on, Delay: time.Hour, Hook: func() { close(d.expired) }}
}
