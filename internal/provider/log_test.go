// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

func TestLog_messagesAndFields(t *testing.T) {
	for name, tc := range map[string]struct {
		observed any // a maestro.Exchange or maestro.Pause
		want     map[string]any
	}{
		"response": {
			maestro.Exchange{Method: "GET", Path: "/x", Status: 200, Attempt: 2, Duration: 1500 * time.Millisecond},
			map[string]any{
				"@message": "Maestro request: GET /x, 200 in 1500 ms, attempt 2",
				"method":   "GET", "path": "/x", "status": 200.0, "attempt": 2.0, "duration_ms": 1500.0,
			},
		},
		"no response": {
			maestro.Exchange{Method: "POST", Path: "/auth/sign-in", Attempt: 1, Err: errors.New("reset")},
			map[string]any{
				"@message": "Maestro request: POST /auth/sign-in, no response in 0 ms, attempt 1",
				"method":   "POST", "path": "/auth/sign-in", "error": "reset", "attempt": 1.0, "duration_ms": 0.0,
			},
		},
		"wait for the rate limit": {
			maestro.Exchange{Method: "GET", Path: "/x", Status: 200, Attempt: 1, Waited: 2 * time.Second},
			map[string]any{
				"@message": "Maestro request: GET /x, 200 in 0 ms, attempt 1",
				"method":   "GET", "path": "/x", "status": 200.0, "attempt": 1.0, "duration_ms": 0.0, "waited_ms": 2000.0,
			},
		},
		"pause before an attempt": {
			maestro.Pause{Method: "GET", Path: "/x", Duration: 310 * time.Millisecond, Next: 2},
			map[string]any{
				"@message": "Pause before the next attempt",
				"method":   "GET", "path": "/x", "next_attempt": 2.0, "pause_ms": 310.0,
			},
		},
		"pause of all requests": {
			maestro.Pause{Method: "GET", Path: "/x", Duration: time.Minute},
			map[string]any{
				"@message": "Maestro limits requests, so all of them pause",
				"method":   "GET", "path": "/x", "pause_ms": 60000.0,
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			ctx := tflogtest.RootLogger(t.Context(), &log)
			switch observed := tc.observed.(type) {
			case maestro.Exchange:
				logExchange(ctx, observed)
			case maestro.Pause:
				logPause(ctx, observed)
			}
			entries, err := tflogtest.MultilineJSONDecode(&log)
			if err != nil {
				t.Fatal(err)
			}
			tc.want["@level"], tc.want["@module"] = "debug", "provider"
			if diff := cmp.Diff([]map[string]any{tc.want}, entries); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLog_hasNoSecrets(t *testing.T) {
	clearEnvironment(t)
	sim := maestrosim.New(maestrosim.Options{Users: []maestrosim.User{{
		Username: "u@x", Password: canary + "-password", TOTP: canary + "-totp", Customer: "acme_corp",
	}}})
	server := openapi.NewServer(t, sim)
	data := configure(t, block{
		"base_url": server.URL, "customer_name": "acme_corp",
		"username": "u@x", "password": canary + "-password", "totp": canary + "-totp",
	})
	var log bytes.Buffer
	if _, err := data.Client.ListPipelines(tflogtest.RootLogger(t.Context(), &log)); err != nil {
		t.Fatal(err)
	}
	token := ""
	for _, r := range sim.Requests() {
		if sent := r.Header.Get("Authorization"); sent != "" {
			token = sent
		}
	}
	got := log.String()
	if token == "" || strings.Contains(got, canary) || strings.Contains(got, token) {
		t.Errorf("got token %q and log\n%s\nwant a token, and no secret in the log", token, got)
	}
	for _, path := range []string{"/auth/sign-in", "/platform/pipelines"} {
		if !strings.Contains(got, path) {
			t.Errorf("got log\n%s\nwant a request to %s", got, path)
		}
	}
}

func TestAddLog_observesUnlessTurnedOff(t *testing.T) {
	for level, want := range map[string]bool{"": true, "DEBUG": true, "OFF": false, "off": false} {
		t.Setenv(LogVariable, level)
		var config maestro.Config
		addLog(&config)
		if got := config.Observe != nil; got != want {
			t.Errorf("%q: got observation %t, want %t", level, got, want)
		}
		if got := config.ObservePause != nil; got != want {
			t.Errorf("%q: got observation of pauses %t, want %t", level, got, want)
		}
	}
}
