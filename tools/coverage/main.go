// SPDX-License-Identifier: MPL-2.0

// Command coverage prints how much of each package a coverage profile covers, and fails where that is below the
// package's floor.
package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const module = "github.com/dadosfera/terraform-provider-dadosfera/"

// floors are the least that the tests must cover, in percent.
var floors = map[string]float64{
	"internal/maestro":  85,
	"internal/pipeline": 85,
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: coverage PROFILE")
		os.Exit(2)
	}

	if err := run(os.Args[1], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

func run(profile string, out io.Writer) error {
	file, err := os.Open(filepath.Clean(profile))
	if err != nil {
		return fmt.Errorf("%w; make test writes it", err)
	}
	defer func() { _ = file.Close() }()

	blocks, err := read(file)
	if err != nil {
		return fmt.Errorf("%s: %w", profile, err)
	}

	packages := sum(blocks)

	var low []string

	for _, name := range slices.Sorted(maps.Keys(packages)) {
		percent, mark := packages[name].percent(), ""
		if floor, ok := floors[name]; ok {
			mark = fmt.Sprintf("  (at least %.0f %%)", floor)

			if percent < floor {
				low = append(low, name)
			}
		}

		fmt.Fprintf(out, "%6.1f %%  %s%s\n", percent, name, mark)
	}

	for name := range floors {
		if _, ok := packages[name]; !ok {
			low = append(low, name)
		}
	}

	if len(low) > 0 {
		slices.Sort(low)

		return fmt.Errorf("too little is covered of %s", strings.Join(low, ", "))
	}

	return nil
}

// block is a run of statements that are executed together.
type block struct {
	statements int
	covered    bool
}

// read merges the lines of a profile: with -coverpkg, every test program writes one for every block.
func read(profile io.Reader) (map[string]block, error) {
	blocks := map[string]block{}

	for lines := bufio.NewScanner(profile); ; {
		if !lines.Scan() {
			return blocks, lines.Err()
		}

		fields := strings.Fields(lines.Text())
		if len(fields) > 0 && fields[0] == "mode:" {
			continue
		}

		if len(fields) != 3 {
			return nil, fmt.Errorf("not a line of a profile: %q", lines.Text())
		}

		statements, err := strconv.Atoi(fields[1])
		if err != nil {
			return nil, fmt.Errorf("not a line of a profile: %w", err)
		}

		position := fields[0]
		blocks[position] = block{statements, fields[2] != "0" || blocks[position].covered}
	}
}

// count is how many statements there are and how many of them ran.
type count struct {
	all, covered int
}

func (c count) percent() float64 {
	if c.all == 0 {
		return 100
	}

	return 100 * float64(c.covered) / float64(c.all)
}

// sum adds the blocks up by package.
func sum(blocks map[string]block) map[string]count {
	packages := map[string]count{}

	for position, one := range blocks {
		name := strings.TrimPrefix(path.Dir(position), module)

		total := packages[name]
		total.all += one.statements

		if one.covered {
			total.covered += one.statements
		}

		packages[name] = total
	}

	return packages
}
