// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

// startUp is what it takes before anything is planned, for the provider and for one with one empty resource.
type startUp struct {
	Provider start `json:"provider"`
	Empty    start `json:"empty_provider"`
	// Meter is the handshake of the provider under the meter, which is what the measuring itself adds to each start.
	Meter float64 `json:"metered_handshake_s"`
	Runs  int     `json:"runs"`
}

// start is one provider's: its size, the time from its start to its line on standard output, and that of the whole
// command that asks for its schema.
type start struct {
	Bytes     int64   `json:"bytes"`
	Handshake float64 `json:"handshake_s"`
	Schema    float64 `json:"schema_s"`
}

// startRuns is how often each is started.
const startRuns = 20

// cookie makes a provider serve; terraform-plugin-go and the CLIs have it as a constant.
const cookie = "TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

// measureStart starts the two in turns.
func (b *bench) measureStart(ctx context.Context, runs int) error {
	b.say("start-up, %d times", runs)
	folders := []string{"empty", "released", "metered"}
	shakes, schemas := map[string][]time.Duration{}, map[string][]time.Duration{}
	spaces := map[string]*workspace{}
	for _, folder := range folders {
		var err error
		if spaces[folder], err = b.newWorkspace(folder, "terraform {\n  required_providers {\n    dadosfera = {\n      source = \"dadosfera/dadosfera\"\n    }\n  }\n}\n"); err != nil {
			return err
		}
	}
	for range runs {
		for _, folder := range folders {
			took, err := spaces[folder].handshake(ctx, b.program(folder))
			if err != nil {
				return err
			}
			shakes[folder] = append(shakes[folder], took)
			if folder == "metered" {
				continue
			}
			c, err := spaces[folder].run(ctx, 0, "providers", "schema", "-json")
			if err != nil {
				return err
			}
			schemas[folder] = append(schemas[folder], c.Wall)
		}
	}
	of := func(folder string) (start, error) {
		info, err := os.Stat(b.program(folder))
		if err != nil {
			return start{}, err
		}
		return start{Bytes: info.Size(), Handshake: median(shakes[folder]).Seconds(), Schema: median(schemas[folder]).Seconds()}, nil
	}
	found := &startUp{Meter: median(shakes["metered"]).Seconds(), Runs: runs}
	var errs [2]error
	found.Provider, errs[0] = of("released")
	found.Empty, errs[1] = of("empty")
	b.Start = found
	return errors.Join(errs[:]...)
}

// handshake starts a provider, waits for the line on which it says where it listens, and ends it.
func (s *workspace) handshake(ctx context.Context, program string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	cmd := process.Command(ctx, s.dir, append(s.env, cookie, "PLUGIN_PROTOCOL_VERSIONS=6"), program)
	process.OwnGroup(cmd)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	took := time.Since(began)
	process.EndGroup(cmd)
	_ = cmd.Process.Kill() // where there are no groups
	_ = cmd.Wait()         // it was killed
	if err != nil || !strings.Contains(line, "|grpc") {
		return 0, fmt.Errorf("%s said %q: %w", program, line, errors.Join(err, ctx.Err()))
	}
	return took, nil
}
