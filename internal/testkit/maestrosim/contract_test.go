// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// TestStoryUnderEveryContract walks all endpoints once and wants none to fail, whatever the shapes.
func TestStoryUnderEveryContract(t *testing.T) {
	for _, c := range maestrosim.Contracts() {
		t.Run(c.Name, func(t *testing.T) {
			h := newHouse(t, maestrosim.Options{Contract: c.Contract})
			path := "/platform/pipeline/" + newID
			if c.Contract.Paths == maestrosim.PathsUnderscore {
				path = strings.ReplaceAll(path, "-", "_")
			}
			job := strings.Replace(path, "pipeline", "jobs", 1) + "-0"
			if c.Contract.Paths == maestrosim.PathsUnderscore {
				job = strings.ReplaceAll(job, "-", "_")
			}
			jdbc := strings.Replace(job, "jobs", "jobs/jdbc", 1)
			verb := "PUT"
			if c.Contract.SyncMode == maestrosim.SyncModePOST {
				verb = "POST"
			}
			steps := [][3]string{
				{"POST", "/platform/pipeline", example},
				{"GET", path, ""},
				{"GET", "/platform/pipelines", ""},
				{"PATCH", path, `{"cron":null}`},
				{"PUT", path + "/memory", `{"amount":4096}`},
				{"POST", "/platform/pipeline/execute", `{"pipeline_id":"` + newID + `"}`},
				{"GET", path + "/pipeline_run", ""},
				{"POST", "/platform/pipeline/pause", `{"pipeline_id":"` + newID + `"}`},
				{"POST", "/platform/pipeline/unpause", `{"pipeline_id":"` + newID + `"}`},
				{"GET", jdbc, ""},
				{verb, jdbc + "/sync-mode", toQualify},
				{"PATCH", job + "/input", `{"column_include_list":["x"]}`},
				{"POST", job + "/reset-state", ""},
				{"GET", "/platform/jobs/jdbc/configs/allowed_datatypes", ""},
				{"DELETE", path, ""},
			}
			for _, s := range steps {
				want := 2
				if s[1] == jdbc && c.Contract.NoJDBCJob {
					want = 4
				}
				if status, body := h.call(s[0], s[1], s[2]); status/100 != want {
					t.Errorf("%s %s: %d %s", s[0], s[1], status, body)
				}
			}
			if _, there := h.Pipeline(acme, newID); there {
				t.Error("the pipeline is still there")
			}
		})
	}
}

func TestSetContract(t *testing.T) {
	h := under(t, "")
	h.SetContract(maestrosim.Contract{Envelope: maestrosim.EnvelopeNever})
	equal(t, "id", h.got("id"), any(seedID))
}

func TestParseContract(t *testing.T) {
	for _, c := range maestrosim.Contracts() {
		if c.Name == "documented" {
			continue
		}
		got, err := maestrosim.ParseContract(c.Name)
		must(t, err)
		equal(t, c.Name, got, c.Contract)
	}
	got, err := maestrosim.ParseContract(" envelope=always, extra-fields ,status-lag=7,hidden=documented")
	must(t, err)
	equal(t, "several", got, maestrosim.Contract{Envelope: maestrosim.EnvelopeAlways, ExtraFields: true, StatusLag: 7})
	for text, want := range map[string]string{
		"envelop=always":   `unknown contract key "envelop"; there are envelope, id-key, `,
		"envelope=ever":    `contract envelope=ever: there are documented, always, never`,
		"extra-fields=yes": `contract extra-fields=yes: there are false, true`,
		"status-lag=-1":    `contract status-lag=-1: must be a whole number from 0`,
	} {
		if _, err := maestrosim.ParseContract(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if usage := maestrosim.ContractUsage(); !strings.Contains(usage, "envelope=documented|always|never\n") {
		t.Error(usage)
	}
}
