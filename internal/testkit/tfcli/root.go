// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
)

var moduleLine = regexp.MustCompile(`(?m)^module github\.com/dadosfera/terraform-provider-dadosfera$`)

// moduleRoot returns the folder of this module's go.mod: the one above the working directory, as in every test, else
// the one that this file was compiled from.
func moduleRoot() (string, error) {
	var starts []string
	if dir, err := os.Getwd(); err == nil {
		starts = append(starts, dir)
	}

	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		starts = append(starts, filepath.Dir(file))
	}

	for _, start := range starts {
		if root, ok := rootAbove(start); ok {
			return root, nil
		}
	}

	return "", errors.New("the source of terraform-provider-dadosfera is not here: run this inside a clone of it")
}

// rootAbove looks for this module's go.mod in dir and the folders above it.
func rootAbove(dir string) (string, bool) {
	for {
		text, err := os.ReadFile(filepath.Join(filepath.Clean(dir), "go.mod"))
		if err == nil && moduleLine.Match(text) {
			return dir, true
		}

		parent := filepath.Dir(dir)
		if parent == dir {
			return "", false
		}

		dir = parent
	}
}
