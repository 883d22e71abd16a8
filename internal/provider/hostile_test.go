// SPDX-License-Identifier: MPL-2.0

package provider_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/hostile"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type attrs = plugintest.Attrs

// The example pipeline that the simulator starts with, and its run.
const (
	pipelineID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	runID      = "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
)

// operations returns what the provider does other than managing pipelines.
func operations(s *plugintest.Server) map[string]func() hostile.Printed {
	read := func(typeName string, config attrs) func() hostile.Printed {
		return func() hostile.Printed {
			_, diags := s.DataSource(typeName).Read(config)
			return hostile.Printed{Diagnostics: diags}
		}
	}
	invoke := func(typeName string, config attrs) func() hostile.Printed {
		return func() hostile.Printed {
			progress, diags := s.Action(typeName).Invoke(config)
			return hostile.Printed{Diagnostics: diags, Texts: progress}
		}
	}
	query := func(include bool) func() hostile.Printed {
		return func() hostile.Printed {
			list := s.List("dadosfera_pipeline")
			list.Include = include
			results, diags := list.Query(nil)
			p := hostile.Printed{Diagnostics: diags}
			for _, result := range results {
				p.Texts = append(p.Texts, result.DisplayName)
			}
			return p
		}
	}
	run := s.Resource("dadosfera_pipeline_run")
	config := attrs{"pipeline_id": pipelineID, "timeouts": attrs{"create": "1m"}}
	return map[string]func() hostile.Printed{
		"pipeline by id":   read("dadosfera_pipeline", attrs{"id": pipelineID, "with_last_status": true}),
		"pipeline by name": read("dadosfera_pipeline", attrs{"name": "Orders Data Pipeline"}),
		"pipelines":        read("dadosfera_pipelines", attrs{}),
		"runs":             read("dadosfera_pipeline_runs", attrs{"pipeline_id": pipelineID}),
		"run":              read("dadosfera_pipeline_run", attrs{"pipeline_id": pipelineID, "run_id": runID}),
		"job":              read("dadosfera_jdbc_job", attrs{"job_id": pipelineID + "_0"}),
		"data types":       read("dadosfera_jdbc_datatypes", attrs{}),
		"connection":       read("dadosfera_connection", attrs{"name": "ERP"}),
		"connections":      read("dadosfera_connections", attrs{}),
		"no connection":    read("dadosfera_connection", attrs{"name": "Nowhere"}),
		"query":            query(false),
		"whole query":      query(true),
		"execute":          invoke("dadosfera_pipeline_execute", attrs{"pipeline_id": pipelineID, "timeout": "1m"}),
		"pause":            invoke("dadosfera_pipeline_pause", attrs{"pipeline_id": pipelineID}),
		"unpause":          invoke("dadosfera_pipeline_unpause", attrs{"pipeline_id": pipelineID}),
		"reset":            invoke("dadosfera_job_reset_state", attrs{"job_id": pipelineID + "_0"}),
		"create run": func() hostile.Printed {
			_, diags := run.Apply(run.Plan(run.Absent(), config))
			return hostile.Printed{Diagnostics: diags}
		},
		"import run": func() hostile.Printed {
			_, diags := run.Import(pipelineID+"/"+runID, nil)
			return hostile.Printed{Diagnostics: diags}
		},
		"import run by identity": func() hostile.Printed {
			_, diags := run.Import("", attrs{"pipeline_id": pipelineID, "run_id": runID})
			return hostile.Printed{Diagnostics: diags}
		},
		"import by name": func() hostile.Printed {
			_, diags := s.Resource("dadosfera_pipeline").Import("name=Orders Data Pipeline", nil)
			return hostile.Printed{Diagnostics: diags}
		},
		"reset state": func() hostile.Printed {
			reset := s.Resource("dadosfera_job_state_reset")
			_, diags := reset.Apply(reset.Plan(reset.Absent(), attrs{"job_id": pipelineID + "_0"}))
			return hostile.Printed{Diagnostics: diags}
		},
		"access token": func() hostile.Printed {
			s.Restart(attrs{"username": "u", "password": "p", "max_retries": 0}) // to sign in again
			_, diags := s.Open("dadosfera_access_token", attrs{})
			return hostile.Printed{Diagnostics: diags}
		},
	}
}

// token is an access token that the simulator accepts.
const token = "the-token"

func newSim() *maestrosim.Sim {
	return maestrosim.New(maestrosim.Options{
		Users:        []maestrosim.User{{Username: "u", Password: "p", Customer: plugintest.Customer}},
		StaticTokens: map[string]string{token: plugintest.Customer},
	})
}

// No text of the platform, in whichever field of whichever response, reaches a terminal with control characters, with
// characters that change its direction, or with line breaks, and no block to paste has a template in it.
func TestProvider_printsNothingHostile(t *testing.T) {
	contract.NeedsDocumented(t, "requires every call of the documented platform")
	t.Parallel()
	for name := range operations(plugintest.NewUnconfigured(t)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			platform := hostile.New(newSim())
			network := plugintest.NewNetwork()
			network.InBubble(t, openapi.Check(t, platform, openapi.RequestsOnly), func(t *testing.T) {
				<-time.After(30 * 365 * 24 * time.Hour) // The example run ended before.
				settings := attrs{"access_token": token, "max_retries": 0}
				operation := operations(plugintest.NewServer(t, network.URL, settings))[name]
				if got := operation(); len(got.Diagnostics) > 0 && name != "no connection" {
					t.Fatalf("with the simulator's own responses: got %v, want no diagnostics", got.Diagnostics)
				}
				changes := platform.Changes()
				reported := 0
				for _, change := range slices.Sorted(maps.Keys(changes)) {
					platform.Simulator, platform.Change = newSim(), changes[change]
					got := operation()
					platform.Change = nil
					hostile.Check(t, change, got)
					reported += len(got.Diagnostics)
				}
				if reported == 0 {
					t.Error("got no diagnostics at all, want some")
				}
			})
		})
	}
}
