// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	maestro  = module + "internal/maestro/client.go:"
	pipeline = module + "internal/pipeline/read.go:"
	whole    = maestro + "1.1,2.2 10 1\n" + pipeline + "1.1,2.2 10 1\n"
)

func TestRun(t *testing.T) {
	tests := map[string]struct{ profile, out, err string }{
		"all covered": {
			profile: whole,
			out:     " 100.0 %  internal/maestro  (at least 85 %)\n",
		},
		"covered by one test program of two": {
			profile: maestro + "1.1,2.2 10 0\n" + maestro + "1.1,2.2 10 3\n" + maestro + "1.1,2.2 10 0\n" + pipeline + "1.1,2.2 10 1\n",
			out:     " 100.0 %  internal/maestro",
		},
		"just below the floor": {
			profile: whole + maestro + "3.1,4.2 2 0\n",
			out:     "  83.3 %  internal/maestro",
			err:     "too little is covered of internal/maestro",
		},
		"a package without a floor": {
			profile: whole + module + "internal/testkit/acctest/x.go:1.1,2.2 3 0\n",
			out:     "   0.0 %  internal/testkit/acctest\n",
		},
		"a package that no test came near": {
			profile: maestro + "1.1,2.2 10 1\n",
			err:     "too little is covered of internal/pipeline",
		},
		"something else": {
			profile: "hello\n",
			err:     "not a line of a profile",
		},
	}

	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			profile := filepath.Join(t.TempDir(), "coverage.out")
			if err := os.WriteFile(profile, []byte("mode: atomic\n"+tt.profile), 0o600); err != nil {
				t.Fatal(err)
			}

			var out bytes.Buffer

			err := run(profile, &out)
			if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
				t.Errorf("run() = %v; want %q", err, tt.err)
			}

			if !strings.Contains(out.String(), tt.out) {
				t.Errorf("printed %s; want it to hold %s", out.String(), tt.out)
			}
		})
	}
}

func TestRunSaysWhereAProfileComesFrom(t *testing.T) {
	err := run(filepath.Join(t.TempDir(), "none"), &bytes.Buffer{})
	if err == nil || !strings.Contains(err.Error(), "make test") {
		t.Errorf("run() = %v; want an error that says what to do", err)
	}
}
