// SPDX-License-Identifier: MPL-2.0

// Terraform-provider-dadosfera serves the provider to Terraform or OpenTofu.
package main

import (
	"flag"
	"fmt"
	"log"
)

// version is set by the linker.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "wait for a debugger: print what to set in TF_REATTACH_PROVIDERS and serve until interrupted")
	showVersion := flag.Bool("version", false, "print the version and leave")
	flag.Parse()
	if *showVersion {
		fmt.Println("terraform-provider-dadosfera " + version)
		return
	}
	if err := serve(version, *debug); err != nil {
		log.Fatal(err)
	}
}
