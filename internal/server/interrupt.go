// SPDX-License-Identifier: MPL-2.0

package server

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Once a stop has been carried out, terraform-plugin-go drops whatever an action still says, its end with its error
// included, and Terraform then takes an interrupted action for one that went well. So a stop is over only when the
// actions are.

// stopTime is how long a stop waits for actions, which end at once when they are interrupted.
const stopTime = time.Second

// InvokeAction remembers the action until its last word was taken.
func (s *server) InvokeAction(ctx context.Context, req *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	ended := make(chan struct{})
	s.mu.Lock()
	s.invoked[ended] = true
	s.mu.Unlock()
	end := func() {
		s.mu.Lock()
		delete(s.invoked, ended)
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

// StopProvider interrupts everything, and lets the actions say what became of them.
func (s *server) StopProvider(ctx context.Context, req *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	resp, err := s.protocol.StopProvider(ctx, req)
	ctx, cancel := context.WithTimeout(ctx, stopTime)
	defer cancel()
	s.mu.Lock()
	invoked := make([]chan struct{}, 0, len(s.invoked))
	for ended := range s.invoked {
		invoked = append(invoked, ended)
	}
	s.mu.Unlock()
	for _, ended := range invoked {
		select {
		case <-ended:
		case <-ctx.Done():
		}
	}
	return resp, err
}
