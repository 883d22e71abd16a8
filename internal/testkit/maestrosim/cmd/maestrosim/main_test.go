// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// lockedBuffer can be read while the program writes to it.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestRun_servesUntil(t *testing.T) {
	for name, end := range map[string]func(cancel func(), stdin io.Closer){
		"a signal":                 func(cancel func(), _ io.Closer) { cancel() },
		"standard input is closed": func(_ func(), stdin io.Closer) { _ = stdin.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			in, stdin := io.Pipe()
			out, stdout := io.Pipe()
			var stderr lockedBuffer
			code := make(chan int, 1)
			go func() {
				code <- run(ctx, []string{"-v", "-exit-with-stdin", "-user", "ana@acme.example:a:b:acme_corp", "-contract",
					`{"hidden": "none"}`, "-fault", `{"on": "list", "status": 500, "times": 1}`}, in, stdout, &stderr)
			}()
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			url, ok := strings.CutPrefix(strings.TrimSpace(line), "maestrosim: listening on ")
			if !ok || !strings.HasPrefix(url, "http://127.0.0.1:") {
				t.Fatalf("got first line %q", line)
			}
			for _, step := range []struct {
				method, path, body string
				status             int
			}{
				{"POST", "/auth/sign-in", `{"username":"ana@acme.example","password":"a:b"}`, 200},
				{"GET", "/platform/pipelines", "", 500},
				{"GET", "/platform/pipelines", "", 401},
			} {
				r, err := http.NewRequestWithContext(ctx, step.method, url+step.path, strings.NewReader(step.body))
				if err != nil {
					t.Fatal(err)
				}
				resp, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
				if resp.StatusCode != step.status {
					t.Errorf("%s %s: got %d, want %d", step.method, step.path, resp.StatusCode, step.status)
				}
			}
			end(cancel, stdin)
			if got := <-code; got != 0 {
				t.Errorf("got exit status %d: %s", got, &stderr)
			}
			log := stderr.String()
			if !strings.Contains(log, `POST /auth/sign-in -> 200 customer="acme_corp"`) || strings.Contains(log, "a:b") {
				t.Errorf("got log %q, want the sign-in without its password", log)
			}
		})
	}
}

func TestRun_commandLine(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	// A program that starts ends with status 1 here, as its address is not loopback.
	const elsewhere = "0.0.0.0:0"
	tests := map[string]struct {
		args   []string
		code   int
		stderr []string
	}{
		"help":                  {[]string{"-h"}, 0, []string{`"envelope": "documented", "always", "never"`, `"truncate": BYTES`, "reset-state"}},
		"unknown flag":          {[]string{"-x"}, 2, []string{"-x"}},
		"contract in a file":    {[]string{"-listen", elsewhere, "-contract", file("c.json", `{"version": 1}`)}, 1, []string{"not a loopback address"}},
		"unknown contract file": {[]string{"-contract", filepath.Join(dir, "none.json")}, 2, []string{"none.json"}},
		"unknown contract key":  {[]string{"-contract", `{"x": 1}`}, 2, []string{`"x"`, "envelope"}},
		"faults in a file":      {[]string{"-listen", elsewhere, "-fault", file("f.json", `[{"on": "list"}]`)}, 1, []string{"not a loopback address"}},
		"unknown fault file":    {[]string{"-fault", filepath.Join(dir, "none.json")}, 2, []string{"none.json"}},
		"unknown fault key":     {[]string{"-fault", `{"x": 1}`}, 2, []string{`"x"`, `"truncate"`}},
		"incomplete user":       {[]string{"-user", "ana:acme"}, 2, []string{"email:password:customer"}},
		"argument":              {[]string{"serve"}, 2, []string{`"serve"`}},
		"not loopback":          {[]string{"-listen", elsewhere}, 1, []string{"not a loopback address"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var stderr lockedBuffer
			code := run(t.Context(), test.args, strings.NewReader(""), io.Discard, &stderr)
			if code != test.code {
				t.Errorf("got exit status %d, want %d; stderr %s", code, test.code, &stderr)
			}
			for _, fact := range test.stderr {
				if !strings.Contains(stderr.String(), fact) {
					t.Errorf("got stderr %q, want %s in it", &stderr, fact)
				}
			}
		})
	}
}

func TestRun_contractOfTheEnvironment(t *testing.T) {
	t.Setenv(contract.Variable, filepath.Join(t.TempDir(), "none.json"))
	var stderr lockedBuffer
	code := run(t.Context(), nil, strings.NewReader(""), io.Discard, &stderr)
	if code != exitUsage || !strings.Contains(stderr.String(), contract.Variable) {
		t.Errorf("missing file: got exit status %d, stderr %s", code, &stderr)
	}
}
