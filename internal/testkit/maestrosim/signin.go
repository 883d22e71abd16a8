// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// customerHeader is its spelling on the wire; net/http shows it as Customer_name.
const customerHeader = "customer_name"

type token struct {
	user    User
	expires time.Time
	used    int
}

// authorize determines for which customer and user a request acts, and reports whether it may. A token, where one is
// required, decides; DELETE requires the header as well
// (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline), and refuses one that contradicts the token.
func (c *call) authorize() bool {
	s, header := c.sim, c.request.Header
	named := header.Get(customerHeader)
	if c.route.op == OpDelete && named == "" {
		return false
	}

	customer := named
	if s.requiresToken() {
		customer = s.options.StaticTokens[header.Get("Authorization")]
	}
	user := userOf(customer)
	if t := s.tokens[header.Get("Authorization")]; t != nil && t.valid(s.options.TokenRequests, c.now) {
		t.used++
		customer, user = t.user.Customer, t.user.Username
	}

	if c.route.op == OpConnections && !s.requiresToken() {
		return true // a request that names no customer
	}
	if customer == "" || c.route.op == OpDelete && named != customer {
		return false
	}
	c.customer, c.user = customer, user
	return true
}

// requiresToken reports whether requests need a token.
func (s *Sim) requiresToken() bool { return len(s.options.Users)+len(s.options.StaticTokens) > 0 }

func (t *token) valid(requests int, now time.Time) bool {
	return now.Before(t.expires) && (requests <= 0 || t.used < requests)
}

// userOf returns the user id of a request without a sign-in.
func userOf(customer string) string { return "data@" + customer + ".example" }

// signIn is POST /auth/sign-in. The success is that of docs.dadosfera.ai/docs/en-api-overview and of the vendor's
// library; the bodies of errors are not documented.
func (c *call) signIn() *response {
	for _, field := range []string{"username", "password"} {
		if text(c.body, field) == "" {
			return nest(http.StatusBadRequest, []any{field + " should not be empty"})
		}
	}
	u, known := c.sim.users[text(c.body, "username")]
	named := text(c.body, "customerName")
	if !known || u.Password != text(c.body, "password") || named != "" && named != u.Customer {
		return nest(http.StatusUnauthorized, "Incorrect username or password")
	}

	mfa := "none"
	if u.TOTP != "" {
		if u.TOTP != text(c.body, "totp") || c.sim.usedTOTP[u.Username] {
			return nest(http.StatusUnauthorized, "Invalid MFA code")
		}
		c.sim.usedTOTP[u.Username] = true
		mfa = "enabled"
	}

	c.customer = u.Customer
	expires := c.now.Add(c.sim.options.TokenLife)
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

// newToken returns a token in the form of a JWT, of which nothing but the form is real.
func (s *Sim) newToken(use string, u User, expires time.Time) string {
	s.last.token++
	enc := base64.RawURLEncoding
	claims, err := json.Marshal(object{
		"sub": u.Username, "customer": u.Customer, "token_use": use, "exp": expires.Unix(), "jti": s.last.token,
	})
	if err != nil {
		panic(err) // texts and numbers only
	}
	return fmt.Sprintf("%s.%s.%s", enc.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)),
		enc.EncodeToString(claims), enc.EncodeToString([]byte("simulated")))
}
