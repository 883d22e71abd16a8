// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

// SkipDocumented skips tests that hold for the documented behavior alone if the environment variable [Variable] names the file
// of another contract, and prints which and why. The reasons are keyed by the names of the tests. It must be called from TestMain.
func SkipDocumented(reasons map[string]string) {
	c, err := FromEnvironment()
	if err != nil || c == (Contract{}) || len(reasons) == 0 {
		return // the first simulator reports the error
	}
	flag.Parse()
	names := slices.Sorted(maps.Keys(reasons))
	for _, name := range names {
		fmt.Fprintf(os.Stderr, "skipped under %s: %s: %s\n", Variable, name, reasons[name])
	}
	pattern := "^(" + strings.Join(names, "|") + ")$"
	if skip := flag.Lookup("test.skip"); skip != nil {
		if given := skip.Value.String(); given != "" {
			pattern = given + "|" + pattern
		}
		if err := skip.Value.Set(pattern); err != nil {
			panic(err) // the flag is a text
		}
	}
}
