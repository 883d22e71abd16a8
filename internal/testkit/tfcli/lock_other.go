// SPDX-License-Identifier: MPL-2.0

//go:build !unix || solaris || illumos || aix

package tfcli

import "context"

// lock does nothing here: two processes may then build side by side, which costs time and does no harm, as each builds
// in a folder of its own and the last to finish wins.
func lock(_ context.Context, _ string) (func(), error) {
	return func() {}, nil
}
