// SPDX-License-Identifier: MPL-2.0

package tfvalue_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// folded is an equality that ignores letter case.
type folded struct{}

func (folded) Equal(a, b string) bool { return strings.EqualFold(a, b) }

// machine is an object with a field of each kind that an object may have.
type machine struct {
	Name  tfvalue.String[tfvalue.Exact]
	Tags  types.Set
	Motor tfvalue.Object[part]
	Parts tfvalue.List[part]
}

// part is an object inside another one.
type part struct {
	Name tfvalue.String[folded]
	Size types.Int64
}

var (
	machineFields = tfvalue.NewFields(
		tfvalue.NewField("name", tfvalue.StringType[tfvalue.Exact]{},
			func(m *machine) *tfvalue.String[tfvalue.Exact] { return &m.Name }),
		tfvalue.NewField("tags", types.SetType{ElemType: types.StringType}, func(m *machine) *types.Set { return &m.Tags }),
		tfvalue.NewField("motor", tfvalue.ObjectType[part]{}, func(m *machine) *tfvalue.Object[part] { return &m.Motor }),
		tfvalue.NewField("parts", tfvalue.ListType[part]{}, func(m *machine) *tfvalue.List[part] { return &m.Parts }),
	)
	partFields = tfvalue.NewFields(
		tfvalue.NewField("name", tfvalue.StringType[folded]{}, func(p *part) *tfvalue.String[folded] { return &p.Name }),
		tfvalue.NewField("size", types.Int64Type, func(p *part) *types.Int64 { return &p.Size }),
	)
)

func (machine) AttributeFields() *tfvalue.Fields[machine] { return machineFields }

func (part) AttributeFields() *tfvalue.Fields[part] { return partFields }

// newMachine returns a machine of which every value is known.
func newMachine() machine {
	return machine{
		Name:  tfvalue.StringValue[tfvalue.Exact]("press"),
		Tags:  tfvalue.SetOfStrings("old", "red"),
		Motor: newPart("motor", 7),
		Parts: tfvalue.ListValue(newPart("wheel", 1), newPart("gear", 2)),
	}
}

func newPart(name string, size int64) tfvalue.Object[part] {
	return tfvalue.ObjectValue(part{Name: tfvalue.StringValue[folded](name), Size: types.Int64Value(size)})
}

// unknownPart returns a known part of which every value is unknown.
func unknownPart() tfvalue.Object[part] {
	return tfvalue.ObjectValue(part{Name: tfvalue.StringUnknown[folded](), Size: types.Int64Unknown()})
}

// nullPart returns a known part of which every value is null.
func nullPart() tfvalue.Object[part] {
	return tfvalue.ObjectValue(part{Name: tfvalue.StringNull[folded](), Size: types.Int64Null()})
}

// machineWith returns newMachine with a change.
func machineWith(change func(*machine)) tfvalue.Object[machine] {
	m := newMachine()
	change(&m)
	return tfvalue.ObjectValue(m)
}

// The types of Terraform that the values above have.
var (
	terraformPart = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"name": tftypes.String, "size": tftypes.Number,
	}}
	terraformMachine = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"name": tftypes.String, "tags": tftypes.Set{ElementType: tftypes.String}, "motor": terraformPart,
		"parts": tftypes.List{ElementType: terraformPart},
	}}
)

// newTerraformPart returns Terraform's value of a part. Nil is null.
func newTerraformPart(name, size any) tftypes.Value {
	return tftypes.NewValue(terraformPart, map[string]tftypes.Value{
		"name": tftypes.NewValue(tftypes.String, name), "size": tftypes.NewValue(tftypes.Number, size),
	})
}

// newTerraformMachine returns Terraform's value of newMachine, with other values for some attributes.
func newTerraformMachine(changes map[string]tftypes.Value) tftypes.Value {
	attributes := map[string]tftypes.Value{
		"name": tftypes.NewValue(tftypes.String, "press"),
		"tags": tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, []tftypes.Value{
			tftypes.NewValue(tftypes.String, "old"), tftypes.NewValue(tftypes.String, "red"),
		}),
		"motor": newTerraformPart("motor", 7),
		"parts": tftypes.NewValue(tftypes.List{ElementType: terraformPart}, []tftypes.Value{
			newTerraformPart("wheel", 1), newTerraformPart("gear", 2),
		}),
	}
	maps.Copy(attributes, changes)
	return tftypes.NewValue(terraformMachine, attributes)
}

func checkValue(t *testing.T, got, want attr.Value) {
	t.Helper()
	if got == nil || !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func checkTrue(t *testing.T, name string, got, want bool) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %t, want %t", name, got, want)
	}
}

// checkTerraformRoundTrip checks both conversions between a value and Terraform's.
func checkTerraformRoundTrip(t *testing.T, value attr.Value, want tftypes.Value) {
	t.Helper()
	ctx := t.Context()
	got, err := value.ToTerraformValue(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Equal(want) {
		t.Errorf("ToTerraformValue: got %s, want %s", got, want)
	}
	back, err := value.Type(ctx).ValueFromTerraform(ctx, want)
	if err != nil {
		t.Fatal(err)
	}
	checkValue(t, back, value)
}

func checkNoDiagnostics(t *testing.T, diags diag.Diagnostics) {
	t.Helper()
	if len(diags) > 0 {
		t.Fatalf("got diagnostics %v, want none", diags)
	}
}

func checkOneDiagnostic(t *testing.T, diags diag.Diagnostics, part string) {
	t.Helper()
	if len(diags) != 1 || !strings.Contains(diags[0].Detail(), part) {
		t.Errorf("got diagnostics %v, want one that contains %q", diags, part)
	}
}

func checkErrorContains(t *testing.T, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("got error %v, want one that contains %q", err, part)
	}
}
