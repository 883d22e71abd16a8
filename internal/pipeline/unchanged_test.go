// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// A plan that changes nothing is found out without the framework, and only such a plan is. That the framework says the
// same of those, every plan of every test checks: see plugintest.
func TestPlansThatChangeNothingAreKnownAtOnce(t *testing.T) {
	said := []any{"cron", "0 6 * * *", "description", "Orders", "paused", true, "memory_mb", 100, "deletion_protection", true,
		"drain_before_destroy", true, "export_before_destroy", "exports", "timeouts", attrs{"read": "1m"},
		"jobs.0.input.extra", `{"a":1}`, "jobs.0.transformations", `[]`, "jobs.0.input.memory_allocation_mb", 200}
	without := func(changes []any, names ...string) []any {
		all := append([]any{}, changes...)
		for _, name := range names {
			all = append(all, name, nil)
		}
		return all
	}
	for name, tc := range map[string]struct {
		made, wanted []any
		byHand       func(*maestrosim.Pipeline)
		protected    bool // the provider's deletion_protection
		known        bool
	}{
		"the least":                        {known: true},
		"all that can be said":             {made: said, wanted: said, known: true},
		"protected, whatever the provider": {made: said, wanted: said, protected: true, known: true},
		"several jobs": {
			made:   []any{"jobs", elems{wireJob(), wireJob()}, "jobs.1.input.table_name", "items"},
			wanted: []any{"jobs", elems{wireJob(), wireJob()}, "jobs.1.input.table_name", "items"}, known: true,
		},
		"what the platform fills in":            {made: []any{"jobs.0.output", nil}, wanted: []any{"jobs.0.output", nil}, known: true},
		"no load type, and its companions kept": {wanted: without(nil, "jobs.0.input.load_type", "jobs.0.input.incremental_column_name", "jobs.0.input.incremental_column_type"), known: true},
		"what stays when it is left out":        {made: said, wanted: without(said, "jobs.0.input.extra", "jobs.0.transformations", "jobs.0.input.memory_allocation_mb"), known: true},

		"another name":                 {wanted: []any{"name", "Sales"}},
		"a name that is not known yet": {wanted: []any{"name", later{}}},
		"cron taken out":               {made: said, wanted: without(said, "cron")},
		"description taken out":        {made: said, wanted: without(said, "description")},
		"paused taken out":             {made: said, wanted: without(said, "paused")},
		"memory taken out":             {made: said, wanted: without(said, "memory_mb")},
		"drain taken out":              {made: said, wanted: without(said, "drain_before_destroy")},
		"export taken out":             {made: said, wanted: without(said, "export_before_destroy")},
		"timeouts taken out":           {made: said, wanted: without(said, "timeouts")},
		"protection taken out":         {made: said, wanted: without(said, "deletion_protection")},
		"the provider protects now":    {protected: true},
		"paused by hand":               {byHand: func(p *maestrosim.Pipeline) { p.Paused = true }},
		"another kind of credentials": {byHand: func(p *maestrosim.Pipeline) {
			p.Jobs[0].Input["auth_parameters"] = object{"auth_type": "vault", "config_id": "1701234567890_abc123_postgresql-1.0.0"}
		}},
		"the columns taken out":            {wanted: without(nil, "jobs.0.input.column_include_list")},
		"a companion of another load type": {wanted: without([]any{"jobs.0.input.load_type", "incremental"}, "jobs.0.input.incremental_column_type")},
		"a job more":                       {wanted: []any{"jobs", elems{wireJob(), wireJob()}, "jobs.1.input.table_name", "items"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			i := c.Create(wireConfig(tc.made...))
			if tc.byHand != nil {
				c.edit(tc.byHand)
			}
			i, _ = c.Refresh(i)
			if got := pipeline.Unchanged(c.Plan(i, wireConfig(tc.wanted...)).Asked, tc.protected); got != tc.known {
				t.Errorf("known: %t", got)
			}
		})
	}
}

func TestCreateDestroyAndDoubtsAreTheFrameworksToPlan(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, nil)
	if pipeline.Unchanged(c.Plan(c.Nothing(), wireConfig()).Asked, false) {
		t.Error("a create is no change")
	}
	i := c.Create(wireConfig())
	if pipeline.Unchanged(c.Plan(i, nil).Asked, false) {
		t.Error("a destroy is no change")
	}
	asked := c.Plan(i, wireConfig()).Asked
	if !pipeline.Unchanged(asked, false) {
		t.Error("no change is one")
	}
	asked.PriorPrivate = []byte(`{"doubts":"WyJtZW1vcnlfbWIiXQ=="}`)
	if pipeline.Unchanged(asked, false) {
		t.Error("a doubt is no change")
	}
}
