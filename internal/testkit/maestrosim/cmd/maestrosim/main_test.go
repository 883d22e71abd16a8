// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// locked is a buffer that the program may write to while the test reads.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func TestProgram(t *testing.T) {
	for name, end := range map[string]func(cancel func(), stdin io.Closer){
		"a signal ends it":     func(cancel func(), _ io.Closer) { cancel() },
		"closed stdin ends it": func(_ func(), stdin io.Closer) { _ = stdin.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			in, stdin := io.Pipe()
			out, stdout := io.Pipe()
			var stderr locked
			code := make(chan int, 1)
			go func() {
				code <- run(ctx, []string{"-v", "-exit-with-stdin", "-user", "ana@acme.example:a:b:acme_corp", "-contract", "hidden=none",
					"-fault", "on=list,status=500,times=1"}, in, stdout, &stderr)
			}()
			line, err := bufio.NewReader(out).ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			url, ok := strings.CutPrefix(strings.TrimSpace(line), "maestrosim: listening on ")
			if !ok || !strings.HasPrefix(url, "http://127.0.0.1:") {
				t.Fatalf("first line %q", line)
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
				answer, err := http.DefaultClient.Do(r)
				if err != nil {
					t.Fatal(err)
				}
				answer.Body.Close()
				if answer.StatusCode != step.status {
					t.Errorf("%s %s: %d, want %d", step.method, step.path, answer.StatusCode, step.status)
				}
			}
			end(cancel, stdin)
			if got := <-code; got != 0 {
				t.Errorf("exit code %d: %s", got, &stderr)
			}
			log := stderr.String()
			if !strings.Contains(log, `POST /auth/sign-in -> 200 customer="acme_corp"`) || strings.Contains(log, "a:b") {
				t.Errorf("log %q", log)
			}
		})
	}
}

func TestCommandLine(t *testing.T) {
	tests := map[string]struct {
		args   []string
		code   int
		stderr string
	}{
		"help":             {[]string{"-h"}, 0, "envelope=documented|always|never"},
		"unknown flag":     {[]string{"-x"}, 2, "flag provided but not defined: -x"},
		"unknown contract": {[]string{"-contract", "x=y"}, 2, "there are envelope, id-key"},
		"unknown fault":    {[]string{"-fault", "x=y"}, 2, "truncate=BYTES"},
		"bad user":         {[]string{"-user", "ana:acme"}, 2, "must be email:password:customer"},
		"argument":         {[]string{"serve"}, 2, `unexpected argument "serve"`},
		"not loopback":     {[]string{"-listen", "0.0.0.0:0"}, 1, "not a loopback address"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var stderr locked
			code := run(t.Context(), test.args, strings.NewReader(""), io.Discard, &stderr)
			if code != test.code || !strings.Contains(stderr.String(), test.stderr) {
				t.Errorf("code %d, stderr %s", code, &stderr)
			}
		})
	}
}
