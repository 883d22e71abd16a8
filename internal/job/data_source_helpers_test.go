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

// The pipeline of the reference's examples and its job, which a simulator that is not empty holds.
const (
	pipelineID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	jobID      = pipelineID + "_0"
	otherID    = "00000000_1111_4222_8333_444444444444"
)

// platform starts a simulator that holds the example, and a provider for it.
func platform(t *testing.T, options maestrosim.Options) (*maestrosim.Sim, *plugintest.Server) {
	t.Helper()
	sim := maestrosim.New(options)
	server := openapi.NewServer(t, sim)
	return sim, plugintest.NewServer(t, server.URL, plugintest.Attrs{"max_retries": 0})
}

// interrupted gives a context and a fault: when a request of this kind comes, it gets no answer, and the context ends.
func interrupted(t *testing.T, on maestrosim.Operation) (context.Context, maestrosim.Fault) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	return ctx, maestrosim.Fault{On: on, Delay: time.Hour, Hook: cancel}
}
