// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// diffTest is which changes lead from a state to a plan, as describe writes them. Both start as examplePipeline. What
// is nil changes nothing. wantImported is for a pipeline that was imported and not applied yet, if that differs.
type diffTest struct {
	state, plan        edit
	want, wantImported []string
}

func runDiffTests(t *testing.T, tests map[string]diffTest) {
	t.Helper()
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			state, plan := examplePipeline(orUnedited(tc.state)), examplePipeline(orUnedited(tc.plan))
			checkDiff(t, state, plan, false, tc.want)
			if tc.wantImported != nil {
				tc.want = tc.wantImported
			}
			checkDiff(t, state, plan, true, tc.want)
		})
	}
}

func checkDiff(t *testing.T, state, plan Pipeline, imported bool, want []string) {
	t.Helper()
	changes := Diff(state, plan, imported)
	checkEqual(t, fmt.Sprintf("changes (imported: %t)", imported), describe(changes), append([]string{}, want...))
	wantCalls := slices.ContainsFunc(want, func(line string) bool {
		first, _, _ := strings.Cut(line, " ")
		return !slices.Contains([]string{"replace", "adopt", "lose", "leave"}, first)
	})
	if got := changes.HasCalls(); got != wantCalls {
		t.Errorf("HasCalls: got %t, want %t", got, wantCalls)
	}
	before, after := flatten(state), flatten(plan)
	for _, change := range changes.Replace {
		at := change.Path
		if cmp.Equal(within(before, at), within(after, at)) {
			t.Errorf("%s: got a replacement, and state and plan are both %v", at, within(after, at))
		}
	}
}

func TestDiff_textsOfAPipeline(t *testing.T) {
	setName := func(name Text) edit { return func(p *Pipeline) { p.Name = name } }
	setDescription := func(description Text) edit { return func(p *Pipeline) { p.Description = description } }
	empty, null := tfvalue.StringValue[textEquality](""), text("")
	runDiffTests(t, map[string]diffTest{
		"nothing differs":             {},
		"name differs":                {plan: setName(text("Sales")), want: []string{`definition {"name":"Sales"}`}},
		"name differs in letter case": {plan: setName(text("orders")), want: []string{`definition {"name":"orders"}`}},
		"name has white space around": {plan: setName(text("Orders \n"))},
		"name has other white space":  {plan: setName(text("Ord ers")), want: []string{`definition {"name":"Ord ers"}`}},
		"name is decomposed":          {state: setName(text("Ação")), plan: setName(text("Ac\u0327a\u0303o"))},

		"description differs": {
			plan: setDescription(text("new")), want: []string{`definition {"description":"new"}`},
		},
		"description is removed":            {plan: setDescription(null), want: []string{`definition {"description":""}`}},
		"description is emptied":            {plan: setDescription(empty), want: []string{`definition {"description":""}`}},
		"description was null and is empty": {state: setDescription(null), plan: setDescription(empty)},
		"description was empty and is null": {state: setDescription(empty), plan: setDescription(null)},
		"description has other line ends":   {state: setDescription(text("a\nb")), plan: setDescription(text("a\r\nb\r\n"))},
		"description has fewer line ends": {
			state: setDescription(text("a\n\nb")), plan: setDescription(text("a\nb")),
			want: []string{`definition {"description":"a\nb"}`},
		},
		"description of white space is null": {
			state: setDescription(text(" ")), plan: setDescription(null), want: []string{`definition {"description":""}`},
		},
		"description of white space is emptied": {
			state: setDescription(text(" ")), plan: setDescription(empty), want: []string{`definition {"description":""}`},
		},
		"description null and white space": {state: setDescription(null), plan: setDescription(text(" "))},
	})
}

func TestDiff_schedule(t *testing.T) {
	setCron := func(cron string) edit { return func(p *Pipeline) { p.Cron = schedule(cron) } }
	runDiffTests(t, map[string]diffTest{
		"cron differs":    {plan: setCron("@daily"), want: []string{`definition {"cron":"@daily"}`}},
		"cron is removed": {plan: setCron(""), want: []string{`definition {"cron":null}`}},
		"cron is emptied": {
			plan: func(p *Pipeline) { p.Cron = tfvalue.StringValue[cronEquality]("") },
			want: []string{`definition {"cron":null}`},
		},
		"cron is set for the first time":  {state: setCron(""), want: []string{`definition {"cron":"0 6 * * *"}`}},
		"cron has other white space":      {plan: setCron(" 0  6 * *\t* ")},
		"cron has leading zeros":          {plan: setCron("00 06 * * *")},
		"preset in place of its fields":   {state: setCron("0 0 * * *"), plan: setCron("@daily")},
		"fields in place of their preset": {state: setCron("@weekly"), plan: setCron("0 0 * * 0")},
		"name in place of a number":       {state: setCron("0 6 * * 1"), plan: setCron("0 6 * * MON")},
		"7 in place of 0":                 {state: setCron("0 6 * * 0"), plan: setCron("0 6 * * 7")},
		"another day": {
			state: setCron("0 6 * * 1"), plan: setCron("0 6 * * TUE"), want: []string{`definition {"cron":"0 6 * * TUE"}`},
		},
		"preset that is not known, as is": {state: setCron("@sometimes"), plan: setCron("@sometimes")},
		"preset that is not known differs": {
			state: setCron("@sometimes"), plan: setCron("@never"), want: []string{`definition {"cron":"@never"}`},
		},
	})
}

func TestDiff_memoryAndPauseState(t *testing.T) {
	setMemory := func(mb types.Int64) edit { return func(p *Pipeline) { p.MemoryMB = mb } }
	setPaused := func(paused types.Bool) edit { return func(p *Pipeline) { p.Paused = paused } }
	runDiffTests(t, map[string]diffTest{
		"memory differs": {plan: setMemory(types.Int64Value(8000)), want: []string{"memory 8000"}},
		// The platform's default is set, as no call can remove the memory.
		"memory is removed":              {plan: setMemory(types.Int64Null()), want: []string{"memory 2048"}},
		"memory is unconfirmed":          {state: setMemory(types.Int64Null()), want: []string{"memory 4096"}},
		"memory is not managed":          {state: setMemory(types.Int64Null()), plan: setMemory(types.Int64Null())},
		"paused":                         {plan: setPaused(types.BoolValue(true)), want: []string{"paused true"}},
		"unpaused":                       {state: setPaused(types.BoolValue(true)), want: []string{"paused false"}},
		"pause state was never observed": {state: setPaused(types.BoolNull())},
	})
}

func TestDiff_wholePipeline(t *testing.T) {
	unknownString := tfvalue.StringUnknown[tfvalue.Exact]()
	runDiffTests(t, map[string]diffTest{
		"name, description and cron are one call": {
			plan: func(p *Pipeline) { p.Name, p.Description, p.Cron = text("Sales"), text(""), schedule("") },
			want: []string{`definition {"name":"Sales","description":"","cron":null}`},
		},
		"attributes that only the provider uses": {
			plan: func(p *Pipeline) {
				p.DeletionProtection, p.DrainBeforeDestroy = types.BoolValue(true), types.BoolValue(true)
				p.ExportBeforeDestroy = types.StringValue("exports")
			},
		},
		"attributes that only the platform sets": {
			plan: func(p *Pipeline) {
				p.ID, p.Status, p.UpdatedAt = str("x"), unknownString, unknownString
				p.CustomerID, p.CreatedAt = unknownString, str("")
			},
		},
		"unknown values are not sent": {
			plan: func(p *Pipeline) {
				p.Name, p.Description = tfvalue.StringUnknown[textEquality](), tfvalue.StringUnknown[textEquality]()
				p.Cron, p.MemoryMB, p.Paused = tfvalue.StringUnknown[cronEquality](), types.Int64Unknown(), types.BoolUnknown()
			},
			want: []string{"unknown"},
		},
		"everything at once": {
			plan: all(func(p *Pipeline) {
				p.Cron, p.MemoryMB, p.Paused = schedule(""), types.Int64Value(1), types.BoolValue(true)
			}, setInput(attrLoadType, fullLoad), setInput(attrColumns, set("id", "amount", "updated_at", "new"))),
			want: []string{
				`definition {"cron":null}`, "memory 1", "paused true",
				`jobs[0] sync mode {"target_load_type":"full_load"}`,
				`jobs[0] patch {"column_include_list":["id","amount","updated_at","new"]}`,
				`lose bookmark of table "public.orders"`,
			},
		},
	})
}

// Each attribute that a call can change may become one, if its value is not known yet.
func TestDiff_unknownValueMayBeAChange(t *testing.T) {
	setOf := func(elements ...attr.Value) types.Set { return types.SetValueMust(types.StringType, elements) }
	for name, plan := range map[string]edit{
		"name":               func(p *Pipeline) { p.Name = tfvalue.StringUnknown[textEquality]() },
		"description":        func(p *Pipeline) { p.Description = tfvalue.StringUnknown[textEquality]() },
		"cron":               func(p *Pipeline) { p.Cron = tfvalue.StringUnknown[cronEquality]() },
		"memory of all jobs": func(p *Pipeline) { p.MemoryMB = types.Int64Unknown() },
		"pause state":        func(p *Pipeline) { p.Paused = types.BoolUnknown() },
		"replication method": setInput(attrReplication, unknown),
		"load type":          setInput(attrLoadType, unknown),
		"incremental column": setInput(attrColumnName, unknown),
		"memory of a job":    setInput(attrMemory, unknown),
		"extra":              setInput(attrExtra, unknown),
		"credentials":        setInput(attrAuth, unknown),
		"reference in the credentials": setInput(attrAuth, tfvalue.ObjectValue(Auth{
			Type: str("connection_manager"), ConfigID: tfvalue.StringUnknown[tfvalue.Exact](),
		})),
		"one of the primary keys": setInput(attrPrimaryKeys, setOf(types.StringUnknown())),
		"one of the columns": setInput(attrColumns, setOf(
			types.StringValue("id"), types.StringValue("amount"), types.StringValue("updated_at"), types.StringUnknown())),
	} {
		t.Run(name, func(t *testing.T) {
			checkEqual(t, "changes", describe(Diff(examplePipeline(), examplePipeline(plan), false)), []string{"unknown"})
		})
	}
}
