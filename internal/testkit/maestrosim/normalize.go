// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// normalize brings name, description and schedule into the form in which the contract stores them.
func normalize(c Contract, p *Pipeline) {
	if c.Texts == contract.TextsNormalized {
		p.Name = normalText(p.Name)
		p.Description = mapPtr(p.Description, normalText)
	}
	if c.Cron == contract.CronExpanded {
		p.Cron = mapPtr(p.Cron, expandedCron)
	}
}

func mapPtr(p *string, change func(string) string) *string {
	if p == nil {
		return nil
	}
	changed := change(*p)
	return &changed
}

func normalText(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return norm.NFC.String(strings.TrimSpace(text))
}

// presets are those of Airflow, apart from @once, which no five fields express.
var presets = map[string]string{
	"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *",
}

// cronNames are the names in a schedule with their numbers.
var cronNames = map[string]string{
	"SUN": "0", "MON": "1", "TUE": "2", "WED": "3", "THU": "4", "FRI": "5", "SAT": "6", "JAN": "1", "FEB": "2", "MAR": "3",
	"APR": "4", "MAY": "5", "JUN": "6", "JUL": "7", "AUG": "8", "SEP": "9", "OCT": "10", "NOV": "11", "DEC": "12",
}

var cronName = regexp.MustCompile(`[A-Za-z]{3}`)

func expandedCron(expression string) string {
	if expanded, isPreset := presets[expression]; isPreset {
		return expanded
	}
	if strings.HasPrefix(expression, "@") {
		return expression
	}
	return cronName.ReplaceAllStringFunc(expression, func(name string) string {
		if number, known := cronNames[strings.ToUpper(name)]; known {
			return number
		}
		return name
	})
}

// databaseNames are the members of an input and of an output that name objects of a database.
var databaseNames = []string{"table_schema", "table_name", "column_include_list", "incremental_column_name", "primary_keys"}

// fold brings the names in a job into the letter case in which the contract stores them.
func fold(c Contract, j *Job) {
	raw, _ := j.Output["raw"].(object)
	qualify, _ := j.Output["qualify"].(object)
	for _, of := range []object{j.Input, j.Output, raw, qualify} {
		for _, name := range databaseNames {
			if value, ok := of[name]; ok {
				of[name] = folded(c, value)
			}
		}
	}
}

// folded returns a name or a list of names in the letter case in which the contract stores it.
func folded(c Contract, value any) any {
	if c.LetterCase != contract.LetterCaseUpper {
		return value
	}
	switch value := value.(type) {
	case string:
		return strings.ToUpper(value)
	case []any:
		return foldedList(c, value)
	}
	return value
}

func foldedList(c Contract, values []any) []any {
	all := make([]any, len(values))
	for i := range values {
		all[i] = folded(c, values[i])
	}
	return all
}
