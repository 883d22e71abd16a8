// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// RespellText spells a name or a description in another way with the same meaning.
func (r Random) RespellText(text string) string {
	if r.Bool() {
		text = norm.NFD.String(text)
	}
	if r.Bool() {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return Pick(r, text, " "+text, text+"\n")
}

// RespellCron spells a schedule in another way with the same meaning.
func (r Random) RespellCron(cron string) string {
	other, ok := map[string]string{
		"@daily": "0 0 * * *", "0 6 * * *": "00 06 * * 0-7", "*/15  *  * * 1-5": "*/15 * * * MON-FRI",
	}[cron]
	if ok && r.Bool() {
		return other
	}
	return " " + strings.Join(strings.Fields(cron), "   ")
}

// RespellInput spells an input, as the platform holds it, in another way with the same meaning. It leaves the
// connector, by which the simulator finds JDBC jobs.
func (r Random) RespellInput(input map[string]any) {
	for _, list := range []string{attrColumns, attrPrimaryKeys} {
		if columns, ok := input[list].([]any); ok {
			r.Shuffle(len(columns), func(a, b int) { columns[a], columns[b] = columns[b], columns[a] })
			for i := range columns {
				columns[i] = Pick[any](r, columns[i], strings.ToUpper(fmt.Sprint(columns[i])))
			}
		}
	}
	for _, name := range []string{attrPlugin, attrTableSchema, attrTableName, attrColumnName} {
		if text, ok := input[name].(string); ok && r.Bool() {
			input[name] = strings.ToUpper(text)
		}
	}
	if class := columnTypeClass(strings.ToLower(fmt.Sprint(input[attrColumnType]))); class != "" && r.Bool() {
		input[attrColumnType] = class
	}
	for key, v := range input {
		if n, ok := v.(json.Number); ok && (strings.HasPrefix(key, "x_") || key == attrMemory) && r.Bool() {
			input[key] = n.String()
		}
	}
	if r.Bool() {
		input["x_platforms_own"] = r.JSON(1)
	}
}

// RespellOutput spells an output, as the platform holds it, in another way with the same meaning.
func (r Random) RespellOutput(output map[string]any) {
	for _, table := range outputTables {
		if names, ok := output[table.name].(map[string]any); ok && r.Bool() {
			names[attrTableName] = strings.ToUpper(fmt.Sprint(names[attrTableName]))
			names["x_platforms_own"] = true
		}
	}
	if r.Bool() {
		output["x_platforms_own"] = r.JSON(1)
	}
}
