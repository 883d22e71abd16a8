// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestErrorShapes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name          string
		status        int
		body          string
		message, kind string
		text          string // after "GET /platform/pipelines: "
	}{
		{"1, msg", 401, `{"msg":"Unauthorized"}`, "Unauthorized", "", "HTTP 401 Unauthorized: Unauthorized"},
		{
			"1, msg with 500", 500, `{"msg":"There was an error retrieving the pipelines"}`, "There was an error retrieving the pipelines", "",
			"HTTP 500 Internal Server Error: There was an error retrieving the pipelines",
		},
		{
			"2, detail", 400, `{"detail":"Property pipeline_id is read only"}`, "Property pipeline_id is read only", "",
			"HTTP 400 Bad Request: Property pipeline_id is read only",
		},
		{
			"3, exception in detail", 404, notFoundJSON, "Pipeline with id " + thisID + " not found", "PipelineNotFound",
			"HTTP 404 Not Found, PipelineNotFound: Pipeline with id " + thisID + " not found",
		},
		{
			"3, flat", 400, `{"status":false,"exception_type":"PipelinePaused","traceback":"Cannot execute paused pipeline.","data":null}`,
			"Cannot execute paused pipeline.", "PipelinePaused", "HTTP 400 Bad Request, PipelinePaused: Cannot execute paused pipeline.",
		},
		{
			"4, message and statusCode", 400, `{"message":"Memory limit exceeded. Maximum allowed: 12000MB (12GB)","statusCode":400}`,
			"Memory limit exceeded. Maximum allowed: 12000MB (12GB)", "",
			"HTTP 400 Bad Request: Memory limit exceeded. Maximum allowed: 12000MB (12GB)",
		},
		{
			"5, with code and details", 500, `{"statusCode":500,"message":"Internal","error":"Error","code":"UNKNOWN","details":"Invalid permission IDs: 0"}`,
			"Internal: Invalid permission IDs: 0", "", "HTTP 500 Internal Server Error: Internal: Invalid permission IDs: 0",
		},
		{
			"6, error and message", 404, `{"error":"API Key not found","message":"API Key with ID 123 was not found"}`,
			"API Key with ID 123 was not found", "", "HTTP 404 Not Found: API Key with ID 123 was not found",
		},
		{"6, error alone", 502, `{"error":"Bad Gateway"}`, "Bad Gateway", "", "HTTP 502 Bad Gateway: Bad Gateway"},
		{
			"7, FastAPI's list", 422, `{"detail":[{"loc":["body","jobs",0,"input"],"msg":"field required","type":"missing"},{"loc":[],"msg":"and more"}]}`,
			"body.jobs.0.input: field required; and more", "", "HTTP 422 Unprocessable Entity: body.jobs.0.input: field required; and more",
		},
		{
			"7, NestJS's list", 400, `{"statusCode":400,"message":["name should not be empty","id must be a UUID"],"error":"Bad Request"}`,
			"name should not be empty; id must be a UUID", "", "HTTP 400 Bad Request: name should not be empty; id must be a UUID",
		},
		{"7, a list of rubbish", 400, `{"detail":[1,null,{},[],{"msg":7}]}`, "", "", "HTTP 400 Bad Request, without a message"},
		{"8, empty", 404, ``, "", "", "HTTP 404 Not Found, with an empty body"},
		{"8, page", 502, htmlPage, "", "", "HTTP 502 Bad Gateway, with a body that is not JSON, so it is unlikely to come from Maestro itself"},
		{"8, plain text", 404, "404 page not found", "", "", "HTTP 404 Not Found, with a body that is not JSON, so it is unlikely to come from Maestro itself"},
		{"9, 200 that failed", 200, `{"status":false,"message":"quota used up"}`, "quota used up", "", "HTTP 200 OK: quota used up"},
		{
			"9, 200 with an exception in detail", 200, notFoundJSON, "Pipeline with id " + thisID + " not found", "PipelineNotFound",
			"HTTP 200 OK, PipelineNotFound: Pipeline with id " + thisID + " not found",
		},
		{"9, 200 that says nothing", 200, `{"status":false}`, "", "", "HTTP 200 OK, without a message"},
		{"JSON that is no object", 500, `["a"]`, "", "", "HTTP 500 Internal Server Error, without a message"},
		{"an error that is an object", 500, `{"error":{"code":"X","message":"inner"}}`, "inner", "", "HTTP 500 Internal Server Error: inner"},
		{"objects in objects end", 500, `{"detail":{"detail":{"detail":"deep"}}}`, "", "", "HTTP 500 Internal Server Error, without a message"},
		{"all of them", 400, `{"msg":"e","error":"f","details":"d","message":"c","detail":"a","traceback":"b"}`, "a: b: c: e: d", "", "HTTP 400 Bad Request: a: b: c: e: d"},
		{"a status of its own", 599, `{"msg":"x"}`, "x", "", "HTTP 599: x"},
		{"a percent sign is no verb", 400, `{"msg":"100% %s %!d(MISSING)"}`, "100% %s %!d(MISSING)", "", "HTTP 400 Bad Request: 100% %s %!d(MISSING)"},
		{
			"escape codes, lines and hidden characters", 400, `{"msg":"\u001b[31mred\u001b[0m\na\r\nb\tc\u0000\u2028\u202e ","exception_type":"X\nY"}`,
			"\uFFFD[31mred\uFFFD[0m a  b c\uFFFD\uFFFD\uFFFD", "X Y", "HTTP 400 Bad Request, X Y: \uFFFD[31mred\uFFFD[0m a  b c\uFFFD\uFFFD\uFFFD",
		},
		{
			"endless", 400, `{"msg":"` + strings.Repeat("ã", 5000) + `"}`, strings.Repeat("ã", 1000) + "…", "",
			"HTTP 400 Bad Request: " + strings.Repeat("ã", 1000) + "…",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{"GET /platform/pipelines": {says(test.status, test.body)}}, withRetries(0))
			_, err := c.ListPipelines(t.Context())
			e := as(t, err)
			got := []any{e.Method, e.Path, e.Status, e.Message, e.ExceptionType, e.Attempts, e.Cause}
			want := []any{"GET", "/platform/pipelines", test.status, test.message, test.kind, 1, nil}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if text := "GET /platform/pipelines: " + test.text; err.Error() != text {
				t.Errorf("text\n%q, want\n%q", err, text)
			}
			if len(s.lines()) != 1 {
				t.Errorf("requests %q", s.lines())
			}
		})
	}
}

func TestErrorTextIsHarmlessWhateverTheCause(t *testing.T) {
	t.Parallel()
	e := &Error{Method: "GET", Path: "/x", Cause: errors.New("broken:\x1b]0;title\x07\nsecond line " + strings.Repeat("x", 10_000))}
	text := e.Error()
	for _, r := range text {
		if !unicode.IsPrint(r) {
			t.Fatalf("%q in %.80q", r, text)
		}
	}
	if len(text) > 5000 {
		t.Errorf("%d bytes", len(text))
	}
	e = &Error{Method: "PUT", Path: "/x", Status: 503, Message: "later", Attempts: 5}
	if want := "PUT /x: HTTP 503 Service Unavailable: later (after 5 attempts)"; e.Error() != want {
		t.Errorf("%q, want %q", e, want)
	}
}

func TestPlatformThatEchoesCredentialsDoesNotBringThemIntoAnError(t *testing.T) {
	t.Parallel()
	const echo = `{"detail":"no: eyJ-canary pass-canary 987654","exception_type":"eyJ-canary"}`
	c, _ := serve(t, map[string][]reply{
		"POST /auth/sign-in":                      {says(200, `{"tokens":{"accessToken":"eyJ-canary"}}`)},
		"GET /platform/pipelines":                 {says(400, echo)},
		"POST /platform/pipeline/pause":           {says(302, "").with("Location", "https://login.test/?token=eyJ-canary")},
		"DELETE /platform/pipeline/" + thisID:     {says(200, `{"status":"eyJ-canary"}`)},
		"GET /platform/pipeline/" + thisIDHyphens: {says(200, `{"id":"eyJ-canary"}`)},
	}, withCredentials, func(c *Config) { c.Credentials.Password, c.Credentials.TOTP = "pass-canary", "987654" })
	_, listErr := c.ListPipelines(t.Context())
	_, deleteErr := c.DeletePipeline(t.Context(), thisID)
	_, getErr := c.GetPipeline(t.Context(), thisID)
	signIn, _ := serve(t, map[string][]reply{"POST /auth/sign-in": {says(401, echo)}},
		withCredentials, func(c *Config) { c.Credentials.Password, c.Credentials.TOTP = "pass-canary", "987654" })
	_, signInErr := signIn.ListPipelines(t.Context())
	fixed, _ := serve(t, map[string][]reply{"GET /platform/pipelines": {says(400, echo)}}, func(c *Config) { c.AccessToken = "eyJ-canary" })
	_, fixedErr := fixed.ListPipelines(t.Context())
	for name, err := range map[string]error{
		"list": listErr, "pause": c.Pause(t.Context(), thisID), "delete": deleteErr, "get": getErr, "sign-in": signInErr, "token": fixedErr,
	} {
		if err == nil {
			t.Fatalf("%s: no error", name)
		}
		secrets := []string{"eyJ-canary", "pass-canary", "987654"}
		switch name {
		case "sign-in":
			secrets = secrets[1:] // no token is known then
		case "token":
			secrets = secrets[:1]
		}
		for _, secret := range secrets {
			if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, secret) {
				t.Errorf("%s: %q has %q in it", name, text, secret)
			}
		}
		contains(t, err.Error(), "***")
	}
}

func TestSecretsAreMaskedHoweverTheyAreEchoed(t *testing.T) {
	t.Parallel()
	const secret = "ddf_a/b+c=="
	var logged []string
	for name, answer := range map[string]string{
		"what is no HTTP":          "HTTP/1.1 " + secret + "\r\n\r\n",
		"escaped in an address":    "HTTP/1.1 302 Found\r\nLocation: https://login.test/?token=ddf_a%2Fb%2Bc%3D%3D\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
		"escaped in a path":        "HTTP/1.1 302 Found\r\nLocation: https://login.test/ddf_a%2Fb+c==\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
		"in an address":            "HTTP/1.1 302 Found\r\nLocation: https://login.test/" + secret + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
		"in a header that is none": "HTTP/1.1 200 OK\r\n" + secret + "\r\n\r\n",
	} {
		c := newTestClient(t, newRawServer(t, func(int) string { return answer }).url(), withRetries(0), func(c *Config) {
			c.AccessToken = secret
			c.Observe = func(_ context.Context, e Exchange) {
				if e.Err != nil {
					logged = append(logged, e.Err.Error())
				}
			}
		})
		_, err := c.ListPipelines(t.Context())
		if err == nil {
			t.Fatalf("%s: no error", name)
		}
		contains(t, err.Error(), "***")
		for _, text := range append(logged, err.Error()) {
			for _, echo := range spelled(secret) {
				if strings.Contains(text, echo) {
					t.Errorf("%s: %q has the token in it", name, text)
				}
			}
		}
	}
	if len(logged) == 0 {
		t.Error("nothing was logged, which proves nothing")
	}
}

func TestShortSecretsAreNotSoughtInTheWordsOfThePlatform(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{"GET /platform/pipelines": {says(400, `{"msg":"a bad day"}`)}}, func(c *Config) { c.AccessToken = "a" })
	_, err := c.ListPipelines(t.Context())
	contains(t, err.Error(), "a bad day")
}

func TestPredicates(t *testing.T) {
	t.Parallel()
	exception := func(name string) *Error { return &Error{Status: 400, ExceptionType: name, body: bodyJSON} }
	all := map[string]func(error) bool{
		"notFound": IsNotFound, "unauthorized": IsUnauthorized, "forbidden": IsForbidden, "alreadyPaused": IsAlreadyPaused,
		"notPaused": IsNotPaused, "paused": IsPaused, "taken": IsTaken, "unclear": IsUnclear,
		"404": Is404, "unanswered": IsUnanswered, "temporary": IsTemporary, "foreign": IsForeign, "trouble": IsTrouble, "busy": IsBusy, "maybe": MayBeDone,
	}
	for _, test := range []struct {
		name string
		err  error
		want string // the predicates that hold
	}{
		{"nil", nil, ""},
		{"a foreign error", errors.New("x"), "unclear maybe maybe"},
		{"settled", &Error{Status: 404, settled: true}, "notFound 404 maybe"},
		{"404", &Error{Status: 404}, "404 maybe"},
		{"404 with words", &Error{Status: 404, Message: "pipeline_id " + thisID + " not found", body: bodyJSON}, "404 maybe"},
		{"401", &Error{Status: 401}, "unauthorized"},
		{"403", &Error{Status: 403}, "forbidden"},
		{"PipelineAlreadyPaused", exception("PipelineAlreadyPaused"), "alreadyPaused"},
		{"PipelineNotPaused", exception("PipelineNotPaused"), "notPaused"},
		{"PipelinePaused", exception("PipelinePaused"), "paused"},
		{"409", &Error{Status: 409}, "taken"},
		{"400 already exists", &Error{Status: 400, Message: "Pipeline with name X already exists"}, "taken"},
		{"422 unique", &Error{Status: 422, Message: "name must be Unique"}, "taken"},
		{"200 PipelineAlreadyExists", &Error{Status: 200, ExceptionType: "PipelineAlreadyExists"}, "taken trouble"},
		{"500 duplicate key", &Error{Status: 500, Message: "duplicate key value"}, "taken unclear temporary trouble maybe"},
		{"lost, with words", &Error{Cause: errors.New("x"), Message: "already exists", reached: true}, "unclear unanswered maybe"},
		{"lost", &Error{Cause: errors.New("EOF"), reached: true, Attempts: 1}, "unclear unanswered temporary maybe"},
		{"no connection", &Error{Cause: errors.New("connection refused"), Attempts: 5}, "unanswered temporary"},
		{"never sent", &Error{Cause: errors.New("the id is empty")}, "unanswered"},
		{"too large", &Error{Cause: errTooLarge, reached: true, Attempts: 1}, "unclear unanswered maybe"},
		{"interrupted", &Error{Cause: context.Canceled, reached: true, Attempts: 1}, "unclear unanswered maybe"},
		{"out of time", &Error{Cause: context.DeadlineExceeded, reached: true, Attempts: 1}, "unclear unanswered maybe"},
		{"408", &Error{Status: 408}, "unclear temporary maybe"},
		{"429", &Error{Status: 429}, "temporary busy"},
		{"no turn", &Error{Cause: fmt.Errorf("%w: x", errNoTurn)}, "unanswered busy"},
		{"500", &Error{Status: 500}, "unclear temporary trouble maybe"},
		{"504", &Error{Status: 504}, "unclear temporary trouble maybe"},
		{"302", &Error{Status: 302, Cause: errors.New("redirected")}, "foreign"},
		{"a page for 404", &Error{Status: 404, body: bodyOther}, "404 foreign maybe"},
		{"a page for 403", &Error{Status: 403, body: bodyOther}, "forbidden foreign"},
		{"200 that makes no sense", &Error{Status: 200, Cause: errors.New("not JSON"), body: bodyOther}, "unclear foreign maybe"},
		{"200 of JSON that makes no sense", &Error{Status: 200, Cause: errors.New("no object"), body: bodyJSON}, "unclear foreign maybe"},
		{"200 that failed", &Error{Status: 200, Message: "no", body: bodyJSON}, "trouble maybe"},
		{"wrapped", fmt.Errorf("create: %w", &Error{Status: 403}), "forbidden"},
		{"sign-in refused", &SignInError{Err: &Error{Path: signInPath, Status: 401}}, "unauthorized"},
		{"sign-in not found", &SignInError{Err: &Error{Path: signInPath, Status: 404}}, "foreign"},
		{"sign-in lost", &SignInError{Err: &Error{Path: signInPath, reached: true}}, "unanswered"},
		{"sign-in out of order", &SignInError{Err: &Error{Path: signInPath, Status: 500}}, "trouble"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for name, holds := range all {
				if got, want := holds(test.err), strings.Contains(" "+test.want+" ", " "+name+" "); got != want {
					t.Errorf("%s: %v, want %v", name, got, want)
				}
			}
		})
	}
}

func TestRedirectIsAnErrorAndTheOtherHostSeesNothing(t *testing.T) {
	t.Parallel()
	for _, code := range []int{301, 302, 303, 307, 308} {
		stranger, saw := serve(t, nil) // any request fails the test
		c, s := serve(t, map[string][]reply{"*": {says(code, "").with("Location", stranger.base+"/login?next=1")}})
		created, createErr := c.CreatePipeline(t.Context(), theNewOne)
		_, getErr := c.GetPipeline(t.Context(), thisID)
		_, deleteErr := c.DeletePipeline(t.Context(), thisID)
		signIn, _ := serve(t, map[string][]reply{"*": {says(code, "").with("Location", stranger.base+"/login")}}, withCredentials)
		_, signInErr := signIn.ListPipelines(t.Context())
		for name, err := range map[string]error{"create": createErr, "get": getErr, "delete": deleteErr, "sign-in": signInErr} {
			if err == nil || IsNotFound(err) || as(t, err).Status != code {
				t.Errorf("%d, %s: %v", code, name, err)
				continue
			}
			contains(t, err.Error(), `redirected to "`+stranger.base+`/login`, "which is not followed")
			if !IsForeign(err) { // for which whoever explains it says what to check
				t.Errorf("%d, %s: %v is taken for Maestro's", code, name, err)
			}
		}
		if created != NotCreated || len(saw.lines()) != 0 || len(s.lines()) != 3 {
			t.Errorf("%d: created %d, the stranger saw %q, the platform %q", code, created, saw.lines(), s.lines())
		}
	}
	c, _ := serve(t, map[string][]reply{"*": {says(304, "")}})
	if _, err := c.GetPipeline(t.Context(), thisID); err == nil || as(t, err).Status != http.StatusNotModified {
		t.Errorf("304: %v", err)
	}
}

func TestUnwrapFindsTheReason(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{"*": {never()}})
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("because of the test")
	cancel(why)
	_, err := c.GetPipeline(ctx, thisID)
	if !errors.Is(err, why) || !errors.Is(err, context.Canceled) || IsUnclear(err) {
		t.Errorf("%v does not tell why the context has ended", err)
	}
}
