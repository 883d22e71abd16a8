// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"flag"
	"path/filepath"
	"testing"
)

func TestSkipDocumented(t *testing.T) {
	skip := flag.Lookup("test.skip")
	given := skip.Value.String()
	t.Cleanup(func() {
		if err := skip.Value.Set(given); err != nil {
			t.Error(err)
		}
	})
	name := filepath.Join(t.TempDir(), "contract.json")
	reasons := map[string]string{"TestB": "counts requests", "TestA": "quotes ids"}
	for _, tc := range []struct {
		contract    Contract
		given, want string
	}{
		{Contract{}, "", ""},
		{Contract{Hidden: HiddenNone}, "", "^(TestA|TestB)$"},
		{Contract{Hidden: HiddenNone}, "^TestC", "^TestC|^(TestA|TestB)$"},
	} {
		if err := tc.contract.Save(name); err != nil {
			t.Fatal(err)
		}
		t.Setenv(Variable, name)
		if err := skip.Value.Set(tc.given); err != nil {
			t.Fatal(err)
		}
		SkipDocumented(reasons)
		if got := skip.Value.String(); got != tc.want {
			t.Errorf("%+v, -skip %q: got -skip %q, want %q", tc.contract, tc.given, got, tc.want)
		}
	}
}
