// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func (s *story) protect(ctx context.Context) error {
	if err := s.set("deletion_protection", "true"); err != nil {
		return err
	}
	if _, err := s.plan(ctx, 0, map[string]string{customersAddress: "no-op", ordersAddress: "update"}); err != nil {
		return err
	}
	if err := s.apply(ctx); err != nil {
		return err
	}
	s.page.notice("The guard is kept in the state; the platform knows nothing of it and hears no write.")
	return nil
}

func (s *story) refuse(ctx context.Context) error {
	kept, err := s.read(ordersFile)
	if err != nil {
		return err
	}
	if err := firstOf(s.remove(ordersFile), s.show(ctx, 1, "plan")); err != nil {
		return err
	}
	found, err := s.diagnostics(ctx, true)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(found, func(d diagnostic) bool { return d.Severity == "error" && d.Summary == "Pipeline is protected" }) {
		return fmt.Errorf("the plan failed, but not for the protection: %v", found)
	}
	if err := firstOf(
		same("the writes", len(writes(s.told())), 0),
		same("the pipelines on the platform", len(s.sim.Pipelines(customer)), 2),
	); err != nil {
		return err
	}
	s.page.notice("Refused in the plan already. The lifecycle setting prevent_destroy goes away with the block that has it; this guard does not. The file is put back.")
	return s.write(ordersFile, kept)
}

func (s *story) release(ctx context.Context) error {
	if err := firstOf(
		s.set("deletion_protection", "false"),
		s.set("drain_before_destroy", "true"),
		s.set("export_before_destroy", `"`+exportFolder+`"`),
	); err != nil {
		return err
	}
	if _, err := s.plan(ctx, 0, map[string]string{customersAddress: "no-op", ordersAddress: "update"}); err != nil {
		return err
	}
	return s.apply(ctx)
}

func (s *story) destroy(ctx context.Context) error {
	if _, err := s.plan(ctx, 0, map[string]string{customersAddress: "delete", ordersAddress: "delete"}, "-destroy"); err != nil {
		return err
	}
	found, err := s.diagnostics(ctx, false, "-destroy")
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(found, func(d diagnostic) bool {
		return d.Severity == "warning" && d.Summary == "Destroying a pipeline cannot be undone"
	}) {
		return fmt.Errorf("the plan did not warn: %v", found)
	}
	s.page.notice("The warning says what is lost and what stays. A hundred pipelines make one warning.")

	s.page.say("Just then an execution of the adopted pipeline begins.")
	if _, err := s.call(ctx, http.StatusOK, http.MethodPost, pipeline+"/execute", `{"pipeline_id":"`+byHand+`"}`); err != nil {
		return err
	}
	// How the pipeline was when the request to delete it arrived.
	var last maestrosim.Pipeline
	s.sim.Order(maestrosim.Fault{On: maestrosim.OpDelete, ID: byHand, Hook: func() { last, _ = s.sim.Pipeline(customer, byHand) }})
	s.news()
	if err := s.show(ctx, 0, "apply", planFile); err != nil {
		return err
	}
	changing := writes(s.told())
	calls := sent(changing)
	slices.Sort(calls)
	if err := firstOf(
		same("the writes", calls, []string{"DELETE /platform/pipeline/{id}", "DELETE /platform/pipeline/{id}", "POST /platform/pipeline/pause"}),
		same("the customer_name of the last", changing[len(changing)-1].Header.Get("customer_name"), customer),
		same("the executions", len(last.Runs), 2),
		same("paused at the end", last.Paused, true),
	); err != nil {
		return err
	}
	if err := same("the execution at the end", last.Runs[0].Status, "SUCCESS"); err != nil {
		return err
	}
	s.page.notice("The adopted pipeline was paused, its execution came to its end, its configuration was written down, and only then it was deleted. The other one has none of the switches and went at once.")
	return s.exported()
}

// exported wants the copy of the adopted pipeline.
func (s *story) exported() error {
	name := exportFolder + "/" + byHand + ".json"
	text, err := s.read(name)
	if err != nil {
		return err
	}
	var copied struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Jobs []any  `json:"jobs"`
	}
	if err := json.Unmarshal([]byte(text), &copied); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	s.page.file(name, text)
	s.page.notice("The copy is what POST /platform/pipeline takes. What the pipeline had run, and how far it had come, is not in it: that is gone for good.")
	return firstOf(
		same("the id in the copy", maestro.PlatformID(copied.ID), byHand),
		same("the name in the copy", copied.Name, "Orders Data Pipeline"),
		same("the jobs in the copy", len(copied.Jobs), 1),
	)
}

func (s *story) proof(ctx context.Context) error {
	answer, err := s.call(ctx, http.StatusOK, http.MethodGet, pipelines, "")
	if err := firstOf(err, same("the list of pipelines", answer, "[]"), same("the pipelines on the platform", len(s.sim.Pipelines(customer)), 0)); err != nil {
		return err
	}
	if _, err := s.call(ctx, http.StatusNotFound, http.MethodGet, pipeline+"/"+byHand, ""); err != nil {
		return err
	}
	if err := s.show(ctx, 0, "state", "list"); err != nil {
		return err
	}
	text, err := s.quiet(ctx, false, "state", "list")
	if err := firstOf(err, same("the state", string(text), "")); err != nil {
		return err
	}
	s.page.notice("No pipeline on the platform, none in the state.")
	return nil
}
