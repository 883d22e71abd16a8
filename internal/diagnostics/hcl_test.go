// SPDX-License-Identifier: MPL-2.0

package diagnostics_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
)

// A block that is pasted has the text and nothing else, whatever the platform's users chose for it.
func TestHCLString_hasNoTemplatesAndNoControlCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"1b33ad2f_33d3_4837_9eeb_83c82c8b909d": `"1b33ad2f_33d3_4837_9eeb_83c82c8b909d"`,
		``:                                     `""`,
		`a"b\c`:                                `"a\"b\\c"`,
		`${file("x")}`:                         `"$${file(\"x\")}"`,
		`%{if true}`:                           `"%%{if true}"`,
		`$${x}`:                                `"$$${x}"`,
		"\x1b[2J\n\u202e":                      `"\U0000001b[2J\U0000000a\U0000202e"`,
		"ação $ % {":                           `"ação $ % {"`,
	} {
		if got := diagnostics.HCLString(text); got != want {
			t.Errorf("HCLString(%q): got %s, want %s", text, got, want)
		}
	}
}
