// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework-jsontypes/jsontypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

// An answer is a pipeline as the platform shows it, to be changed for a table.
type answer map[string]any

// shown is the answer about modelWith that hides nothing.
func shown(changes ...func(answer)) answer {
	a := answer{
		"id": testID, "name": "Orders", "description": "Orders of the shop", "cron": "0 6 * * *", "customer_id": "acme_corp",
		"status": "active", "created_at": "2024-12-01T10:00:00Z", "updated_at": "2024-12-15T14:30:00Z",
		"jobs": []any{map[string]any{
			"job_id": testID + "_0", "job_name": "orders_extraction",
			"input": map[string]any{
				"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders", "load_type": "incremental",
				"incremental_column_name": "updated_at", "incremental_column_type": "timestamp with time zone",
				"column_include_list": []any{"id", "amount", "updated_at"}, "primary_keys": nil, "network_config": nil, "memory_allocation_mb": nil,
				"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": "1701234567890_abc123_postgresql-1.0.0"},
			},
			"transformations": []any{},
			"output":          map[string]any{"plugin": "dadosfera_snowflake", "raw": map[string]any{"table_name": "orders", "table_schema": "RAW_DATA"}},
		}},
	}
	for _, change := range changes {
		change(a)
	}
	return a
}

// put sets a place in an answer, such as "jobs.0.input.plugin"; drop leaves it out.
func put(at string, v any) func(answer) {
	return func(a answer) { inside(a, at, func(parent map[string]any, key string) { parent[key] = v }) }
}

func drop(at ...string) func(answer) {
	return func(a answer) {
		for _, at := range at {
			inside(a, at, func(parent map[string]any, key string) { delete(parent, key) })
		}
	}
}

func inside(a answer, at string, change func(parent map[string]any, key string)) {
	steps := strings.Split(at, ".")
	parent := map[string]any(a)
	for i := 0; i < len(steps)-1; i++ {
		switch inner := parent[steps[i]].(type) {
		case map[string]any:
			parent = inner
		case []any:
			i++
			index, err := strconv.Atoi(steps[i])
			if err != nil {
				panic(at)
			}
			parent = inner[index].(map[string]any)
		default:
			panic(at)
		}
	}
	change(parent, steps[len(steps)-1])
}

// hide leaves out what GET by id leaves out in the documentation's example.
var hide = drop("jobs.0.input.auth_parameters", "jobs.0.input.column_include_list", "jobs.0.input.primary_keys", "jobs.0.transformations")

// hideByNull shows null in its place.
func hideByNull(a answer) {
	for _, at := range []string{"input.auth_parameters", "input.column_include_list", "input.primary_keys", "transformations"} {
		put("jobs.0."+at, nil)(a)
	}
}

// decoded is an answer as the client reads it.
func decoded(t testing.TB, a answer) maestro.Pipeline {
	t.Helper()
	body, err := json.Marshal(map[string]any{"status": true, "data": a})
	if err != nil {
		t.Fatal(err)
	}
	server := openapi.NewServer(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if _, err := w.Write(body); err != nil {
			t.Error(err)
		}
	}), openapi.RequestsOnly)
	defer server.Close()
	p, err := clientOf(t, server.URL).GetPipeline(t.Context(), testID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func clientOf(t testing.TB, address string) *maestro.Client {
	t.Helper()
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	client, err := maestro.New(maestro.Config{BaseURL: base, CustomerName: "acme_corp"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// observeTest says what is known after an answer: want is applied to what was known before.
type observeTest struct {
	prior edit
	shown func(answer)
	want  edit
}

func checkObserve(t *testing.T, tests map[string]observeTest) {
	t.Helper()
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			prior := modelWith()
			if tc.prior != nil {
				tc.prior(&prior)
			}
			want := prior
			if tc.want != nil {
				tc.want(&want)
			}
			p := decoded(t, shown(tc.shown))
			got, err := observe(prior, p, false)
			if err != nil {
				t.Fatal(err)
			}
			sameModel(t, "observed", got, want)
			again, err := observe(got, p, false)
			if err != nil {
				t.Fatal(err)
			}
			sameModel(t, "observed again", again, got)
		})
	}
}

func TestDriftOfAPipelinesOwnAttributes(t *testing.T) {
	str := types.StringValue
	checkObserve(t, map[string]observeTest{
		"nothing differs":                                  {shown: func(answer) {}},
		"name differs":                                     {shown: put("name", "Sales"), want: func(m *model) { m.Name = str("Sales") }},
		"name is not shown":                                {shown: drop("name")},
		"name is null":                                     {shown: put("name", nil)},
		"an id spelled with hyphens is the same":           {shown: put("id", strings.ReplaceAll(testID, "_", "-"))},
		"an id in upper case is the same":                  {shown: put("id", strings.ToUpper(testID))},
		"an id under another key is the same":              {shown: func(a answer) { a["id"], a["pipeline_id"] = 17, testID }},
		"description differs":                              {shown: put("description", "x"), want: func(m *model) { m.Description = str("x") }},
		"description is not shown":                         {shown: drop("description")},
		"description is gone":                              {shown: put("description", nil), want: func(m *model) { m.Description = types.StringNull() }},
		"description is empty":                             {shown: put("description", ""), want: func(m *model) { m.Description = types.StringNull() }},
		"description came up":                              {prior: func(m *model) { m.Description = types.StringNull() }, shown: put("description", "x"), want: func(m *model) { m.Description = str("x") }},
		"no description and an empty one are the same":     {prior: func(m *model) { m.Description = types.StringNull() }, shown: put("description", "")},
		"an empty description and none are the same":       {prior: func(m *model) { m.Description = str("") }, shown: put("description", nil)},
		"cron differs":                                     {shown: put("cron", "0 7 * * *"), want: func(m *model) { m.Cron = str("0 7 * * *") }},
		"cron is not shown":                                {shown: drop("cron")},
		"cron is gone":                                     {shown: put("cron", nil), want: func(m *model) { m.Cron = types.StringNull() }},
		"cron is empty":                                    {shown: put("cron", ""), want: func(m *model) { m.Cron = types.StringNull() }},
		"white space in cron is no change":                 {shown: put("cron", "  0  6 *\t* * ")},
		"no white space in cron is one":                    {shown: put("cron", "06 * * *"), want: func(m *model) { m.Cron = str("06 * * *") }},
		"paused behind Terraform's back":                   {shown: put("status", "paused"), want: func(m *model) { m.Paused, m.Status = types.BoolValue(true), str("paused") }},
		"paused in other letters":                          {shown: put("status", "Paused"), want: func(m *model) { m.Paused, m.Status = types.BoolValue(true), str("Paused") }},
		"unpaused behind Terraform's back":                 {prior: func(m *model) { m.Paused = types.BoolValue(true) }, shown: func(answer) {}, want: func(m *model) { m.Paused = types.BoolValue(false) }},
		"an error says nothing about the pause state":      {prior: func(m *model) { m.Paused = types.BoolValue(true) }, shown: put("status", "error"), want: func(m *model) { m.Status = str("error") }},
		"an error of an active one neither":                {shown: put("status", "error"), want: func(m *model) { m.Status = str("error") }},
		"a status of tomorrow neither":                     {prior: func(m *model) { m.Paused = types.BoolValue(true) }, shown: put("status", "sleeping"), want: func(m *model) { m.Status = str("sleeping") }},
		"a status that is not shown neither":               {prior: func(m *model) { m.Paused = types.BoolValue(true) }, shown: drop("status")},
		"memory is never shown":                            {shown: func(answer) {}},
		"memory, if it is shown, is seen":                  {shown: put("memory_mb", 8000), want: func(m *model) { m.MemoryMB = types.Int64Value(8000) }},
		"memory as a text is seen":                         {shown: put("memory_mb", "8000"), want: func(m *model) { m.MemoryMB = types.Int64Value(8000) }},
		"memory set back to the default is seen":           {shown: put("memory_mb", 2048), want: func(m *model) { m.MemoryMB = types.Int64Value(2048) }},
		"the default memory is no memory":                  {prior: func(m *model) { m.MemoryMB = types.Int64Null() }, shown: put("memory_mb", 2048)},
		"memory that nobody set and is not the default is": {prior: func(m *model) { m.MemoryMB = types.Int64Null() }, shown: put("memory_mb", 100), want: func(m *model) { m.MemoryMB = types.Int64Value(100) }},
		"memory of null says nothing":                      {shown: put("memory_mb", nil)},
		"what the platform sets is taken": {
			shown: func(a answer) {
				a["customer_id"], a["status"], a["created_at"], a["updated_at"] = "c", "error", "then", "now"
			},
			want: func(m *model) {
				m.CustomerID, m.Status, m.CreatedAt, m.UpdatedAt = str("c"), str("error"), str("then"), str("now")
			},
		},
		"what the platform sets may be hidden": {shown: drop("customer_id", "status", "created_at", "updated_at")},
		"unknown fields are ignored":           {shown: put("x_undocumented", map[string]any{"a": []any{1}})},
		"a number where a text was is a text":  {shown: put("customer_id", 17), want: func(m *model) { m.CustomerID = str("17") }},
	})
}

func TestDriftOfTheListOfJobs(t *testing.T) {
	added := emptyJob()
	added.id, added.output = types.StringValue(testID+"_1"), types.ObjectNull(shapesOf().output.AttrTypes)
	added.input[connectorName], added.input["plugin"] = types.StringValue("jdbc"), types.StringValue("mysql")
	second := map[string]any{"job_id": testID + "_1", "input": map[string]any{"connector": "jdbc", "plugin": "mysql", "x": 1}}
	two := func(a answer) { a["jobs"] = append(a["jobs"].([]any), second) }
	checkObserve(t, map[string]observeTest{
		"jobs are not shown":                   {shown: drop("jobs")},
		"jobs are null":                        {shown: put("jobs", nil)},
		"jobs are all gone":                    {shown: put("jobs", []any{}), want: withJobs()},
		"a job came up":                        {shown: two, want: withJobs(jdbcJob(), added)},
		"a job is gone":                        {prior: withJobs(jdbcJob(), added), shown: func(answer) {}, want: withJobs(jdbcJob())},
		"the order of the answer says nothing": {prior: withJobs(jdbcJob(), added), shown: func(a answer) { two(a); jobs := a["jobs"].([]any); jobs[0], jobs[1] = jobs[1], jobs[0] }},
		"job ids with hyphens are the same":    {shown: put("jobs.0.job_id", strings.ReplaceAll(testID, "_", "-")+"-0")},
		"job ids may be left out":              {shown: drop("jobs.0.job_id")},
		"a job id that differs is taken":       {shown: put("jobs.0.job_id", "other_0"), want: onJob(0, func(j *job) { j.id = types.StringValue("other_0") })},
		"a job's name is taken":                {shown: put("jobs.0.job_name", "renamed"), want: onJob(0, func(j *job) { j.name = types.StringValue("renamed") })},
		"a job's name may be hidden":           {shown: drop("jobs.0.job_name")},
		"a job that shows nothing":             {shown: put("jobs", []any{map[string]any{}})},
	})
}

func TestDriftOfAnInput(t *testing.T) {
	const input = "jobs.0.input."
	tests := map[string]observeTest{
		"what GET by id leaves out stays":        {shown: hide},
		"null in its place stays too":            {shown: hideByNull},
		"nothing shown at all is nothing known":  {shown: drop("jobs.0.input")},
		"an input of another shape, all missing": {shown: func(a answer) { put("jobs.0.input", map[string]any{})(a) }},
	}
	// For each text field: not shown, null, empty, the same, another.
	for _, f := range inputFields {
		if !shapesOf().input.AttrTypes[f.name].Equal(types.StringType) {
			continue
		}
		known := inText(f.name, "jdbc")
		want := edit(nil)
		if f.nullable {
			want = inText(f.name, "") // null says something here: there is none
		}
		prep := all(known, inText(loadTypeName, "x")) // a load type of which every companion may be one
		if f.name == loadTypeName {
			prep = known
		}
		base := put(input+"load_type", "x")
		if f.name == loadTypeName {
			base = func(answer) {}
		}
		with := func(change func(answer)) func(answer) {
			return func(a answer) { base(a); change(a) }
		}
		tests[f.name+" is not shown"] = observeTest{prior: prep, shown: with(drop(input + f.name))}
		tests[f.name+" is null"] = observeTest{prior: prep, shown: with(put(input+f.name, nil)), want: want}
		tests[f.name+" is empty"] = observeTest{prior: prep, shown: with(put(input+f.name, "")), want: want}
		tests[f.name+" is the same"] = observeTest{prior: prep, shown: with(put(input+f.name, "jdbc"))}
		tests[f.name+" was never shown"] = observeTest{prior: all(prep, inText(f.name, "")), shown: with(put(input+f.name, "jdbc")), want: known}
		tests[f.name+" was never shown and is empty"] = observeTest{prior: all(prep, inText(f.name, "")), shown: with(put(input+f.name, ""))}
		if f.name != columnTypeName { // see TestAColumnTypeMayBeShownAsItsClass
			tests[f.name+" differs"] = observeTest{prior: prep, shown: with(put(input+f.name, "other")), want: inText(f.name, "other")}
			inCase := observeTest{prior: prep, shown: with(put(input+f.name, "Jdbc"))}
			if !f.anyCase {
				inCase.want = inText(f.name, "Jdbc")
			}
			tests[f.name+" differs in letter case"] = inCase
		}
	}
	checkObserve(t, tests)
}

func TestDriftOfColumnsAndKeys(t *testing.T) {
	const columns, keys = "jobs.0.input.column_include_list", "jobs.0.input.primary_keys"
	none := types.SetNull(types.StringType)
	qualify := all(inText(loadTypeName, incrementalWithQualify), in(primaryKeysName, setOf("id", "day")))
	asQualify := func(change func(answer)) func(answer) {
		return func(a answer) { put("jobs.0.input.load_type", incrementalWithQualify)(a); change(a) }
	}
	checkObserve(t, map[string]observeTest{
		"columns in another order are the same":   {shown: put(columns, []any{"updated_at", "id", "amount"})},
		"a column twice is the same":              {shown: put(columns, []any{"id", "amount", "updated_at", "id"})},
		"a column more":                           {shown: put(columns, []any{"id", "amount", "updated_at", "x"}), want: in(columnsName, setOf("amount", "id", "updated_at", "x"))},
		"a column less":                           {shown: put(columns, []any{"id", "amount"}), want: in(columnsName, setOf("amount", "id"))},
		"a column in other letters":               {shown: put(columns, []any{"ID", "amount", "updated_at"}), want: in(columnsName, setOf("ID", "amount", "updated_at"))},
		"an empty text is no columns":             {shown: put(columns, ""), want: in(columnsName, none)},
		"an empty text hidden says nothing":       {shown: func(a answer) { hide(a); put("jobs.0.input.auth_parameters", "")(a); put(columns, nil)(a) }},
		"null is all columns, where all is shown": {shown: put(columns, nil), want: in(columnsName, none)},
		"no columns are all columns":              {shown: put(columns, []any{}), want: in(columnsName, none)},
		"no columns hidden say nothing":           {shown: func(a answer) { hide(a); put(columns, nil)(a) }},
		"columns are not shown":                   {shown: drop(columns)},
		"all columns and no columns are the same": {prior: in(columnsName, none), shown: put(columns, []any{})},
		"columns came up":                         {prior: in(columnsName, none), shown: func(answer) {}, want: in(columnsName, setOf("amount", "id", "updated_at"))},
		"keys of another load type say nothing":   {shown: put(keys, []any{"x"})},
		"keys in another order are the same":      {prior: qualify, shown: asQualify(put(keys, []any{"day", "id"}))},
		"another key":                             {prior: qualify, shown: asQualify(put(keys, []any{"id"})), want: in(primaryKeysName, setOf("id"))},
		"keys are gone":                           {prior: qualify, shown: asQualify(put(keys, nil)), want: in(primaryKeysName, none)},
		"keys are hidden":                         {prior: qualify, shown: asQualify(hide)},
		"keys hidden by null":                     {prior: qualify, shown: asQualify(hideByNull)},
		"a load type that is hidden is as it was": {prior: qualify, shown: func(a answer) { drop("jobs.0.input.load_type")(a); put(keys, []any{"id"})(a) }, want: in(primaryKeysName, setOf("id"))},
		"another load type, and its leftovers": {shown: func(a answer) {
			put("jobs.0.input.load_type", fullLoad)(a)
			put("jobs.0.input.incremental_column_name", nil)(a)
		}, want: inText(loadTypeName, fullLoad)},
		"full load, and a column left from before": {prior: inText(columnName, ""), shown: put("jobs.0.input.load_type", fullLoad), want: inText(loadTypeName, fullLoad)},
	})
}

func TestAColumnTypeMayBeShownAsItsClass(t *testing.T) {
	for _, tc := range []struct {
		known, shown string
		same         bool
	}{
		{"timestamp with time zone", "timestamp with time zone", true},
		{"timestamp with time zone", "timestamp", true},
		{"timestamp", "timestamp with time zone", true},
		{"TIMESTAMP WITH LOCAL TIME ZONE", "timestamp", true},
		{"datetime2", "timestamp", true},
		{"bigserial", "number", true},
		{"NUMBER", "number", true},
		{"number", "tinyint", true},
		{"DATE", "date", true},
		{"timestamp with time zone", "TIMESTAMP WITH TIME ZONE", true},
		{"varchar", "date", true}, // in nobody's list: it may be the platform's name for anything
		{"date", "varchar", true},
		{"timestamp with time zone", "timestamp without time zone", false},
		{"integer", "bigint", false},
		{"timestamp", "date", false},
		{"timestamp with time zone", "date", false},
		{"bigint", "timestamp", false},
		{"datetime", "number", false},
	} {
		t.Run(tc.known+" shown as "+tc.shown, func(t *testing.T) {
			want := inText(columnTypeName, tc.shown)
			if tc.same {
				want = asIs
			}
			checkObserve(t, map[string]observeTest{
				"one way": {prior: inText(columnTypeName, tc.known), shown: put("jobs.0.input.incremental_column_type", tc.shown), want: want},
			})
			if sameColumnType(tc.known, tc.shown) != sameColumnType(tc.shown, tc.known) {
				t.Error("the other way round it is not so")
			}
		})
	}
}

func TestDriftOfCredentialsAndAJobsMemory(t *testing.T) {
	const auth, memory = "jobs.0.input.auth_parameters", "jobs.0.input.memory_allocation_mb"
	none := in(authName, types.ObjectNull(shapesOf().auth.AttrTypes))
	const config = "1701234567890_abc123_postgresql-1.0.0"
	checkObserve(t, map[string]observeTest{
		"another connection":                   {shown: put(auth+".config_id", "other"), want: in(authName, authOf("connection_manager", "other"))},
		"another place":                        {shown: put(auth+".auth_type", "vault"), want: in(authName, authOf("vault", config))},
		"the place may be hidden":              {shown: drop(auth + ".auth_type")},
		"the connection may be hidden":         {shown: put(auth, map[string]any{"auth_type": "connection_manager"})},
		"null inside says nothing":             {shown: put(auth, map[string]any{"auth_type": nil, "config_id": nil})},
		"an empty text inside says nothing":    {shown: put(auth, map[string]any{"auth_type": "", "config_id": ""})},
		"an object with nothing says nothing":  {shown: put(auth, map[string]any{})},
		"members that are not known":           {shown: put(auth+".secret", "x")},
		"came up":                              {prior: none, shown: func(answer) {}, want: in(authName, authOf("connection_manager", config))},
		"never shown and nothing in it":        {prior: none, shown: put(auth, map[string]any{"x": 1})},
		"memory differs":                       {shown: put(memory, 512), want: in("memory_allocation_mb", types.Int64Value(512))},
		"memory is the same as a text":         {prior: in("memory_allocation_mb", types.Int64Value(512)), shown: put(memory, "512")},
		"memory is the same with a fraction":   {prior: in("memory_allocation_mb", types.Int64Value(512)), shown: put(memory, 512.0)},
		"memory of null says nothing":          {prior: in("memory_allocation_mb", types.Int64Value(512)), shown: put(memory, nil)},
		"memory of an empty text says nothing": {prior: in("memory_allocation_mb", types.Int64Value(512)), shown: put(memory, "")},
		"memory that is not shown":             {prior: in("memory_allocation_mb", types.Int64Value(512)), shown: drop(memory)},
		"a replication method of a JDBC job":   {shown: put("jobs.0.input.replication_method", "FULL_TABLE"), want: inText("replication_method", "FULL_TABLE")},
		"a connector of null is the one known": {shown: put("jobs.0.input.connector", nil)},
	})
}

func TestDriftOfExtraIsLookedForInItsOwnKeys(t *testing.T) {
	const input = "jobs.0.input."
	prior := inExtra(`{"a":1,"b":{"x":"1","y":null},"c":["p","q"]}`)
	same := func(a answer) {
		put(input+"a", "1")(a)
		put(input+"b", map[string]any{"x": 1, "y": "", "z": true})(a)
		put(input+"c", []any{"p", "q"})(a)
		put(input+"d", "of the platform")(a)
	}
	with := func(change func(answer)) func(answer) { return func(a answer) { same(a); change(a) } }
	checkObserve(t, map[string]observeTest{
		"other words, and keys of the platform's own": {prior: prior, shown: same},
		"keys that are not shown":                     {prior: prior, shown: func(answer) {}},
		"a key that is null is not shown":             {prior: prior, shown: with(put(input+"a", nil))},
		"a key differs, and the other words stay":     {prior: prior, shown: with(put(input+"a", 2)), want: inExtra(`{"a":2,"b":{"x":"1","y":null},"c":["p","q"]}`)},
		"deep inside, a key differs":                  {prior: prior, shown: with(put(input+"b.y", "set")), want: inExtra(`{"a":1,"b":{"x":"1","y":"set"},"c":["p","q"]}`)},
		"a list is longer":                            {prior: prior, shown: with(put(input+"c", []any{"p", "q", "r"})), want: inExtra(`{"a":1,"b":{"x":"1","y":null},"c":["p","q","r"]}`)},
		"a list is in another order":                  {prior: prior, shown: with(put(input+"c", []any{"q", "p"})), want: inExtra(`{"a":1,"b":{"x":"1","y":null},"c":["q","p"]}`)},
		"an object is something else":                 {prior: prior, shown: with(put(input+"b", "text")), want: inExtra(`{"a":1,"b":"text","c":["p","q"]}`)},
		"nobody's keys":                               {shown: same},
		"an empty object of keys":                     {prior: inExtra(`{}`), shown: same},
		"keys that have an attribute are not extra":   {prior: inExtra(`{}`), shown: put(input+"plugin", "postgresql")},
	})
}

func TestDriftOfTransformations(t *testing.T) {
	const at = "jobs.0.transformations"
	set := func(text string) edit {
		return onJob(0, func(j *job) { j.transformations = jsontypes.NewNormalizedValue(text) })
	}
	hash := []any{map[string]any{"type": "hash", "columns": []any{"a"}}}
	known := set(`[ {"type":"hash", "columns":["a"]} ]`)
	checkObserve(t, map[string]observeTest{
		"the same in other words":      {prior: known, shown: put(at, hash)},
		"fields of the platform's own": {prior: known, shown: put(at, []any{map[string]any{"type": "hash", "columns": []any{"a"}, "id": 7}})},
		"not shown":                    {prior: known, shown: drop(at)},
		"null":                         {prior: known, shown: put(at, nil)},
		"an empty text":                {prior: known, shown: put(at, "")},
		"gone":                         {prior: known, shown: put(at, []any{}), want: set(`[]`)},
		"came up":                      {shown: put(at, hash), want: set(`[{"columns":["a"],"type":"hash"}]`)},
		"another one":                  {prior: known, shown: put(at, []any{map[string]any{"type": "mask", "columns": []any{"a"}}}), want: set(`[{"columns":["a"],"type":"mask"}]`)},
		"never shown before":           {prior: onJob(0, func(j *job) { j.transformations = jsontypes.NewNormalizedNull() }), shown: put(at, hash), want: set(`[{"columns":["a"],"type":"hash"}]`)},
	})
}

func TestDriftOfAnOutput(t *testing.T) {
	const output = "jobs.0.output"
	name := func(v string) edit { return out("table_name", text(v)) }
	flat := map[string]any{"plugin": "dadosfera_snowflake", "table_name": "tb__a"}
	nothing := onJob(0, func(j *job) { j.output = types.ObjectNull(shapesOf().output.AttrTypes) })
	checkObserve(t, map[string]observeTest{
		"names under raw":                      {prior: name(""), shown: func(answer) {}, want: name("orders")},
		"the flat form says nothing about raw": {shown: put(output, flat), want: name("tb__a")},
		"both forms":                           {shown: put(output+".table_name", "tb__a"), want: name("tb__a")},
		"neither form":                         {prior: name("tb__a"), shown: put(output, map[string]any{"plugin": "dadosfera_snowflake"})},
		"a flat name of null is not shown":     {prior: name("tb__a"), shown: put(output+".table_name", nil)},
		"an empty flat name is not shown":      {prior: name("tb__a"), shown: put(output+".table_name", "")},
		"nothing at all":                       {prior: name("tb__a"), shown: drop(output)},
		"null":                                 {prior: name("tb__a"), shown: put(output, nil)},
		"letter case is no change":             {prior: name("tb__a"), shown: put(output, map[string]any{"plugin": "DADOSFERA_SNOWFLAKE", "table_name": "TB__A", "raw": map[string]any{"table_name": "ORDERS", "table_schema": "raw_data"}})},
		"another plugin":                       {prior: name("a"), shown: put(output+".plugin", "other"), want: out("plugin", types.StringValue("other"))},
		"a plugin of null is not shown":        {prior: name("a"), shown: put(output+".plugin", nil)},
		"an empty plugin is not shown":         {prior: name("a"), shown: put(output+".plugin", "")},
		"another table":                        {prior: name("a"), shown: put(output+".raw.table_name", "x"), want: out("raw", tableOf("x", "RAW_DATA"))},
		"another schema":                       {prior: name("a"), shown: put(output+".raw.table_schema", "X"), want: out("raw", tableOf("orders", "X"))},
		"a name of null is not shown":          {prior: name("a"), shown: put(output+".raw.table_schema", nil)},
		"an empty name is not shown":           {prior: name("a"), shown: put(output+".raw", map[string]any{"table_name": "", "table_schema": ""})},
		"raw with nothing in it":               {prior: name("a"), shown: put(output+".raw", map[string]any{})},
		"qualify came up":                      {prior: name("a"), shown: put(output+".qualify", map[string]any{"table_name": "q", "table_schema": "STAGED"}), want: out("qualify", tableOf("q", "STAGED"))},
		"half of qualify came up":              {prior: name("a"), shown: put(output+".qualify", map[string]any{"table_name": "q"}), want: out("qualify", tableOf("q", ""))},
		"further fields are the platform's":    {prior: name("a"), shown: put(output+".database", "DB")},
		"a further field that is managed":      {prior: all(name("a"), out(extraName, jsontypes.NewNormalizedValue(`{"database":"DB"}`))), shown: put(output+".database", "OTHER"), want: out(extraName, jsontypes.NewNormalizedValue(`{"database":"OTHER"}`))},
		"an output for the first time, flat": {prior: nothing, shown: put(output, flat), want: onJob(0, func(j *job) {
			j.output = outputWith(outputOf(snowflake, nil, nil), "table_name", types.StringValue("tb__a"))
		})},
		"an output for the first time, under raw": {prior: nothing, shown: func(answer) {}, want: onJob(0, func(j *job) {
			j.output = outputWith(outputOf(snowflake, tableOf("orders", "RAW_DATA"), nil), "table_name", types.StringValue("orders"))
		})},
		"an output that was never shown, and isn't": {prior: nothing, shown: put(output, map[string]any{})},
	})
}

// What the platform shows in a form that is not understood is an error that says where, never a panic or a guess.
func TestAnswersThatAreNotUnderstood(t *testing.T) {
	for at, v := range map[string]any{
		"jobs.0.input.column_include_list":       "id",
		"jobs.0.input.load_type":                 []any{},
		"jobs.0.input.plugin":                    map[string]any{},
		"jobs.0.input.memory_allocation_mb":      "much",
		"jobs.0.input.auth_parameters":           "text",
		"jobs.0.input.auth_parameters.config_id": []any{1},
		"jobs.0.input.incremental_column_type":   []any{},
		"jobs.0.output.plugin":                   []any{},
		"jobs.0.output.raw":                      "text",
		"jobs.0.output.raw.table_name":           map[string]any{},
		"jobs.0.output.table_name":               []any{},
	} {
		t.Run(at, func(t *testing.T) {
			_, err := observe(modelWith(), decoded(t, shown(put(at, v))), false)
			if err == nil {
				t.Fatal("no error")
			}
			steps := strings.Split(at, ".")
			contains(t, err.Error(), "job 0", steps[2], steps[len(steps)-1])
		})
	}
}

func TestAnImportTakesAllThatIsShown(t *testing.T) {
	empty := model{ID: types.StringValue(strings.ReplaceAll(testID, "_", "-")), Jobs: types.ListNull(shapesOf().job)}
	if !imported(empty) || imported(modelWith()) {
		t.Error("an import is not told from a state")
	}
	p := decoded(t, shown(
		put("jobs.0.input.network_config", map[string]any{"vpn": true}), put("jobs.0.input.hidden", nil), put("jobs.0.output.database", "DB"), put("memory_mb", 2048),
		put("jobs.0.transformations", []any{map[string]any{"type": "hash"}}), put("jobs.0.input.column_include_list", []any{"b", "a"}),
	))
	got, err := observe(empty, p, true)
	if err != nil {
		t.Fatal(err)
	}
	want := modelWith(
		func(m *model) {
			m.MemoryMB, m.DeletionProtection, m.DrainBeforeDestroy = types.Int64Null(), types.BoolNull(), types.BoolNull()
		},
		inExtra(`{"network_config":{"vpn":true}}`), in(columnsName, setOf("a", "b")),
		out(extraName, jsontypes.NewNormalizedValue(`{"database":"DB"}`)),
		onJob(0, func(j *job) { j.transformations = jsontypes.NewNormalizedValue(`[{"type":"hash"}]`) }),
	)
	sameModel(t, "imported", got, want)
	if !flatHas(got, "id", testID) {
		t.Error("the id is not as the platform spells it")
	}

	t.Run("with nothing but attributes of their own, extra stays null", func(t *testing.T) {
		got, err := observe(empty, decoded(t, shown()), true)
		if err != nil {
			t.Fatal(err)
		}
		if !valuesOf(valueAt(got, rootJobs.AtListIndex(0).AtName("input")))[extraName].IsNull() {
			t.Errorf("extra is %s", valuesOf(valueAt(got, rootJobs.AtListIndex(0).AtName("input")))[extraName])
		}
	})
	t.Run("of a paused pipeline is paused", func(t *testing.T) {
		got, err := observe(empty, decoded(t, shown(put("status", "paused"))), true)
		if err != nil || !got.Paused.ValueBool() {
			t.Errorf("paused is %s, error %v", got.Paused, err)
		}
	})
	t.Run("of a pipeline in error is not paused", func(t *testing.T) {
		got, err := observe(empty, decoded(t, shown(put("status", "error"))), true)
		if err != nil || !got.Paused.Equal(types.BoolValue(false)) {
			t.Errorf("paused is %s, error %v", got.Paused, err)
		}
	})
	t.Run("of a pipeline that shows next to nothing has no unknown values", func(t *testing.T) {
		for _, a := range []answer{{"id": testID}, {"id": testID, "jobs": []any{map[string]any{}, map[string]any{"input": map[string]any{"x": 1}}}}} {
			got, err := observe(empty, decoded(t, a), true)
			if err != nil {
				t.Fatal(err)
			}
			for at, v := range flatten(got) {
				if v == "<unknown>" {
					t.Errorf("%s is unknown", at)
				}
			}
		}
	})
}

func flatHas(m model, at, v string) bool { return flatten(m)[at] == strconv.Quote(v) }

// Whatever the platform shows of a job: no panic, no unknown value, and observing the same again changes nothing.
func FuzzObserveJob(f *testing.F) {
	full := shown()["jobs"].([]any)[0].(map[string]any)
	f.Add(mustJSON(full["input"]), mustJSON(full["output"]), `[]`, false)
	f.Add(mustJSON(full["input"]), mustJSON(full["output"]), `[{"a":1}]`, true)
	for _, v := range []string{`null`, `""`, `7`, `"x"`, `[]`, `["a","a"]`, `{}`, `{"config_id":1}`, `true`, `1e999`} {
		for _, key := range []string{"connector", "load_type", "column_include_list", "auth_parameters", "memory_allocation_mb", "incremental_column_type"} {
			f.Add(`{"`+key+`":`+v+`}`, `{"raw":`+v+`,"table_name":`+v+`}`, v, true)
		}
	}
	f.Fuzz(func(t *testing.T, input, output, transformations string, imported bool) {
		var shown maestro.Job
		if json.Unmarshal([]byte(input), &shown.Input) != nil || json.Unmarshal([]byte(output), &shown.Output) != nil || !json.Valid([]byte(transformations)) {
			return // the client lets nothing else in
		}
		shown.ID, shown.Transformations = testID+"_0", maestro.Some(raw(transformations))
		if strings.TrimSpace(transformations) == "null" {
			shown.Transformations = maestro.Null[json.RawMessage]()
		}
		for _, prior := range []job{jdbcJob(), singerJob(), emptyJob()} {
			first, err := observeJob(prior, shown, imported)
			if err != nil {
				continue
			}
			m := modelWith(withJobs(first))
			noUnknown(t, m)
			second, err := observeJob(first, shown, false)
			if err != nil {
				t.Fatalf("the second time: %v", err)
			}
			sameModel(t, "observed again", modelWith(withJobs(second)), m)
			if c := changesOf(m, m).describe(); len(c) > 0 {
				t.Fatalf("it differs from itself: %v", c)
			}
		}
	})
}
