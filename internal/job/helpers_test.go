// SPDX-License-Identifier: MPL-2.0

package job_test

import (
	"context"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type (
	attrs = plugintest.Attrs
	elems = plugintest.Elems
	later = plugintest.Unknown
)

// The example pipeline "Orders Data Pipeline" of the API reference and its job, which the simulator starts with.
const (
	pipelineID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	jobID      = pipelineID + "_0"
	// missingID is the id of no pipeline.
	missingID = "00000000_1111_4222_8333_444444444444"
)

// newPlatform starts a simulator and a provider that sends each request once.
func newPlatform(t *testing.T, options maestrosim.Options) (*maestrosim.Sim, *plugintest.Server) {
	t.Helper()
	sim := maestrosim.New(options)
	server := openapi.NewServer(t, sim)
	return sim, plugintest.NewServer(t, server.URL, attrs{"max_retries": 0})
}

// interruptOn returns a context, and a fault that cancels it when a request of the operation arrives. The request gets
// no response.
func interruptOn(t *testing.T, operation maestrosim.Operation) (context.Context, maestrosim.Fault) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	return ctx, maestrosim.Fault{On: operation, Delay: time.Hour, Hook: cancel}
}
