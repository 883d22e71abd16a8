// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

const denied = `{"msg":"Unauthorized"}`

var (
	ana = maestrosim.User{Username: "ana@acme.example", Password: "s3cret", Customer: acme}
	bob = maestrosim.User{Username: "bob@globex.example", Password: "hunter2", TOTP: "123456", Customer: "globex"}
)

func (h *house) signIn(body string) string {
	h.t.Helper()
	return at(h.t, h.read("POST", "/auth/sign-in", body), "tokens", "accessToken").(string)
}

const anaSigns = `{"username":"ana@acme.example","password":"s3cret","totp":null}`

func TestSignIn(t *testing.T) {
	h := newHouse(t, maestrosim.Options{Users: []maestrosim.User{ana, bob}})
	got := h.read("POST", "/auth/sign-in", anaSigns).(map[string]any)
	equal(t, "customer", at(t, got, "customer", "name"), any(acme))
	equal(t, "username", at(t, got, "user", "username"), any(ana.Username))
	equal(t, "mfaStatus", got["mfaStatus"], any("none"))

	const wrong = `{"statusCode":401,"message":"Incorrect username or password","error":"Unauthorized"}`
	const mfa = `{"statusCode":401,"message":"Invalid MFA code","error":"Unauthorized"}`
	refusals := []struct {
		body   string
		status int
		want   string
		wrong  string
	}{
		{`{"username":"ana@acme.example","password":"x"}`, 401, wrong, ""},
		{`{"username":"eve@acme.example","password":"s3cret"}`, 401, wrong, ""},
		{`{"username":"ana@acme.example","password":"s3cret","customerName":"globex"}`, 401, wrong, ""},
		{`{"email":"ana@acme.example","password":"s3cret"}`, 400,
			`{"statusCode":400,"message":["username should not be empty"],"error":"Bad Request"}`, `"email" is unsupported`},
		{`{"username":"ana@acme.example"}`, 400,
			`{"statusCode":400,"message":["password should not be empty"],"error":"Bad Request"}`, `"password" is missing`},
		{`{"username":"bob@globex.example","password":"hunter2"}`, 401, mfa, ""},
		{`nonsense`, 422, noJSON, "not one JSON value"},
	}
	for _, r := range refusals {
		h.wrong(r.wrong).expect("POST", "/auth/sign-in", r.body, r.status, r.want)
	}
	const bobSigns = `{"username":"bob@globex.example","password":"hunter2","totp":"123456","customerName":"globex"}`
	h.signIn(bobSigns)
	h.expect("POST", "/auth/sign-in", bobSigns, 401, mfa) // a code works once
}

func TestTokens(t *testing.T) {
	h := newHouse(t, maestrosim.Options{Users: []maestrosim.User{ana, bob}, StaticTokens: map[string]string{"fixed": "globex"}})
	token := h.signIn(anaSigns)
	const list, one = "/platform/pipelines", "/platform/pipeline/" + seedID
	h.expect("GET", list, "", 200, seedListed, "Authorization", token)
	h.expect("GET", list, "", 200, seedListed, "Authorization", token, "customer_name", "globex") // the token decides
	h.wrong("customer_name").expect("GET", list, "", 200, `[]`, "Authorization", "fixed", "customer_name", "")
	h.expect("GET", list, "", 401, denied)
	h.expect("GET", list, "", 401, denied, "Authorization", "made up")
	h.wrong("not a raw token").expect("GET", list, "", 401, denied, "Authorization", "Bearer "+token)
	h.wrong("customer_name").expect("DELETE", one, "", 401, denied, "Authorization", token, "customer_name", "")
	h.expect("DELETE", one, "", 401, denied, "Authorization", token, "customer_name", "globex")
	h.expect("POST", "/platform/pipeline", example, 201, `{"status":true,"data":`+created+`}`, "Authorization", token)
	equal(t, "user", h.pipeline(newID).UserID, ana.Username)
	h.clock.advance(30 * time.Minute)
	h.expect("GET", list, "", 401, denied, "Authorization", token)
	h.expect("GET", list, "", 200, `[]`, "Authorization", "fixed")
	h.expect("DELETE", one, "", 200, `{"pipeline_id":"`+seedID+`","status":"PIPELINE_DELETED"}`, "Authorization", h.signIn(anaSigns))
}

func TestTokenRequests(t *testing.T) {
	h := newHouse(t, maestrosim.Options{Users: []maestrosim.User{ana}, TokenRequests: 2})
	token := h.signIn(anaSigns)
	for _, want := range []int{200, 200, 401, 401} {
		if got, _ := h.call("GET", "/platform/pipelines", "", "Authorization", token); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
	h.expect("GET", "/platform/pipelines", "", 200, seedListed, "Authorization", h.signIn(anaSigns))
}

func TestNoSignInNeeded(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	h.expect("GET", "/platform/pipelines", "", 200, seedListed, "Authorization", "anything")
	h.wrong("customer_name").expect("GET", "/platform/pipelines", "", 401, denied, "customer_name", "")
	h.wrong("customer_name").expect("GET", "/platform/pipelines", "", 401, denied, "customer_name", "", "Authorization", "anything")
}

func TestCustomersAreApart(t *testing.T) {
	h := newHouse(t, maestrosim.Options{})
	other := []string{"customer_name", "globex"}
	h.expect("GET", "/platform/pipelines", "", 200, `[]`, other...)
	for _, r := range [][3]string{
		{"GET", "/platform/pipeline/" + seedID, ""},
		{"PATCH", "/platform/pipeline/" + seedID, `{"name":"X"}`},
		{"DELETE", "/platform/pipeline/" + seedID, ""},
		{"POST", "/platform/pipeline/pause", `{"customer_id":"acme_corp","pipeline_id":"` + seedID + `"}`},
		{"POST", "/platform/pipeline/execute", `{"pipeline_id":"` + seedID + `"}`},
		{"PUT", "/platform/pipeline/" + seedID + "/memory", `{"amount":1}`},
		{"GET", runs, ""},
		{"GET", "/platform/jobs/jdbc/" + seedJob, ""},
		{"PATCH", "/platform/jobs/" + seedJob + "/input", `{"table_name":"x"}`},
		{"PUT", syncPath, toFull},
		{"POST", "/platform/jobs/" + seedJob + "/reset-state", ""},
	} {
		if status, body := h.call(r[0], r[1], r[2], other...); status != 404 {
			t.Errorf("%s %s: %d %s", r[0], r[1], status, body)
		}
	}
	h.expect("GET", "/platform/pipeline/"+seedID, "", 200, seedGot)
	// Name and id are free for the other customer.
	status, _ := h.call("POST", "/platform/pipeline", `{"id":"`+seedID+`","name":"Orders Data Pipeline",`+plainJob+`}`, other...)
	equal(t, "status", status, 201)
	h.call("DELETE", "/platform/pipeline/"+seedID, "", other...)
	h.expect("GET", "/platform/pipeline/"+seedID, "", 200, seedGot)
}
