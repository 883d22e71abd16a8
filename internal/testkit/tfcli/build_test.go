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

func TestBuildOpenTofuOnce(t *testing.T) {
	builds := fakeGo(t, bareMachine(t), goodBuild)

	var (
		wait  sync.WaitGroup
		paths [3]string
	)

	for i := range paths {
		wait.Go(func() {
			got, err := BuildOpenTofu(t.Context(), io.Discard)
			if err != nil {
				t.Error(err)
			}

			paths[i] = got.Path
		})
	}

	wait.Wait()

	if paths[0] != paths[1] || paths[1] != paths[2] {
		t.Errorf("paths = %v; want one and the same", paths)
	}

	log, err := os.ReadFile(builds)
	if err != nil || strings.Count(string(log), "\n") != 1 {
		t.Errorf("builds = %q, %v; want one", log, err)
	}
}

func TestBuildOpenTofuIsKeptApartByVersion(t *testing.T) {
	fakeGo(t, bareMachine(t), goodBuild)

	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}

	for pin, build := range map[string]func(context.Context, io.Writer) (CLI, error){
		"opentofu": BuildOpenTofu, "opentofu-lowest": BuildLowestOpenTofu,
	} {
		got, err := build(t.Context(), io.Discard)
		if err != nil {
			t.Fatal(err)
		}

		pinned, err := pinnedVersion(filepath.Join(root, "tools", pin))
		if err != nil {
			t.Fatal(err)
		}

		if want := "opentofu-" + pinned + "-go1.99.0"; filepath.Base(filepath.Dir(got.Path)) != want {
			t.Errorf("built at %s; want the folder %s", got.Path, want)
		}
	}
}

// What is stated as the lowest version is what is tested.
func TestLowestOpenTofu(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}

	if got, err := pinnedVersion(filepath.Join(root, "tools", "opentofu-lowest")); err != nil || got != "1.8.0" {
		t.Errorf("the lowest OpenTofu is %s, %v", got, err)
	}
}

func TestAFailedBuildLeavesNothing(t *testing.T) {
	tests := map[string]struct{ build, want string }{
		"it does not compile":       {"echo half >$out; echo undefined: x >&2; exit 1", "undefined: x"},
		"it does not run":           {"echo half >$out", "trying the new OpenTofu"},
		"it runs, and is not right": {`printf '#!/bin/sh\necho hello\n' >"$out"; /bin/chmod +x "$out"`, "neither Terraform nor OpenTofu"},
	}

	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			bin := bareMachine(t)
			fakeGo(t, bin, tt.build)

			got, err := BuildOpenTofu(t.Context(), io.Discard)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("BuildOpenTofu() = %v, %v; want an error with %q", got, err, tt.want)
			}

			wantOnlyTheLock(t)

			// What went wrong once does not stand in the way of the next try.
			fakeGo(t, bin, goodBuild)

			if _, err := BuildOpenTofu(t.Context(), io.Discard); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAnInterruptedBuildLeavesNothing(t *testing.T) {
	bin := bareMachine(t)
	ctx, cancel := context.WithCancel(t.Context())

	// The build says that it has begun, then is busy until the interrupt ends it, or for some seconds.
	begun := filepath.Join(t.TempDir(), "begun")
	fakeGo(t, bin, `echo half >"$out"; trap 'exit 130' INT; : >'`+begun+`'
		i=0; while [ $i -lt 9999999 ]; do i=$((i + 1)); done; exit 1`)

	result := make(chan error, 1)
	go func() {
		_, err := BuildOpenTofu(ctx, io.Discard)
		result <- err
	}()

	waitForFile(t, begun)
	cancel()

	if err := <-result; err == nil {
		t.Error("an interrupted build was taken for whole")
	}

	wantOnlyTheLock(t)
}

func TestWaitingForAnotherBuildEndsWithTheContext(t *testing.T) {
	bareMachine(t)
	path := filepath.Join(t.TempDir(), "lock")

	unlock, err := lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	if _, err := lock(ctx, path); !errors.Is(err, context.Canceled) {
		t.Errorf("a second lock: %v; want that the wait was canceled", err)
	}

	unlock()

	unlock, err = lock(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}

	unlock()
}

// wantOnlyTheLock checks that the cache folder holds no program, whole or half.
func wantOnlyTheLock(t *testing.T) {
	t.Helper()

	found, err := filepath.Glob(filepath.Join(os.Getenv("XDG_CACHE_HOME"), cacheFolder, "*", "*"))
	if home := os.Getenv("HOME"); err == nil && len(found) == 0 {
		// The cache folder of macOS does not follow XDG_CACHE_HOME.
		found, err = filepath.Glob(filepath.Join(home, "Library", "Caches", cacheFolder, "*", "*"))
	}

	if err != nil || len(found) != 1 || filepath.Base(found[0]) != "lock" {
		t.Errorf("the cache holds %v, %v; want the lock alone", found, err)
	}
}

// waitForFile returns when there is such a file.
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
