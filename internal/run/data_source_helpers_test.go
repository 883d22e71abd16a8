// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// The pipeline of the reference's examples and its run, which a simulator that is not empty holds.
const (
	pipelineID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	runID      = "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
	otherID    = "00000000_1111_4222_8333_444444444444"
)

// platform starts a simulator that holds the example, and a provider for it.
func platform(t *testing.T, options maestrosim.Options) (*maestrosim.Sim, *plugintest.Server) {
	t.Helper()
	sim := maestrosim.New(options)
	server := openapi.NewServer(t, sim)
	return sim, plugintest.NewServer(t, server.URL, plugintest.Attrs{"max_retries": 0})
}

// spellings are ways to write one id.
func spellings(id string) map[string]string {
	return map[string]string{"underscores": id, "hyphens": strings.ReplaceAll(id, "_", "-"), "capitals": strings.ToUpper(id)}
}

// endable is a context that a test ends as an interrupt does.
type endable struct {
	context.Context //nolint:containedctx // it is one
	end             context.CancelFunc
}

func newEndable(t *testing.T) endable {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	return endable{ctx, cancel}
}

// on lets the interrupt come with a request, which then gets no answer.
func (e endable) on(operation maestrosim.Operation) maestrosim.Fault {
	return maestrosim.Fault{On: operation, Delay: time.Hour, Hook: e.end}
}
