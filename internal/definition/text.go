// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"slices"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/cron"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// The strings of a definition, by what makes two of them equal in meaning.
type (
	// String is only equal to itself.
	String = tfvalue.String[tfvalue.Exact]
	// Text is prose: the platform may trim it, change its line ends or compose its Unicode characters.
	Text = tfvalue.String[textEquality]
	// Cron is a schedule, which can be written as a preset, with names or with leading zeros.
	Cron = tfvalue.String[cronEquality]
	// Word is a keyword or the name of a database object, which the platform may show in another letter case.
	Word = tfvalue.String[wordEquality]
	// ID is an id, spelled with hyphens or underscores.
	ID = tfvalue.String[idEquality]
	// ColumnType is a database type or the class of one.
	ColumnType = tfvalue.String[columnTypeEquality]
	// JSON is a JSON value.
	JSON = tfvalue.String[tfvalue.JSON]
)

var (
	stringType = tfvalue.StringType[tfvalue.Exact]{}
	textType   = tfvalue.StringType[textEquality]{}
	cronType   = tfvalue.StringType[cronEquality]{}
	wordType   = tfvalue.StringType[wordEquality]{}
	idType     = tfvalue.StringType[idEquality]{}
	jsonType   = tfvalue.StringType[tfvalue.JSON]{}
)

type textEquality struct{}

// Equal compares like [maestro.SameName].
func (textEquality) Equal(a, b string) bool { return maestro.SameName(a, b) }

type cronEquality struct{}

// Equal compares what the expressions stand for. Expressions that cannot be parsed are compared field by field.
func (cronEquality) Equal(a, b string) bool {
	if slices.Equal(strings.Fields(a), strings.Fields(b)) {
		return true
	}
	parsedA, errA := cron.Parse(a)
	parsedB, errB := cron.Parse(b)
	return errA == nil && errB == nil && parsedA == parsedB
}

type wordEquality struct{}

// Equal ignores letter case.
func (wordEquality) Equal(a, b string) bool { return strings.EqualFold(a, b) }

type idEquality struct{}

// Equal ignores the spelling of ids.
func (idEquality) Equal(a, b string) bool { return maestro.SameID(a, b) }

type columnTypeEquality struct{}

// Equal tolerates that one page of the reference shows database types and another the classes number, date and
// timestamp: a class equals each of its types. Types that no page lists are equal to all others.
func (columnTypeEquality) Equal(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	classA, classB := columnTypeClass(a), columnTypeClass(b)
	switch {
	case a == b || classA == "" || classB == "":
		return true
	case a == classA || b == classB:
		return classA == classB
	}
	return false
}

// columnTypeClass returns the class of a database type in lower case, or "" for one that is not in the platform's lists
// (docs.dadosfera.ai/reference/platformapicontroller_getjdbcalloweddatatypes).
func columnTypeClass(columnType string) string {
	switch columnType {
	case "number", "integer", "bigint", "smallint", "serial", "bigserial", "int", "mediumint", "tinyint":
		return "number"
	case "date":
		return "date"
	case "timestamp", "timestamp with time zone", "timestamp without time zone", "timestamp with local time zone",
		"datetime", "datetime2", "smalldatetime":
		return "timestamp"
	}
	return ""
}
