// SPDX-License-Identifier: MPL-2.0

//go:build !unix || solaris || illumos || aix

package tfcli

import (
	"context"
	"os"
)

// checkPrivate returns an error only if there is nothing at path: the cache directory of a Windows user is private by
// default.
func checkPrivate(path string) error {
	_, err := os.Lstat(path)
	return err
}

// lock does nothing. Several processes then build at the same time, each in a directory of its own.
func lock(context.Context, string) (unlock func(), err error) { return func() {}, nil }
