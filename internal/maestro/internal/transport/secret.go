// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"fmt"
	"io"
	"log/slog"
)

// hidden replaces secrets in every text.
const hidden = "***"

// Secret is a token, password or one-time code. Whatever prints, logs or encodes it gets "***", also if it is in an
// unexported field, where package fmt calls no methods: the pointer is not followed. The zero value is the empty
// secret.
type Secret struct{ value *string }

// NewSecret returns a secret with a value.
func NewSecret(value string) Secret {
	if value == "" {
		return Secret{}
	}
	return Secret{&value}
}

// Reveal returns the value of the secret.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsEmpty reports whether the secret is empty.
func (s Secret) IsEmpty() bool { return s.value == nil }

// Equal reports whether two secrets have the same value.
func (s Secret) Equal(other Secret) bool { return s.Reveal() == other.Reveal() }

// String returns "***", or "" for the empty secret.
func (s Secret) String() string {
	if s.IsEmpty() {
		return ""
	}
	return hidden
}

// Format writes String for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// MarshalText returns String, also as a JSON string or the key of a JSON object.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue returns String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
