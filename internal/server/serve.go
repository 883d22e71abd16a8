// SPDX-License-Identifier: MPL-2.0

// Package server serves the provider to the CLI that has started this process.
package server

import (
	"log"
	"os"
	"runtime/debug"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// gcPercent is how much garbage there may be for what is in use, in percent of it, before it is collected.
const gcPercent = 400

// Provider serves until the CLI has enough, and with wait, for a debugger, until it is interrupted.
func Provider(version string, wait bool) error {
	if !wait && !logWanted(os.Environ()) {
		silenceLog()
		collectLess()
	}
	var options []tf6server.ServeOpt
	if wait {
		options = append(options, tf6server.WithManagedDebug())
	}
	return tf6server.Serve(provider.Address, func() tfprotov6.ProviderServer { return New(provider.New(version)) }, options...)
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
	for _, variable := range provider.LogVariables {
		if err := os.Setenv(variable, "OFF"); err != nil {
			log.Printf("[WARN] %s could not be set: %s", variable, err)
		}
	}
}

// collectLess collects garbage less often than Go does by itself: little is in use, but each call makes much, and a
// quarter of the provider's time went there. (With a log it is another matter, as the framework then keeps much.)
// Whoever sets GOGC has an opinion.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
