// SPDX-License-Identifier: MPL-2.0

// Command tfcli prints the path of the Terraform or OpenTofu that the tests run, and builds OpenTofu where there is none.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

func main() {
	openTofu := flag.Bool("opentofu", false, "take the pinned OpenTofu, whatever is installed")
	lowest := flag.Bool("lowest", false, "take the oldest OpenTofu that the provider is for, whatever is installed")
	verbose := flag.Bool("v", false, "say on stderr what was found")
	flag.Parse()

	find := tfcli.Find

	switch {
	case *lowest:
		find = tfcli.BuildLowestOpenTofu
	case *openTofu:
		find = tfcli.BuildOpenTofu
	}

	if err := run(find, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "tfcli:", err)
		os.Exit(1)
	}
}

func run(find func(context.Context, io.Writer) (tfcli.CLI, error), verbose bool) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	cli, err := find(ctx, os.Stderr)
	if err != nil {
		return err
	}

	if verbose {
		fmt.Fprintln(os.Stderr, cli)
	}

	fmt.Println(cli.Path)

	return nil
}
