// SPDX-License-Identifier: MPL-2.0

// Meter runs a provider in its own place and writes down what it cost: the benchmark puts it where the CLI looks for the
// provider.
//
// The program to run is named by BENCH_PROVIDER. Input, output and environment are passed on, and so are signals. When
// the program has ended, a line of JSON is added to the file named by BENCH_USAGE: see Usage.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
)

// Usage is what one process cost.
type Usage struct {
	// CPU is in nanoseconds, of the user and of the system.
	CPU int64 `json:"cpu_ns"`
	// Peak is the largest resident memory, in bytes; 0 where the system does not tell.
	Peak int64 `json:"peak_bytes"`
}

func main() {
	code, err := run(os.Getenv("BENCH_PROVIDER"), os.Getenv("BENCH_USAGE"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "meter:", err)
		code = 1
	}
	os.Exit(code)
}

func run(program, file string) (code int, err error) {
	cmd := exec.CommandContext(context.Background(), program, os.Args[1:]...) // which ends when the CLI wants it to
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	go func() {
		for s := range signals {
			_ = cmd.Process.Signal(s) // it may have ended
		}
	}()
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		return 0, err
	}
	state := cmd.ProcessState
	line, err := json.Marshal(Usage{CPU: int64(state.UserTime() + state.SystemTime()), Peak: peakOf(state)})
	if err != nil || file == "" {
		return state.ExitCode(), err
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	_, err = f.Write(append(line, '\n'))
	return state.ExitCode(), errors.Join(err, f.Close())
}
