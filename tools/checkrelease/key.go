// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// signingKey is a key of gpg's in a home of its own; the zero value is none.
type signingKey struct{ home, fingerprint string }

// newKey makes a key without a passphrase; none where there is no gpg.
func newKey(ctx context.Context, home string) (signingKey, error) {
	if _, err := exec.LookPath("gpg"); err != nil {
		return signingKey{}, nil
	}

	if err := os.Mkdir(home, 0o700); err != nil {
		return signingKey{}, fmt.Errorf("making a folder for the key: %w", err)
	}

	key := signingKey{home: home}
	if _, err := output(ctx, ".", key.environment(), "gpg", "--batch", "--quiet", "--passphrase", "",
		"--quick-generate-key", "checkrelease <checkrelease@example.com>", "rsa3072", "sign", "1d"); err != nil {
		return key, err
	}

	keys, err := output(ctx, ".", key.environment(), "gpg", "--batch", "--with-colons", "--list-secret-keys")
	if err != nil {
		return key, err
	}

	for line := range strings.Lines(keys) {
		if rest, ok := strings.CutPrefix(line, "fpr:"); ok {
			key.fingerprint = strings.Trim(strings.TrimSpace(rest), ":")
			return key, nil
		}
	}

	return key, errors.New("gpg names no fingerprint of the key that it has made")
}

func (k signingKey) usable() bool { return k.home != "" }

func (k signingKey) environment() []string {
	if !k.usable() {
		return nil
	}

	return []string{"GNUPGHOME=" + k.home, "GPG_FINGERPRINT=" + k.fingerprint}
}

// verify holds that the list of checksums is signed with the key, in the binary form that the registries take.
func (k signingKey) verify(ctx context.Context, r release) error {
	if !k.usable() {
		return nil
	}

	signature := r.path(r.sums() + ".sig")

	text, err := os.ReadFile(filepath.Clean(signature))
	if err != nil {
		return fmt.Errorf("the signature: %w", err)
	}

	if strings.HasPrefix(string(text), "-----BEGIN") {
		return fmt.Errorf("%s.sig is armored, which the registries do not take", r.sums())
	}

	_, err = output(ctx, ".", k.environment(), "gpg", "--batch", "--verify", signature, r.path(r.sums()))

	return err
}

// close ends the agent that gpg has started for the key.
func (k signingKey) close(ctx context.Context) error {
	if !k.usable() {
		return nil
	}

	_, err := output(ctx, ".", k.environment(), "gpgconf", "--kill", "all")

	return err
}
