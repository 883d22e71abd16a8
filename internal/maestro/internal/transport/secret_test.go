// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecret_cannotBePrinted(t *testing.T) {
	t.Parallel()
	const value = "pass-canary"
	secret := NewSecret(value)
	type holder struct {
		Exported   Secret
		unexported Secret
		inMap      map[string]Secret
		pointer    *Secret
	}
	h := holder{secret, secret, map[string]Secret{"a": secret}, &secret}

	var printed bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%p"} {
		for _, v := range []any{secret, &secret, h, &h, []Secret{secret}, h.inMap} {
			fmt.Fprintf(&printed, verb+"\n", v)
		}
	}
	fmt.Fprintln(&printed, secret, fmt.Errorf("x: %v", secret))
	for _, v := range []any{secret, h, h.inMap, map[Secret]int{secret: 1}} {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		printed.Write(text)
	}
	if err := xml.NewEncoder(&printed).Encode(secret); err != nil {
		t.Fatal(err)
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&printed, nil), slog.NewJSONHandler(&printed, nil)} {
		slog.New(handler).Info("x", "secret", secret, "holder", h, "pointer", &h)
	}

	text := printed.String()
	for _, echo := range []string{value, fmt.Sprintf("%x", value), fmt.Sprintf("%d", []byte(value))} {
		if strings.Contains(text, echo) {
			t.Errorf("got %q in\n%s", echo, text)
		}
	}
	contains(t, text, hidden)
	if secret.Reveal() != value || secret.IsEmpty() || !secret.Equal(NewSecret(value)) || secret.Equal(NewSecret("x")) {
		t.Errorf("got %q, want the value to be kept", secret.Reveal())
	}
	if empty := NewSecret(""); !empty.IsEmpty() || empty != (Secret{}) || empty.Reveal() != "" || empty.String() != "" {
		t.Error("got another secret than the zero value for the empty one")
	}
}
