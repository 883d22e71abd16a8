// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// snowflake is the only output plugin that is documented
// (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
const snowflake = "dadosfera_snowflake"

const (
	attrRaw     = "raw"
	attrQualify = "qualify"
)

// outputTables are the tables that an output can name.
var outputTables = []struct {
	name string
	of   func(*Output) *tfvalue.Object[Table]
}{
	{attrRaw, func(o *Output) *tfvalue.Object[Table] { return &o.Raw }},
	{attrQualify, func(o *Output) *tfvalue.Object[Table] { return &o.Qualify }},
}

var tableFields = []field[Table]{
	newField(attrTableName, source, stringKind[wordEquality](), func(t *Table) *Word { return &t.Name }),
	newField(attrTableSchema, source, stringKind[wordEquality](), func(t *Table) *Word { return &t.Schema }),
}

var (
	outputAttributeFields = tfvalue.NewFields(
		tfvalue.NewField(attrPlugin, wordType, func(o *Output) *Word { return &o.Plugin }),
		tfvalue.NewField(attrRaw, tfvalue.ObjectType[Table]{}, func(o *Output) *tfvalue.Object[Table] { return &o.Raw }),
		tfvalue.NewField(attrQualify, tfvalue.ObjectType[Table]{}, func(o *Output) *tfvalue.Object[Table] { return &o.Qualify }),
		tfvalue.NewField(attrTableName, wordType, func(o *Output) *Word { return &o.TableName }),
		tfvalue.NewField(attrExtra, jsonType, func(o *Output) *JSON { return &o.Extra }),
	)
	tableAttributeFields = attributeFields(tableFields)
)

// AttributeFields returns the attributes of an output.
func (Output) AttributeFields() *tfvalue.Fields[Output] { return outputAttributeFields }

// AttributeFields returns the attributes of a destination table.
func (Table) AttributeFields() *tfvalue.Fields[Table] { return tableAttributeFields }

// isOutputField reports whether a key of the output has an attribute of its own.
func isOutputField(key string) bool {
	return key == attrPlugin || key == attrTableName || key == attrRaw || key == attrQualify
}

// isEmpty reports whether a value is null or "".
func isEmpty(v attr.Value) bool {
	text, ok := v.(interface{ ValueString() string })
	return v.IsNull() || ok && !v.IsUnknown() && text.ValueString() == ""
}
