// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

// Profiled is the provider with a CPU profile of each of its processes, written into the folder that BENCH_PROFILES names.
// The benchmark runs it in place of the released program when it is asked to (-cpuprofile).
package main

import (
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime/pprof"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/server"
)

func main() {
	if err := profiled(os.Getenv("BENCH_PROFILES")); err != nil {
		log.Fatal(err)
	}
}

func profiled(folder string) error {
	file, err := os.Create(filepath.Join(folder, fmt.Sprintf("%d.pprof", os.Getpid())))
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return errors.Join(err, file.Close())
	}
	err = server.Serve("profiled", false)
	pprof.StopCPUProfile()
	return errors.Join(err, file.Close())
}
