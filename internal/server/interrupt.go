// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

// Workaround: interrupted actions.
//
// Why: when the CLI is interrupted it calls StopProvider, which cancels the contexts of all calls. The framework's part
// is carried out first: it cancels the context of an action, which then ends with an error. But as soon as StopProvider
// returns, terraform-plugin-go drops what an action still sends, its end with the error included. Terraform then
// reports that the action completed. So StopProvider returns only when the actions have ended, or after a second.
//
// Gain: an action that is interrupted fails, and its error reports what continues on the platform.
//
// Upstream: no upstream issue was found; to be reported to hashicorp/terraform-plugin-go: "InvokeAction loses the end
// of an interrupted action. In tfprotov5/tf5server/server.go and tfprotov6/tf6server/server.go, InvokeAction stops
// sending events when its context is done (`case <-ctx.Done(): return nil`), and StopProvider ends that context. An
// action that reacts to the cancellation with an error diagnostic cannot deliver it: the stream ends without a
// completed event, and Terraform reports success. The events that the downstream server sends after a stop, at least
// the completed one, should still be sent."
//
// Delete when: InvokeAction in terraform-plugin-go sends the completed event after a stop.

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// stopTimeout is how long StopProvider waits for actions, which end at once when they are canceled.
const stopTimeout = time.Second

// InvokeAction invokes an action, and keeps track of it until the caller has received its last event.
func (s *server) InvokeAction(
	ctx context.Context, req *tfprotov6.InvokeActionRequest,
) (*tfprotov6.InvokeActionServerStream, error) {
	ended := make(chan struct{})
	s.mu.Lock()
	s.runningActions[ended] = true
	s.mu.Unlock()
	end := func() {
		s.mu.Lock()
		delete(s.runningActions, ended)
		s.mu.Unlock()
		close(ended)
	}

	stream, err := s.protocol.InvokeAction(ctx, req)
	if err != nil {
		end()
		return nil, err
	}
	events := stream.Events
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		defer end()
		events(push)
	}}, nil
}

// StopProvider cancels all calls, and returns when the actions have ended, or after stopTimeout.
func (s *server) StopProvider(
	ctx context.Context, req *tfprotov6.StopProviderRequest,
) (*tfprotov6.StopProviderResponse, error) {
	resp, err := s.protocol.StopProvider(ctx, req)

	s.mu.Lock()
	close(s.stopped)
	s.stopped = make(chan struct{})
	running := slices.Collect(maps.Keys(s.runningActions))
	s.mu.Unlock()

	ctx, cancel := context.WithTimeout(ctx, stopTimeout)
	defer cancel()
	for _, ended := range running {
		select {
		case <-ended:
		case <-ctx.Done():
		}
	}
	return resp, err
}
