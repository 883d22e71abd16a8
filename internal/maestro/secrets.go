// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"net/url"
	"slices"
	"strings"
)

// shortestSecret is looked for in the platform's words. A shorter one would be found everywhere.
const shortestSecret = 4

// spelled gives a secret as it may be echoed: as it is, and escaped in an address.
func spelled(secret string) []string {
	if len(secret) < shortestSecret {
		return nil
	}
	all := []string{secret, url.QueryEscape(secret), url.PathEscape(secret)}
	slices.Sort(all)
	return slices.Compact(all)
}

// masked takes secrets out of a text.
func masked(text string, secrets []string) string {
	for _, secret := range secrets {
		text = strings.ReplaceAll(text, secret, "***")
	}
	return text
}

// maskedError is an error whose text had a secret in it.
type maskedError struct {
	text string
	err  error
}

func (e *maskedError) Error() string { return e.text }
func (e *maskedError) Unwrap() error { return e.err }

// maskError takes secrets out of the text of an error.
func maskError(err error, secrets []string) error {
	if text := masked(err.Error(), secrets); text != err.Error() {
		return &maskedError{text, err}
	}
	return err
}
