// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"encoding/base32"
	"fmt"
	"maps"

	"github.com/google/uuid"
)

// tableAlphabet is z-base-32: with it, the pipeline 7b8b3399-… of the guides gets the `xqfu8g` of its table
// tb__xqfu8g__cadastros__pedidos (docs.dadosfera.ai/docs/caso-4-customizando-nome-de-tabelas).
var tableAlphabet = base32.NewEncoding("ybndrfg8ejkmcpqxot1uwisza345h769").WithPadding(base32.NoPadding)

// fillOutput names the tables of a job that its output leaves unnamed, as the same guide describes it. What was sent stays.
func fillOutput(pipelineID string, index int, j *Job) {
	if j.Output == nil {
		j.Output = object{}
	}
	fill(j.Output, "plugin", "dadosfera_snowflake")
	name := text(j.Output, "table_name")
	if name == "" {
		name = tableName(pipelineID, index, j.Input)
	}
	fillTable(j.Output, "raw", name, "PUBLIC")
	if text(j.Input, "load_type") == loadQualify {
		fillTable(j.Output, "qualify", name, "STAGED")
	}
}

func fillTable(output object, key, name, schema string) {
	table, ok := output[key].(object)
	if !ok {
		table = object{}
		output[key] = table
	}
	fill(table, "table_name", name)
	fill(table, "table_schema", schema)
}

// tableName is tb__{id6}__{source schema}__{source table}. Sources without schema or table are not documented; their
// plugin and the job's index stand in.
func tableName(pipelineID string, index int, input object) string {
	schema, table := text(input, "table_schema"), text(input, "table_name")
	if schema == "" {
		schema = text(input, "plugin")
	}
	if table == "" {
		table = fmt.Sprint("job_", index)
	}
	return "tb__" + tableID(pipelineID) + "__" + schema + "__" + table
}

// tableID is the first six characters of the pipeline id in base32.
func tableID(id string) string {
	raw := []byte(id)
	if u, err := uuid.Parse(hyphenated(id)); err == nil {
		raw = u[:]
	}
	enc := tableAlphabet.EncodeToString(raw)
	return enc[:min(6, len(enc))]
}

// output gives a job's output raw ({plugin, raw, qualify}) or flat ({plugin, table_name}).
func (c Contract) output(out object, flat bool) object {
	switch c.Output {
	case OutputRaw:
		flat = false
	case OutputFlat:
		flat = true
	}
	shown := maps.Clone(out)
	delete(shown, "table_name")
	if !flat {
		return shown
	}
	delete(shown, "raw")
	delete(shown, "qualify")
	shown["table_name"] = out["table_name"]
	if shown["table_name"] == nil {
		raw, _ := out["raw"].(object)
		shown["table_name"] = raw["table_name"]
	}
	return shown
}

// fill sets what is not there or null.
func fill(o object, key string, value any) {
	if o[key] == nil {
		o[key] = value
	}
}

// text is a string member, or "".
func text(o object, key string) string {
	s, _ := o[key].(string)
	return s
}
