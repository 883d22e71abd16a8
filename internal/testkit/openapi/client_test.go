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
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

const (
	customer = "acme_corp"
	newID    = "7b8b3399-b8c0-4fc5-9116-142cd9f4e7ae"
	goneID   = "00000000-1111-4222-8333-444444444444"
	newJob   = "7b8b3399_b8c0_4fc5_9116_142cd9f4e7ae_0"
)

// silent are the methods of the client that send nothing.
var silent = []string{"BaseURL", "Close", "CustomerName"}

// drive calls every method of the client, in the order of a pipeline's life. Each call gives what it failed with where it
// must not.
var drive = []struct {
	method string
	call   func(context.Context, *maestro.Client) error
}{
	{"CreatePipeline", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.CreatePipeline(ctx, newPipeline(newID, "Orders"))
		return err
	}},
	{"CreatePipeline", func(ctx context.Context, c *maestro.Client) error {
		_, _ = c.CreatePipeline(ctx, newPipeline(newID, "Taken")) // a second one of the id, whatever becomes of it
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
		return errors.Join(err, unless(len(found) == 1, "it is not found by its name"))
	}},
	{"FindByID", func(ctx context.Context, c *maestro.Client) error {
		_, ok, err := c.FindByID(ctx, newID)
		return errors.Join(err, unless(ok, "it is not found by its id"))
	}},
	{"UpdatePipeline", func(ctx context.Context, c *maestro.Client) error {
		return c.UpdatePipeline(ctx, newID, maestro.PipelineChange{Name: maestro.Some("Pedidos"), Description: maestro.Some(""), Cron: maestro.Null[string]()})
	}},
	{"UpdatePipeline", func(ctx context.Context, c *maestro.Client) error {
		return gone(c.UpdatePipeline(ctx, goneID, maestro.PipelineChange{Name: maestro.Some("N")}))
	}},
	{"SetMemory", func(ctx context.Context, c *maestro.Client) error { return c.SetMemory(ctx, newID, 4096) }},
	{"SetMemory", func(ctx context.Context, c *maestro.Client) error { return gone(c.SetMemory(ctx, goneID, 4096)) }},
	{"Execute", func(ctx context.Context, c *maestro.Client) error { _, err := c.Execute(ctx, newID); return err }},
	{"Execute", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.Execute(ctx, goneID)
		return gone(err)
	}},
	{"Pause", func(ctx context.Context, c *maestro.Client) error { return c.Pause(ctx, newID) }},
	{"EnsurePaused", func(ctx context.Context, c *maestro.Client) error {
		already, err := c.EnsurePaused(ctx, newID)
		return errors.Join(err, unless(already, "it was not paused before"))
	}},
	{"Execute", func(ctx context.Context, c *maestro.Client) error {
		_, err := c.Execute(ctx, newID)
		return unless(maestro.IsPaused(err), "a paused pipeline is executed")
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
			return fmt.Errorf("there is no run: %w", err)
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
		if maestro.Is404(err) {
			return nil // where there is no such call
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
	{"DeletePipeline", func(ctx context.Context, c *maestro.Client) error {
		found, err := c.DeletePipeline(ctx, newID)
		return errors.Join(err, unless(found, "it is gone already"))
	}},
	{"DeletePipeline", func(ctx context.Context, c *maestro.Client) error {
		found, err := c.DeletePipeline(ctx, newID)
		return errors.Join(err, unless(!found, "it is still there"))
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

func failed(err error) error { return unless(err != nil, "it should have failed") }
func gone(err error) error {
	return unless(maestro.IsNotFound(err), fmt.Sprintf("it should be gone: %v", err))
}

// signedIn is a simulator that asks for a sign-in, and a client of it at the address of the handler around it.
func signedIn(t *testing.T, contract maestrosim.Contract, serve func(http.Handler) string) *maestro.Client {
	t.Helper()
	const password = "pass-word"
	sim := maestrosim.New(maestrosim.Options{
		Contract: contract, Empty: true,
		Users: []maestrosim.User{{Username: "ana@example.com", Password: password, TOTP: "123456", Customer: customer}},
	})
	base, err := maestro.ParseBaseURL(serve(sim), false)
	if err != nil {
		t.Fatal(err)
	}
	client, err := maestro.New(maestro.Config{
		BaseURL: base, CustomerName: customer,
		Credentials: &maestro.Credentials{Username: "ana@example.com", Password: password, TOTP: "123456"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// Everything that the client can say, to a platform of every kind, with every exchange checked.
func TestEveryMethodOfTheClientUnderEveryContract(t *testing.T) {
	var whole Tally
	t.Run("contracts", func(t *testing.T) {
		for _, named := range maestrosim.Contracts() {
			t.Run(named.Name, func(t *testing.T) {
				t.Parallel()
				var tally Tally
				c := signedIn(t, named.Contract, func(h http.Handler) string { return NewServer(t, h, Into(&tally, &whole)).URL })
				for i, step := range drive {
					if err := step.call(t.Context(), c); err != nil {
						t.Errorf("step %d, %s: %v", i, step.method, err)
					}
				}
				for _, op := range Operations() {
					other := op.ID == "postSyncMode" && named.Contract.SyncMode != maestrosim.SyncModePOST // never sent where PUT is taken
					if tally.Requests(op.ID) == 0 && !other {
						t.Errorf("there was no request for %s", op.ID)
					}
				}
			})
		}
	})
	for _, op := range Operations() {
		if whole.Requests(op.ID) == 0 {
			t.Errorf("%s was never called", op.ID)
		}
		if whole.Answers(op.ID, 200) == 0 {
			t.Errorf("%s was never answered with a success", op.ID)
		}
		if slices.Contains(op.Statuses, "404") && whole.Answers(op.ID, 404) == 0 {
			t.Errorf("%s was never answered with a 404", op.ID)
		}
	}
	for id, status := range map[string]int{
		"createPipeline": 409, "pausePipeline": 400, "unpausePipeline": 400, "executePipeline": 400, "putSyncMode": 405,
	} {
		if whole.Answers(id, status) == 0 {
			t.Errorf("%s was never answered with %d", id, status)
		}
	}
	t.Logf("%d contracts, %d operations, %d steps each", len(maestrosim.Contracts()), len(Operations()), len(drive))
}

func TestNoMethodOfTheClientIsLeftOut(t *testing.T) {
	driven := map[string]bool{}
	for _, name := range silent {
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
		t.Errorf("there is no %s", name)
	}
}
