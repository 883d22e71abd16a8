// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// ForEachSeed runs a test for many seeds, or for the one in the environment variable PIPELINE_SEED, until one fails.
func ForEachSeed(t *testing.T, test func(t *testing.T, r Random)) {
	t.Helper()
	first, last := uint64(0), uint64(400)
	if testing.Short() {
		last = 150
	}
	if seed, err := strconv.ParseUint(os.Getenv("PIPELINE_SEED"), 10, 64); err == nil {
		first, last = seed, seed+1
	}
	for seed := first; seed < last; seed++ {
		ok := t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			test(t, Random{rand.New(rand.NewPCG(seed, 1))})
		})
		if !ok {
			return
		}
	}
}

// Random makes random pipelines.
type Random struct{ *rand.Rand }

// Pick returns one of several values.
func Pick[T any](r Random, from ...T) T { return from[r.IntN(len(from))] }

// Bool returns true half of the time.
func (r Random) Bool() bool { return r.IntN(2) == 0 }

// JSON returns a value nested so deep.
func (r Random) JSON(depth int) any {
	switch kind := r.IntN(8); {
	case kind == 0 && depth > 0:
		object := make(map[string]any)
		for range r.IntN(3) {
			object["k"+strconv.Itoa(r.IntN(5))] = r.JSON(depth - 1)
		}
		return object
	case kind == 1 && depth > 0:
		array := []any{}
		for range r.IntN(3) {
			array = append(array, r.JSON(depth-1))
		}
		return array
	case kind == 2:
		return nil
	case kind == 3:
		return r.Bool()
	case kind < 6:
		return json.Number(Pick(r, "0", "1.5", "-2e3", "12345678901234567890", strconv.Itoa(r.IntN(1000))))
	}
	return r.text()
}

// Plan returns a pipeline as the plan of a create has it: what is omitted is unknown if it is computed, and null if it
// is not.
func (r Random) Plan() Pipeline {
	p := plannedPipeline(func(p *Pipeline) {
		p.Name = tfvalue.StringValue[textEquality]("Pipeline " + r.text())
		empty := tfvalue.StringValue[textEquality]("")
		p.Description = Pick(r, text(""), text(""), empty, text("first\nsecond"), text(r.text()))
		p.Cron = schedule(Pick(r, "", "", "0 6 * * *", "@once", "@daily", "*/15  *  * * 1-5", "0 0 6 * * ?"))
		p.Paused = types.BoolValue(r.Bool())
		p.MemoryMB = Pick(r, types.Int64Null(), r.memory())
		p.DeletionProtection, p.DrainBeforeDestroy = types.BoolValue(r.Bool()), types.BoolValue(r.Bool())
	})
	jobs := make([]Job, 1+r.IntN(3))
	for i := range jobs {
		jobs[i] = r.job(fmt.Sprintf("table_%d", i))
	}
	withJobs(jobs...)(&p)
	return p
}

// Change makes another plan of a state: some changes are made in place, and now and then one is not.
func (r Random) Change(p *Pipeline) {
	another := r.Plan()
	if r.Bool() {
		p.Name, p.Description = another.Name, another.Description
	}
	if r.Bool() {
		p.Cron = another.Cron
	}
	if r.Bool() {
		p.MemoryMB = another.MemoryMB
	}
	if r.Bool() {
		p.Paused = another.Paused
	}
	for i := range p.Jobs.Elements() {
		job := p.Jobs.Element(i)
		input := job.Input.Attributes()
		r.changeInput(&input)
		job.Input = tfvalue.ObjectValue(input)
		p.Jobs = p.Jobs.WithElement(i, job)
	}
}

func (r Random) job(table string) Job {
	unknownWord, unknownString := tfvalue.StringUnknown[wordEquality](), tfvalue.StringUnknown[tfvalue.Exact]()
	input := Input{
		Connector: unknownWord, Plugin: unknownWord, TableSchema: unknownWord, TableName: unknownWord,
		LoadType: unknownString, ReplicationMethod: unknownString,
		ColumnIncludeList: nullSet, PrimaryKeys: nullSet,
		MemoryAllocationMB: Pick(r, types.Int64Unknown(), r.memory()),
		AuthParameters:     Pick(r, tfvalue.ObjectUnknown[Auth](), r.auth()),
		Extra:              Pick(r, jsonText(""), r.extra()),
	}
	if r.Bool() {
		r.makeJDBC(&input, table)
	} else {
		r.makeOther(&input, table)
	}

	withKeys := input.LoadType.ValueString() == incrementalWithQualify
	transformations := []any{}
	for range r.IntN(3) {
		transformations = append(transformations, map[string]any{"type": r.text(), "with": r.JSON(2)})
	}
	return Job{
		ID: tfvalue.StringUnknown[idEquality](), Name: unknownString,
		Input:           tfvalue.ObjectValue(input),
		Transformations: Pick(r, tfvalue.StringUnknown[tfvalue.JSON](), jsonText(mustJSON(transformations))),
		Output:          Pick(r, tfvalue.ObjectUnknown[Output](), r.output(withKeys)),
	}
}

func (r Random) auth() tfvalue.Object[Auth] {
	return auth(Pick(r, "connection_manager", "vault"), "c_"+r.text())
}

func (r Random) output(qualify bool) tfvalue.Object[Output] {
	unknownWord := tfvalue.StringUnknown[wordEquality]()
	table := func() tfvalue.Object[Table] {
		return Pick(r,
			tfvalue.ObjectUnknown[Table](),
			tfvalue.ObjectValue(Table{Name: word(r.text()), Schema: unknownWord}),
			tfvalue.ObjectValue(Table{Name: word(r.text()), Schema: word("Raw_Data")}))
	}
	output := Output{
		Plugin: word(snowflake), Raw: table(), Qualify: tfvalue.ObjectUnknown[Table](), TableName: unknownWord,
	}
	if qualify {
		output.Qualify = table()
	}
	if r.IntN(3) == 0 {
		output.Extra = r.extra()
	}
	return tfvalue.ObjectValue(output)
}

func (r Random) makeJDBC(input *Input, table string) {
	input.Connector = word("jdbc")
	input.Plugin = word(Pick(r, "postgresql", "mysql", "oracle", "sqlserver"))
	input.TableSchema, input.TableName = word(r.text()), word(table)
	if r.Bool() {
		input.ColumnIncludeList = r.columns()
	}
	r.setLoadType(input)
}

func (r Random) setLoadType(input *Input) {
	loadType := Pick(r, fullLoad, incremental, incrementalWithQualify)
	input.LoadType = str(loadType)
	if loadType != fullLoad || r.IntN(4) == 0 { // some have fields that they have no use for
		input.IncrementalColumnName = word(r.text())
		input.IncrementalColumnType = columnType(
			Pick(r, "timestamp with time zone", "TIMESTAMP", "bigint", "date", "varchar(8)"))
	}
	if loadType == incrementalWithQualify || r.IntN(4) == 0 {
		input.PrimaryKeys = r.columns()
	}
}

func (r Random) makeOther(input *Input, table string) {
	switch r.IntN(3) {
	case 0: // S3, which has neither a connector nor a table
		input.Plugin = word(Pick(r, "parquet", "csv", "json"))
	default:
		input.Connector = word(Pick(r, "singer", "mongodb"))
		input.Plugin = word(Pick(r, "hubspot", "mongodb"))
		input.TableName = word(table)
	}
	input.ReplicationMethod = Pick(r, tfvalue.StringUnknown[tfvalue.Exact](), str("INCREMENTAL"), str("FULL_TABLE"))
}

func (r Random) changeInput(input *Input) {
	if r.Bool() {
		input.AuthParameters = auth("connection_manager", "c_"+r.text())
	}
	if r.Bool() {
		input.MemoryAllocationMB = r.memory()
	}
	if r.Bool() {
		input.Extra = r.extra()
	}
	if !input.ColumnIncludeList.IsNull() && r.Bool() {
		input.ColumnIncludeList = tfvalue.SetOfStrings(append(tfvalue.Strings(input.ColumnIncludeList), "added")...)
	}
	if input.isJDBC() && r.Bool() {
		input.IncrementalColumnName, input.IncrementalColumnType, input.PrimaryKeys = word(""), columnType(""), nullSet
		r.setLoadType(input)
	}
	if !input.isJDBC() && r.Bool() {
		input.ReplicationMethod = str(Pick(r, "INCREMENTAL", "FULL_TABLE"))
	}
	if r.IntN(10) == 0 {
		input.TableName = word("another")
	}
}

// extra returns an object without keys that have an attribute.
func (r Random) extra() JSON {
	object := make(map[string]any)
	for range r.IntN(4) {
		object["x_"+strconv.Itoa(r.IntN(6))] = r.JSON(2)
	}
	return tfvalue.StringValue[tfvalue.JSON](mustJSON(object))
}

// columns returns a set of columns in the order in which a response about them is observed.
func (r Random) columns() types.Set {
	columns := make([]string, 1+r.IntN(4))
	for i := range columns {
		columns[i] = r.text()
	}
	return tfvalue.SetOfStrings(sortedUnique(columns)...)
}

func (r Random) memory() types.Int64 { return types.Int64Value(int64(1 + r.IntN(memoryLimit))) }

// text returns a text with characters that JSON, HTML, URLs, Unicode and letter case treat in ways of their own.
func (r Random) text() string {
	return Pick(r,
		"orders", "Orders 2", "ação", `a"b\c`, "<&>", "x/y", "tab\there", "日本", "id_"+strconv.Itoa(r.IntN(9)))
}
