// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"maps"
	"slices"
	"strings"
	"testing"

	datasource "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

func TestPipelineAttributes_areThoseOfTheResource(t *testing.T) {
	var want []string
	visitAttributes(t, func(at string, _ schema.Attribute) {
		isOfTheResourceOnly := at == AttrDeletionProtection || at == AttrDeletionPolicy || at == AttrAllowReplacement ||
			strings.HasSuffix(at, "_before_destroy") || strings.HasPrefix(at, "timeouts")
		if !isOfTheResourceOnly && at != AttrID && at != AttrName {
			want = append(want, at)
		}
	})
	got := make(map[string]bool)
	var walk func(prefix string, attributes map[string]datasource.Attribute)
	walk = func(prefix string, attributes map[string]datasource.Attribute) {
		for name, attribute := range attributes {
			at := prefix + name
			got[at] = true
			if !attribute.IsComputed() || attribute.IsOptional() || attribute.IsRequired() {
				t.Errorf("%s: got an attribute that can be set, want one that is only computed", at)
			}
			if attribute.GetMarkdownDescription() != readDescriptions[at] {
				t.Errorf("%s: got description %q, want %q", at, attribute.GetMarkdownDescription(), readDescriptions[at])
			}
			switch attribute := attribute.(type) {
			case datasource.SingleNestedAttribute:
				walk(at+".", attribute.Attributes)
			case datasource.ListNestedAttribute:
				walk(at+".", attribute.NestedObject.Attributes)
			}
		}
	}
	walk("", PipelineAttributes(t.Context()))
	slices.Sort(want)
	checkEqual(t, "attributes", slices.Sorted(maps.Keys(got)), want)
	checkEqual(t, "described attributes", slices.Sorted(maps.Keys(readDescriptions)), want)
}

func TestPipelineAttributes_haveTheTypesOfTheResource(t *testing.T) {
	resource := Schema(t.Context()).Attributes
	for name, attribute := range PipelineAttributes(t.Context()) {
		if want := resource[name].GetType(); !attribute.GetType().Equal(want) {
			t.Errorf("%s: got type %s, want %s", name, attribute.GetType(), want)
		}
	}
}

func TestJobAttributes_areThoseOfAPipelinesJob(t *testing.T) {
	jobs := PipelineAttributes(t.Context())[AttrJobs].(datasource.ListNestedAttribute).NestedObject.Attributes
	got := JobAttributes()
	checkEqual(t, "attributes", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(jobs)))
	for name, attribute := range got {
		if !attribute.GetType().Equal(jobs[name].GetType()) {
			t.Errorf("%s: got type %s, want %s", name, attribute.GetType(), jobs[name].GetType())
		}
	}
}

func TestReadOnly_panicsForAnAttributeThatItDoesNotKnow(t *testing.T) {
	for name, attributes := range map[string]map[string]schema.Attribute{
		"without a description": {"other": schema.StringAttribute{}},
		"of another kind":       {"paused": schema.Float64Attribute{}},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("got no panic, want one")
				}
			}()
			readOnly("", attributes)
		})
	}
}

func TestShow_hasWhatThePlatformKnows(t *testing.T) {
	p := examplePipeline()
	shown := Show(p)
	checkPipeline(t, "what is shown", Pipeline{
		ID: String{StringValue: shown.ID}, Name: Text{StringValue: shown.Name},
		Description: shown.Description, Cron: shown.Cron,
		Paused: shown.Paused, MemoryMB: shown.MemoryMB, Jobs: shown.Jobs, JobIDs: shown.JobIDs, CustomerID: shown.CustomerID,
		Status: shown.Status, CreatedAt: shown.CreatedAt, UpdatedAt: shown.UpdatedAt,
	}, examplePipeline(func(p *Pipeline) {
		p.DeletionProtection, p.DrainBeforeDestroy = types.BoolNull(), types.BoolNull()
	}))
	for name, v := range map[string]interface{ IsNull() bool }{
		"last_status": shown.LastStatus, "with_last_status": shown.WithLastStatus, "json": shown.JSON,
	} {
		if !v.IsNull() {
			t.Errorf("%s: got %v, want null", name, v)
		}
	}
}

func TestShowJob_takesEverything(t *testing.T) {
	shown := newResponse(
		put("jobs.0.input.network_config", map[string]any{"vpn": true}), put("jobs.0.output.database", "DB"),
	).decode(t)
	got, err := ShowJob(shown.Jobs.Value[0])
	if err != nil {
		t.Fatal(err)
	}
	checkPipeline(t, "the job", examplePipeline(withJobs(got.Attributes())), examplePipeline(
		setInput(attrExtra, `{"network_config":{"vpn":true}}`), setOutput(attrExtra, `{"database":"DB"}`),
		setInput(attrColumns, set("amount", "id", "updated_at")),
	))
}

func TestShowJob_unexpectedTypeNamesTheField(t *testing.T) {
	got, err := ShowJob(maestro.Job{Input: document(t, `{"plugin":{}}`)})
	if err == nil || !got.IsNull() {
		t.Fatalf("got %s and error %v, want null and an error", got, err)
	}
	checkContains(t, err.Error(), "input", "plugin")
}
