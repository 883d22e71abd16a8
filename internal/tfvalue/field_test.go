// SPDX-License-Identifier: MPL-2.0

package tfvalue_test

import (
	"errors"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

var errBroken = errors.New("broken")

func TestFields_null(t *testing.T) {
	m := machineFields.Null()
	for _, field := range machineFields.All {
		checkTrue(t, field.Name+" is null", field.Get(&m).IsNull(), true)
		checkTrue(t, field.Name+" has its type", field.Get(&m).Type(t.Context()).Equal(field.Type), true)
	}
}

func TestField_getReadsTheField(t *testing.T) {
	m := newMachine()
	for i, want := range []attr.Value{m.Name, m.Tags, m.Motor, m.Parts} {
		checkValue(t, machineFields.All[i].Get(&m), want)
	}
}

func TestField_setNull(t *testing.T) {
	m := newMachine()
	for _, field := range machineFields.All {
		field.SetNull(&m)
	}
	checkValue(t, tfvalue.ObjectValue(m), tfvalue.ObjectValue(machineFields.Null()))
}

func TestField_copyKnown(t *testing.T) {
	from := machine{
		Name:  tfvalue.StringValue[tfvalue.Exact]("lathe"),
		Tags:  types.SetUnknown(types.StringType),
		Motor: unknownPart(),
		Parts: tfvalue.ListUnknown[part](),
	}
	want := machine{
		Name:  tfvalue.StringValue[tfvalue.Exact]("lathe"),
		Tags:  types.SetNull(types.StringType),
		Motor: nullPart(),
		Parts: tfvalue.ListNull[part](),
	}
	to := newMachine()
	for _, field := range machineFields.All {
		field.CopyKnown(&to, &from)
	}
	checkValue(t, tfvalue.ObjectValue(to), tfvalue.ObjectValue(want))
	checkTrue(t, "the source still has unknown values", from.Motor.Equal(unknownPart()), true)
}

func TestField_typeWithoutNullOfTheValuePanics(t *testing.T) {
	field := tfvalue.NewField("size", types.StringType, func(p *part) *types.Int64 { return &p.Size })
	defer func() {
		want := "basetypes.StringType has no null of type basetypes.Int64Value: <nil>"
		if got := recover(); got != want {
			t.Errorf("got panic %v, want %q", got, want)
		}
	}()
	var p part
	field.SetNull(&p)
}
