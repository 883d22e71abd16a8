// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
)

// shortestSecret is the length of the shortest secret that is redacted. A shorter one would be found in any text.
const shortestSecret = 4

// Redactor replaces the secrets of a session in texts. It is safe for concurrent use. A nil Redactor has no secrets.
type Redactor struct {
	mu        sync.RWMutex
	spellings []string // the longest first, as one may contain another
}

// NewRedactor returns a Redactor of some secrets.
func NewRedactor(secrets ...Secret) *Redactor {
	r := &Redactor{}
	r.Add(secrets...)
	return r
}

// Add adds secrets.
func (r *Redactor) Add(secrets ...Secret) {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := slices.Clone(r.spellings)
	for _, secret := range secrets {
		all = append(all, spellingsOf(secret.Reveal())...)
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b))
	})
	r.spellings = slices.Compact(all)
}

// Redact returns a text without the secrets in it.
func (r *Redactor) Redact(text string) string {
	if r == nil {
		return text
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, spelling := range r.spellings {
		text = strings.ReplaceAll(text, spelling, hidden)
	}
	return text
}

// percentEscape matches an escaped byte in a URL.
var percentEscape = regexp.MustCompile(`%[0-9A-F]{2}`)

// spellingsOf returns the forms in which a text may repeat a secret: unchanged, and escaped in a URL, in JSON, in HTML
// and in a quoted Go string.
func spellingsOf(secret string) []string {
	if len(secret) < shortestSecret {
		return nil
	}
	inJSON, err := json.Marshal(secret) // with <, > and & escaped
	if err != nil {
		return []string{secret}
	}
	escaped := trimQuotes(string(inJSON))
	plain := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(escaped)
	all := []string{
		secret,
		escaped, plain,
		asciiJSON(escaped, `\u%04x`), asciiJSON(escaped, `\u%04X`), asciiJSON(plain, `\u%04x`), asciiJSON(plain, `\u%04X`),
		trimQuotes(strconv.Quote(secret)), trimQuotes(strconv.QuoteToASCII(secret)),
		html.EscapeString(secret),
	}
	for _, form := range slices.Clone(all) {
		all = append(all, strings.ReplaceAll(form, "/", `\/`)) // as some JSON encoders write a slash
	}
	for _, form := range []string{url.QueryEscape(secret), url.PathEscape(secret), percentEncode(secret)} {
		all = append(all, form, percentEscape.ReplaceAllStringFunc(form, strings.ToLower))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func trimQuotes(s string) string { return strings.TrimSuffix(strings.TrimPrefix(s, `"`), `"`) }

// asciiJSON escapes all characters outside of ASCII in the content of a JSON string.
func asciiJSON(s, format string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, format, unit)
		}
	}
	return b.String()
}

// percentEncode escapes everything but letters, digits and "-._~", as encodeURIComponent and its relatives do.
func percentEncode(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
