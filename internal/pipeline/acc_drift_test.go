// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func ptr[T any](v T) *T { return &v }

// Each change behind Terraform's back shows in the next plan, and the apply after it repairs the platform.
func TestAccPipelineDrift_isShownAndRepaired(t *testing.T) {
	qualify := with(t, jdbcJob, `load_type               = "incremental"`, "load_type = \"incremental_with_qualify\"\n primary_keys = [\"id\"]")
	input := func(key string, value any) func(*maestrosim.Pipeline) {
		return func(p *maestrosim.Pipeline) { p.Jobs[0].Input[key] = value }
	}
	const update, replace = plancheck.ResourceActionUpdate, plancheck.ResourceActionDestroyBeforeCreate
	for name, tc := range map[string]struct {
		block  string
		change func(*maestrosim.Pipeline)
		action plancheck.ResourceActionType
	}{
		"name":                       {block(jdbcJob), func(p *maestrosim.Pipeline) { p.Name = "x" }, update},
		"description":                {block(jdbcJob, `description = "a"`), func(p *maestrosim.Pipeline) { p.Description = ptr("b") }, update},
		"description removed":        {block(jdbcJob, `description = "a"`), func(p *maestrosim.Pipeline) { p.Description = nil }, update},
		"description added":          {block(jdbcJob), func(p *maestrosim.Pipeline) { p.Description = ptr("b") }, update},
		"cron":                       {block(jdbcJob, `cron = "0 * * * *"`), func(p *maestrosim.Pipeline) { p.Cron = ptr("0 1 * * *") }, update},
		"cron removed":               {block(jdbcJob, `cron = "0 * * * *"`), func(p *maestrosim.Pipeline) { p.Cron = nil }, update},
		"cron added":                 {block(jdbcJob), func(p *maestrosim.Pipeline) { p.Cron = ptr("@once") }, update},
		"paused":                     {block(jdbcJob), func(p *maestrosim.Pipeline) { p.Paused = true }, update},
		"unpaused":                   {block(jdbcJob, `paused = true`), func(p *maestrosim.Pipeline) { p.Paused = false }, update},
		"connector":                  {block(jdbcJob), input("connector", "singer"), replace},
		"plugin":                     {block(jdbcJob), input("plugin", "mysql"), replace},
		"table_schema":               {block(jdbcJob), input("table_schema", "other"), replace},
		"table_name":                 {block(jdbcJob), input("table_name", "Orders"), replace},
		"load_type":                  {block(jdbcJob), input("load_type", "incremental_with_qualify"), update},
		"load_type full":             {block(jdbcJob), input("load_type", "full_load"), update},
		"incremental_column_name":    {block(jdbcJob), input("incremental_column_name", "id"), update},
		"incremental_column_type":    {block(jdbcJob), input("incremental_column_type", "bigint"), update},
		"primary_keys":               {block(qualify), input("primary_keys", []any{"id", "x"}), update},
		"column added":               {block(jdbcJob), input("column_include_list", []any{"id", "amount", "updated_at", "x"}), replace},
		"column removed":             {block(jdbcJob), input("column_include_list", []any{"id", "amount"}), update},
		"all columns":                {block(jdbcJob), input("column_include_list", nil), update},
		"auth_parameters config_id":  {block(jdbcJob), input("auth_parameters", map[string]any{"auth_type": "connection_manager", "config_id": "other"}), update},
		"auth_parameters auth_type":  {block(jdbcJob), input("auth_parameters", map[string]any{"auth_type": "vault", "config_id": "1701234567890_abc123_postgresql-1.0.0"}), update},
		"memory_allocation_mb":       {block(with(t, jdbcJob, `connector  `, "memory_allocation_mb = 1024\nconnector  ")), input("memory_allocation_mb", json.Number("2048")), update},
		"replication_method":         {block(singerJob), input("replication_method", "FULL_TABLE"), update},
		"extra":                      {block(mongoJob), input("batch_size", json.Number("5")), update},
		"extra, deep inside":         {block(s3Job), input("file_format_params", map[string]any{"file_format": "csv"}), update},
		"transformations":            {block(with(t, jdbcJob, `output = {`, "transformations = jsonencode([{ a = 1 }])\noutput = {")), func(p *maestrosim.Pipeline) { p.Jobs[0].Transformations = nil }, replace},
		"a job added":                {block(jdbcJob), func(p *maestrosim.Pipeline) { p.Jobs = append(p.Jobs, p.Jobs[0]) }, replace},
		"a job of two taken away":    {block(jdbcJob + "," + singerJob), func(p *maestrosim.Pipeline) { p.Jobs = p.Jobs[:1] }, replace},
		"several at once, one in it": {block(jdbcJob, `cron = "0 * * * *"`), func(p *maestrosim.Pipeline) { p.Cron, p.Name, p.Paused = nil, "x", true }, update},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			p.Test(t,
				resource.TestStep{Config: p.Provider() + tc.block},
				resource.TestStep{
					PreConfig:        p.Change(t, tc.change),
					Config:           p.Provider() + tc.block,
					ConfigPlanChecks: planned(tc.action),
					// That the plan after the apply is empty is checked by the testing library.
				},
			)
		})
	}
}

// The output's names are drift where the platform shows them under "raw" and the configuration gives them.
func TestAccPipelineDrift_output(t *testing.T) {
	for name, change := range map[string]func(*maestrosim.Pipeline){
		"table":  func(p *maestrosim.Pipeline) { p.Jobs[0].Output["raw"].(map[string]any)["table_name"] = "other" },
		"schema": func(p *maestrosim.Pipeline) { p.Jobs[0].Output["raw"].(map[string]any)["table_schema"] = "OTHER" },
		"plugin": func(p *maestrosim.Pipeline) { p.Jobs[0].Output["plugin"] = "other" },
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Output: maestrosim.OutputRaw}})
			p.Test(t,
				resource.TestStep{Config: config(p, jdbcJob)},
				resource.TestStep{
					PreConfig:        p.Change(t, change),
					Config:           config(p, jdbcJob),
					ConfigPlanChecks: planned(plancheck.ResourceActionDestroyBeforeCreate),
				},
			)
		})
	}
}

// What is no change of the pipeline is no drift.
func TestAccPipelineDrift_noFalseDrift(t *testing.T) {
	for name, change := range map[string]func(*maestrosim.Pipeline){
		"an unknown input field": func(p *maestrosim.Pipeline) { p.Jobs[0].Input["network_config"] = map[string]any{"vpn": true} },
		"other order of columns": func(p *maestrosim.Pipeline) {
			p.Jobs[0].Input["column_include_list"] = []any{"updated_at", "id", "amount"}
		},
		"white space in cron":                    func(p *maestrosim.Pipeline) { p.Cron = ptr(" 0  6 * * * ") },
		"the class of the column type":           func(p *maestrosim.Pipeline) { p.Jobs[0].Input["incremental_column_type"] = "timestamp" },
		"a field that nobody manages":            func(p *maestrosim.Pipeline) { p.Jobs[0].Input["replication_method"] = "INCREMENTAL" },
		"another job name":                       func(p *maestrosim.Pipeline) { p.Jobs[0].Name = "renamed" },
		"status error":                           func(p *maestrosim.Pipeline) { p.Errored = true },
		"table names in upper case":              func(p *maestrosim.Pipeline) { p.Jobs[0].Output["raw"].(map[string]any)["table_name"] = "ORDERS" },
		"transformations, where none were given": func(p *maestrosim.Pipeline) { p.Jobs[0].Transformations = []any{} },
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Output: maestrosim.OutputRaw}})
			same := config(p, jdbcJob, `cron = "0 6 * * *"`)
			p.Test(t,
				resource.TestStep{Config: same},
				resource.TestStep{
					PreConfig:        p.Change(t, change),
					Config:           same,
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
				},
			)
		})
	}
}
