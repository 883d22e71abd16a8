// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// platformTable is a name that the platform chooses for a table of the pipeline testID.
var platformTable = "tb__" + tableAlphabet.EncodeToString([]byte{0x1b, 0x33, 0xad, 0x2f, 0x33})[:6] + "__public__orders"

func TestConcise(t *testing.T) {
	noOutput := setWholeOutput(tfvalue.ObjectNull[Output]())
	transformed := setTransformations(jsonText(`[{"type":"hash"}]`))
	omitTransformations := setTransformations(jsonText(""))
	omitSwitches := func(p *Pipeline) {
		p.Paused, p.DrainBeforeDestroy, p.DeletionProtection = types.BoolNull(), types.BoolNull(), types.BoolNull()
	}
	omitAuthType := setInput(attrAuth, auth("", "1701234567890_abc123_postgresql-1.0.0"))
	noTableName := setOutput(attrTableName, nil) // generated configuration has only attributes that can be set
	always := all(omitSwitches, omitTransformations, omitAuthType, setOutput(attrPlugin, nil))
	for name, tc := range map[string]struct{ config, want edit }{
		"defaults": {unedited, unedited},
		"paused and drained": {
			func(p *Pipeline) { p.Paused, p.DrainBeforeDestroy = types.BoolValue(true), types.BoolValue(true) },
			func(p *Pipeline) { p.Paused, p.DrainBeforeDestroy = types.BoolValue(true), types.BoolValue(true) },
		},
		"protected":                         {func(p *Pipeline) { p.DeletionProtection = types.BoolValue(true) }, unedited},
		"transformations":                   {transformed, transformed},
		"no transformations, spelled apart": {setTransformations(jsonText("[ ]")), unedited},
		"default memory":                    {setInput(attrMemory, 2048), setInput(attrMemory, nil)},
		"other memory":                      {setInput(attrMemory, 512), setInput(attrMemory, 512)},
		"load type without its column": {
			setInput(attrColumnName, nil), all(setInput(attrColumnName, nil), setInput(attrLoadType, nil)),
		},
		"load type with an empty column": {
			setInput(attrColumnType, ""), all(setInput(attrColumnType, ""), setInput(attrLoadType, nil)),
		},
		"load type without its keys": {setInput(attrLoadType, incrementalWithQualify), setInput(attrLoadType, nil)},
		"load type that is not documented": {
			all(setInput(attrLoadType, "x"), setInput(attrColumnName, nil)),
			all(setInput(attrLoadType, "x"), setInput(attrColumnName, nil)),
		},
		"other place of the credentials":  {setInput(attrAuth, auth("vault", "c")), setInput(attrAuth, auth("vault", "c"))},
		"credentials without a reference": {setInput(attrAuth, auth("vault", "")), setInput(attrAuth, nil)},
		"no credentials":                  {setInput(attrAuth, nil), setInput(attrAuth, nil)},
		"table with the platform's names": {setOutput(attrRaw, table(platformTable, "PUBLIC")), noOutput},
		"same in capitals":                {setOutput(attrRaw, table(strings.ToUpper(platformTable), "PUBLIC")), noOutput},
		"platform's name in another schema": {
			setOutput(attrRaw, table(platformTable, "OTHER")), setOutput(attrRaw, table(platformTable, "OTHER")),
		},
		"own name in the platform's schema": {
			setOutput(attrRaw, table("mine", "PUBLIC")), setOutput(attrRaw, table("mine", "PUBLIC")),
		},
		"both tables with the platform's": {
			all(setOutput(attrRaw, table(platformTable, "PUBLIC")), setOutput(attrQualify, table(platformTable, "STAGED"))),
			noOutput,
		},
		"qualify in the schema of raw": {
			setOutput(attrQualify, table(platformTable, "PUBLIC")), setOutput(attrQualify, table(platformTable, "PUBLIC")),
		},
		"output of the default plugin": {setWholeOutput(tfvalue.ObjectValue(Output{Plugin: word(snowflake)})), noOutput},
		"output of another plugin": {
			setWholeOutput(tfvalue.ObjectValue(Output{Plugin: word("x")})),
			setWholeOutput(tfvalue.ObjectValue(Output{Plugin: word("x")})),
		},
		"no output": {noOutput, noOutput},
	} {
		t.Run(name, func(t *testing.T) {
			config, want := examplePipeline(noTableName, tc.config), examplePipeline(noTableName, always, tc.want)
			checkPipeline(t, "the configuration", Concise(config, testID), want)
		})
	}
}

// A draft has no jobs, and the configuration requires them.
func TestConcise_draft(t *testing.T) {
	if got := Concise(Pipeline{}, testID).Jobs; !got.Equal(tfvalue.ListValue[Job]()) {
		t.Errorf("got %s, want no jobs", got)
	}
}

func TestConcise_unknownJobs(t *testing.T) {
	for name, jobs := range map[string]tfvalue.List[Job]{
		"unknown list": tfvalue.ListUnknown[Job](),
		"null job":     tfvalue.ListValue(tfvalue.ObjectNull[Job]()),
		"unknown job":  tfvalue.ListValue(tfvalue.ObjectUnknown[Job]()),
		"null input":   tfvalue.ListValue(tfvalue.ObjectValue(Job{})),
	} {
		t.Run(name, func(t *testing.T) {
			if got := Concise(Pipeline{Jobs: jobs}, testID).Jobs; !got.Equal(jobs) {
				t.Errorf("got %s, want %s", got, jobs)
			}
		})
	}
}

func TestIsPlatformTable(t *testing.T) {
	// The example of docs.dadosfera.ai/docs/caso-4-customizando-nome-de-tabelas.
	const id, name = "7b8b3399_b8c0_4fc5_9116_142cd9f4e7ae", "tb__xqfu8g__cadastros__pedidos"
	for testName, tc := range map[string]struct {
		name, id string
		want     bool
	}{
		"as in the example":               {name, id, true},
		"in capitals":                     {strings.ToUpper(name), id, true},
		"id with hyphens":                 {name, strings.ReplaceAll(id, "_", "-"), true},
		"without the names of the source": {"tb__xqfu8g", id, false},
		"name of its own":                 {"pedidos", id, false},
		"table of another pipeline":       {name, testID, false}, // a person chose to go on with it
		"id that is not a UUID":           {name, "test_pipeline_12345", false},
		"no id":                           {name, "", false},
	} {
		t.Run(testName, func(t *testing.T) {
			if got := isPlatformTable(tc.name, tc.id); got != tc.want {
				t.Errorf("isPlatformTable(%q, %q): got %t, want %t", tc.name, tc.id, got, tc.want)
			}
		})
	}
}
