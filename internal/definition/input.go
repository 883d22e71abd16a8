// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// role is which call changes a field of a job's input, if any.
type role int

const (
	// source fields name what is extracted. A change from a value that the platform showed replaces the pipeline; a value
	// that it never showed is sent with PATCH input.
	source role = iota
	// columns can be added with PATCH input, and not removed.
	columns
	// syncMode fields are the load type of a JDBC job and what belongs to it. A change from a value that the platform
	// showed is sent with PUT sync-mode; a value that it never showed is sent with PATCH input.
	syncMode
	// patched fields are changed with PATCH input, one by one.
	patched
)

const (
	attrConnector       = "connector"
	attrPlugin          = "plugin"
	attrTableSchema     = "table_schema"
	attrTableName       = "table_name"
	attrLoadType        = "load_type"
	attrColumnName      = "incremental_column_name"
	attrColumnType      = "incremental_column_type"
	attrColumns         = "column_include_list"
	attrPrimaryKeys     = "primary_keys"
	attrMemory          = "memory_allocation_mb"
	attrAuth            = "auth_parameters"
	attrReplication     = "replication_method"
	authTypeConnections = "connection_manager"
)

// inputFields are the fields of a job's input besides extra.
var inputFields = []field[Input]{
	newField(attrConnector, source, keywordKind(), func(i *Input) *Word { return &i.Connector }),
	newField(attrPlugin, source, keywordKind(), func(i *Input) *Word { return &i.Plugin }),
	newField(attrTableSchema, source, stringKind[wordEquality](), func(i *Input) *Word { return &i.TableSchema }),
	newField(attrTableName, source, stringKind[wordEquality](), func(i *Input) *Word { return &i.TableName }),
	newField(attrLoadType, syncMode, stringKind[tfvalue.Exact](), func(i *Input) *String { return &i.LoadType }),
	newField(attrReplication, patched, stringKind[tfvalue.Exact](), func(i *Input) *String { return &i.ReplicationMethod }),
	newField(attrColumnName, syncMode, stringKind[wordEquality](),
		func(i *Input) *Word { return &i.IncrementalColumnName }).asNullable(),
	newField(attrColumnType, syncMode, stringKind[columnTypeEquality](),
		func(i *Input) *ColumnType { return &i.IncrementalColumnType }).asNullable(),
	newField(attrColumns, columns, setKind(), func(i *Input) *types.Set { return &i.ColumnIncludeList }).asNullable(),
	newField(attrPrimaryKeys, syncMode, setKind(), func(i *Input) *types.Set { return &i.PrimaryKeys }).asNullable(),
	newField(attrMemory, patched, intKind(), func(i *Input) *types.Int64 { return &i.MemoryAllocationMB }),
	newField(attrAuth, patched, objectKind(authFields), func(i *Input) *tfvalue.Object[Auth] { return &i.AuthParameters }),
}

var authFields = []field[Auth]{
	newField("auth_type", patched, stringKind[tfvalue.Exact](), func(a *Auth) *String { return &a.Type }),
	newField("config_id", patched, stringKind[tfvalue.Exact](), func(a *Auth) *String { return &a.ConfigID }),
}

var (
	inputAttributeFields = attributeFields(inputFields,
		tfvalue.NewField(attrExtra, jsonType, func(i *Input) *JSON { return &i.Extra }))
	authAttributeFields = attributeFields(authFields)
)

// AttributeFields returns the attributes of an input.
func (Input) AttributeFields() *tfvalue.Fields[Input] { return inputAttributeFields }

// AttributeFields returns the attributes of auth_parameters.
func (Auth) AttributeFields() *tfvalue.Fields[Auth] { return authAttributeFields }

// isInputField reports whether a key of the input has an attribute of its own.
func isInputField(key string) bool {
	return slices.ContainsFunc(inputFields, func(f field[Input]) bool { return f.Name == key })
}

// isJDBC reports whether an input is that of a JDBC job.
func (i Input) isJDBC() bool { return maestro.IsJDBC(i.Connector.ValueString()) }

// The load types of JDBC jobs (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
const (
	fullLoad               = "full_load"
	incremental            = "incremental"
	incrementalWithQualify = "incremental_with_qualify"
)

// loadTypeFields are the fields that a load type needs
// (docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode).
var loadTypeFields = map[string][]string{
	fullLoad:               nil,
	incremental:            {attrColumnName, attrColumnType},
	incrementalWithQualify: {attrColumnName, attrColumnType, attrPrimaryKeys},
}

// belongsToLoadType reports whether a field is one that a load type needs or ignores.
func belongsToLoadType(f field[Input]) bool { return f.role == syncMode && f.Name != attrLoadType }

// loadTypeUses reports whether a load type uses a field. A load type that is not documented may use all of them.
func loadTypeUses(loadType, field string) bool {
	needed, documented := loadTypeFields[loadType]
	return !documented || slices.Contains(needed, field)
}

// missingLoadFields returns the fields that the input's load type needs and that are null or "".
func (i Input) missingLoadFields() []string {
	var missing []string
	for _, f := range inputFields {
		if slices.Contains(loadTypeFields[i.LoadType.ValueString()], f.Name) && isEmpty(f.Get(&i)) {
			missing = append(missing, f.Name)
		}
	}
	return missing
}
