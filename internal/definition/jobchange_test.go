// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// jobChangeTest is the pipeline after a call for its first job. Want changes the pipeline before it, which state
// changes. The fields are the keys of the call.
type jobChangeTest struct {
	state, plan edit
	fields      []string
	want        edit
}

func runJobChangeTests(
	t *testing.T, tests map[string]jobChangeTest, apply func(c JobChange, p, plan Pipeline) Pipeline,
) {
	t.Helper()
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			state, plan := examplePipeline(orUnedited(tc.state)), examplePipeline(orUnedited(tc.plan))
			want := state
			orUnedited(tc.want)(&want)
			change := JobChange{Input: make(maestro.Document)}
			for _, field := range tc.fields {
				change.Input[field] = json.RawMessage("1")
			}
			before := flatten(state)
			checkPipeline(t, "the pipeline after the call", apply(change, state, plan), want)
			checkEqual(t, "the pipeline before the call", flatten(state), before)
		})
	}
}

func TestJobChange_withSyncMode(t *testing.T) {
	full := all(setInput(attrLoadType, fullLoad), setInput(attrColumnName, nil), setInput(attrColumnType, nil))
	runJobChangeTests(t, map[string]jobChangeTest{
		"load type and its fields": {
			plan: all(full, setInput(attrPrimaryKeys, set("id"))),
			want: all(full, setInput(attrPrimaryKeys, set("id"))),
		},
		"no other field": {
			plan: all(
				full, setInput(attrMemory, 1), setInput(attrColumns, set("x")), setInput(attrExtra, `{"a":1}`),
				setInput(attrPlugin, "x"), setInput(attrReplication, "x"),
			),
			want: full,
		},
		"unknown becomes null": {
			plan: all(full, setInput(attrColumnName, unknown), setInput(attrPrimaryKeys, types.SetUnknown(types.StringType))),
			want: full,
		},
		"job ids follow the job": {
			state: func(p *Pipeline) { p.JobIDs = types.MapNull(types.StringType) }, plan: full, want: full,
		},
	}, JobChange.WithSyncMode)
}

func TestJobChange_withInput(t *testing.T) {
	runJobChangeTests(t, map[string]jobChangeTest{
		"patched fields": {
			plan:   all(setInput(attrMemory, 1), setInput(attrColumns, set("x")), setInput(attrAuth, auth("vault", "c"))),
			fields: []string{attrMemory, attrAuth},
			want:   all(setInput(attrMemory, 1), setInput(attrAuth, auth("vault", "c"))),
		},
		"field that was never shown": {
			state: setInput(attrTableName, nil), fields: []string{attrTableName}, want: setInput(attrTableName, "orders"),
		},
		"cleared field": {
			plan: setInput(attrColumns, nullSet), fields: []string{attrColumns}, want: setInput(attrColumns, nullSet),
		},
		"extra, whatever was sent of it": {
			state: setInput(attrExtra, `{"a":1,"b":2}`), plan: setInput(attrExtra, `{"a":3}`), fields: []string{"a"},
			want: setInput(attrExtra, `{"a":3}`),
		},
		"unknown becomes null": {
			plan: all(setInput(attrMemory, unknown), setInput(attrExtra, unknown),
				setInput(attrAuth, tfvalue.ObjectValue(Auth{Type: tfvalue.StringUnknown[tfvalue.Exact](), ConfigID: str("c")}))),
			fields: []string{attrMemory, attrAuth},
			want:   setInput(attrAuth, auth("", "c")),
		},
		"load type of another connector": {
			plan:   all(setInput(attrLoadType, fullLoad), setInput(attrColumnName, nil)),
			fields: []string{attrLoadType, attrColumnName},
			want:   all(setInput(attrLoadType, fullLoad), setInput(attrColumnName, nil)),
		},
	}, JobChange.WithInput)
}

// What an unconfirmed call sets is null, so that the next plan sends it again; what it clears keeps its value, for the
// same reason.
func TestJobChange_withUnconfirmedInput(t *testing.T) {
	runJobChangeTests(t, map[string]jobChangeTest{
		"changed field": {
			state: setInput(attrMemory, 512), plan: setInput(attrMemory, 1), fields: []string{attrMemory},
			want: setInput(attrMemory, nil),
		},
		"field set for the first time": {plan: setInput(attrMemory, 1), fields: []string{attrMemory}},
		"connection": {
			plan: setInput(attrAuth, auth("vault", "c")), fields: []string{attrAuth},
			want: setInput(attrAuth, tfvalue.ObjectNull[Auth]()),
		},
		"columns": {
			plan: setInput(attrColumns, set("id", "amount", "updated_at", "new")), fields: []string{attrColumns},
		},
		"cleared columns": {plan: setInput(attrColumns, nullSet), fields: []string{attrColumns}},
		"key of extra": {
			state: setInput(attrExtra, `{"a":1}`), plan: setInput(attrExtra, `{"a":2}`), fields: []string{"a"},
			want: setInput(attrExtra, nil),
		},
		"one of two keys of extra": {
			state: setInput(attrExtra, `{"a":1,"b":2}`), plan: setInput(attrExtra, `{"a":3,"b":2}`), fields: []string{"a"},
			want: setInput(attrExtra, `{"b":2}`),
		},
		"no key of extra": {
			state:  setInput(attrExtra, `{"a":1}`),
			plan:   all(setInput(attrExtra, `{"a":1}`), setInput(attrMemory, 1)),
			fields: []string{attrMemory},
		},
		"fields that were not sent": {
			plan: all(setInput(attrReplication, "FULL_TABLE"), setInput(attrMemory, 1)), fields: []string{attrMemory},
		},
	}, JobChange.WithUnconfirmedInput)
}

// A plan that follows an unconfirmed call sends the same again, and what the call would have cleared as well.
func TestJobChange_unconfirmedInputIsSentAgain(t *testing.T) {
	for name, tc := range map[string]struct{ state, plan edit }{
		"memory":             {setInput(attrMemory, 512), setInput(attrMemory, 1)},
		"connection":         {unedited, setInput(attrAuth, auth("connection_manager", "other"))},
		"column is added":    {unedited, setInput(attrColumns, set("id", "amount", "updated_at", "new"))},
		"columns cleared":    {unedited, setInput(attrColumns, nullSet)},
		"extra":              {setInput(attrExtra, `{"a":1}`), setInput(attrExtra, `{"a":2}`)},
		"replication method": {setInput(attrReplication, "INCREMENTAL"), setInput(attrReplication, "FULL_TABLE")},
	} {
		t.Run(name, func(t *testing.T) {
			state, plan := examplePipeline(tc.state), examplePipeline(tc.plan)
			first := Diff(state, plan, true)
			if len(first.Jobs) != 1 {
				t.Fatalf("got changes %v, want those of one job", describe(first))
			}
			done := first.Jobs[0].WithUnconfirmedInput(state, plan)
			checkEqual(t, "changes after the call", describe(Diff(done, plan, true)), describe(first))
		})
	}
}
