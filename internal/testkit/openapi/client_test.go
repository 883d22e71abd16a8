// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

const (
	customer = "acme_corp"
	newID    = "7b8b3399-b8c0-4fc5-9116-142cd9f4e7ae"
	goneID   = "00000000-1111-4222-8333-444444444444"
	newJob   = "7b8b3399_b8c0_4fc5_9116_142cd9f4e7ae_0"
)

// withoutRequest are the methods of the client that send no request.
var withoutRequest = []string{"BaseURL", "Close", "CustomerName"}

// drive calls every method of the client, in the order of a pipeline's life. Each call returns an error if its outcome
// is not the expected one.
var drive = []struct {
	method string
	call   func(context.Context, *maestro.Client) error
}{
	{"CreatePipeline", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.CreatePipeline(ctx, newPipeline(newID, "Orders"))
		return err
	}},
	{"CreatePipeline", func(ctx context.Context, c *maestro.Client) error {
		_, _ = c.CreatePipeline(ctx, newPipeline(newID, "Taken")) // a duplicate id, with any outcome
		return nil
	}},
	{"AccessToken", func(ctx context.Context, c *maestro.Client) error { _, err := c.AccessToken(ctx); return err }},
	{"GetPipeline", func(ctx context.Context, c *maestro.Client) error { _, err := c.GetPipeline(ctx, newID); return err }},
	{"GetPipeline", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.GetPipeline(ctx, goneID)
		return gone(err)
	}},
	{"ListPipelines", func(ctx context.Context, c *maestro.Client) error { _, err := c.ListPipelines(ctx); return err }},
	{"ListEntries", func(ctx context.Context, c *maestro.Client) error { _, err := c.ListEntries(ctx); return err }},
	{"ListedPipeline", func(ctx context.Context, c *maestro.Client) error { c.ListedPipeline(ctx, newID); return nil }},
	{"FindByName", func(ctx context.Context, c *maestro.Client) error {
		found, err := c.FindByName(ctx, "Orders")
		return errors.Join(err, unless(len(found) == 1, "not found by its name"))
	}},
	{"FindByID", func(ctx context.Context, c *maestro.Client) error {
		_, ok, err := c.FindByID(ctx, newID)
		return errors.Join(err, unless(ok, "not found by its id"))
	}},
	{"UpdatePipeline", func(ctx context.Context, c *maestro.Client) error {
		return c.UpdatePipeline(ctx, newID, maestro.PipelineChange{Name: maestro.Some("Pedidos"), Description: maestro.Some(""), Cron: maestro.Null[string]()})
	}},
	{"UpdatePipeline", func(ctx context.Context, c *maestro.Client) error {
		return gone(c.UpdatePipeline(ctx, goneID, maestro.PipelineChange{Name: maestro.Some("N")}))
	}},
	{"SetMemory", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.SetMemory(ctx, newID, 4096)
		return err
	}},
	{"SetMemory", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.SetMemory(ctx, goneID, 4096)
		return gone(err)
	}},
	{"Execute", func(ctx context.Context, c *maestro.Client) error { _, err := c.Execute(ctx, newID); return err }},
	{"Execute", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.Execute(ctx, goneID)
		return gone(err)
	}},
	{"Pause", func(ctx context.Context, c *maestro.Client) error { return c.Pause(ctx, newID) }},
	{"EnsurePaused", func(ctx context.Context, c *maestro.Client) error {
		already, err := c.EnsurePaused(ctx, newID)
		return errors.Join(err, unless(already, "not paused before"))
	}},
	{"Execute", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.Execute(ctx, newID)
		return unless(errors.Is(err, maestro.ErrPaused), "got no error for a paused pipeline")
	}},
	{"Pause", func(ctx context.Context, c *maestro.Client) error { return gone(c.Pause(ctx, goneID)) }},
	{"Unpause", func(ctx context.Context, c *maestro.Client) error { return c.Unpause(ctx, newID) }},
	{"Unpause", func(ctx context.Context, c *maestro.Client) error { return c.Unpause(ctx, newID) }}, // again
	{"Unpause", func(ctx context.Context, c *maestro.Client) error { return gone(c.Unpause(ctx, goneID)) }},
	{"ListRuns", func(ctx context.Context, c *maestro.Client) error { _, err := c.ListRuns(ctx, newID); return err }},
	{"ListRuns", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.ListRuns(ctx, goneID)
		return gone(err)
	}},
	{"GetRun", func(ctx context.Context, c *maestro.Client) error {
		runs, err := c.ListRuns(ctx, newID)
		if err != nil || len(runs) == 0 {
			return fmt.Errorf("no run: %w", err)
		}
		_, err = c.GetRun(ctx, newID, runs[0].ID)
		return err
	}},
	{"GetRun", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.GetRun(ctx, newID, goneID)
		return failed(err)
	}},
	{"GetJDBCJob", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.GetJDBCJob(ctx, newJob)
		if errors.Is(err, maestro.ErrStatus404) {
			return nil // contract.NoJDBCJob
		}
		return err
	}},
	{"GetJDBCJob", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.GetJDBCJob(ctx, goneID+"-0")
		return failed(err)
	}},
	{"PatchJobInput", func(ctx context.Context, c *maestro.Client) error {
		return c.PatchJobInput(ctx, newJob, maestro.Document{"column_include_list": json.RawMessage(`["total"]`), "own": json.RawMessage(`{"a":1}`)})
	}},
	{"PatchJobInput", func(ctx context.Context, c *maestro.Client) error {
		return failed(c.PatchJobInput(ctx, goneID+"-0", maestro.Document{"own": json.RawMessage(`null`)}))
	}},
	{"SetSyncMode", func(ctx context.Context, c *maestro.Client) error {
		return c.SetSyncMode(ctx, newJob, maestro.SyncMode{
			LoadType: "incremental_with_qualify", IncrementalColumnName: "ts", IncrementalColumnType: "date", PrimaryKeys: []string{"id"},
		})
	}},
	{"SetSyncMode", func(ctx context.Context, c *maestro.Client) error {
		return failed(c.SetSyncMode(ctx, goneID+"-0", maestro.SyncMode{LoadType: "full_load"}))
	}},
	{"ResetJobState", func(ctx context.Context, c *maestro.Client) error { return c.ResetJobState(ctx, newJob) }},
	{"ResetJobState", func(ctx context.Context, c *maestro.Client) error { return failed(c.ResetJobState(ctx, goneID+"-0")) }},
	{"JDBCDatatypes", func(ctx context.Context, c *maestro.Client) error { _, err := c.JDBCDatatypes(ctx); return err }},
	{"ListConnections", func(ctx context.Context, c *maestro.Client) error {
		connections, err := c.ListConnections(ctx)
		if errors.Is(err, maestro.ErrForbidden) || errors.Is(err, maestro.ErrStatus404) {
			return nil // contract.ConnectionAccess
		}
		return errors.Join(err, unless(len(connections) == 3, "not the connections of the simulator"))
	}},
	{"DeletePipeline", func(ctx context.Context, c *maestro.Client) error {
		found, err := c.DeletePipeline(ctx, newID)
		return errors.Join(err, unless(found, "already gone"))
	}},
	{"DeletePipeline", func(ctx context.Context, c *maestro.Client) error {
		found, err := c.DeletePipeline(ctx, newID)
		return errors.Join(err, unless(!found, "still exists"))
	}},
}

func newPipeline(id, name string) maestro.NewPipeline {
	return maestro.NewPipeline{
		ID: id, Name: name, Description: maestro.Some("d"), Cron: maestro.Some("0 6 * * *"),
		Jobs: []maestro.NewJob{{
			Input: maestro.Document{
				"connector": json.RawMessage(`"jdbc"`), "plugin": json.RawMessage(`"mysql"`), "table_schema": json.RawMessage(`"s"`),
				"table_name": json.RawMessage(`"t"`), "load_type": json.RawMessage(`"full_load"`), "column_include_list": json.RawMessage(`["id"]`),
				"auth_parameters": json.RawMessage(`{"auth_type":"connection_manager","config_id":"c"}`), "memory_allocation_mb": json.RawMessage(`512`),
			},
			Transformations: json.RawMessage(`[]`),
			Output:          maestro.Document{"plugin": json.RawMessage(`"dadosfera_snowflake"`)},
		}},
	}
}

func unless(ok bool, otherwise string) error {
	if ok {
		return nil
	}
	return errors.New(otherwise)
}

func failed(err error) error { return unless(err != nil, "got no error") }
func gone(err error) error {
	return unless(errors.Is(err, maestro.ErrNotFound), fmt.Sprintf("got %v, want not found", err))
}

// signedIn returns a client of a simulator that requires a sign-in, at the address at which serve serves it.
func signedIn(t *testing.T, c contract.Contract, serve func(http.Handler) string) *maestro.Client {
	t.Helper()
	const password = "pass-word"
	sim := maestrosim.New(maestrosim.Options{
		Contract: c, Empty: true,
		Users: []maestrosim.User{{Username: "ana@example.com", Password: password, TOTP: "123456", Customer: customer}},
	})
	base, err := maestro.ParseBaseURL(serve(sim), false)
	if err != nil {
		t.Fatal(err)
	}
	client, err := maestro.New(maestro.Config{
		BaseURL: base, CustomerName: customer,
		Credentials: &maestro.Credentials{Username: "ana@example.com", Password: maestro.NewSecret(password), TOTP: maestro.NewSecret("123456")},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// tally counts valid exchanges by operation and status.
type tally struct {
	mu    sync.Mutex
	count map[string]map[int]int
}

func (c *tally) add(operationID string, status int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.count == nil {
		c.count = map[string]map[int]int{}
	}
	if c.count[operationID] == nil {
		c.count[operationID] = map[int]int{}
	}
	c.count[operationID][status]++
}

func TestNewServer_everyMethodOfTheClientUnderEveryContract(t *testing.T) {
	var total tally
	t.Run("contracts", func(t *testing.T) {
		for _, v := range contract.Every() {
			t.Run(v.Name, func(t *testing.T) {
				t.Parallel()
				var under tally
				client := signedIn(t, v.Contract, func(h http.Handler) string {
					return NewServer(t, h, OnExchange(func(operationID string, status int) {
						under.add(operationID, status)
						total.add(operationID, status)
					})).URL
				})
				// What a platform refuses at first, or for as long as a run is in progress, is valid as well.
				refuses := v.Contract.NotReady != contract.NotReadyNever || v.Contract.RefuseRunning
				for i, step := range drive {
					if err := step.call(t.Context(), client); err != nil && !refuses {
						t.Errorf("step %d, %s: %v", i, step.method, err)
					}
				}
				for _, op := range Operations() {
					// POST is sent only if PUT is not accepted.
					if under.count[op.ID] == nil && (op.ID != "postSyncMode" || v.Contract.SyncMode == contract.SyncModePOST) {
						t.Errorf("got no request for %s", op.ID)
					}
				}
			})
		}
	})

	for _, op := range Operations() {
		want := []int{200}
		if slices.Contains(op.Statuses, "404") {
			want = append(want, 404)
		}
		for _, status := range want {
			if total.count[op.ID][status] == 0 {
				t.Errorf("%s: got no response %d", op.ID, status)
			}
		}
	}
	for id, status := range map[string]int{
		"createPipeline": 409, "pausePipeline": 400, "unpausePipeline": 400, "executePipeline": 400, "putSyncMode": 405,
	} {
		if total.count[id][status] == 0 {
			t.Errorf("%s: got no response %d", id, status)
		}
	}
	t.Logf("%d contracts, %d operations, %d steps each", len(contract.Every()), len(Operations()), len(drive))
}

func TestDrive_callsEveryMethodOfTheClient(t *testing.T) {
	driven := map[string]bool{}
	for _, name := range withoutRequest {
		driven[name] = true
	}
	for _, step := range drive {
		driven[step.method] = true
	}
	client := reflect.TypeFor[*maestro.Client]()
	for i := range client.NumMethod() {
		name := client.Method(i).Name
		if !driven[name] {
			t.Errorf("%s is not called", name)
		}
		delete(driven, name)
	}
	for name := range driven {
		t.Errorf("the client has no method %s", name)
	}
}
