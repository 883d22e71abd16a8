// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// seedsOf gives the seeds of a property: many in order, or the one in PIPELINE_SEED to look at a failure again.
func seedsOf(t *testing.T) []uint64 {
	t.Helper()
	if one, err := strconv.ParseUint(os.Getenv("PIPELINE_SEED"), 10, 64); err == nil {
		return []uint64{one}
	}
	count := uint64(400)
	if testing.Short() {
		count = 150
	}
	seeds := make([]uint64, count)
	for i := range seeds {
		seeds[i] = uint64(i)
	}
	return seeds
}

// chance makes random pipelines.
type chance struct{ *rand.Rand }

func newChance(seed uint64) chance { return chance{rand.New(rand.NewPCG(seed, 1))} }

func (c chance) yes() bool { return c.IntN(2) == 0 }

func pick[T any](c chance, from ...T) T { return from[c.IntN(len(from))] }

// word is a text with letters that JSON, HTML and URLs treat in ways of their own.
func (c chance) word() string {
	return pick(c, "orders", "Orders 2", "ação", `a"b\c`, "<&>", "x/y", "tab\there", "日本", "id_"+strconv.Itoa(c.IntN(9)))
}

// maybe is a text, or nothing.
func (c chance) maybe(nothing types.String, from ...string) types.String {
	if c.yes() {
		return nothing
	}
	return types.StringValue(pick(c, from...))
}

func (c chance) set() types.Set {
	columns := map[string]bool{}
	for range 1 + c.IntN(4) {
		columns[c.word()] = true
	}
	elements := make([]attr.Value, 0, len(columns))
	for column := range columns {
		elements = append(elements, types.StringValue(column))
	}
	return types.SetValueMust(types.StringType, elements)
}

func (c chance) json(depth int) any {
	switch kind := c.IntN(8); {
	case kind == 0 && depth > 0:
		object := map[string]any{}
		for range c.IntN(3) {
			object["k"+strconv.Itoa(c.IntN(5))] = c.json(depth - 1)
		}
		return object
	case kind == 1 && depth > 0:
		list := []any{}
		for range c.IntN(3) {
			list = append(list, c.json(depth-1))
		}
		return list
	case kind == 2:
		return nil
	case kind == 3:
		return c.yes()
	case kind < 6:
		return pick(c, json.Number("0"), json.Number("1.5"), json.Number("-2e3"), json.Number("12345678901234567890"), json.Number(strconv.Itoa(c.IntN(1000))))
	}
	return c.word()
}

// extra is an object without keys that have an attribute.
func (c chance) extra() jsontypes.Normalized {
	object := map[string]any{}
	for range c.IntN(4) {
		object["x_"+strconv.Itoa(c.IntN(6))] = c.json(2)
	}
	return jsontypes.NewNormalizedValue(mustJSON(object))
}

// plan is a random pipeline as the plan of a create has it: what is left out is unknown where it is computed, and null
// where it is not.
func (c chance) plan() model {
	m := planned(func(m *model) {
		m.Name = types.StringValue("Pipeline " + c.word())
		m.Description = c.maybe(types.StringNull(), "", c.word())
		m.Cron = c.maybe(types.StringNull(), "0 6 * * *", "@once", "*/15  *  * * 1-5", "0 0 6 * * ?")
		m.Paused = types.BoolValue(c.yes())
		m.MemoryMB = pick(c, types.Int64Null(), types.Int64Value(int64(1+c.IntN(12000))))
		m.DeletionProtection, m.DrainBeforeDestroy = types.BoolValue(c.yes()), types.BoolValue(c.yes())
	})
	jobs := make([]job, 1+c.IntN(3))
	for i := range jobs {
		jobs[i] = c.job(i)
	}
	withJobs(jobs...)(&m)
	return m
}

func (c chance) job(index int) job {
	s := shapesOf()
	j := emptyJob()
	j.id, j.name = types.StringUnknown(), types.StringUnknown()
	for _, name := range []string{connectorName, "plugin", "table_schema", "table_name", loadTypeName, "replication_method"} {
		j.input[name] = types.StringUnknown()
	}
	j.input["memory_allocation_mb"] = pick(c, types.Int64Unknown(), types.Int64Value(int64(1+c.IntN(12000))))
	j.input[authName] = types.ObjectUnknown(s.auth.AttrTypes)
	if c.yes() {
		j.input[authName] = authOf(pick(c, "connection_manager", "vault"), "c_"+c.word())
	}
	if c.yes() {
		j.input[extraName] = c.extra()
	}
	table := fmt.Sprintf("table_%d", index) // each job has its own
	if c.yes() {
		c.jdbc(j.input, table)
	} else {
		c.other(j.input, table)
	}
	j.transformations = jsontypes.NewNormalizedUnknown()
	if c.yes() {
		list := []any{}
		for range c.IntN(3) {
			list = append(list, map[string]any{"type": c.word(), "with": c.json(2)})
		}
		j.transformations = jsontypes.NewNormalizedValue(mustJSON(list))
	}
	j.output = types.ObjectUnknown(s.output.AttrTypes)
	if c.yes() {
		j.output = c.output(stringOf(j.input[loadTypeName]) == incrementalWithQualify)
	}
	return j
}

func (c chance) jdbc(input values, table string) {
	input[connectorName] = types.StringValue("jdbc")
	input["plugin"] = types.StringValue(pick(c, "postgresql", "mysql", "oracle", "sqlserver"))
	input["table_schema"] = types.StringValue(c.word())
	input["table_name"] = types.StringValue(table)
	if c.yes() {
		input[columnsName] = c.set()
	}
	load := pick(c, fullLoad, incremental, incrementalWithQualify)
	input[loadTypeName] = types.StringValue(load)
	if load != fullLoad || c.IntN(4) == 0 { // some have companions that they do not need
		input[columnName] = types.StringValue(c.word())
		input[columnTypeName] = types.StringValue(pick(c, "timestamp with time zone", "TIMESTAMP", "bigint", "date", "varchar(8)"))
	}
	if load == incrementalWithQualify || c.IntN(4) == 0 {
		input[primaryKeysName] = c.set()
	}
}

func (c chance) other(input values, table string) {
	switch c.IntN(3) {
	case 0: // S3, which has no connector and no table
		input["plugin"] = types.StringValue(pick(c, "parquet", "csv", "json"))
	default:
		input[connectorName] = types.StringValue(pick(c, "singer", "mongodb"))
		input["plugin"] = types.StringValue(pick(c, "hubspot", "mongodb"))
		input["table_name"] = types.StringValue(table)
	}
	input["replication_method"] = c.maybe(types.StringUnknown(), "INCREMENTAL", "FULL_TABLE")
}

func (c chance) output(qualify bool) types.Object {
	s := shapesOf()
	table := func() attr.Value {
		switch c.IntN(3) {
		case 0:
			return types.ObjectUnknown(s.table.AttrTypes)
		case 1:
			return types.ObjectValueMust(s.table.AttrTypes, values{"table_name": types.StringValue(c.word()), "table_schema": types.StringUnknown()})
		}
		return types.ObjectValueMust(s.table.AttrTypes, values{"table_name": types.StringValue(c.word()), "table_schema": types.StringValue("Raw_Data")})
	}
	output := nullsOf(s.output)
	output["plugin"] = types.StringValue(snowflake)
	output["raw"], output["qualify"] = table(), types.ObjectUnknown(s.table.AttrTypes)
	if qualify {
		output["qualify"] = table()
	}
	output["table_name"] = types.StringUnknown()
	if c.IntN(3) == 0 {
		output[extraName] = c.extra()
	}
	return types.ObjectValueMust(s.output.AttrTypes, output)
}

// contract is a random way to show things, documented or not.
func (c chance) contract() maestrosim.Contract {
	var contract maestrosim.Contract
	all := maestrosim.Contracts()
	for range c.IntN(6) {
		contract = contract.With(all[c.IntN(len(all))].Contract)
	}
	if contract.Missing == maestrosim.MissingStatusFalse {
		contract.Paths = maestrosim.PathsAny // a spelling that is not taken shows only where 404 says so
	}
	return contract
}

// otherWords changes what the platform holds without changing what it means.
func (c chance) otherWords(p *maestrosim.Pipeline) {
	if p.Cron != nil && c.yes() {
		spaced := " " + strings.Join(strings.Fields(*p.Cron), "   ")
		p.Cron = &spaced
	}
	for i := range p.Jobs {
		input, output := p.Jobs[i].Input, p.Jobs[i].Output
		for _, list := range []string{columnsName, primaryKeysName} {
			if columns, ok := input[list].([]any); ok {
				c.Shuffle(len(columns), func(a, b int) { columns[a], columns[b] = columns[b], columns[a] })
			}
		}
		if class := columnTypeClass(strings.ToLower(fmt.Sprint(input[columnTypeName]))); class != "" && c.yes() {
			input[columnTypeName] = class
		}
		for _, name := range outputTables {
			if table, ok := output[name].(map[string]any); ok && c.yes() {
				table["table_name"] = strings.ToUpper(fmt.Sprint(table["table_name"]))
				table["x_platforms_own"] = true
			}
		}
		if c.yes() {
			input["x_platforms_own"], output["x_platforms_own"] = c.json(1), c.json(1)
		}
		for key, v := range input {
			if n, ok := v.(json.Number); ok && strings.HasPrefix(key, "x_") && c.yes() {
				input[key] = n.String()
			}
		}
	}
}

// roundTrip creates a random pipeline on a simulator that shows things in a random way, and gives it to the test.
func roundTrip(t *testing.T, check func(t *testing.T, r *pipelineResource, plan model, p maestro.Pipeline)) {
	for _, seed := range seedsOf(t) {
		ok := t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			c := newChance(seed)
			contract := c.contract()
			r, sim := resourceOn(t, maestrosim.Options{Contract: contract})
			plan := c.plan()
			plan.Paused = types.BoolValue(false) // as a create leaves it
			id := maestro.NewID()
			if created, err := r.data.Client.CreatePipeline(t.Context(), newPipeline(plan, id)); created < maestro.SaidCreated {
				t.Fatal(err)
			}
			if err := sim.Edit("acme_corp", id, c.otherWords); err != nil {
				t.Fatal(err)
			}
			p, err := r.get(t.Context(), known(plan).withID(types.StringValue(id)))
			if err != nil {
				t.Fatal(err)
			}
			check(t, r, plan, p)
			if t.Failed() {
				t.Logf("contract %+v\nplan %v\nshown %s", contract, flatten(plan), p.Raw)
			}
		})
		if !ok {
			return // one is enough to look at
		}
	}
}

func observed(t *testing.T, prior model, p maestro.Pipeline, imported bool) model {
	t.Helper()
	m, err := observe(prior, p, imported)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// However the platform shows a pipeline, it is seen to be what was planned, and the state after the apply is the plan.
func TestWhateverIsMadeIsSeenAsItWasPlanned(t *testing.T) {
	roundTrip(t, func(t *testing.T, _ *pipelineResource, plan model, p maestro.Pipeline) {
		seen := observed(t, known(plan), p, false)
		if kept := differences(plan, seen); len(kept) > 0 {
			t.Errorf("the platform seems not to have kept %v", texts(kept))
		}
		state := result(plan, seen)
		noUnknown(t, state)
		want := flatten(plan)
		for at, v := range flatten(state) {
			if planned, ok := want[at]; ok && planned != "<unknown>" && planned != v {
				t.Errorf("%s was planned as %s and is %s", at, planned, v)
			}
		}
		// The next run sees the same, and plans nothing.
		refreshed := observed(t, state, p, false)
		noUnknown(t, refreshed)
		if kept := differences(state, refreshed); len(kept) > 0 {
			t.Errorf("the next refresh finds changes of %v", texts(kept))
		}
		next := state
		next.Paused = refreshed.Paused // nobody has paused it here
		compare(t, "changes", changesOf(refreshed, next).describe(), []string{})
		sameModel(t, "observed again", observed(t, refreshed, p, false), refreshed)
	})
}

// What is imported plans nothing over itself, is the same when read again, and adopting what made it replaces nothing.
func TestWhateverIsImportedIsAdoptedInPlace(t *testing.T) {
	roundTrip(t, func(t *testing.T, _ *pipelineResource, plan model, p maestro.Pipeline) {
		state := observed(t, model{ID: types.StringValue(p.ID), Jobs: types.ListNull(shapesOf().job)}, p, true)
		noUnknown(t, state)
		compare(t, "changes", changesOf(state, state).describe(), []string{})
		sameModel(t, "observed again", observed(t, state, p, false), state)

		adopting := result(plan, state)
		for _, at := range changesOf(state, adopting).replace {
			freeForm := strings.HasSuffix(at.String(), ".transformations") || strings.HasSuffix(at.String(), ".output.extra")
			if freeForm && strings.Contains(string(p.Raw), "x_undocumented") {
				continue // fields that the platform has put inside: at an import nobody can tell them from somebody's
			}
			t.Errorf("adopting replaces for %v", at)
		}
		refreshed := observed(t, adopting, p, false)
		if kept := differences(adopting, refreshed); len(kept) > 0 {
			t.Errorf("after adopting, %v differ", texts(kept))
		}
	})
}

func TestNoPipelineDiffersFromItself(t *testing.T) {
	for _, seed := range seedsOf(t) {
		plan := newChance(seed).plan()
		for _, m := range []model{known(plan), result(plan, modelWith())} {
			if c := changesOf(m, m).describe(); len(c) > 0 {
				t.Fatalf("seed %d: %v", seed, c)
			}
			if c := changesOf(m, m); c.calls() {
				t.Fatalf("seed %d: there are calls", seed)
			}
			if kept := differences(m, m); len(kept) > 0 {
				t.Fatalf("seed %d: %v", seed, texts(kept))
			}
		}
	}
}

// Whatever the platform holds, a plan is what the next apply makes of it: after its calls there is nothing left to do.
func TestAfterAnUpdateThereIsNothingLeftToDo(t *testing.T) {
	replaced, updated := 0, 0
	for _, seed := range seedsOf(t) {
		ok := t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			c := newChance(seed)
			contract := c.contract()
			r, _ := resourceOn(t, maestrosim.Options{Contract: contract})
			id := maestro.NewID()
			first := c.plan()
			if created, err := r.data.Client.CreatePipeline(t.Context(), newPipeline(first, id)); created < maestro.SaidCreated {
				t.Fatal(err)
			}
			state := result(first, r.read(t, known(first).withID(types.StringValue(id))))
			state.ID, state.Paused, state.MemoryMB = types.StringValue(id), types.BoolValue(false), types.Int64Null()
			plan := state
			c.change(&plan)
			changes := changesOf(state, plan)
			if len(changes.replace) > 0 {
				replaced++
				return
			}
			updated++
			done := state
			for _, s := range r.steps(changes, state, plan) {
				if err := s.call(t.Context()); err != nil {
					t.Fatalf("%s: %v", s.what, err)
				}
				s.done(&done)
			}
			after := r.read(t, result(plan, done))
			after.Paused = plan.Paused // it may take its time, which is nothing to test here
			if kept := differences(plan, after); len(kept) > 0 {
				t.Errorf("contract %+v: after %v, %v differ", contract, changes.describe(), texts(kept))
			}
			if left := changesOf(after, plan).describe(); len(left) > 0 {
				t.Errorf("contract %+v: after %v there is left to do: %v", contract, changes.describe(), left)
			}
		})
		if !ok {
			return
		}
	}
	if os.Getenv("PIPELINE_SEED") == "" && (replaced == 0 || updated < 50) {
		t.Errorf("%d replacements and %d updates do not say much", replaced, updated)
	}
}

// change makes another plan of a state: some things that are made in place, and now and then one that is not.
func (c chance) change(m *model) {
	another := c.plan()
	if c.yes() {
		m.Name, m.Description = another.Name, another.Description
	}
	if c.yes() {
		m.Cron = another.Cron
	}
	if c.yes() {
		m.MemoryMB = another.MemoryMB
	}
	if c.yes() {
		m.Paused = another.Paused
	}
	jobs, _ := jobsOf(m.Jobs)
	for i := range jobs {
		input := jobs[i].input
		if c.yes() {
			input = input.with(authName, authOf("connection_manager", "c_"+c.word()))
		}
		if c.yes() {
			input = input.with("memory_allocation_mb", types.Int64Value(int64(1+c.IntN(12000))))
		}
		if c.yes() {
			input = input.with(extraName, c.extra())
		}
		if columns, ok := input[columnsName].(types.Set); ok && !columns.IsNull() && c.yes() {
			input = input.with(columnsName, setOf(append(textsOf(columns), "added")...))
		}
		if maestro.IsJDBC(stringOf(input[connectorName])) && c.yes() {
			with := maps.Clone(input)
			for _, name := range []string{columnName, columnTypeName} {
				with[name] = types.StringNull()
			}
			with[primaryKeysName] = types.SetNull(types.StringType)
			c.jdbc(with, "")
			for _, name := range []string{connectorName, "plugin", "table_schema", "table_name", columnsName} {
				with[name] = input[name]
			}
			input = with
		}
		if !maestro.IsJDBC(stringOf(input[connectorName])) && c.yes() {
			input = input.with("replication_method", types.StringValue(pick(c, "INCREMENTAL", "FULL_TABLE")))
		}
		if c.IntN(10) == 0 {
			input = input.with("table_name", types.StringValue("another"))
		}
		jobs[i].input = input
	}
	m.Jobs = listOf(jobs)
}
