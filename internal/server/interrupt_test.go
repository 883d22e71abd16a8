// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// actionServer is a server with an action that ends when finish is closed.
type actionServer struct {
	protocol

	finish    chan struct{}
	stopped   bool
	invokeErr error
}

func (s *actionServer) InvokeAction(context.Context, *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		push(tfprotov6.InvokeActionEvent{Type: tfprotov6.ProgressInvokeActionEventType{Message: "running"}})
		<-s.finish
		push(tfprotov6.InvokeActionEvent{Type: tfprotov6.CompletedInvokeActionEventType{}})
	}}, s.invokeErr
}

func (s *actionServer) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	s.stopped = true
	return &tfprotov6.StopProviderResponse{}, nil
}

// stopDuringAction invokes an action, receives its first event, and calls StopProvider. It returns the number of events
// so far, and whether StopProvider has returned.
func stopDuringAction(t *testing.T, inner *actionServer) (events *atomic.Int32, stopped *atomic.Bool) {
	t.Helper()
	s := &server{protocol: inner, runningActions: map[chan struct{}]bool{}, stopped: make(chan struct{})}
	stream, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{})
	if err != nil {
		t.Fatal(err)
	}
	events, stopped = &atomic.Int32{}, &atomic.Bool{}
	go func() {
		for range stream.Events {
			events.Add(1)
		}
	}()
	synctest.Wait()
	go func() {
		_, err := s.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
		stopped.Store(err == nil)
	}()
	synctest.Wait()
	if !inner.stopped || stopped.Load() || events.Load() != 1 {
		t.Errorf("during the action: got inner stop %t, stop %t, %d events; want true, false, 1", inner.stopped, stopped.Load(), events.Load())
	}
	return events, stopped
}

func TestStopProvider_returnsAfterActions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := &actionServer{finish: make(chan struct{})}
		events, stopped := stopDuringAction(t, inner)
		close(inner.finish)
		synctest.Wait()
		if !stopped.Load() || events.Load() != 2 {
			t.Errorf("after the action: got stop %t, %d events; want true, 2", stopped.Load(), events.Load())
		}
	})
}

func TestStopProvider_returnsAfterTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inner := &actionServer{finish: make(chan struct{})}
		defer close(inner.finish)
		start := time.Now()
		_, stopped := stopDuringAction(t, inner)
		<-time.After(stopTimeout)
		synctest.Wait()
		if !stopped.Load() || time.Since(start) != stopTimeout {
			t.Errorf("got stop %t after %s, want true after %s", stopped.Load(), time.Since(start), stopTimeout)
		}
	})
}

func TestStopProvider_ignoresActionThatFailedToStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{protocol: &actionServer{invokeErr: errors.New("refused")}, runningActions: map[chan struct{}]bool{}, stopped: make(chan struct{})}
		if _, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{}); err == nil {
			t.Error("InvokeAction: got no error, want one")
		}
		start := time.Now()
		if _, err := s.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}); err != nil || time.Since(start) > 0 {
			t.Errorf("StopProvider: got %v after %s, want no error at once", err, time.Since(start))
		}
	})
}
