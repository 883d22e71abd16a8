// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestBuild_concurrentCallsBuildOnce(t *testing.T) {
	builds := fakeGo(t, bareMachine(t), goodBuild)

	var wait sync.WaitGroup
	var paths [3]string
	for i := range paths {
		wait.Go(func() {
			cli, err := Build(t.Context(), Pinned, io.Discard)
			if err != nil {
				t.Error(err)
			}
			paths[i] = cli.Path
		})
	}
	wait.Wait()

	if paths[0] != paths[1] || paths[1] != paths[2] {
		t.Errorf("got paths %v, want the same three times", paths)
	}
	if got := builds.count(t); got != 1 {
		t.Errorf("got %d builds, want 1", got)
	}
}

func TestBuild_executablePerPin(t *testing.T) {
	bin := bareMachine(t)
	for _, pin := range []Pin{Pinned, Lowest} {
		version := fakeGoFor(t, bin, pin, goodBuild).version
		got, err := Build(t.Context(), pin, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if want := "opentofu-" + version; filepath.Base(got.Path) != want || got.Version != version {
			t.Errorf("%s: got %v, want %s", pin, got, want)
		}
	}
}

func TestPinned_lowestIsTheDocumentedVersion(t *testing.T) {
	if _, version, err := pinned(t.Context(), Lowest); err != nil || version != "1.8.0" {
		t.Errorf("got %s, %v, want 1.8.0", version, err)
	}
}

func TestBuild_untrustedExecutableIsReplaced(t *testing.T) {
	const otherUser = 65534
	for name, spoil := range map[string]func(path string) error{
		"owned by another user": func(path string) error {
			if os.Getuid() != 0 {
				return os.Chmod(path, 0o722) // Only root can give a file away.
			}
			return os.Chown(path, otherUser, otherUser)
		},
		"writable by the group": func(path string) error { return os.Chmod(path, 0o720) },
		"writable by others":    func(path string) error { return os.Chmod(path, 0o702) },
		"symbolic link": func(path string) error {
			return errors.Join(os.Rename(path, path+"-moved"), os.Symlink(path+"-moved", path))
		},
		"another version": func(path string) error {
			return os.WriteFile(path, []byte("#!/bin/sh\necho OpenTofu v0.0.1\n"), 0o700)
		},
		"another program": func(path string) error {
			return os.WriteFile(path, []byte("#!/bin/sh\necho hello\n"), 0o700)
		},
	} {
		t.Run(name, func(t *testing.T) {
			builds := fakeGo(t, bareMachine(t), goodBuild)
			first, err := Build(t.Context(), Pinned, io.Discard)
			if err != nil {
				t.Fatal(err)
			}
			if err := spoil(first.Path); err != nil {
				t.Fatal(err)
			}
			if got, err := Build(t.Context(), Pinned, io.Discard); err != nil || got != first {
				t.Fatalf("got %v, %v, want %v", got, err, first)
			}
			if got := builds.count(t); got != 2 {
				t.Errorf("got %d builds, want 2", got)
			}
			if err := checkPrivate(first.Path); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestBuild_cacheThatOthersCanWriteToIsError(t *testing.T) {
	builds := fakeGo(t, bareMachine(t), goodBuild)
	dir, err := cacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if got, err := Build(t.Context(), Pinned, io.Discard); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, %v, want an error that names %s", got, err, dir)
	}
	if got := builds.count(t); got != 0 {
		t.Errorf("got %d builds, want 0", got)
	}
}

func TestBuild_failureLeavesNothing(t *testing.T) {
	for name, tt := range map[string]struct{ build, want string }{
		"compile error":   {"echo half >$out; echo undefined: x >&2; exit 1", "undefined: x"},
		"does not run":    {"echo half >$out", "running the new OpenTofu"},
		"another program": {`printf '#!/bin/sh\necho hello\n' >"$out"; /bin/chmod +x "$out"`, "neither Terraform nor OpenTofu"},
		"another version": {`printf '#!/bin/sh\necho OpenTofu v0.0.1\n' >"$out"; /bin/chmod +x "$out"`, "want OpenTofu"},
	} {
		t.Run(name, func(t *testing.T) {
			bin := bareMachine(t)
			fakeGo(t, bin, tt.build)
			got, err := Build(t.Context(), Pinned, io.Discard)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, %v, want an error with %q", got, err, tt.want)
			}
			checkOnlyLock(t)

			fakeGo(t, bin, goodBuild)
			if _, err := Build(t.Context(), Pinned, io.Discard); err != nil {
				t.Errorf("the next build: %v", err)
			}
		})
	}
}

func TestBuild_interruptLeavesNothing(t *testing.T) {
	bin := bareMachine(t)
	ctx, cancel := context.WithCancel(t.Context())

	// The build creates a file when it starts, then is busy until the interrupt, or for some seconds.
	started := filepath.Join(t.TempDir(), "started")
	fakeGo(t, bin, `echo half >"$out"; trap 'exit 130' INT; : >'`+started+`'
		i=0; while [ $i -lt 9999999 ]; do i=$((i + 1)); done; exit 1`)
	result := make(chan error, 1)
	go func() {
		_, err := Build(ctx, Pinned, io.Discard)
		result <- err
	}()
	waitForFile(t, started)
	cancel()

	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that the context was canceled", err)
	}
	checkOnlyLock(t)
}

func TestLock_waitEndsWithContext(t *testing.T) {
	bareMachine(t)
	path := filepath.Join(t.TempDir(), "lock")
	unlock, err := lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := lock(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("second lock: got %v, want that the context was canceled", err)
	}

	unlock()
	unlock, err = lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
}

// checkOnlyLock checks that the cache directory contains nothing but the lock.
func checkOnlyLock(t *testing.T) {
	t.Helper()
	dir, err := cacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if found, err := os.ReadDir(dir); err != nil || len(found) != 1 || found[0].Name() != "lock" {
		t.Errorf("got %v, %v, want only the lock", found, err)
	}
}

// waitForFile waits until there is a file at path.
func waitForFile(t *testing.T, path string) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := os.Stat(path); err == nil {
			return
		}
		select {
		case <-t.Context().Done():
			t.Fatal(t.Context().Err())
		case <-tick.C:
		}
	}
}

// goodBuild is a build that succeeds. Its result has the version that was asked for.
const goodBuild = `printf '#!/bin/sh\necho OpenTofu v%s\n' "$version" >"$out"; /bin/chmod +x "$out"`

// fakeBuilds are the builds of a fake Go command.
type fakeBuilds struct{ version, log string }

// count returns the number of builds so far.
func (b fakeBuilds) count(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(b.log)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return strings.Count(string(text), "\n")
}

// fakeGo writes a Go command for the module of Pinned: see fakeGoFor.
func fakeGo(t *testing.T, bin, build string) fakeBuilds {
	t.Helper()
	return fakeGoFor(t, bin, Pinned, build)
}

// fakeGoFor writes a Go command that builds with a shell script. In the script, $out is the path of the result, and
// $version the pinned version.
func fakeGoFor(t *testing.T, bin string, pin Pin, build string) fakeBuilds {
	t.Helper()
	goMod, err := filepath.Abs("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	script(t, bin, "go", "echo '"+goMod+"'")
	_, version, err := pinned(t.Context(), pin)
	if err != nil {
		t.Fatal(err)
	}

	fake := fakeBuilds{version: version, log: filepath.Join(t.TempDir(), "builds")}
	script(t, bin, "go", `
case "$1" in
env) echo '`+goMod+`' ;;
build)
	echo "$*" >>'`+fake.log+`'
	while [ "$1" != -o ]; do shift; done
	out=$2 version='`+version+`'
	`+build+`
	;;
esac`)
	return fake
}
