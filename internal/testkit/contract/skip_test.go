// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"path/filepath"
	"testing"
)

func TestNeedsDocumented(t *testing.T) {
	name := filepath.Join(t.TempDir(), "contract.json")
	for _, tc := range []struct {
		contract Contract
		skipped  bool
	}{
		{Contract{}, false},
		{Contract{Hidden: HiddenNone}, true},
	} {
		if err := tc.contract.Save(name); err != nil {
			t.Fatal(err)
		}
		t.Setenv(Variable, name)
		skipped := true
		t.Run("", func(t *testing.T) {
			defer func() { skipped = t.Skipped() }()
			NeedsDocumented(t, "expects the documented behavior")
		})
		if skipped != tc.skipped {
			t.Errorf("%+v: got skipped %t, want %t", tc.contract, skipped, tc.skipped)
		}
	}
}
