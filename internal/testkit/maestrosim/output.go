// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"encoding/base32"
	"fmt"
	"maps"

	"github.com/google/uuid"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// tableAlphabet is z-base-32: with it, the pipeline 7b8b3399-… of the guides gets the `xqfu8g` of its table
// tb__xqfu8g__cadastros__pedidos (docs.dadosfera.ai/docs/caso-4-customizando-nome-de-tabelas).
var tableAlphabet = base32.NewEncoding("ybndrfg8ejkmcpqxot1uwisza345h769").WithPadding(base32.NoPadding)

// completeOutput names the tables that a job's output does not name, as the same guide describes.
func completeOutput(pipelineID string, index int, j *Job) {
	if j.Output == nil {
		j.Output = object{}
	}
	setDefault(j.Output, "plugin", "dadosfera_snowflake")
	name := text(j.Output, "table_name")
	if name == "" {
		name = tableName(pipelineID, index, j.Input)
	}
	completeTable(j.Output, "raw", name, "PUBLIC")
	if text(j.Input, "load_type") == loadQualify {
		completeTable(j.Output, "qualify", name, "STAGED")
	}
}

func completeTable(output object, key, name, schema string) {
	table, ok := output[key].(object)
	if !ok {
		table = object{}
		output[key] = table
	}
	setDefault(table, "table_name", name)
	setDefault(table, "table_schema", schema)
}

// tableName returns tb__{id6}__{source schema}__{source table}. Sources without schema or table are not documented;
// their plugin and the job's index are used instead.
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

// tableID returns the first six characters of a pipeline id in base32.
func tableID(id string) string {
	raw := []byte(id)
	if u, err := uuid.Parse(hyphenated(id)); err == nil {
		raw = u[:]
	}
	enc := tableAlphabet.EncodeToString(raw)
	return enc[:min(6, len(enc))]
}

// outputView returns a job's output raw ({plugin, raw, qualify}) or flat ({plugin, table_name}).
func (c *call) outputView(output object, flat bool) object {
	switch c.contract.Output {
	case contract.OutputRaw:
		flat = false
	case contract.OutputFlat:
		flat = true
	}

	view := maps.Clone(output)
	delete(view, "table_name")
	if !flat {
		return view
	}
	delete(view, "raw")
	delete(view, "qualify")
	view["table_name"] = output["table_name"]
	if view["table_name"] == nil {
		raw, _ := output["raw"].(object)
		view["table_name"] = raw["table_name"]
	}
	return view
}
