// SPDX-License-Identifier: MPL-2.0

// Terraform-provider-dadosfera serves the provider to Terraform or OpenTofu.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"runtime/debug"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// version is set by the linker.
var version = "dev"

// gcPercent is how much garbage there may be for what is in use, in percent of it, before it is collected.
const gcPercent = 400

func main() {
	wait := flag.Bool("debug", false, "wait for a debugger: print what to set in TF_REATTACH_PROVIDERS and serve until interrupted")
	showVersion := flag.Bool("version", false, "print the version and leave")
	flag.Parse()
	if *showVersion {
		fmt.Println("terraform-provider-dadosfera " + version)
		return
	}
	if !*wait && !logWanted(os.Environ()) {
		silenceLog()
	}
	collectLess()
	var options []tf6server.ServeOpt
	if *wait {
		options = append(options, tf6server.WithManagedDebug())
	}
	if err := tf6server.Serve(provider.Address, provider.NewServer(version), options...); err != nil {
		log.Fatal(err)
	}
}

// logWanted says whether anybody has asked for a log of any kind.
func logWanted(environment []string) bool {
	for _, variable := range environment {
		if strings.HasPrefix(variable, "TF_LOG") {
			return true
		}
	}
	return false
}

// silenceLog keeps the framework, and the provider itself, from writing lines to a stderr that nobody reads, which costs a
// fifth to a half of a plan's time: without a level of their own, their loggers take the most detailed one.
func silenceLog() {
	for _, variable := range []string{"TF_LOG_SDK", provider.LogVariable} {
		if err := os.Setenv(variable, "OFF"); err != nil {
			log.Printf("[WARN] %s could not be set: %s", variable, err)
		}
	}
}

// collectLess collects garbage less often than Go does by itself: little is in use, but each call makes much, and a
// quarter of the provider's time went there. Whoever sets GOGC has an opinion.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
