// SPDX-License-Identifier: MPL-2.0

//go:build unix

// Meter runs the provider at the path in BENCH_PROVIDER with its own arguments, input and output. At the end, it
// appends a line to the file at the path in BENCH_USAGE: the CPU time of the provider in seconds, and its peak memory
// in bytes. The benchmark installs it in place of the provider.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
)

func main() {
	signal.Ignore(os.Interrupt) // as a provider does: the CLI ends it
	cmd := exec.CommandContext(context.Background(), os.Getenv("BENCH_PROVIDER"), os.Args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		log.Fatal("meter: ", err)
	}
	if err := record(cmd.ProcessState); err != nil {
		log.Fatal("meter: ", err)
	}
}

func record(state *os.ProcessState) error {
	var peak int64
	if usage, ok := state.SysUsage().(*syscall.Rusage); ok {
		peak = int64(usage.Maxrss) //nolint:unconvert // it has 32 bits on some systems
	}
	if runtime.GOOS != "darwin" { // the others count in KiB
		peak *= 1024
	}
	file, err := os.OpenFile(os.Getenv("BENCH_USAGE"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(file, "%f %d\n", (state.UserTime() + state.SystemTime()).Seconds(), peak)
	return errors.Join(err, file.Close())
}
