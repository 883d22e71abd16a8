// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/transport"
)

func TestError_shapes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name                   string
		status                 int
		body                   string
		message, exceptionType string
		text                   string // of the error, after "GET /platform/pipelines: "
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
		{
			"7, invalid list", 400, `{"detail":[1,null,{},[],{"msg":7}]}`, "", "",
			"HTTP 400 Bad Request, without a message",
		},
		{"8, empty", 404, ``, "", "", "HTTP 404 Not Found, with an empty body"},
		{
			"8, page", 502, htmlPage, "", "",
			"HTTP 502 Bad Gateway, with a body that is not JSON, so it is probably not from Maestro",
		},
		{
			"8, plain text", 404, "404 page not found", "", "",
			"HTTP 404 Not Found, with a body that is not JSON, so it is probably not from Maestro",
		},
		{
			"9, 200 that reports a failure", 200, `{"status":false,"message":"quota used up"}`, "quota used up", "",
			"HTTP 200 OK: quota used up",
		},
		{
			"9, 200 with an exception in detail", 200, notFoundJSON, "Pipeline with id " + thisID + " not found", "PipelineNotFound",
			"HTTP 200 OK, PipelineNotFound: Pipeline with id " + thisID + " not found",
		},
		{
			"9, 200 that reports a failure without a message", 200, `{"status":false}`, "", "",
			"HTTP 200 OK, without a message",
		},
		{"JSON that is not an object", 500, `["a"]`, "", "", "HTTP 500 Internal Server Error, without a message"},
		{
			"error that is an object", 500, `{"error":{"code":"X","message":"inner"}}`, "inner", "",
			"HTTP 500 Internal Server Error: inner",
		},
		{
			"deeply nested objects", 500, `{"detail":{"detail":{"detail":"deep"}}}`, "", "",
			"HTTP 500 Internal Server Error, without a message",
		},
		{
			"all fields", 400, `{"msg":"e","error":"f","details":"d","message":"c","detail":"a","traceback":"b"}`,
			"a: b: c: e: d", "", "HTTP 400 Bad Request: a: b: c: e: d",
		},
		{"4b, code alone", 403, `{"code":"AUTH.FORBIDDEN"}`, "AUTH.FORBIDDEN", "", "HTTP 403 Forbidden: AUTH.FORBIDDEN"},
		{"code in error", 403, `{"error":{"code":"AUTH.FORBIDDEN"}}`, "AUTH.FORBIDDEN", "", "HTTP 403 Forbidden: AUTH.FORBIDDEN"},
		{
			"errors", 400, `{"errors":[{"message":"name is taken"},"and more",{"code":"X"},{}]}`, "name is taken; and more; X", "",
			"HTTP 400 Bad Request: name is taken; and more; X",
		},
		{"unknown status", 599, `{"msg":"x"}`, "x", "", "HTTP 599: x"},
		{
			"percent signs", 400, `{"msg":"100% %s %!d(MISSING)"}`, "100% %s %!d(MISSING)", "",
			"HTTP 400 Bad Request: 100% %s %!d(MISSING)",
		},
		{
			"escape sequences, line breaks and invisible characters", 400, `{"msg":"\u001b[31mred\u001b[0m\na\r\nb\tc\u0000\u2028\u202e ","exception_type":"X\nY"}`,
			"\uFFFD[31mred\uFFFD[0m a  b c\uFFFD\uFFFD\uFFFD", "X Y", "HTTP 400 Bad Request, X Y: \uFFFD[31mred\uFFFD[0m a  b c\uFFFD\uFFFD\uFFFD",
		},
		{
			"very long", 400, `{"msg":"` + strings.Repeat("ã", 5000) + `"}`, strings.Repeat("ã", 1000) + "…", "",
			"HTTP 400 Bad Request: " + strings.Repeat("ã", 1000) + "…",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c, s := serve(t, map[string][]reply{"GET /platform/pipelines": {respond(test.status, test.body)}}, withRetries(0))
			_, err := c.ListPipelines(t.Context())
			e := errorOf(t, err)
			got := []any{e.Method, e.Path, e.Status, e.Message, e.ExceptionType, e.Attempts, e.Cause}
			want := []any{"GET", "/platform/pipelines", test.status, test.message, test.exceptionType, 1, nil}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if text := "GET /platform/pipelines: " + test.text; err.Error() != text {
				t.Errorf("got the text\n%q, want\n%q", err, text)
			}
			if lines := s.Lines(); len(lines) != 1 {
				t.Errorf("got requests %q, want 1", lines)
			}
		})
	}
}

func TestError_textIsPrintable(t *testing.T) {
	t.Parallel()
	e := &Error{Method: "GET", Path: "/x", Cause: errors.New("broken:\x1b]0;title\x07\nsecond line " + strings.Repeat("x", 10_000))}
	text := e.Error()
	for _, r := range text {
		if !unicode.IsPrint(r) {
			t.Fatalf("got %q in %.80q", r, text)
		}
	}
	if len(text) > 5000 {
		t.Errorf("got %d bytes, want at most 5000", len(text))
	}
	e = &Error{Method: "PUT", Path: "/x", Status: 503, Message: "later", Attempts: 5}
	if want := "PUT /x: HTTP 503 Service Unavailable: later (after 5 attempts)"; e.Error() != want {
		t.Errorf("got %q, want %q", e, want)
	}
}

func TestError_responseThatIsNotHTTPIsPrintable(t *testing.T) {
	t.Parallel()
	for _, response := range []string{
		"\x1b[31mHELLO\x1b[0m\r\nConnection: close\r\n\r\n",
		"HTTP/1.1 999999 \x1b[2J\r\nConnection: close\r\n\r\n",
		"HTTP/1.1 200 OK\r\nX\x1b[31m: y\r\nConnection: close\r\n\r\n",
		"HTTP/1.1 302 Found\r\nLocation: http://[::1\x7f\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
	} {
		c := newTestClient(t, newRawServer(t, "", "", func(int) string { return response }).URL(), withRetries(0))
		_, err := c.GetPipeline(t.Context(), "test_pipeline_12345")
		if err == nil || errors.Is(err, ErrNotFound) {
			t.Errorf("%q: got %v, want an error other than %q", response, err, ErrNotFound)
			continue
		}
		wantPrintable(t, err.Error())
	}
}

func TestError_repeatsNoCredentials(t *testing.T) {
	t.Parallel()
	const echo = `{"detail":"no: eyJ-canary pass-canary 987654","exception_type":"eyJ-canary"}`
	withCanaries := func(c *Config) {
		c.Credentials.Password, c.Credentials.TOTP = NewSecret("pass-canary"), NewSecret("987654")
	}
	c, _ := serve(t, map[string][]reply{
		signInLine: {respondToken("eyJ-canary")},
		listLine:   {respond(400, echo)},
		pauseLine:  {respond(302, "").With("Location", "https://login.test/?token=eyJ-canary")},
		deleteLine: {respond(200, `{"status":"eyJ-canary"}`)},
		getLine:    {respond(200, `{"id":"eyJ-canary"}`)},
	}, withCredentials, withCanaries)
	_, listErr := c.ListPipelines(t.Context())
	_, deleteErr := c.DeletePipeline(t.Context(), thisID)
	_, getErr := c.GetPipeline(t.Context(), thisID)
	signIn, _ := serve(t, map[string][]reply{signInLine: {respond(401, echo)}}, withCredentials, withCanaries)
	_, signInErr := signIn.ListPipelines(t.Context())
	fixed, _ := serve(t, map[string][]reply{listLine: {respond(400, echo)}}, func(c *Config) { c.AccessToken = NewSecret("eyJ-canary") })
	_, fixedErr := fixed.ListPipelines(t.Context())
	for name, err := range map[string]error{
		"list": listErr, "pause": c.Pause(t.Context(), thisID), "delete": deleteErr, "get": getErr, "sign-in": signInErr, "token": fixedErr,
	} {
		if err == nil {
			t.Fatalf("%s: got no error", name)
		}
		secrets := []string{"eyJ-canary", "pass-canary", "987654"}
		switch name {
		case "sign-in":
			secrets = secrets[1:] // there is no token yet
		case "token":
			secrets = secrets[:1]
		}
		for _, secret := range secrets {
			if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, secret) {
				t.Errorf("%s: got %q, which contains %q", name, text, secret)
			}
		}
		contains(t, err.Error(), "***")
	}
}

func TestError_repeatsNoTokenInAnyForm(t *testing.T) {
	t.Parallel()
	const secret = "ddf_a/b+c=="
	redirect := func(to string) string {
		return "HTTP/1.1 302 Found\r\nLocation: " + to + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
	}
	var logged []string
	for name, response := range map[string]string{
		"status line":               "HTTP/1.1 " + secret + "\r\n\r\n",
		"invalid header":            "HTTP/1.1 200 OK\r\n" + secret + "\r\n\r\n",
		"address":                   redirect("https://login.test/" + secret),
		"address, escaped in query": redirect("https://login.test/?token=ddf_a%2Fb%2Bc%3D%3D"),
		"address, escaped in path":  redirect("https://login.test/ddf_a%2Fb+c=="),
	} {
		c := newTestClient(t, newRawServer(t, "", "", func(int) string { return response }).URL(), withRetries(0), func(c *Config) {
			c.AccessToken = NewSecret(secret)
			c.Observe = func(_ context.Context, e Exchange) {
				if e.Err != nil {
					logged = append(logged, e.Err.Error())
				}
			}
		})
		_, err := c.ListPipelines(t.Context())
		if err == nil {
			t.Fatalf("%s: got no error", name)
		}
		if strings.HasPrefix(name, "address") {
			contains(t, err.Error(), "***")
		}
		for _, text := range append(logged, err.Error()) {
			for _, echo := range []string{secret, "ddf_a%2Fb%2Bc%3D%3D", "ddf_a%2Fb+c=="} {
				if strings.Contains(text, echo) {
					t.Errorf("%s: got %q, which contains the token", name, text)
				}
			}
		}
	}
	if len(logged) == 0 {
		t.Error("got no errors in the log, want some to be checked")
	}
}

func TestError_shortSecretsAreNotRedacted(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{listLine: {respond(400, `{"msg":"a bad day"}`)}}, func(c *Config) { c.AccessToken = NewSecret("a") })
	_, err := c.ListPipelines(t.Context())
	contains(t, err.Error(), "a bad day")
}

func TestKinds(t *testing.T) {
	t.Parallel()
	kinds := map[string]Kind{
		"notFound": ErrNotFound, "404": ErrStatus404, "unauthorized": ErrUnauthorized, "forbidden": ErrForbidden, "busy": ErrBusy,
		"paused": ErrPaused, "foreign": ErrForeign, "platform": ErrPlatform, "noResponse": ErrNoResponse,
		"temporary": ErrTemporary, "unknown": ErrOutcomeUnknown, "notReady": ErrNotReady, "running": ErrRunning,
		"signIn": ErrSignIn, "proxy": ErrProxy, "readOnly": ErrReadOnly, "incomplete": ErrIncomplete,
	}
	broken := errors.New("broken")
	for _, test := range []struct {
		name string
		err  error
		want string // the kinds that it matches, and "unconfirmed"
	}{
		{"nil", nil, ""},
		{"error of another package", broken, "unconfirmed"},
		{"gone", &Error{Status: 404, existence: gone}, "notFound 404 unconfirmed notReady"},
		{"unsettled", &Error{Status: 404, existence: unsettled}, "404 foreign unconfirmed notReady"},
		{"404", &Error{Status: 404}, "404 unconfirmed notReady"},
		{
			"404 with a message", &Error{Status: 404, Message: "pipeline_id " + thisID + " not found", body: bodyJSON},
			"404 unconfirmed notReady",
		},
		{"401", &Error{Status: 401}, "unauthorized"},
		{"403", &Error{Status: 403}, "forbidden"},
		{"PipelinePaused", &Error{Status: 400, ExceptionType: "PipelinePaused", body: bodyJSON}, "paused"},
		{"PipelineAlreadyPaused", &Error{Status: 400, ExceptionType: "PipelineAlreadyPaused", body: bodyJSON}, ""},
		{"409", &Error{Status: 409}, "notReady"},
		{"422", &Error{Status: 422, Message: "name must be unique"}, ""},
		{"200 with an exception", &Error{Status: 200, ExceptionType: "PipelineAlreadyExists"}, "platform"},
		{
			"lost", &Error{Cause: errors.New("EOF"), connected: true, Attempts: 1},
			"unknown noResponse temporary unconfirmed",
		},
		{"lost, not sent", &Error{Cause: broken, connected: true}, "unknown noResponse unconfirmed"},
		{"no connection", &Error{Cause: errors.New("connection refused"), Attempts: 5}, "noResponse temporary"},
		{"never sent", &Error{Cause: errors.New("the id is empty")}, "noResponse"},
		{"certificate", &Error{Cause: &tls.CertificateVerificationError{Err: broken}, Attempts: 1}, "noResponse"},
		{
			"interrupted", &Error{Cause: context.Canceled, connected: true, Attempts: 1},
			"unknown noResponse unconfirmed",
		},
		{
			"deadline", &Error{Cause: context.DeadlineExceeded, connected: true, Attempts: 1},
			"unknown noResponse unconfirmed",
		},
		{"408", &Error{Status: 408}, "unknown temporary unconfirmed"},
		{"429", &Error{Status: 429}, "temporary busy"},
		{"no turn", &Error{Cause: fmt.Errorf("%w: x", transport.ErrNoTurn)}, "noResponse busy"},
		{"500", &Error{Status: 500}, "unknown temporary platform unconfirmed notReady"},
		{"504", &Error{Status: 504}, "unknown temporary platform unconfirmed notReady"},
		{"302", &Error{Status: 302, Cause: errors.New("redirected")}, "foreign"},
		{"404 with a page", &Error{Status: 404, body: bodyOther}, "404 foreign unconfirmed notReady"},
		{"403 with a page", &Error{Status: 403, body: bodyOther}, "forbidden foreign"},
		{
			"200 with a page", &Error{Status: 200, Cause: errors.New("not JSON"), body: bodyOther},
			"unknown foreign unconfirmed",
		},
		{
			"200 with other JSON", &Error{Status: 200, Cause: errors.New("no object"), body: bodyJSON},
			"unknown foreign unconfirmed",
		},
		{"200 that reports a failure", &Error{Status: 200, Message: "no", body: bodyJSON}, "platform unconfirmed"},
		{"wrapped", fmt.Errorf("create: %w", &Error{Status: 403}), "forbidden"},
		{"sign-in refused", &SignInError{Err: &Error{Path: signInPath, Status: 401}}, "unauthorized signIn"},
		{"sign-in not found", &SignInError{Err: &Error{Path: signInPath, Status: 404}}, "foreign signIn"},
		{"sign-in lost", &SignInError{Err: &Error{Path: signInPath, connected: true}}, "noResponse signIn"},
		{"sign-in fails", &SignInError{Err: &Error{Path: signInPath, Status: 500}}, "platform signIn"},
		{"423", &Error{Status: 423}, "notReady"},
		{"400, not found", &Error{Status: 400, ExceptionType: "DagNotFound", body: bodyJSON}, "notReady"},
		{"200, unsettled", &Error{Status: 200, existence: unsettled, body: bodyJSON}, "foreign platform notReady unconfirmed"},
		{"401 to a sign-in that is not ready", &Error{Path: signInPath, Status: 409}, "signIn"},
		{"read-only", &Error{Cause: errReadOnly}, "noResponse readOnly"},
		{"407", &Error{Status: 407, body: bodyOther}, "proxy"},
		{"proxy refuses", &Error{Cause: &transport.ProxyError{Status: 407}, Attempts: 1}, "noResponse proxy"},
		{"cut list", &Error{Status: 200, Cause: fmt.Errorf("%w: x", errIncomplete), body: bodyJSON}, "unknown incomplete unconfirmed"},
		{"list without a token", &Error{Path: signInPath, Status: 200, Cause: &NoTokenError{}, body: bodyJSON}, "signIn"},
		// The kinds of an error are not those of the error that explains it.
		{
			"forbidden list", &Error{Status: 404, existence: unsettled, Cause: related(&Error{Status: 403})},
			"404 foreign unconfirmed notReady",
		},
		{
			"list without a turn", &Error{Status: 404, Cause: related(&Error{Cause: transport.ErrNoTurn})},
			"404 busy unconfirmed notReady",
		},
		{
			"gone according to a related error", &Error{Status: 500, Cause: related(&Error{existence: gone})},
			"unknown temporary platform unconfirmed notReady",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			want := strings.Fields(test.want)
			for name, kind := range kinds {
				if got := errors.Is(test.err, kind); got != slices.Contains(want, name) {
					t.Errorf("%s: got %t, want %t", name, got, !got)
				}
			}
			if got := Unconfirmed(test.err); got != slices.Contains(want, "unconfirmed") {
				t.Errorf("unconfirmed: got %t, want %t", got, !got)
			}
		})
	}
}

func TestErrRunning(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		method        string
		status        int
		message, kind string
		want          bool
	}{
		{"DELETE", 409, "Pipeline is running", "", true},
		{"DELETE", 409, "Cannot delete pipeline with running executions", "", true},
		{"DELETE", 423, "an execution is currently running", "", true},
		{"DELETE", 400, "DAG has active runs", "", true},
		{"DELETE", 422, "execution in progress", "", true},
		{"DELETE", 400, "no", "PipelineRunning", true},
		{"DELETE", 409, "O pipeline está em execução", "", true},
		{"DELETE", 409, "conflict", "", false},
		{"DELETE", 423, "", "", false},
		{"DELETE", 400, "Pipeline is not running", "", false},
		{"DELETE", 400, "error running the query", "", false},
		{"DELETE", 500, "Pipeline is running", "", false},
		{"DELETE", 404, "Pipeline is running", "", false},
		{"POST", 409, "Pipeline is running", "", false},
	} {
		e := &Error{Method: test.method, Status: test.status, Message: test.message, ExceptionType: test.kind, body: bodyJSON}
		if got := errors.Is(e, ErrRunning); got != test.want {
			t.Errorf("%v: got %t, want %t", e, got, test.want)
		}
	}
}

// A response that may only mean that the platform is not done yet stays one, whatever the list of pipelines says.
func TestErrNotReady_holdsWhateverTheListSays(t *testing.T) {
	t.Parallel()
	for name, list := range map[string]reply{
		"without it": respond(200, emptyList), "with it": respond(200, listWithID), "forbidden": respond(403, `{"msg":"no"}`), "page": respond(200, htmlPage),
	} {
		for _, early := range []reply{
			respond(404, `{"detail":"DAG `+thisID+` not found in DagModel"}`), respond(404, notFoundJSON), respond(404, ``), respond(404, htmlPage),
			respond(409, `{"detail":"cannot be updated during provisioning"}`), respond(423, ``), respond(500, `{"detail":"no"}`), respond(200, notFoundJSON),
		} {
			c, _ := serve(t, map[string][]reply{"*": {early}, listLine: {list}}, withRetries(0))
			_, getErr := c.GetPipeline(t.Context(), thisID)
			_, memoryErr := c.SetMemory(t.Context(), thisID, 1)
			for _, err := range []error{getErr, memoryErr, c.Pause(t.Context(), thisID), c.UpdatePipeline(t.Context(), thisID, PipelineChange{Name: Some("N")})} {
				if !errors.Is(err, ErrNotReady) {
					t.Errorf("list %s, %d %s: got %v, want %q", name, early.Status, early.Body, err, ErrNotReady)
				}
			}
		}
	}
}

func TestError_waitThatIsTooLongIsNamed(t *testing.T) {
	calls := map[string]func(*testing.T, *Client) error{
		"create": func(t *testing.T, c *Client) error {
			t.Helper()
			_, err := c.CreatePipeline(t.Context(), newOrders)
			return err
		},
		"delete": func(t *testing.T, c *Client) error {
			t.Helper()
			_, err := c.DeletePipeline(t.Context(), thisID)
			return err
		},
		"reset": func(t *testing.T, c *Client) error {
			t.Helper()
			return c.ResetJobState(t.Context(), thisID+"_0")
		},
	}
	for name, call := range calls {
		for _, status := range []int{429, 503} {
			inBubble(t, map[string][]reply{"*": {respond(status, `{"msg":"later"}`).With("Retry-After", "86400")}}, func(t *testing.T, c *Client, s *script.Script) {
				start := time.Now()
				err := call(t, c)
				if time.Since(start) != 0 || len(s.Lines()) > 3 { // a create is looked up in both spellings
					t.Errorf("%s, %d: got %v after %s and %q, want an error at once", name, status, err, time.Since(start), s.Lines())
				}
				contains(t, fmt.Sprint(err), "later: the response asks to wait 24h0m0s, which exceeds the time limit of the operation")
			})
		}
	}
}

func TestDelete_withoutADeadlineEnds(t *testing.T) {
	inBubble(t, map[string][]reply{deleteLine: {respond(200, `{"status":"ok"}`)}, getLine: {respond(200, pipelineJSON)}}, func(t *testing.T, c *Client, _ *script.Script) {
		start := time.Now()
		_, err := c.DeletePipeline(t.Context(), thisID)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != transport.DefaultCallTimeout {
			t.Errorf("got %v after %s, want an error after %s", err, time.Since(start), transport.DefaultCallTimeout)
		}
	})
}

func TestRelatedError_matchesEverythingButKinds(t *testing.T) {
	t.Parallel()
	signIn := &SignInError{Err: &Error{Path: signInPath, Status: 401, Cause: context.Canceled}}
	err := fmt.Errorf("outer: %w", related(signIn))
	var found *SignInError
	if !errors.As(err, &found) || found != signIn {
		t.Errorf("got %v, want the sign-in", found)
	}
	if !errors.Is(err, context.Canceled) || errors.Is(err, ErrUnauthorized) {
		t.Errorf("got %v, want it to match %v and not %q", err, context.Canceled, ErrUnauthorized)
	}
	if want := "outer: " + signIn.Error(); err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestError_redirectIsForeign(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		stranger, saw := serve(t, nil) // any request fails the test
		to := stranger.BaseURL() + "/login"
		c, s := serve(t, map[string][]reply{"*": {respond(status, "").With("Location", to+"?next=1")}})
		outcome, createErr := c.CreatePipeline(t.Context(), newOrders)
		_, getErr := c.GetPipeline(t.Context(), thisID)
		_, deleteErr := c.DeletePipeline(t.Context(), thisID)
		signIn, _ := serve(t, map[string][]reply{"*": {respond(status, "").With("Location", to)}}, withCredentials)
		_, signInErr := signIn.ListPipelines(t.Context())
		for name, err := range map[string]error{"create": createErr, "get": getErr, "delete": deleteErr, "sign-in": signInErr} {
			if errors.Is(err, ErrNotFound) || !errors.Is(err, ErrForeign) || errorOf(t, err).Status != status {
				t.Errorf("%d, %s: got %v, want it to be foreign", status, name, err)
			}
			contains(t, err.Error(), `redirects to "`+to)
		}
		if outcome != NotCreated || len(saw.Lines()) != 0 || len(s.Lines()) != 3 {
			t.Errorf("%d: got %d after %q, and %q at the other host", status, outcome, s.Lines(), saw.Lines())
		}
	}
	c, _ := serve(t, map[string][]reply{"*": {respond(304, "")}})
	if _, err := c.GetPipeline(t.Context(), thisID); err == nil || errorOf(t, err).Status != http.StatusNotModified {
		t.Errorf("got %v, want status 304", err)
	}
}

func TestError_unwrapsTheCauseOfTheContext(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{"*": {script.Never()}})
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("because of the test")
	cancel(why)
	_, err := c.GetPipeline(ctx, thisID)
	if !errors.Is(err, why) || !errors.Is(err, context.Canceled) || Unconfirmed(err) {
		t.Errorf("got %v, want %v", err, why)
	}
}

func TestError_lostAndLateResponsesAreOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{"*": {script.Reset()}})
	if _, err := c.ListPipelines(t.Context()); !errors.Is(err, ErrOutcomeUnknown) {
		t.Errorf("lost: got %v, want %q", err, ErrOutcomeUnknown)
	}
	inBubble(t, map[string][]reply{listLine: {script.Never()}}, func(t *testing.T, c *Client, _ *script.Script) {
		_, err := c.ListPipelines(t.Context())
		if want := "GET /platform/pipelines: no response within 20s (request_timeout) (after 3 attempts)"; err == nil || err.Error() != want {
			t.Errorf("late: got %v, want %s", err, want)
		}
		if !errors.Is(err, ErrOutcomeUnknown) || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("late: got %v, want %q", err, ErrOutcomeUnknown)
		}
	}, withTimeout(20*time.Second))
}

// An error shows how the client authenticated, so that advice on a 401 depends on it.
func TestError_authenticationOfTheClient(t *testing.T) {
	withoutAny := func(c *Config) { c.AccessToken = NewSecret("") }
	for name, tc := range map[string]struct {
		change func(*Config)
		want   Auth
	}{
		"token":   {func(*Config) {}, AuthToken},
		"sign-in": {withCredentials, AuthSignIn},
		"none":    {withoutAny, AuthNone},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := serve(t, map[string][]reply{
				signInLine: {respondToken("token-1")}, listLine: {respond(401, `{"msg":"Unauthorized"}`)},
			}, tc.change)
			_, err := c.ListPipelines(t.Context())
			if e, ok := asError(err); !ok || e.Auth != tc.want {
				t.Errorf("got %v, want one with Auth %d", err, tc.want)
			}
		})
	}
}
