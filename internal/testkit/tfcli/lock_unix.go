// SPDX-License-Identifier: MPL-2.0

//go:build unix && !solaris && !illumos && !aix

package tfcli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockPoll is how often a process that waits for the lock looks again.
const lockPoll = 250 * time.Millisecond

// lock waits until this process alone holds the lock file at path. The system lets go of it when the process ends,
// however it ends, so a stale one can't be left behind.
func lock(ctx context.Context, path string) (func(), error) {
	file, err := os.OpenFile(filepath.Clean(path), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the lock: %w", err)
	}

	tick := time.NewTicker(lockPoll)
	defer tick.Stop()

	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			// Closing lets go of the lock.
			return func() { _ = file.Close() }, nil
		}

		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			_ = file.Close()

			return nil, fmt.Errorf("taking the lock: %w", err)
		}

		select {
		case <-ctx.Done():
			_ = file.Close()

			return nil, ctx.Err()
		case <-tick.C:
		}
	}
}
