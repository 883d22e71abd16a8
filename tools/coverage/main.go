// SPDX-License-Identifier: MPL-2.0

// Command coverage prints how many percent of the statements of each package a coverage profile covers. It exits with
// status 1 if a package of the provider is below the floor.
package main

import (
	"fmt"
	"log"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/cover"
)

const (
	internal = "github.com/dadosfera/terraform-provider-dadosfera/internal/"
	testkit  = "testkit/" // has no floor
)

// floorOf returns the least percentage for a package.
func floorOf(name string) float64 {
	switch {
	case strings.HasPrefix(name, testkit):
		return 0
	case name == "tfvalue":
		return 80 // it implements interfaces of the framework, of which the provider does not use every method
	default:
		return 85
	}
}

func main() {
	log.SetFlags(0)

	if len(os.Args) != 2 {
		log.Fatal("usage: coverage PROFILE")
	}

	profiles, err := cover.ParseProfiles(os.Args[1])
	if err != nil {
		log.Fatalf("%v; make test writes the profile", err)
	}

	statements, covered := map[string]int{}, map[string]int{}

	for _, file := range profiles {
		name := strings.TrimPrefix(path.Dir(file.FileName), internal)

		for _, block := range file.Blocks {
			statements[name] += block.NumStmt
			covered[name] += block.NumStmt * min(block.Count, 1)
		}
	}

	low := false

	for _, name := range slices.Sorted(maps.Keys(statements)) {
		percent, note := 100*float64(covered[name])/float64(statements[name]), ""
		if floor := floorOf(name); percent < floor {
			low, note = true, fmt.Sprintf("  below %.0f %%", floor)
		}

		fmt.Printf("%6.1f %%  %s%s\n", percent, name, note)
	}

	if low {
		os.Exit(1)
	}
}
