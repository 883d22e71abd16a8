// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

func TestLost(t *testing.T) {
	noAuth, noOutput := setInput(attrAuth, nil), setWholeOutput(tfvalue.ObjectNull[Output]())
	hashed := setTransformations(jsonText(`[{"type":"hash","columns":["email"]}]`))
	omitted := setTransformations(jsonText(""))
	otherTable, noTable := setInput(attrTableName, "sales"), setInput(attrTableName, nil)
	behind := func(p *Pipeline) { withJobs(p.Jobs.Element(0), singerJob())(p) }
	unknownJob := func(p *Pipeline) { p.Jobs = tfvalue.ListValue(tfvalue.ObjectUnknown[Job]()) }
	const authPath = "jobs[0].input.auth_parameters"
	for name, tc := range map[string]struct {
		state, config edit
		want          []string
	}{
		"everything is configured": {unedited, unedited, nil},
		"connection":               {unedited, noAuth, []string{authPath}},
		"memory and extra": {
			all(setInput(attrMemory, 512), setInput(attrExtra, `{"a":1}`)), unedited,
			[]string{"jobs[0].input.memory_allocation_mb", "jobs[0].input.extra"},
		},
		"transformations":              {hashed, omitted, []string{"jobs[0].transformations"}},
		"no transformations":           {unedited, omitted, nil},
		"table with a name of its own": {unedited, noOutput, []string{"jobs[0].output.raw"}},
		"table with the platform's name": {
			setOutput(attrRaw, nil), setOutput(attrRaw, nil), []string{"jobs[0].output.raw"},
		},
		"output is unknown":    {unedited, setWholeOutput(tfvalue.ObjectUnknown[Output]()), nil},
		"job of another table": {unedited, all(otherTable, noAuth, noOutput), nil},
		"job of the same table in another case": {
			unedited, all(setInput(attrTableName, "ORDERS"), noAuth), []string{authPath},
		},
		"job of another schema":                 {unedited, all(setInput(attrTableSchema, "other"), noAuth), nil},
		"job whose schema is omitted":           {unedited, all(setInput(attrTableSchema, nil), noAuth), []string{authPath}},
		"job that was moved":                    {withJobs(singerJob(), jdbcJob()), all(noAuth, behind), []string{authPath}},
		"job without a table at the same place": {noTable, all(noTable, noAuth), []string{authPath}},
		"job whose table is omitted":            {unedited, all(noTable, noAuth), []string{authPath}},
		"job whose table is omitted was moved":  {withJobs(singerJob(), jdbcJob()), all(noTable, noAuth), []string{authPath}},
		"table is unknown":                      {unedited, all(setInput(attrTableName, unknown), noAuth), nil},
		"job is unknown":                        {unedited, unknownJob, nil},
		"output without a table":                {setWholeOutput(tfvalue.ObjectNull[Output]()), noOutput, nil},
		"jobs of the state were never shown":    {func(p *Pipeline) { p.Jobs = tfvalue.ListNull[Job]() }, noAuth, nil},
	} {
		t.Run(name, func(t *testing.T) {
			lost := Lost(examplePipeline(tc.state), examplePipeline(tc.config, withoutJobIDs))
			checkEqual(t, "lost attributes", pathTexts(lost), append([]string{}, tc.want...))
		})
	}
}

func TestOldOutputs(t *testing.T) {
	noOutput := setWholeOutput(tfvalue.ObjectNull[Output]())
	into := func(table string) string {
		return "# table \"public.orders\"\noutput = {\n  raw = {\n    table_name   = \"" + table + "\"\n  }\n}"
	}
	intoA, intoB := jobWith(attrAuth, auth("vault", "a")), jobWith(attrAuth, auth("vault", "b"))
	intoA.Output = tfvalue.ObjectValue(Output{TableName: word("tb__a")})
	intoB.Output = tfvalue.ObjectValue(Output{TableName: word("tb__b")})
	configA, configB := intoA, intoB
	configA.Output, configB.Output = tfvalue.ObjectNull[Output](), tfvalue.ObjectNull[Output]()
	for name, tc := range map[string]struct {
		state, config edit
		want          []string
	}{
		"same table twice": {
			withJobs(intoA, intoB), withJobs(configA, configB), []string{into("tb__a"), into("tb__b")},
		},
		"same table twice, in another order": {
			withJobs(intoA, intoB), withJobs(configB, configA), []string{into("tb__b"), into("tb__a")},
		},
		"table is configured": {unedited, unedited, nil},
		"raw was shown": {
			setOutput(attrRaw, table("orders_${x}", "RAW")), noOutput,
			[]string{"# table \"public.orders\"\noutput = {\n  raw = {\n    table_name   = \"orders_$${x}\"\n    table_schema = \"RAW\"\n  }\n}"},
		},
		"only the name was shown": {
			all(setOutput(attrRaw, nil), setOutput(attrTableName, "tb__orders")), noOutput,
			[]string{"# table \"public.orders\"\noutput = {\n  raw = {\n    table_name   = \"tb__orders\"\n  }\n}"},
		},
		"table was never shown": {all(setOutput(attrRaw, nil), setOutput(attrTableName, nil)), noOutput, nil},
		"name is too long":      {setOutput(attrRaw, table(strings.Repeat("x", 256), "RAW")), noOutput, nil},
		"schema is too long":    {setOutput(attrRaw, table("orders", strings.Repeat("x", 256))), noOutput, nil},
		"output is unknown":     {unedited, setWholeOutput(tfvalue.ObjectUnknown[Output]()), nil},
		"job is new":            {unedited, all(setInput(attrTableName, "sales"), noOutput), nil},
	} {
		t.Run(name, func(t *testing.T) {
			checkEqual(t, "outputs", OldOutputs(examplePipeline(tc.state), examplePipeline(tc.config, withoutJobIDs)), tc.want)
		})
	}
}
