// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// The tests in this file need no platform: they take a response to be made of the request. Those in platform_test.go
// create pipelines on a simulator.

// plainResponse returns the response that shows what was created, in the form of the request.
func plainResponse(t *testing.T, body maestro.NewPipeline) maestro.Pipeline {
	t.Helper()
	var sent struct {
		ID                string
		Name              string
		Description, Cron *string
		Jobs              []struct {
			Input           maestro.Document
			Transformations json.RawMessage
			Output          maestro.Document
		}
	}
	if err := json.Unmarshal([]byte(mustJSON(body)), &sent); err != nil {
		t.Fatal(err)
	}

	p := maestro.Pipeline{
		ID: maestro.PlatformID(sent.ID), Name: maestro.Some(sent.Name), Status: maestro.Some("active"),
		Description: maestro.Null[string](), Cron: maestro.Null[string](), CustomerID: maestro.Some("acme_corp"),
		CreatedAt: maestro.Some("2024-12-01T10:00:00Z"), UpdatedAt: maestro.Some("2024-12-15T14:30:00Z"),
	}
	if sent.Description != nil {
		p.Description = maestro.Some(*sent.Description)
	}
	if sent.Cron != nil {
		p.Cron = maestro.Some(*sent.Cron)
	}
	jobs := make([]maestro.Job, len(sent.Jobs))
	for i, job := range sent.Jobs {
		jobs[i] = maestro.Job{
			ID: maestro.JobID(p.ID, i), Name: maestro.Some("job"),
			Input: job.Input, Transformations: maestro.Some(job.Transformations), Output: job.Output,
		}
	}
	p.Jobs = maestro.Some(jobs)
	return p
}

// respelledResponse returns a response in which everything means the same, or is not shown.
func (r Random) respelledResponse(t *testing.T, body maestro.NewPipeline) maestro.Pipeline {
	t.Helper()
	p := plainResponse(t, body)
	p.Name = maestro.Some(r.RespellText(p.Name.Value))
	if p.Description.Value != "" {
		p.Description = maestro.Some(r.RespellText(p.Description.Value))
	}
	if p.Cron.Value != "" {
		p.Cron = maestro.Some(r.RespellCron(p.Cron.Value))
	}
	for _, text := range []*maestro.Optional[string]{
		&p.Name, &p.Description, &p.Cron, &p.Status, &p.CustomerID, &p.CreatedAt,
	} {
		switch {
		case r.IntN(5) == 0:
			*text = maestro.Optional[string]{}
		case text.Null && r.Bool():
			*text = maestro.Some("")
		}
	}
	for i := range p.Jobs.Value {
		r.respellJob(t, &p.Jobs.Value[i])
	}
	return p
}

func (r Random) respellJob(t *testing.T, job *maestro.Job) {
	t.Helper()
	job.Input = respellDocument(t, job.Input, func(input map[string]any) {
		r.RespellInput(input)
		if connector, ok := input[attrConnector].(string); ok && r.Bool() {
			input[attrConnector] = strings.ToUpper(connector)
		}
	})
	job.Output = respellDocument(t, job.Output, r.RespellOutput)
	if hide := r.IntN(3); hide < 2 {
		for _, name := range []string{attrAuth, attrColumns, attrPrimaryKeys} {
			delete(job.Input, name)
			if hide == 0 {
				job.Input[name] = json.RawMessage("null")
			}
		}
		job.Transformations = maestro.Optional[json.RawMessage]{}
	}
	if r.Bool() { // the flat form
		delete(job.Output, attrRaw)
		delete(job.Output, attrQualify)
		job.Output[attrTableName] = json.RawMessage(`"tb__x"`)
	}
	if r.IntN(5) == 0 {
		job.Output = nil
	}
	if r.IntN(5) == 0 {
		job.Name = maestro.Optional[string]{}
	}
}

func respellDocument(t *testing.T, document maestro.Document, respell func(map[string]any)) maestro.Document {
	t.Helper()
	value, err := tfvalue.DecodeJSON([]byte(mustJSON(document)))
	if err != nil {
		t.Fatal(err)
	}
	object := value.(map[string]any)
	respell(object)
	var respelled maestro.Document
	if err := json.Unmarshal([]byte(mustJSON(object)), &respelled); err != nil {
		t.Fatal(err)
	}
	return respelled
}

func mustObserve(t *testing.T, prior Pipeline, shown maestro.Pipeline, imported bool) Pipeline {
	t.Helper()
	p, err := Observe(prior, shown, imported)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// created returns what is known of a planned pipeline after it was created.
func created(plan Pipeline) Pipeline {
	p := plan.WithoutUnknowns()
	p.ID, p.Paused = str(testID), types.BoolValue(false)
	return p
}

// A pipeline that is created and imported again is the same: Encode and Observe are each other's inverse.
func TestObserve_invertsEncode(t *testing.T) {
	ForEachSeed(t, func(t *testing.T, r Random) {
		body := Encode(withoutUnusedFields(r.Plan()), testID)
		imported := mustObserve(t, unreadPipeline(testID), plainResponse(t, body), true)
		checkNoUnknowns(t, imported)
		if got, want := mustJSON(Encode(imported, testID)), mustJSON(body); !tfvalue.SameJSON([]byte(got), []byte(want)) {
			t.Errorf("the body made of the observed pipeline: got %s, want %s", got, want)
		}
		again := mustObserve(t, unreadPipeline(testID), plainResponse(t, Encode(imported, testID)), true)
		checkPipeline(t, "the pipeline made of the observed one", again, imported)
	})
}

// withoutUnusedFields removes the fields that the load types have no use for: what a response shows of them is ignored.
func withoutUnusedFields(p Pipeline) Pipeline {
	for i := range p.Jobs.Elements() {
		job := p.Jobs.Element(i)
		input := job.Input.Attributes()
		for _, f := range inputFields {
			if belongsToLoadType(f) && !loadTypeUses(input.LoadType.ValueString(), f.Name) {
				f.SetNull(&input)
			}
		}
		job.Input = tfvalue.ObjectValue(input)
		p.Jobs = p.Jobs.WithElement(i, job)
	}
	return p
}

// A pipeline is observed as planned, whatever the platform omits or spells in another way, and the next plan is empty.
func TestObserve_seesWhatWasPlanned(t *testing.T) {
	ForEachSeed(t, func(t *testing.T, r Random) {
		plan := r.Plan()
		plan.Paused = types.BoolValue(false) // as after every create
		shown := r.respelledResponse(t, Encode(plan, testID))
		observed := mustObserve(t, created(plan), shown, false)
		checkNoDifferences(t, "from the plan", plan, observed)

		state := plan.ResolveUnknowns(observed)
		CheckKeepsPlan(t, plan, state)
		refreshed := mustObserve(t, state, shown, false)
		checkNoUnknowns(t, refreshed)
		checkNoDifferences(t, "after the next refresh", state, refreshed)
		checkNoChanges(t, "of the next plan", refreshed, state)
		checkPipeline(t, "the pipeline observed again", mustObserve(t, refreshed, shown, false), refreshed)
	})
}

// CheckKeepsPlan checks that a state has no unknown value, and has every planned value as it was planned: Terraform
// accepts no other state.
func CheckKeepsPlan(t *testing.T, plan, state Pipeline) {
	t.Helper()
	checkNoUnknowns(t, state)
	want := flatten(plan)
	for at, got := range flatten(state) {
		if planned, ok := want[at]; ok && planned != attr.UnknownValueString && planned != got {
			t.Errorf("%s: got %s, want the planned %s", at, got, planned)
		}
	}
}

func TestDiff_ofAPipelineToItselfIsEmpty(t *testing.T) {
	ForEachSeed(t, func(t *testing.T, r Random) {
		plan := r.Plan()
		for name, p := range map[string]Pipeline{
			"created": created(plan), "resolved": plan.ResolveUnknowns(examplePipeline()),
		} {
			checkNoChanges(t, "of the "+name+" pipeline", p, p)
			checkNoDifferences(t, "of the "+name+" pipeline", p, p)
		}
	})
}

// The state after the calls of an update needs no more of them.
func TestDiff_isEmptyAfterItsChanges(t *testing.T) {
	ForEachSeed(t, func(t *testing.T, r Random) {
		state := created(r.Plan())
		plan := state
		r.Change(&plan)
		changes := Diff(state, plan, false)
		if len(changes.Replace) > 0 {
			return
		}
		done := Align(state, plan)
		done.Name, done.Description, done.Cron = plan.Name, plan.Description, plan.Cron
		done.Paused, done.MemoryMB = plan.Paused, plan.MemoryMB
		for _, job := range changes.Jobs {
			if job.SyncMode != nil {
				done = job.WithSyncMode(done, plan)
			}
			if len(job.Input) > 0 {
				done = job.WithInput(done, plan)
			}
		}
		rest := Diff(done, plan, false)
		rest.Unmanaged = nil // no call is needed for them
		checkEqual(t, "changes after the update", describe(rest), []string{})
	})
}
