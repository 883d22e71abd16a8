// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func ptr[T any](v T) *T { return &v }

// drift is a change of a pipeline on the platform by another user, and the action that the next plan has for it, as
// acctest.Workspace.Apply returns it: "" if the plan does not change the pipeline.
type drift struct {
	block  string
	change func(*maestrosim.Pipeline)
	action string
}

// allowReplacement is the setting of pipelines that a change may replace.
const allowReplacement = `allow_replacement = true`

// configs returns the configuration of all cases.
func configs(cases map[string]drift) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		b.WriteString(caseBlock(name, cases[name].block))
	}
	return b.String()
}

// wantRepaired changes the pipelines of some cases, and applies the same configuration again. It fails the test unless
// the plan has the action of each case, and no other.
func wantRepaired(t *testing.T, p *acctest.Platform, w *acctest.Workspace, changed map[string]drift) {
	t.Helper()
	want := map[string]string{}
	for name, tc := range changed {
		if err := p.Edit(acctest.Customer, caseID(t, p, name), tc.change); err != nil {
			t.Fatal(err)
		}
		if tc.action != "" {
			want[caseAddress(name)] = tc.action
		}
	}
	if diff := cmp.Diff(want, w.Apply()); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
}

// Each change that another user makes over the API appears in the next plan, and the apply after it repairs the
// platform.
func TestAccPipelineDrift_isShownAndRepaired(t *testing.T) {
	text := maestro.Some[string]
	p := acctest.NewCore(t, maestrosim.Contract{})
	cases := map[string]struct {
		line  string
		patch maestro.PipelineChange
		mode  maestro.SyncMode // the change, if it is not patch
	}{
		"name":              {patch: maestro.PipelineChange{Name: text(p.Name("x"))}},
		"description":       {line: `description = "a"`, patch: maestro.PipelineChange{Description: text("b")}},
		"description_added": {patch: maestro.PipelineChange{Description: text("b")}},
		"cron":              {line: `cron = "0 6 * * *"`, patch: maestro.PipelineChange{Cron: text("0 1 * * *")}},
		"load_type_full":    {mode: maestro.SyncMode{LoadType: "full_load"}},
		"load_type": {mode: maestro.SyncMode{
			LoadType: "incremental_with_qualify", IncrementalColumnName: "updated_at", IncrementalColumnType: "date", PrimaryKeys: []string{"id"},
		}},
		"incremental_column_name": {mode: maestro.SyncMode{
			LoadType: "incremental", IncrementalColumnName: "created_at", IncrementalColumnType: "date",
		}},
	}
	var config strings.Builder
	want := map[string]string{}
	for name, tc := range cases {
		config.WriteString(p.Block(caseLabel(name), name, coreJob(t, p), tc.line))
		want[caseAddress(name)] = "update"
	}
	changeAll := func() {
		for name, tc := range cases {
			before := p.Pipeline(name)
			var err error
			if tc.mode.LoadType == "" {
				err = p.UpdatePipeline(t.Context(), before.ID, tc.patch)
			} else {
				err = p.SetSyncMode(t.Context(), before.Jobs.Value[0].ID, tc.mode)
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			p.WaitUntil("the platform shows another "+name, func(ctx context.Context) (bool, error) {
				now, err := p.GetPipeline(ctx, before.ID)
				return err == nil && changeable(now) != changeable(before), err
			})
		}
	}
	w := p.NewWorkspace()
	w.Write("main.tf", config.String())
	w.Must(0, "apply", "-auto-approve")
	changeAll()
	if diff := cmp.Diff(want, w.Apply()); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
	p.WantPipelines()
}

// changeable returns what a response shows of the values that other users change over the API.
func changeable(p maestro.Pipeline) string {
	values := []string{p.Name.Value, p.Description.Value, p.Cron.Value}
	for _, job := range p.Jobs.Value {
		values = append(values, string(job.Input["load_type"]), string(job.Input["incremental_column_name"]))
	}
	return strings.Join(values, "\n")
}

// Each change behind Terraform's back that no documented call makes, or that not every platform shows, appears in the
// next plan, and the apply after it repairs the platform.
func TestAccPipelineDrift_withoutCallIsShownAndRepaired(t *testing.T) {
	qualify := with(t, jdbcJob, `load_type               = "incremental"`, "load_type = \"incremental_with_qualify\"\n primary_keys = [\"id\"]")
	jobMemory := with(t, jdbcJob, `connector  `, "memory_allocation_mb = 1024\nconnector  ")
	transformed := with(t, jdbcJob, `output = {`, "transformations = jsonencode([{ a = 1 }])\noutput = {")
	input := func(key string, value any) func(*maestrosim.Pipeline) {
		return func(p *maestrosim.Pipeline) { p.Jobs[0].Input[key] = value }
	}
	auth := func(authType, configID string) func(*maestrosim.Pipeline) {
		return input("auth_parameters", map[string]any{"auth_type": authType, "config_id": configID})
	}
	const update, replace = "update", "replace"
	cases := map[string]drift{
		"description removed":       {block(jdbcJob, `description = "a"`), func(p *maestrosim.Pipeline) { p.Description = nil }, update},
		"cron removed":              {block(jdbcJob, `cron = "0 * * * *"`), func(p *maestrosim.Pipeline) { p.Cron = nil }, update},
		"cron added":                {block(jdbcJob), func(p *maestrosim.Pipeline) { p.Cron = ptr("@once") }, update},
		"paused":                    {block(jdbcJob), func(p *maestrosim.Pipeline) { p.Paused = true }, update},
		"unpaused":                  {block(jdbcJob, `paused = true`), func(p *maestrosim.Pipeline) { p.Paused = false }, update},
		"connector":                 {block(jdbcJob, allowReplacement), input("connector", "singer"), replace},
		"plugin":                    {block(jdbcJob, allowReplacement), input("plugin", "mysql"), replace},
		"table_schema":              {block(jdbcJob, allowReplacement), input("table_schema", "other"), replace},
		"table_name":                {block(jdbcJob, allowReplacement), input("table_name", "customers"), replace},
		"incremental_column_type":   {block(jdbcJob), input("incremental_column_type", "bigint"), update},
		"primary_keys":              {block(qualify), input("primary_keys", []any{"id", "x"}), update},
		"column added":              {block(jdbcJob, allowReplacement), input("column_include_list", []any{"id", "amount", "updated_at", "x"}), replace},
		"column removed":            {block(jdbcJob), input("column_include_list", []any{"id", "amount"}), update},
		"all columns":               {block(jdbcJob), input("column_include_list", nil), update},
		"auth_parameters config_id": {block(jdbcJob), auth("connection_manager", "other"), update},
		"auth_parameters auth_type": {block(jdbcJob), auth("vault", "1701234567890_abc123_postgresql-1.0.0"), update},
		"memory_allocation_mb":      {block(jobMemory), input("memory_allocation_mb", json.Number("2048")), update},
		"replication_method":        {block(singerJob), input("replication_method", "FULL_TABLE"), update},
		"extra":                     {block(mongoJob), input("batch_size", json.Number("5")), update},
		"extra nested":              {block(s3Job), input("file_format_params", map[string]any{"file_format": "csv"}), update},
		"transformations":           {block(transformed, allowReplacement), func(p *maestrosim.Pipeline) { p.Jobs[0].Transformations = nil }, replace},
		"job added":                 {block(jdbcJob, allowReplacement), func(p *maestrosim.Pipeline) { p.Jobs = append(p.Jobs, p.Jobs[0]) }, replace},
		"job removed":               {block(jdbcJob+","+singerJob, allowReplacement), func(p *maestrosim.Pipeline) { p.Jobs = p.Jobs[:1] }, replace},
		"several attributes": {block(jdbcJob, `cron = "0 * * * *"`),
			func(p *maestrosim.Pipeline) { p.Cron, p.Name, p.Paused = nil, "y", true }, update},
		"none": {block(jdbcJob), func(*maestrosim.Pipeline) {}, ""},
	}
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", configs(cases))
	w.Must(0, "apply", "-auto-approve")
	wantRepaired(t, p, w, cases)
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)
}

// If the platform shows the output under "raw", a change of the names that the configuration has is drift. What does
// not change the pipeline is not.
func TestAccPipelineDrift_shownOutput(t *testing.T) {
	scheduled := block(jdbcJob, `cron = "0 6 * * *"`)
	none := func(change func(*maestrosim.Pipeline)) drift {
		return drift{scheduled, change, ""}
	}
	raw := func(p *maestrosim.Pipeline) map[string]any { return p.Jobs[0].Output["raw"].(map[string]any) }
	noDrift := map[string]drift{
		"unknown input field": none(func(p *maestrosim.Pipeline) { p.Jobs[0].Input["network_config"] = map[string]any{"vpn": true} }),
		"order of columns": none(func(p *maestrosim.Pipeline) {
			p.Jobs[0].Input["column_include_list"] = []any{"updated_at", "id", "amount"}
		}),
		"white space in cron":            none(func(p *maestrosim.Pipeline) { p.Cron = ptr(" 0  6 * * * ") }),
		"class of the column type":       none(func(p *maestrosim.Pipeline) { p.Jobs[0].Input["incremental_column_type"] = "timestamp" }),
		"unmanaged field":                none(func(p *maestrosim.Pipeline) { p.Jobs[0].Input["replication_method"] = "INCREMENTAL" }),
		"job name":                       none(func(p *maestrosim.Pipeline) { p.Jobs[0].Name = "renamed" }),
		"status error":                   none(func(p *maestrosim.Pipeline) { p.Errored = true }),
		"table names in upper case":      none(func(p *maestrosim.Pipeline) { raw(p)["table_name"] = "ORDERS" }),
		"transformations not configured": none(func(p *maestrosim.Pipeline) { p.Jobs[0].Transformations = []any{} }),
	}
	const replace = "replace"
	outputs := map[string]drift{
		"output table":  {block(jdbcJob, allowReplacement), func(p *maestrosim.Pipeline) { raw(p)["table_name"] = "other" }, replace},
		"output schema": {block(jdbcJob, allowReplacement), func(p *maestrosim.Pipeline) { raw(p)["table_schema"] = "OTHER" }, replace},
		"output plugin": {block(jdbcJob, allowReplacement), func(p *maestrosim.Pipeline) { p.Jobs[0].Output["plugin"] = "other" }, replace},
	}
	all := maps.Clone(noDrift)
	maps.Copy(all, outputs)

	p := acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Output: maestrosim.OutputRaw}})
	w := p.NewWorkspace(t)
	w.Write("main.tf", configs(all))
	w.Must(0, "apply", "-auto-approve")
	wantRepaired(t, p, w, noDrift)
	wantRepaired(t, p, w, outputs)
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)
}
