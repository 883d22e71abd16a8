// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

const testID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"

var rootJobs = path.Root("jobs")

// edit changes a model, for tables.
type edit func(*model)

// modelWith is a pipeline of one JDBC job as a state holds it, with every value known.
func modelWith(edits ...edit) model {
	m := model{
		ID:                  types.StringValue(testID),
		Name:                types.StringValue("Orders"),
		Description:         types.StringValue("Orders of the shop"),
		Cron:                types.StringValue("0 6 * * *"),
		Paused:              types.BoolValue(false),
		MemoryMB:            types.Int64Value(4096),
		Jobs:                listOf([]job{jdbcJob()}),
		CustomerID:          types.StringValue("acme_corp"),
		Status:              types.StringValue("active"),
		CreatedAt:           types.StringValue("2024-12-01T10:00:00Z"),
		UpdatedAt:           types.StringValue("2024-12-15T14:30:00Z"),
		DeletionProtection:  types.BoolValue(false),
		DrainBeforeDestroy:  types.BoolValue(false),
		ExportBeforeDestroy: types.StringNull(),
	}
	for _, e := range edits {
		e(&m)
	}
	m.JobIDs = jobIDsOf(m)
	return m
}

func jdbcJob() job {
	j := emptyJob()
	j.id, j.name = types.StringValue(testID+"_0"), types.StringValue("orders_extraction")
	for name, v := range map[string]string{
		connectorName: "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders",
		loadTypeName: incremental, columnName: "updated_at", columnTypeName: "timestamp with time zone",
	} {
		j.input[name] = types.StringValue(v)
	}
	j.input[columnsName] = setOf("id", "amount", "updated_at")
	j.input[authName] = authOf("connection_manager", "1701234567890_abc123_postgresql-1.0.0")
	j.transformations = jsontypes.NewNormalizedValue(`[]`)
	j.output = outputWith(outputOf(snowflake, tableOf("orders", "RAW_DATA"), nil), "table_name", text("orders"))
	return j
}

// singerJob is a job that has no JDBC.
func singerJob() job {
	j := jdbcJob()
	j.input = nullsOf(shapesOf().input)
	for name, v := range map[string]string{connectorName: "singer", "plugin": "hubspot", "table_name": "contacts", "replication_method": "INCREMENTAL"} {
		j.input[name] = types.StringValue(v)
	}
	j.input[authName] = authOf("connection_manager", "1701234567890_abc123_hubspot-1.0.0")
	j.input[extraName] = jsontypes.NewNormalizedValue(`{"start":"2024-01-01","limit":10}`)
	return j
}

func setOf(texts ...string) types.Set {
	elements := make([]attr.Value, len(texts))
	for i, text := range texts {
		elements[i] = types.StringValue(text)
	}
	return types.SetValueMust(types.StringType, elements)
}

func authOf(authType, configID string) types.Object {
	return types.ObjectValueMust(shapesOf().auth.AttrTypes, values{"auth_type": text(authType), "config_id": text(configID)})
}

func tableOf(name, schema string) attr.Value {
	return types.ObjectValueMust(shapesOf().table.AttrTypes, values{"table_name": text(name), "table_schema": text(schema)})
}

// text is a string, and null for an empty one.
func text(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// outputOf makes an output; nil tables are null.
func outputOf(plugin string, raw, qualify attr.Value) types.Object {
	output := nullsOf(shapesOf().output)
	output["plugin"] = text(plugin)
	if raw != nil {
		output["raw"] = raw
	}
	if qualify != nil {
		output["qualify"] = qualify
	}
	return types.ObjectValueMust(shapesOf().output.AttrTypes, output)
}

// outputWith changes one attribute of an output.
func outputWith(output types.Object, name string, v attr.Value) types.Object {
	return types.ObjectValueMust(shapesOf().output.AttrTypes, valuesOf(output).with(name, v))
}

// onJob edits one job of a model.
func onJob(index int, change func(*job)) edit {
	return func(m *model) {
		jobs, ok := jobsOf(m.Jobs)
		if !ok {
			panic("the model has no jobs")
		}
		change(&jobs[index])
		withJobs(jobs...)(m)
	}
}

// in sets a field of the first job's input.
func in(name string, v attr.Value) edit {
	return onJob(0, func(j *job) { j.input = j.input.with(name, v) })
}

// inText is in for a text, null for an empty one.
func inText(name, v string) edit { return in(name, text(v)) }

// inExtra is in for extra.
func inExtra(v string) edit { return in(extraName, jsontypes.NewNormalizedValue(v)) }

// out sets an attribute of the first job's output.
func out(name string, v attr.Value) edit {
	return onJob(0, func(j *job) { j.output = outputWith(j.output, name, v) })
}

// withJobs replaces the jobs.
func withJobs(jobs ...job) edit {
	return func(m *model) {
		m.Jobs = listOf(jobs)
		m.JobIDs = jobIDsOf(*m)
	}
}

// all edits one after the other.
func all(edits ...edit) edit {
	return func(m *model) {
		for _, e := range edits {
			e(m)
		}
	}
}

// as is it is.
func asIs(*model) {}

// raw is JSON as the platform sends it.
func raw(text string) json.RawMessage { return json.RawMessage(text) }

// document reads a JSON object.
func document(t testing.TB, text string) maestro.Document {
	t.Helper()
	var d maestro.Document
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

// describe gives what happens, a line each, sorted as it is carried out.
func (c changes) describe() []string {
	lines := []string{}
	for _, p := range c.replace {
		lines = append(lines, "replace for "+p.String())
	}
	for _, p := range c.taken {
		lines = append(lines, "taken "+p.String())
	}
	if definition := mustJSON(c.definition); definition != "{}" {
		lines = append(lines, "definition "+definition)
	}
	if c.memoryMB.Present {
		lines = append(lines, fmt.Sprintf("memory %d", c.memoryMB.Value))
	}
	if c.paused.Present {
		lines = append(lines, fmt.Sprintf("paused %t", c.paused.Value))
	}
	for _, j := range c.jobs {
		if j.syncMode != nil {
			lines = append(lines, fmt.Sprintf("jobs[%d] sync mode %s", j.index, mustJSON(j.syncMode)))
		}
		if len(j.input) > 0 {
			lines = append(lines, fmt.Sprintf("jobs[%d] patch %s", j.index, mustJSON(j.input)))
		}
	}
	if c.undecided {
		lines = append(lines, "undecided")
	}
	return lines
}

func mustJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

// compare fails where two values that print as lines are not the same.
func compare(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// sameModel compares two models attribute by attribute.
func sameModel(t testing.TB, what string, got, want model) {
	t.Helper()
	g, w := flatten(got), flatten(want)
	if diff := cmp.Diff(w, g); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// flatten gives every value of a model by its path.
func flatten(m model) map[string]string {
	flat := make(map[string]string)
	for name, v := range tops(m) {
		flattenValue(name, v, flat)
	}
	return flat
}

// tops are the attributes of a model but for timeouts.
func tops(m model) values {
	return values{
		"id": m.ID, "name": m.Name, "description": m.Description, "cron": m.Cron, "paused": m.Paused, "memory_mb": m.MemoryMB, "jobs": m.Jobs, "job_ids": m.JobIDs,
		"customer_id": m.CustomerID, "status": m.Status, "created_at": m.CreatedAt, "updated_at": m.UpdatedAt,
		"deletion_protection": m.DeletionProtection, "drain_before_destroy": m.DrainBeforeDestroy, "export_before_destroy": m.ExportBeforeDestroy,
	}
}

func flattenValue(at string, v attr.Value, into map[string]string) {
	switch typed := v.(type) {
	case types.Object:
		if members := valuesOf(typed); members != nil {
			for name, member := range members {
				flattenValue(at+"."+name, member, into)
			}
			return
		}
	case types.Map:
		if !absent(typed) && len(typed.Elements()) > 0 {
			for key, element := range typed.Elements() {
				flattenValue(at+"["+key+"]", element, into)
			}
			return
		}
	case types.List:
		if !absent(typed) {
			for i, element := range typed.Elements() {
				flattenValue(fmt.Sprintf("%s[%d]", at, i), element, into)
			}
			return
		}
	}
	into[at] = v.String()
}

// texts writes paths one by one.
func texts(paths path.Paths) []string {
	all := []string{}
	for _, p := range paths {
		all = append(all, p.String())
	}
	return all
}

// contains wants each of the words in a text.
func contains(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%q does not say %q", text, word)
		}
	}
}

// noData is a provider that must not be asked for anything.
func noData(t *testing.T) *providerdata.Data {
	t.Helper()
	return &providerdata.Data{}
}

func serve(t testing.TB, handler http.Handler) string {
	t.Helper()
	return openapi.NewServer(t, handler).URL
}
