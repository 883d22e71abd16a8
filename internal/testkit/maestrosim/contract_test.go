// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// These tests are about the documented behavior, whatever the environment says.
func TestMain(m *testing.M) {
	if err := os.Unsetenv(contract.Variable); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// TestContracts_everyEndpointSucceeds calls all endpoints once under each contract.
func TestContracts_everyEndpointSucceeds(t *testing.T) {
	for _, v := range contract.Every() {
		t.Run(v.Name, func(t *testing.T) {
			f := newFixture(t, maestrosim.Options{Contract: v.Contract})
			path := "/platform/pipeline/" + newID
			job := "/platform/jobs/" + newID + "-0"
			if v.Contract.Paths == contract.PathsUnderscore {
				path, job = strings.ReplaceAll(path, "-", "_"), strings.ReplaceAll(job, "-", "_")
			}
			jdbc := strings.Replace(job, "jobs", "jobs/jdbc", 1)
			syncMethod := "PUT"
			if v.Contract.SyncMode == contract.SyncModePOST {
				syncMethod = "POST"
			}
			for _, s := range [][3]string{
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
				{syncMethod, jdbc + "/sync-mode", toQualify},
				{"PATCH", job + "/input", `{"column_include_list":["x"]}`},
				{"POST", job + "/reset-state", ""},
				{"GET", "/platform/jobs/jdbc/configs/allowed_datatypes", ""},
				{"GET", "/connections", ""},
				{"DELETE", path, ""},
			} {
				want := 2
				noConnections := v.Contract.ConnectionAccess != contract.ConnectionAccessAllowed
				if s[1] == jdbc && v.Contract.NoJDBCJob || s[1] == "/connections" && noConnections {
					want = 4
				}
				f.clock.advance(5 * time.Second) // a run ends
				status, body := f.call(s[0], s[1], s[2])
				for tries := 2; v.Contract.NotReady != contract.NotReadyNever && status/100 != want && tries > 0; tries-- {
					status, body = f.call(s[0], s[1], s[2])
				}
				if status/100 != want {
					t.Errorf("%s %s: got %d %s, want %dxx", s[0], s[1], status, body, want)
				}
			}
			if _, exists := f.Pipeline(acme, newID); exists {
				t.Error("the pipeline exists after DELETE")
			}
		})
	}
}

func TestContracts_eachBehavesDifferently(t *testing.T) {
	seen := map[string]string{}
	for _, v := range contract.Every() {
		got := transcript(t, v.Contract)
		if other, same := seen[got]; same {
			t.Errorf("%s: got the same responses as for %s", v.Name, other)
		}
		seen[got] = v.Name
	}
}

// transcript returns the responses to the same requests under a contract.
func transcript(t *testing.T, c maestrosim.Contract) string {
	t.Helper()
	clock := &clock{t: start}
	s := maestrosim.New(maestrosim.Options{Contract: c, Now: clock.Now})
	seed := `{"pipeline_id":"` + seedID + `"}`
	var text strings.Builder
	for _, r := range [][3]string{
		{"GET", "/platform/pipelines", ""},
		{"GET", one, ""},
		{"GET", "/platform/pipeline/" + strings.ReplaceAll(seedID, "_", "-"), ""},
		{"POST", "/platform/pipeline", `{"id":"` + newID + `","name":"New","cron":"@once","jobs":[{"input":{"plugin":"mysql"}},{"input":{}}]}`},
		{"POST", "/platform/pipeline", `{"id":"x","name":"New","jobs":[{"input":{}}]}`},
		{"GET", "/platform/pipelines", ""},
		{"GET", "/platform/pipeline/nowhere", ""},
		{"GET", "/platform/jobs/jdbc/" + seedJob, ""},
		{"POST", "/platform/pipeline/execute", seed},
		{"POST", "/platform/pipeline/execute", seed},
		{"GET", runs, ""},
		{"POST", "/platform/pipeline/pause", seed},
		{"GET", one, ""},
		{"PUT", syncPath, toFull},
		{"POST", syncPath, toFull},
		{"PUT", one + "/memory", `{"amount":8192}`},
		{"PATCH", one, `{"description":" trimmed\r\n","cron":"@daily"}`},
		{"GET", one, ""},
		{"POST", "/platform/pipeline/pause", `{"pipeline_id":"` + newID + `"}`},
		{"GET", "/platform/pipeline/" + newID, ""},
		{"GET", "/platform/pipeline/" + strings.ReplaceAll(newID, "-", "_"), ""},
		{"PATCH", "/platform/pipeline/" + newID, `{"description":"new"}`},
		{"PATCH", "/platform/pipeline/" + strings.ReplaceAll(newID, "-", "_"), `{"description":"new"}`},
		{"GET", "/connections?size=1&start_page=1", ""},
		{"DELETE", one, ""},
		{"POST", "/platform/pipeline", strings.Replace(twin, newID, seedID, 1)},
	} {
		request := httptest.NewRequestWithContext(t.Context(), r[0], r[1], strings.NewReader(r[2]))
		request.Header.Set("customer_name", acme)
		response := httptest.NewRecorder()
		s.ServeHTTP(response, request)
		fmt.Fprintln(&text, response.Code, response.Body)
	}
	return text.String()
}

func TestSim_SetContract(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	f.SetContract(contract.Contract{Envelope: contract.EnvelopeNever})
	equal(t, "id", f.got("id"), any(seedID))
	f.SetContract(contract.Contract{})
	equal(t, "id", f.got("data", "id"), any(seedID))
}

func TestNew_contractOfTheEnvironment(t *testing.T) {
	file := filepath.Join(t.TempDir(), "contract.json")
	must(t, contract.Contract{Spelling: contract.SpellingUpper}.Save(file))
	t.Setenv(contract.Variable, file)
	upper := any(strings.ToUpper(seedID))

	f := newFixture(t, maestrosim.Options{})
	equal(t, "id under a zero contract", f.got("data", "id"), upper)
	f.SetContract(contract.Contract{RunOnce: true})
	equal(t, "id under another contract", f.got("data", "id"), any(seedID))
	f.SetContract(contract.Contract{})
	equal(t, "id under a zero contract again", f.got("data", "id"), upper)

	t.Setenv(contract.Variable, filepath.Join(t.TempDir(), "nowhere.json"))
	defer func() {
		if err, _ := recover().(error); err == nil || !strings.Contains(err.Error(), contract.Variable) {
			t.Errorf("missing file: got panic %v, want one that names %s", err, contract.Variable)
		}
	}()
	maestrosim.New(maestrosim.Options{})
}
