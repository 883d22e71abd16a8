// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// equalityTest is whether two texts mean the same.
type equalityTest struct {
	a, b string
	want bool
}

func runEqualityTests(t *testing.T, equality tfvalue.Equality, tests []equalityTest) {
	t.Helper()
	for _, tc := range tests {
		for _, pair := range [][2]string{{tc.a, tc.b}, {tc.b, tc.a}} {
			if got := equality.Equal(pair[0], pair[1]); got != tc.want {
				t.Errorf("%T.Equal(%q, %q): got %t, want %t", equality, pair[0], pair[1], got, tc.want)
			}
		}
		for _, text := range []string{tc.a, tc.b} {
			if !equality.Equal(text, text) {
				t.Errorf("%T.Equal(%q, itself): got false, want true", equality, text)
			}
		}
	}
}

func TestTextEquality(t *testing.T) {
	runEqualityTests(t, textEquality{}, []equalityTest{
		{"Orders", "Orders", true},
		{"Orders", "orders", false},
		{"Orders", " \t\nOrders\r\n", true},
		{"Orders", "\u00a0Orders\u2003", true}, // white space of Unicode
		{"The orders", "The  orders", false},
		{"Theorders", "The orders", false},
		{"", " \n", true},
		{"", "x", false},
		{"a\nb", "a\r\nb", true},
		{"a\nb", "a\rb", true},
		{"a\nb", "a\n\nb", false},
		{"a\n\nb", "a\r\n\r\nb", true},
		{"a\nb", "a b", false},
		{"Ação", "Ac\u0327a\u0303o", true},
		{"\u1e69", "s\u0307\u0323", true}, // combining characters in another order
		{"Ação", "Acao", false},
		{"\ufb01", "fi", false}, // a ligature is not a composition
		{"\xff", "\xfe", false}, // not UTF-8
	})
}

func TestCronEquality(t *testing.T) {
	runEqualityTests(t, cronEquality{}, []equalityTest{
		{"0 6 * * *", "0 6 * * *", true},
		{"0 6 * * *", "  0  6 *\t* *\n", true},
		{"0 6 * * *", "06 * * *", false},
		{"0 6 * * *", "0 7 * * *", false},
		{"0 6 * * *", "00 06 * * *", true},
		{"@hourly", "0 * * * *", true},
		{"@daily", "0 0 * * *", true},
		{"@midnight", "@daily", true},
		{"@weekly", "0 0 * * 7", true},
		{"@monthly", "0 0 1 * *", true},
		{"@quarterly", "0 0 1 1,4,7,10 *", true},
		{"@yearly", "@annually", true},
		{"@daily", "@weekly", false},
		{"@once", "@once", true},
		{"@once", "@daily", false},
		{"@sometimes", " @sometimes ", true},
		{"@sometimes", "@daily", false},
		{"0 6 * * MON", "0 6 * * 1", true},
		{"0 6 * * mon-fri", "0 6 * * 1-5", true},
		{"0 6 * * 1-5", "0 6 * * 1,2,3,4,5", true},
		{"0 6 * * 0", "0 6 * * 7", true},
		{"0 6 * * SUN", "0 6 * * 7", true},
		{"0 6 1 JAN *", "0 6 01 01 *", true},
		{"0 6 1 FEB *", "0 6 1 3 *", false},
		{"*/15 * * * *", "0,15,30,45 * * * *", true},
		{"0 6 ? * *", "0 6 * * *", true},
		{"0 6 1 * 1", "0 6 1 * *", false},
		// Expressions that are not understood are compared field by field.
		{"0 0 6 * * ?", "0  0 6 * * ?", true},
		{"0 0 6 * * ?", "0 0 7 * * ?", false},
		{"0 0 6 * * ?", "0 6 * * *", false},
		{"every day", "every  day", true},
		{"every day", "every night", false},
		{"60 * * * *", "60  * * * *", true},
		{"60 * * * *", "61 * * * *", false},
		{"", " ", true},
		{"", "@once", false},
		// Schedulers disagree on a list of all days beside a restricted day, so it is not "*".
		{"0 6 1-31 * 1", "0 6 * * 1", false},
	})
}

func TestWordEquality(t *testing.T) {
	runEqualityTests(t, wordEquality{}, []equalityTest{
		{"orders", "orders", true},
		{"orders", "ORDERS", true},
		{"Ação", "AÇÃO", true},
		{"orders", "orders ", false},
		{"orders", "order", false},
		{"", "", true},
		{"", "x", false},
	})
}

func TestIDEquality(t *testing.T) {
	runEqualityTests(t, idEquality{}, []equalityTest{
		{testID, testID, true},
		{testID, "1b33ad2f-33d3-4837-9eeb-83c82c8b909d", true},
		{testID + "_0", "1B33AD2F-33D3-4837-9EEB-83C82C8B909D-0", true},
		{testID + "_0", testID + "_1", false},
		{testID, "", false},
	})
}

// columnTypeTests are also those of TestObserve_columnType.
var columnTypeTests = []equalityTest{
	{"timestamp with time zone", "timestamp with time zone", true},
	{"timestamp with time zone", "timestamp", true},
	{"timestamp", "timestamp with time zone", true},
	{"TIMESTAMP WITH LOCAL TIME ZONE", "timestamp", true},
	{"datetime2", "timestamp", true},
	{"bigserial", "number", true},
	{"NUMBER", "number", true},
	{"number", "tinyint", true},
	{"DATE", "date", true},
	{"timestamp with time zone", "TIMESTAMP WITH TIME ZONE", true},
	{"varchar", "date", true}, // in no list, so it may be the platform's name for anything
	{"date", "varchar", true},
	{"timestamp with time zone", "timestamp without time zone", false},
	{"integer", "bigint", false},
	{"timestamp", "date", false},
	{"timestamp with time zone", "date", false},
	{"bigint", "timestamp", false},
	{"datetime", "number", false},
}

func TestColumnTypeEquality(t *testing.T) {
	runEqualityTests(t, columnTypeEquality{}, columnTypeTests)
}

// FuzzEqualities checks that each equality is symmetric and reflexive, and that none panics, whatever the texts are.
func FuzzEqualities(f *testing.F) {
	for _, pair := range [][2]string{
		{"Orders", " orders\r\n"}, {"Ação", "Ac\u0327a\u0303o"}, {"@daily", "0 0 * * *"},
		{"*/0 - / , -", "99999999999999999999 * * * *"},
		{"number", "BIGINT"}, {testID + "_0", "-"}, {`{"a":1}`, `{"a":1.0,"b":null}`}, {"\xff", "\u212a"}, {"", ""},
	} {
		f.Add(pair[0], pair[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, equality := range []tfvalue.Equality{
			tfvalue.Exact{}, textEquality{}, cronEquality{}, wordEquality{}, idEquality{}, columnTypeEquality{}, tfvalue.JSON{},
		} {
			if equality.Equal(a, b) != equality.Equal(b, a) {
				t.Errorf("%T.Equal(%q, %q): got %t, want the same the other way round", equality, a, b, equality.Equal(a, b))
			}
			if !equality.Equal(a, a) {
				t.Errorf("%T.Equal(%q, itself): got false, want true", equality, a)
			}
		}
	})
}
