// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// customerHeader is written so on the wire; net/http shows it as Customer_name.
const customerHeader = "customer_name"

type token struct {
	user    User
	expires time.Time
	used    int
}

// authorise says for which customer and user a request acts. A token, where one is needed, decides; DELETE asks for the
// header as well (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline), and a header that contradicts
// the token authorises nothing.
func (s *Sim) authorise(r *http.Request, op Operation, now time.Time) (customer, user string, ok bool) {
	named := r.Header.Get(customerHeader)
	if op == OpDelete && named == "" {
		return "", "", false
	}
	if len(s.o.Users)+len(s.o.StaticTokens) == 0 {
		return named, userOf(named), named != ""
	}
	sent := r.Header.Get("Authorization")
	customer = s.o.StaticTokens[sent]
	user = userOf(customer)
	if t := s.tokens[sent]; t != nil && t.alive(s.o.TokenRequests, now) {
		t.used++
		customer, user = t.user.Customer, t.user.Username
	}
	if customer == "" || op == OpDelete && named != customer {
		return "", "", false
	}
	return customer, user, true
}

func (t *token) alive(requests int, now time.Time) bool {
	return now.Before(t.expires) && (requests <= 0 || t.used < requests)
}

// userOf stands in for the user id where nobody signed in by name.
func userOf(customer string) string { return "data@" + customer + ".example" }

// signIn is POST /auth/sign-in. The success is that of docs.dadosfera.ai/docs/en-api-overview and of the vendor's
// library; the bodies of the errors are not documented.
func (c *call) signIn() answer {
	body, bad := c.object()
	if bad != nil {
		return *bad
	}
	for _, field := range []string{"username", "password"} {
		if text(body, field) == "" {
			return nest(http.StatusBadRequest, []any{field + " should not be empty"})
		}
	}
	u, known := c.sim.users[text(body, "username")]
	named := text(body, "customerName")
	if !known || u.Password != text(body, "password") || named != "" && named != u.Customer {
		return nest(http.StatusUnauthorized, "Incorrect username or password")
	}
	mfa := "none"
	if u.TOTP != "" {
		if u.TOTP != text(body, "totp") || c.sim.usedTOTP[u.Username] {
			return nest(http.StatusUnauthorized, "Invalid MFA code")
		}
		c.sim.usedTOTP[u.Username] = true
		mfa = "enabled"
	}
	c.customer = u.Customer
	expires := c.now.Add(c.sim.o.TokenLife)
	access := c.sim.newToken("access", u, expires)
	c.sim.tokens[access] = &token{user: u, expires: expires}
	return ok(object{
		"permissions": []any{"GET /pipelines", "POST /pipelines", "PUT /pipelines", "connection:create", "catalog:edit"},
		"tokens": object{
			"accessToken":  access,
			"idToken":      c.sim.newToken("id", u, expires),
			"refreshToken": c.sim.newToken("refresh", u, c.now.Add(24*time.Hour)),
		},
		"mfaStatus":  mfa,
		"termsOfUse": object{"status": "ok"},
		"user":       object{"id": newUUID("user", u.Username), "name": u.Username, "username": u.Username},
		"customer": object{
			"id": newUUID("customer", u.Customer), "name": u.Customer, "modules": []any{}, "links": []any{}, "tier": "STANDARD",
		},
	})
}

// newToken makes a token in the form of a JWT, with nothing but its form to be relied on.
func (s *Sim) newToken(use string, u User, expires time.Time) string {
	s.numbers.token++
	enc := base64.RawURLEncoding
	claims, err := json.Marshal(object{
		"sub": u.Username, "customer": u.Customer, "token_use": use, "exp": expires.Unix(), "jti": s.numbers.token,
	})
	if err != nil {
		panic(err) // texts and numbers only
	}
	return fmt.Sprintf("%s.%s.%s", enc.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)),
		enc.EncodeToString(claims), enc.EncodeToString([]byte("simulated")))
}
