// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"bytes"
	"context"
	"flag"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

var everyContract = flag.Bool("every-contract", false, "run TestAccLive under all of its contracts instead of the first")

// liveContracts are the platforms of TestAccLive. Together, they settle most open points otherwise than documented.
func liveContracts() []maestrosim.NamedContract {
	return []maestrosim.NamedContract{
		{Name: "slow to change", Contract: maestrosim.Contract{
			StatusLag: 2, NameLag: 2, NotReady: contract.NotReadyDAG, CreateResponse: contract.CreateNoID, Missing: contract.MissingHTML,
			ServerDefaults: true, Texts: contract.TextsNormalized, Cron: contract.CronExpanded,
		}},
		{Name: "documented"},
		{Name: "shows everything", Contract: maestrosim.Contract{
			Hidden: contract.HiddenNone, Envelope: contract.EnvelopeAlways, IDKey: contract.IDKeyBoth, Output: contract.OutputRaw,
			CreateResponse: contract.CreateFlat, ExtraFields: true, SyncMode: contract.SyncModePOST, Refusal: contract.RefusalStatusFalse,
		}},
		{Name: "shows nulls and hyphens", Contract: maestrosim.Contract{
			Hidden: contract.HiddenNull, Spelling: contract.SpellingHyphen, Paths: contract.PathsHyphen, JobIDs: contract.JobIDsHyphen,
			Empty: contract.EmptyString, Missing: contract.MissingDetail, CreateResponse: contract.CreateDetail, JobOrder: contract.JobOrderReversed,
		}},
		{Name: "shows little", Contract: maestrosim.Contract{
			NoJDBCJob: true, Envelope: contract.EnvelopeNever, IDKey: contract.IDKeyPipelineID, Spelling: contract.SpellingUpper,
			Empty: contract.EmptyAbsent, IntsAsStrings: true, Output: contract.OutputFlat, CreateResponse: contract.CreateEmpty,
			Missing: contract.MissingStatusFalse, NotReady: contract.NotReadyProvisioning,
		}},
	}
}

// A live run passes against a platform of which it only knows the address and a user. Everything that it creates is
// paused and has a name that the sweeper recognizes, and it leaves the pipelines of others as they are.
func TestAccLive(t *testing.T) {
	if acctest.Live() {
		t.Skip("starts live runs of its own")
	}
	contracts := liveContracts()
	if !*everyContract {
		contracts = contracts[:1]
	}
	for _, c := range contracts {
		t.Run(c.Name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{
				Contract: c.Contract, Users: []maestrosim.User{{Username: username, Password: password, Customer: acctest.Customer}},
			})
			putForeign(t, p)
			before := asJSON(t, p.Only(t).Jobs)

			runLive(t, p)
			if got := p.Only(t); got.Name != "Orders" || got.Paused || asJSON(t, got.Jobs) != before {
				t.Errorf("got %+v, want the pipeline of another user as before", got)
			}
			for _, r := range p.Requests() {
				body := string(r.Body)
				switch {
				case r.Method == http.MethodPost && r.Path == "/platform/pipeline" && !strings.Contains(body, `"name":"tf-acc-`):
					t.Errorf("got a create with the body %s, want a name that begins with tf-acc-", body)
				case strings.HasSuffix(r.Path, "/unpause"), strings.HasSuffix(r.Path, "/execute"):
					t.Errorf("got %s %s %s, want no pipeline that runs", r.Method, r.Path, body)
				}
			}
		})
	}
}

// putForeign creates a pipeline of another user, which shows the only connection of the platform.
func putForeign(t *testing.T, p *acctest.Platform) {
	t.Helper()
	if err := p.Put(acctest.Customer, maestrosim.Pipeline{Name: "Orders", Jobs: []maestrosim.Job{{
		Input: map[string]any{
			"connector": "jdbc", "plugin": "mysql", "table_schema": "s", "table_name": "t", "load_type": "full_load",
			"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "1701234567890_abc123_mysql-1.0.0"},
		},
	}}}); err != nil {
		t.Fatal(err)
	}
}

// runLive runs this program as make testacc-live does, and fails the test unless it succeeds.
func runLive(t *testing.T, p *acctest.Platform) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-live", "-test.run", "^TestAcc", "-test.v", "-test.parallel", "2")
	cmd.Env = append(os.Environ(),
		"TF_ACC_TERRAFORM_PATH="+acctest.CLI(t).Path, "DADOSFERA_ACCEPT_LIVE=1", "DADOSFERA_BASE_URL="+p.URL,
		"DADOSFERA_CUSTOMER_NAME="+acctest.Customer, "DADOSFERA_USERNAME="+username, "DADOSFERA_PASSWORD="+password,
		"DADOSFERA_ACCEPT_CONFIG_ID=1701234567890_abc123_mysql-1.0.0",
	)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Run(); err != nil {
		t.Errorf("the live run: %v\n%s", err, output.String())
	}
	if !strings.Contains(output.String(), "--- PASS: TestAccPipelineDestroy_retire") {
		t.Errorf("got no test of the core in\n%s", output.String())
	}
}
