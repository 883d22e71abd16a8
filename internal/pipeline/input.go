// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
)

// role says which call changes a field of a job's input, if any.
type role int

const (
	// source fields say what is extracted: another source is another job, which no call can make of this one.
	source role = iota
	// columns can be added by patching, not removed.
	columns
	// syncMode is the load type of a JDBC job and its companions, changed together by a call of their own.
	syncMode
	// patched fields are changed one by one.
	patched
)

// inputField is an attribute of jobs[*].input that has a name of its own. Its name in Terraform is its key in the API.
type inputField struct {
	name string
	role role
	// nullable fields mean something by being null. Of the others, null in an answer only means "not shown".
	nullable bool
	// anyCase fields are words of the platform, which may answer them in another letter case.
	anyCase bool
}

const (
	extraName       = "extra"
	loadTypeName    = "load_type"
	connectorName   = "connector"
	columnsName     = "column_include_list"
	primaryKeysName = "primary_keys"
	columnName      = "incremental_column_name"
	columnTypeName  = "incremental_column_type"
	authName        = "auth_parameters"
)

// connectionManager is the only place of credentials that is documented.
const connectionManager = "connection_manager"

// inputFields is the one list of what a job's input has besides extra.
var inputFields = []inputField{
	{name: connectorName, role: source, anyCase: true},
	{name: "plugin", role: source, anyCase: true},
	{name: "table_schema", role: source},
	{name: "table_name", role: source},
	{name: loadTypeName, role: syncMode},
	{name: "replication_method", role: patched},
	{name: columnName, role: syncMode, nullable: true},
	{name: columnTypeName, role: syncMode, nullable: true},
	{name: columnsName, role: columns, nullable: true},
	{name: primaryKeysName, role: syncMode, nullable: true},
	{name: "memory_allocation_mb", role: patched},
	{name: authName, role: patched},
}

// The load types of JDBC jobs (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
const (
	fullLoad               = "full_load"
	incremental            = "incremental"
	incrementalWithQualify = "incremental_with_qualify"
)

// companions are the fields that a load type needs
// (docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode).
var companions = map[string][]string{
	fullLoad:               nil,
	incremental:            {columnName, columnTypeName},
	incrementalWithQualify: {columnName, columnTypeName, primaryKeysName},
}

// needsCompanion says whether a field is a companion of the load type. Of a load type that we do not know, every
// companion may be one.
func needsCompanion(loadType, field string) bool {
	needed, documented := companions[loadType]
	return !documented || slices.Contains(needed, field)
}

// isField says whether a key of the input has an attribute of its own.
func isField(key string) bool {
	for _, f := range inputFields {
		if f.name == key {
			return true
		}
	}
	return false
}

// columnTypeClass gives the kind of column that a database type is, and "" for one that is not in the platform's lists
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

// sameColumnType tolerates that one page of the reference shows database types and another the classes number, date
// and timestamp: a class is the same as any type of it, and what we do not know is no change.
func sameColumnType(a, b string) bool {
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

// stringOf gives the text of a string attribute, "" for null and unknown.
func stringOf(v attr.Value) string {
	if s, ok := v.(interface{ ValueString() string }); ok {
		return s.ValueString()
	}
	return ""
}
