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

func (f *fixture) signIn(body string) string {
	f.t.Helper()
	return at(f.t, f.read("POST", "/auth/sign-in", body), "tokens", "accessToken").(string)
}

const anaSignIn = `{"username":"ana@acme.example","password":"s3cret","totp":null}`

func TestSignIn_required(t *testing.T) {
	f := newFixture(t, maestrosim.Options{Users: []maestrosim.User{ana, bob}})
	got := f.read("POST", "/auth/sign-in", anaSignIn).(map[string]any)
	equal(t, "customer", at(t, got, "customer", "name"), any(acme))
	equal(t, "username", at(t, got, "user", "username"), any(ana.Username))
	equal(t, "mfaStatus", got["mfaStatus"], any("none"))

	const badCredentials = `{"statusCode":401,"message":"Incorrect username or password","error":"Unauthorized"}`
	const mfa = `{"statusCode":401,"message":"Invalid MFA code","error":"Unauthorized"}`
	refusals := []struct {
		body    string
		status  int
		want    string
		invalid string
	}{
		{`{"username":"ana@acme.example","password":"x"}`, 401, badCredentials, ""},
		{`{"username":"eve@acme.example","password":"s3cret"}`, 401, badCredentials, ""},
		{`{"username":"ana@acme.example","password":"s3cret","customerName":"globex"}`, 401, badCredentials, ""},
		{`{"email":"ana@acme.example","password":"s3cret"}`, 400,
			`{"statusCode":400,"message":["username should not be empty"],"error":"Bad Request"}`, `"email"`},
		{`{"username":"ana@acme.example"}`, 400,
			`{"statusCode":400,"message":["password should not be empty"],"error":"Bad Request"}`, `"/password"`},
		{`{"username":"bob@globex.example","password":"hunter2"}`, 401, mfa, ""},
		{`nonsense`, 422, notJSON, "request body"},
	}
	for _, r := range refusals {
		f.invalid(r.invalid).expect("POST", "/auth/sign-in", r.body, r.status, r.want)
	}
	const bobSignIn = `{"username":"bob@globex.example","password":"hunter2","totp":"123456","customerName":"globex"}`
	f.signIn(bobSignIn)
	f.expect("POST", "/auth/sign-in", bobSignIn, 401, mfa) // a code is accepted once
}

func TestToken_decidesTheCustomerUntilItExpires(t *testing.T) {
	f := newFixture(t, maestrosim.Options{Users: []maestrosim.User{ana, bob}, StaticTokens: map[string]string{"fixed": "globex"}})
	token := f.signIn(anaSignIn)
	const list, one = "/platform/pipelines", "/platform/pipeline/" + seedID
	f.expect("GET", list, "", 200, seedListed, "Authorization", token)
	f.expect("GET", list, "", 200, seedListed, "Authorization", token, "customer_name", "globex") // the token decides
	f.invalid("customer_name").expect("GET", list, "", 200, `[]`, "Authorization", "fixed", "customer_name", "")
	f.expect("GET", list, "", 401, denied)
	f.expect("GET", list, "", 401, denied, "Authorization", "made-up")
	f.invalid("Authorization").expect("GET", list, "", 401, denied, "Authorization", "Bearer "+token)
	f.invalid("customer_name").expect("DELETE", one, "", 401, denied, "Authorization", token, "customer_name", "")
	f.expect("DELETE", one, "", 401, denied, "Authorization", token, "customer_name", "globex")
	f.expect("POST", "/platform/pipeline", example, 201, `{"status":true,"data":`+created+`}`, "Authorization", token)
	equal(t, "user", f.pipeline(newID).UserID, ana.Username)
	f.clock.advance(30 * time.Minute)
	f.expect("GET", list, "", 401, denied, "Authorization", token)
	f.expect("GET", list, "", 200, `[]`, "Authorization", "fixed")
	f.expect("DELETE", one, "", 200, `{"pipeline_id":"`+seedID+`","status":"PIPELINE_DELETED"}`, "Authorization", f.signIn(anaSignIn))
}

func TestToken_expiresAfterRequests(t *testing.T) {
	f := newFixture(t, maestrosim.Options{Users: []maestrosim.User{ana}, TokenRequests: 2})
	token := f.signIn(anaSignIn)
	for _, want := range []int{200, 200, 401, 401} {
		if got, _ := f.call("GET", "/platform/pipelines", "", "Authorization", token); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
	f.expect("GET", "/platform/pipelines", "", 200, seedListed, "Authorization", f.signIn(anaSignIn))
}

func TestSignIn_notRequired(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	f.expect("GET", "/platform/pipelines", "", 200, seedListed, "Authorization", "anything")
	f.invalid("customer_name").expect("GET", "/platform/pipelines", "", 401, denied, "customer_name", "")
	f.invalid("customer_name").expect("GET", "/platform/pipelines", "", 401, denied, "customer_name", "", "Authorization", "anything")
}

func TestCustomers_areSeparate(t *testing.T) {
	f := newFixture(t, maestrosim.Options{})
	other := []string{"customer_name", "globex"}
	f.expect("GET", "/platform/pipelines", "", 200, `[]`, other...)
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
		if status, body := f.call(r[0], r[1], r[2], other...); status != 404 {
			t.Errorf("%s %s: got %d %s, want 404", r[0], r[1], status, body)
		}
	}
	f.expect("GET", "/platform/pipeline/"+seedID, "", 200, seedGot)
	// Name and id are not taken for the other customer.
	status, _ := f.call("POST", "/platform/pipeline", `{"id":"`+seedID+`","name":"Orders Data Pipeline",`+plainJob+`}`, other...)
	equal(t, "status", status, 201)
	f.call("DELETE", "/platform/pipeline/"+seedID, "", other...)
	f.expect("GET", "/platform/pipeline/"+seedID, "", 200, seedGot)
}
