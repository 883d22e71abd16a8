// SPDX-License-Identifier: MPL-2.0

// Command terraform-provider-dadosfera serves the provider to Terraform or OpenTofu.
package main

import (
	"flag"
	"fmt"
	"log"
)

// version is set by the linker.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false,
		"serve until interrupted, for a debugger, and print the value of TF_REATTACH_PROVIDERS to use it")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println("terraform-provider-dadosfera " + version)
		return
	}
	if err := serve(version, *debug); err != nil {
		log.Fatal(err)
	}
}
