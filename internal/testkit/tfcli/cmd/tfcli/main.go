// SPDX-License-Identifier: MPL-2.0

// Tfcli prints the path of the Terraform or OpenTofu that the tests run. It builds OpenTofu if neither is installed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

func main() {
	openTofu := flag.Bool("opentofu", false, "use the pinned OpenTofu, even if another CLI is installed")
	lowest := flag.Bool("lowest", false, "use the oldest supported OpenTofu, even if another CLI is installed")
	verbose := flag.Bool("v", false, "also print product and version, to standard error")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	var cli tfcli.CLI
	var err error
	switch {
	case *lowest:
		cli, err = tfcli.Build(ctx, tfcli.Lowest, os.Stderr)
	case *openTofu:
		cli, err = tfcli.Build(ctx, tfcli.Pinned, os.Stderr)
	default:
		cli, err = tfcli.Find(ctx, os.Stderr)
	}
	stop()

	if err != nil {
		fmt.Fprintln(os.Stderr, "tfcli:", err)
		os.Exit(1)
	}
	if *verbose {
		fmt.Fprintln(os.Stderr, cli)
	}
	fmt.Println(cli.Path)
}
