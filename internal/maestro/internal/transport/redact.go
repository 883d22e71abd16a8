// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"net/url"
	"slices"
	"strings"
)

// shortestSecret is the length of the shortest secret that is redacted. A shorter one would be found in any text.
const shortestSecret = 4

// spellingsOf returns the forms in which a response may repeat a secret: unchanged, and escaped in a URL.
func spellingsOf(secret string) []string {
	if len(secret) < shortestSecret {
		return nil
	}
	all := []string{secret, url.QueryEscape(secret), url.PathEscape(secret)}
	slices.Sort(all)
	return slices.Compact(all)
}

// redact replaces secrets in a text.
func redact(text string, secrets []string) string {
	for _, secret := range secrets {
		text = strings.ReplaceAll(text, secret, "***")
	}
	return text
}

// redactedError is an error whose text contained a secret.
type redactedError struct {
	text string
	err  error
}

func (e *redactedError) Error() string { return e.text }
func (e *redactedError) Unwrap() error { return e.err }

// redactError replaces secrets in the text of an error.
func redactError(err error, secrets []string) error {
	if text := redact(err.Error(), secrets); text != err.Error() {
		return &redactedError{text, err}
	}
	return err
}
