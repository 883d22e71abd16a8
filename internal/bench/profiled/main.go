// SPDX-License-Identifier: MPL-2.0

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

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

func main() {
	if err := serve(os.Getenv("BENCH_PROFILES")); err != nil {
		log.Fatal(err)
	}
}

// serve is what main.go of the provider does where nobody wants a log.
func serve(folder string) error {
	for _, variable := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER"} {
		if err := os.Setenv(variable, "OFF"); err != nil {
			return err
		}
	}
	file, err := os.Create(filepath.Join(folder, fmt.Sprintf("%d.pprof", os.Getpid())))
	if err != nil {
		return err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return errors.Join(err, file.Close())
	}
	err = tf6server.Serve(provider.Address, provider.NewServer("profiled"))
	pprof.StopCPUProfile()
	return errors.Join(err, file.Close())
}
