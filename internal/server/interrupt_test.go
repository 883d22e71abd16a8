// SPDX-License-Identifier: MPL-2.0

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

// stubborn is a server with an action that ends when it is told to, or never.
type stubborn struct {
	protocol

	finish  chan struct{}
	stopped bool
	refuse  error
}

func (s *stubborn) InvokeAction(context.Context, *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	return &tfprotov6.InvokeActionServerStream{Events: func(push func(tfprotov6.InvokeActionEvent) bool) {
		push(tfprotov6.InvokeActionEvent{Type: tfprotov6.ProgressInvokeActionEventType{Message: "going on"}})
		<-s.finish
		push(tfprotov6.InvokeActionEvent{Type: tfprotov6.CompletedInvokeActionEventType{}})
	}}, s.refuse
}

func (s *stubborn) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse, error) {
	s.stopped = true
	return &tfprotov6.StopProviderResponse{}, nil
}

func TestAStopHearsActionsOut(t *testing.T) {
	for name, ends := range map[string]bool{"one that ends": true, "one that does not": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				inner := &stubborn{finish: make(chan struct{})}
				s := &server{protocol: inner, invoked: map[chan struct{}]bool{}}
				stream, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{})
				if err != nil {
					t.Fatal(err)
				}
				var heard atomic.Int32
				var over atomic.Bool
				go func() {
					for range stream.Events {
						heard.Add(1)
					}
				}()
				began := time.Now()
				go func() {
					_, err := s.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{})
					over.Store(err == nil)
				}()
				synctest.Wait()
				if !inner.stopped || over.Load() || heard.Load() != 1 {
					t.Errorf("stopped %t, over %t, after %d events", inner.stopped, over.Load(), heard.Load())
				}
				if ends {
					close(inner.finish)
					synctest.Wait()
					if !over.Load() || heard.Load() != 2 || len(s.invoked) > 0 {
						t.Errorf("over %t, after %d events; %d left", over.Load(), heard.Load(), len(s.invoked))
					}
					return
				}
				<-time.After(stopTime)
				synctest.Wait()
				if !over.Load() || time.Since(began) != stopTime {
					t.Errorf("over %t, after %s", over.Load(), time.Since(began))
				}
				close(inner.finish)
			})
		})
	}
}

func TestAnActionThatDoesNotBeginIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{protocol: &stubborn{refuse: errors.New("no")}, invoked: map[chan struct{}]bool{}}
		if _, err := s.InvokeAction(t.Context(), &tfprotov6.InvokeActionRequest{}); err == nil {
			t.Error("no error")
		}
		began := time.Now()
		if _, err := s.StopProvider(t.Context(), &tfprotov6.StopProviderRequest{}); err != nil || time.Since(began) > 0 {
			t.Errorf("%v, after %s", err, time.Since(began))
		}
	})
}
