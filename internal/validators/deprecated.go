// SPDX-License-Identifier: MPL-2.0

package validators

// Filled returns a validator of values that must not be empty.
//
// Deprecated: use [NotEmpty].
func Filled(advice string) NotEmptyValidator { return NotEmpty(advice) }

// Word returns a validator of strings that must not be blank.
//
// Deprecated: use [NotBlank].
func Word(advice string) NotEmptyValidator { return NotBlank(advice) }
