// SPDX-License-Identifier: MPL-2.0

// Command summaries lists the summary of every diagnostic that the provider can make, with its severity and where it is made. Its test
// holds that the guide on troubleshooting has each of them.
package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "summaries:", err)
		os.Exit(1)
	}
}

func run(out io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()

	provider, err := load(ctx, ".")
	if err != nil {
		return err
	}

	found, err := summaries(provider)
	if err != nil {
		return err
	}

	for _, summary := range slices.Sorted(maps.Keys(found)) {
		fmt.Fprintf(out, "%s\t%s\t%s\n", summary, found[summary].severities()[0], found[summary].at)
	}

	return nil
}
