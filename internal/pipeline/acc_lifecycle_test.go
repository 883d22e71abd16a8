// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func TestAccPipelineCreate_requests(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob, `description = "Orders from PostgreSQL"`, `cron = "0 6 * * *"`, `memory_mb = 4096`, `paused = true`))
	w.Must(0, "apply", "-auto-approve")

	got := p.Only(t)
	if got.Name != "Orders" ||
		*got.Description != "Orders from PostgreSQL" || *got.Cron != "0 6 * * *" || got.MemoryMB != 4096 || !got.Paused {
		t.Errorf("got %+v on the platform, want all that is configured", got)
	}
	want := map[string]any{
		"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders",
		"load_type": "incremental", "incremental_column_name": "updated_at", "incremental_column_type": "timestamp with time zone",
		"column_include_list": []any{"amount", "id", "updated_at"},
		"auth_parameters":     map[string]any{"auth_type": "connection_manager", "config_id": "1701234567890_abc123_postgresql-1.0.0"},
	}
	if diff := cmp.Diff(want, got.Jobs[0].Input); diff != "" {
		t.Errorf("input (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"POST /platform/pipeline", "POST /platform/pipeline/pause", "PUT /platform/pipeline/{id}/memory"}, p.Calls()); diff != "" {
		t.Errorf("calls (-want +got):\n%s", diff)
	}
	for _, request := range p.Requests() {
		if request.Method == http.MethodPost && !json.Valid(request.Body) {
			t.Errorf("got the body %s, want JSON", request.Body)
		}
	}

	state := w.State().Resources[address]
	for path, want := range map[string]any{
		"id": got.ID, "status": "paused", "customer_id": acctest.Customer,
		"jobs.0.job_name": "orders_extraction", "jobs.0.output.table_name": "orders",
	} {
		if got := valueAt(t, state, path); got != want {
			t.Errorf("%s: got %v in the state, want %v", path, got, want)
		}
	}
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)
}

// The requests of one create, one refresh and one destroy. A thousand pipelines take a thousand times as many.
func TestAccPipeline_requestCount(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}})
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob))
	for _, tc := range []struct {
		command []string
		want    []string
	}{
		// The first requests are for names that are taken, in the plan and in the apply.
		{[]string{"apply", "-auto-approve"}, []string{"GET", "GET", "POST", "GET"}},
		{[]string{"plan", "-detailed-exitcode"}, []string{"GET"}},
	} {
		p.ResetRequests()
		w.Must(0, tc.command...)
		var got []string
		for _, request := range p.Requests() {
			got = append(got, request.Method)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("requests of %v (-want +got):\n%s", tc.command, diff)
		}
	}

	p.ResetRequests()
	w.Must(0, "destroy", "-auto-approve")
	var deletes int
	for _, request := range p.Requests() {
		if request.Method == "DELETE" {
			deletes++
		} else if request.Method != "GET" {
			t.Errorf("got %s %s, want only GET and DELETE", request.Method, request.Path)
		}
	}
	if deletes != 1 {
		t.Errorf("got %d DELETE requests for one destroy, want 1", deletes)
	}
	wantPipelines(t, p, 0)
}

// An update of each attribute sends these calls, and the pipeline keeps its id.
func TestAccPipelineUpdate_inPlace(t *testing.T) {
	qualify := with(t, jdbcJob, `load_type               = "incremental"`, "load_type = \"incremental_with_qualify\"\n primary_keys = [\"id\"]")
	patchInput := []string{"PATCH /platform/jobs/{id}_0/input"}
	syncMode := []string{"PUT /platform/jobs/jdbc/{id}_0/sync-mode"}
	patch := []string{"PATCH /platform/pipeline/{id}"}
	memory := []string{"PUT /platform/pipeline/{id}/memory"}
	cases := map[string]struct {
		from, to string
		calls    []string
	}{
		"description":              {block(jdbcJob), block(jdbcJob, `description = "x"`), patch},
		"description changed":      {block(jdbcJob, `description = "x"`), block(jdbcJob, `description = "y"`), patch},
		"description removed":      {block(jdbcJob, `description = "x"`), block(jdbcJob), patch},
		"description emptied":      {block(jdbcJob), block(jdbcJob, `description = ""`), nil},
		"cron":                     {block(jdbcJob), block(jdbcJob, `cron = "0 * * * *"`), patch},
		"cron removed":             {block(jdbcJob, `cron = "0 * * * *"`), block(jdbcJob), patch},
		"paused":                   {block(jdbcJob), block(jdbcJob, `paused = true`), []string{"POST /platform/pipeline/pause"}},
		"unpaused":                 {block(jdbcJob, `paused = true`), block(jdbcJob), []string{"POST /platform/pipeline/unpause"}},
		"memory":                   {block(jdbcJob), block(jdbcJob, `memory_mb = 4096`), memory},
		"memory removed":           {block(jdbcJob, `memory_mb = 4096`), block(jdbcJob), memory},
		"deletion_protection":      {block(jdbcJob, `deletion_protection = true`), block(jdbcJob, `deletion_protection = false`), nil},
		"drain_before_destroy":     {block(jdbcJob), block(jdbcJob, `drain_before_destroy = true`), nil},
		"export_before_destroy":    {block(jdbcJob, `export_before_destroy = "x"`), block(jdbcJob), nil},
		"timeouts":                 {block(jdbcJob), block(jdbcJob, `timeouts = { delete = "1h" }`), nil},
		"column added":             {block(jdbcJob), block(with(t, jdbcJob, `"id", `, `"id", "added", `)), patchInput},
		"columns all":              {block(jdbcJob), block(with(t, jdbcJob, `column_include_list     = ["id", "amount", "updated_at"]`, "")), patchInput},
		"load_type":                {block(jdbcJob), block(qualify), syncMode},
		"load_type back":           {block(qualify), block(jdbcJob), syncMode},
		"incremental_column_name":  {block(jdbcJob), block(with(t, jdbcJob, `"updated_at"`, `"changed_at"`)), syncMode},
		"incremental_column_type":  {block(jdbcJob), block(with(t, jdbcJob, `"timestamp with time zone"`, `"date"`)), syncMode},
		"primary_keys":             {block(qualify), block(with(t, qualify, `["id"]`, `["id", "amount"]`)), syncMode},
		"memory_allocation_mb":     {block(jdbcJob), block(with(t, jdbcJob, `connector  `, "memory_allocation_mb = 1024\nconnector  ")), patchInput},
		"auth_parameters":          {block(jdbcJob), block(with(t, jdbcJob, `abc123`, `def456`)), patchInput},
		"replication_method":       {block(singerJob), block(with(t, singerJob, `INCREMENTAL`, `FULL_TABLE`)), patchInput},
		"extra changed":            {block(s3Job), block(with(t, s3Job, `exports/orders`, `exports/all`)), patchInput},
		"extra key added":          {block(mongoJob), block(with(t, mongoJob, `batch_size = 1000`, `batch_size = 1000, tail = true`)), patchInput},
		"extra key removed":        {block(mongoJob), block(with(t, mongoJob, `, batch_size = 1000`, ``)), nil},
		"everything at once":       {block(jdbcJob, `paused = true`), block(with(t, qualify, `"id", `, `"id", "added", `), `cron = "0 1 * * *"`, `memory_mb = 3000`), slices.Concat(patch, memory, syncMode, patchInput, []string{"POST /platform/pipeline/unpause"})},
		"name":                     {block(jdbcJob), with(t, block(jdbcJob), `"Orders"`, `"Orders 2"`), patch},
		"job moved":                {block(jdbcJob + ", " + with(t, jdbcJob, `"orders"`, `"invoices"`)), block(with(t, jdbcJob, `"orders"`, `"invoices"`) + ", " + jdbcJob), nil},
		"S3 job moved":             {block(s3Job + ", " + with(t, s3Job, "exports/orders", "exports/users")), block(with(t, s3Job, "exports/orders", "exports/users") + ", " + s3Job), nil},
		"allow_replacement":        {block(jdbcJob), block(jdbcJob, allowReplacement), nil},
		"deletion_policy":          {block(jdbcJob), block(jdbcJob, `deletion_policy = "delete"`), nil},
		"letter case of an output": {block(jdbcJob), block(with(t, jdbcJob, `"RAW_DATA"`, `"raw_data"`)), nil},
	}
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	var before, after strings.Builder
	want := map[string]string{}
	for name, tc := range cases {
		before.WriteString(caseBlock(name, tc.from))
		after.WriteString(caseBlock(name, tc.to))
		want[caseAddress(name)] = "update"
	}
	w.Write("main.tf", before.String())
	w.Must(0, "apply", "-auto-approve")
	ids := map[string]string{}
	for name := range cases {
		ids[name] = caseID(t, p, name)
	}

	p.ResetRequests()
	w.Write("main.tf", after.String())
	if diff := cmp.Diff(want, w.Apply()); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	calls := callsByID(p)
	for name, tc := range cases {
		if diff := cmp.Diff(tc.calls, calls[ids[name]]); diff != "" {
			t.Errorf("%s: calls (-want +got):\n%s", name, diff)
		}
		if got := caseID(t, p, name); got != ids[name] {
			t.Errorf("%s: got the pipeline %s after the update, want %s as before", name, got, ids[name])
		}
	}

	w.Must(0, "plan", "-detailed-exitcode", "-refresh=false") // of what the apply returned
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)
}

// A change that the API cannot make in place replaces the pipeline where that is allowed, which the plan shows.
func TestAccPipelineUpdate_replacement(t *testing.T) {
	cases := map[string]struct{ from, to string }{
		"connector":       {jdbcJob, with(t, jdbcJob, `"jdbc"`, `"jdbc2"`)},
		"plugin":          {jdbcJob, with(t, jdbcJob, `plugin                  = "postgresql"`, `plugin = "mysql"`)},
		"table_schema":    {jdbcJob, with(t, jdbcJob, `"public"`, `"sales"`)},
		"table_name":      {jdbcJob, with(t, jdbcJob, `"orders"`, `"invoices"`)},
		"column removed":  {jdbcJob, with(t, jdbcJob, `"amount", `, ``)},
		"job added":       {jdbcJob, jdbcJob + ", " + with(t, jdbcJob, `"orders"`, `"invoices"`)},
		"job removed":     {jdbcJob + ", " + with(t, jdbcJob, `"orders"`, `"invoices"`), jdbcJob},
		"transformations": {singerJob, with(t, singerJob, `"email"`, `"phone"`)},
		"output table":    {jdbcJob, with(t, jdbcJob, `raw = { table_name = "orders"`, `raw = { table_name = "raw_orders"`)},
		"output schema":   {jdbcJob, with(t, jdbcJob, `"RAW_DATA"`, `"OTHER"`)},
		"output plugin":   {mongoJob, with(t, mongoJob, `"dadosfera_snowflake"`, `"other"`)},
	}
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	var before, after strings.Builder
	want := map[string]string{}
	for name, tc := range cases {
		before.WriteString(caseBlock(name, block(tc.from)))
		after.WriteString(caseBlock(name, block(tc.to, allowReplacement)))
		want[caseAddress(name)] = "replace"
	}
	w.Write("main.tf", before.String())
	w.Must(0, "apply", "-auto-approve")
	ids := map[string]string{}
	for name := range cases {
		ids[name] = caseID(t, p, name)
	}

	w.Write("main.tf", after.String())
	if diff := cmp.Diff(want, w.Apply()); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	for name := range cases {
		if got := caseID(t, p, name); got == ids[name] {
			t.Errorf("%s: got the pipeline %s as before, want another one", name, got)
		}
	}

	w.Must(0, "plan", "-detailed-exitcode", "-refresh=false") // of what the apply returned
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)
}
