// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

// steps are the story: first the life of a pipeline, then its end (end.go).
var steps = []step{
	{"Write a pipeline", "It has one job, which extracts one table every morning.", (*story).writeDown},
	{"Plan it", "A plan says what would happen.", (*story).planCreate},
	{"Create it", "A saved plan is applied exactly as it was shown.", (*story).create},
	{"Plan again", "What was applied is what is there, whatever the platform has filled in.", (*story).planNothing},
	{"Somebody changes it by hand", "In the web interface, say: another schedule, and then a pause.", (*story).drift},
	{"The plan shows it", "The pipeline is read and compared with what the configuration says.", (*story).planDrift},
	{"Apply repairs it", "", (*story).repair},
	{"Change it in place", "One more column, and from now on only new and changed rows.", (*story).change},
	{"Adopt a pipeline made by hand", "The platform has one that the configuration does not know. An import block names it, and its configuration is generated.", (*story).adopt},
	{"Protect it", "Destroying a pipeline cannot be undone, so this one gets a guard.", (*story).protect},
	{"The guard holds", "Somebody deletes orders.tf, the line with the guard included.", (*story).refuse},
	{"Turn the guard off", "That takes an apply of its own. Two switches for a gentle end come with it: wait for running executions, and keep a copy.", (*story).release},
	{"Destroy", "Everything is to go.", (*story).destroy},
	{"Nothing is left", "", (*story).proof},
}

func (s *story) writeDown(ctx context.Context) error {
	text := withoutHeader(mainFile)
	s.page.file(configFile, text)
	if err := s.write(configFile, text); err != nil {
		return err
	}
	return s.install(ctx)
}

func (s *story) planCreate(ctx context.Context) error {
	_, err := s.plan(ctx, 0, map[string]string{customersAddress: "create"})
	if err := firstOf(err, same("the provider's requests", len(s.told()), 0)); err != nil {
		return err
	}
	s.page.notice("What the platform fills in by itself is (known after apply). Planning a new pipeline takes no request at all.")
	return nil
}

func (s *story) create(ctx context.Context) error {
	if err := s.show(ctx, 0, "apply", planFile); err != nil {
		return err
	}
	made, err := s.customers()
	if err != nil {
		return err
	}
	s.id = made.ID
	if err := firstOf(
		same("the writes", sent(writes(s.told())), []string{"POST /platform/pipeline", "PUT /platform/pipeline/{id}/memory"}),
		same("the pipelines on the platform", len(s.sim.Pipelines(customer)), 2),
		same("the schedule", *made.Cron, "0 6 * * *"),
		same("the memory", made.MemoryMB, 4096),
		same("the load type", made.Jobs[0].Input["load_type"], "full_load"),
		s.settled(ctx),
	); err != nil {
		return err
	}
	s.page.notice("The provider makes the id and has it in the state from the first request on. When an answer is lost, it looks for that id, and never makes a second pipeline.")
	return nil
}

func (s *story) planNothing(ctx context.Context) error {
	_, err := s.plan(ctx, 0, map[string]string{customersAddress: "no-op"}, "-detailed-exitcode")
	if err := firstOf(err, same("the writes", len(writes(s.told())), 0)); err != nil {
		return err
	}
	s.page.notice("With -detailed-exitcode, the exit code is 0 where there are no changes and 2 where there are: made for CI.")
	return nil
}

func (s *story) drift(ctx context.Context) error {
	if _, err := s.call(ctx, http.StatusOK, http.MethodPatch, pipeline+"/"+s.id, `{"cron":"0 0 * * 0"}`); err != nil {
		return err
	}
	if _, err := s.call(ctx, http.StatusOK, http.MethodPost, pipeline+"/pause", `{"pipeline_id":"`+s.id+`"}`); err != nil {
		return err
	}
	now, err := s.customers()
	if err != nil {
		return err
	}
	return firstOf(same("the schedule", *now.Cron, "0 0 * * 0"), same("paused", now.Paused, true))
}

func (s *story) planDrift(ctx context.Context) error {
	s.news()
	p, err := s.plan(ctx, 2, map[string]string{customersAddress: "update"}, "-detailed-exitcode")
	if err != nil {
		return err
	}
	changed := p.of(customersAddress).changed("name", "description", "cron", "paused", "memory_mb", "jobs")
	if err := firstOf(
		same("the planned changes", changed, map[string]any{"cron": "0 6 * * *", "paused": false}),
		same("the writes", len(writes(s.told())), 0),
	); err != nil {
		return err
	}
	s.page.notice("Both changes and nothing else; the exit code is 2. What follows from a change, status and updated_at, is only known after it.")
	return nil
}

func (s *story) repair(ctx context.Context) error {
	if err := s.apply(ctx, "PATCH /platform/pipeline/{id}", "POST /platform/pipeline/unpause"); err != nil {
		return err
	}
	now, err := s.customers()
	if err != nil {
		return err
	}
	if err := firstOf(same("the schedule", *now.Cron, "0 6 * * *"), same("paused", now.Paused, false)); err != nil {
		return err
	}
	s.page.notice("Only what differed was sent. The pipeline starts again last, so that no execution begins on a half-changed one.")
	return nil
}

func (s *story) change(ctx context.Context) error {
	if err := s.edit(configFile, `      column_include_list = ["id", "email"]
      load_type           = "full_load"
`, `      column_include_list     = ["id", "email", "updated_at"]
      load_type               = "incremental"
      incremental_column_name = "updated_at"
      incremental_column_type = "timestamp with time zone"
`); err != nil {
		return err
	}
	if _, err := s.plan(ctx, 0, map[string]string{customersAddress: "update"}); err != nil {
		return err
	}
	if err := s.apply(ctx, "PUT /platform/jobs/jdbc/{id}_0/sync-mode", "PATCH /platform/jobs/{id}_0/input"); err != nil {
		return err
	}
	now, err := s.customers()
	if err != nil {
		return err
	}
	input := now.Jobs[0].Input
	if err := firstOf(
		same("the id", now.ID, s.id),
		same("the load type", input["load_type"], "incremental"),
		same("the incremental column", input["incremental_column_name"], "updated_at"),
		same("the columns", asSet(input["column_include_list"]), asSet([]any{"id", "email", "updated_at"})),
	); err != nil {
		return err
	}
	s.page.notice("Updated in place: the pipeline keeps its id, its runs and its schedule. What no call of the platform can change, such as taking a column away, is planned as a replacement, with a warning of what is lost.")
	return nil
}

func (s *story) adopt(ctx context.Context) error {
	before, _ := s.sim.Pipeline(customer, byHand)
	text := withoutHeader(adoptFile)
	if !s.cli.AtLeast(1, 10) {
		// Only Terraform 1.16 looks for another provider without this line, and some of the older programs write the
		// configuration and fail over it: planned once more, the block must not have it.
		text = strings.Replace(text, "  provider = dadosfera\n", "", 1)
	}
	s.page.file(adoptName, text)
	if err := s.write(adoptName, text); err != nil {
		return err
	}
	s.news()
	generate := []string{"-generate-config-out=" + ordersFile}
	if !s.cli.GeneratesConfiguration() {
		if err := s.show(ctx, 1, "plan", generate[0]); err != nil {
			return err
		}
		s.page.notice(fmt.Sprintf("The configuration is written. That the plan fails over it is a defect of %s before %s, and the next one is as it should be.",
			s.cli.Product, map[tfcli.Product]string{tfcli.Terraform: "1.9.3", tfcli.OpenTofu: "1.10"}[s.cli.Product]))
		generate = nil
	}
	p, err := s.plan(ctx, 0, map[string]string{customersAddress: "no-op", ordersAddress: "no-op"}, generate...)
	if err := firstOf(err, same("the import", p.of(ordersAddress).Change.Importing.ID, byHand)); err != nil {
		return err
	}
	generated, err := s.read(ordersFile)
	if err != nil {
		return err
	}
	s.page.file(ordersFile+", as Terraform wrote it", generated)
	// The plan has the import; a block that names its provider is an error once there is a configuration.
	if err := firstOf(s.remove(adoptName), s.apply(ctx)); err != nil {
		return err
	}
	after, _ := s.sim.Pipeline(customer, byHand)
	if !reflect.DeepEqual(before, after) {
		return same("the adopted pipeline", after, before)
	}
	s.page.notice("1 to import, 0 to change: the generated configuration says what is there, and the platform heard no write. The import block has done its work and goes.")
	return nil
}

// asSet makes order not count.
func asSet(list any) map[any]bool {
	set := make(map[any]bool)
	items, _ := list.([]any)
	for _, item := range items {
		set[item] = true
	}
	return set
}
