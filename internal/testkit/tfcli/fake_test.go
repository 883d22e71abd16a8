// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// bareMachine gives the test a PATH and a cache folder of its own, with nothing in them, and returns the folder that is
// the whole PATH.
func bareMachine(t *testing.T) string {
	t.Helper()

	if runtime.GOOS == "windows" {
		t.Skip("the stand-ins for the programs are shell scripts")
	}

	bin := t.TempDir()
	home := t.TempDir()

	t.Setenv("PATH", bin)
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	t.Setenv(PathVariable, "")

	return bin
}

// script puts a program into the folder and returns its path.
func script(t *testing.T, folder, name, body string) string {
	t.Helper()

	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}

	return path
}

// fakeCLI stands in for a program that says this when asked for its version.
func fakeCLI(t *testing.T, folder, name, says string) string {
	t.Helper()

	return script(t, folder, name, `[ "$1" = version ] && [ "$CHECKPOINT_DISABLE" = 1 ] && echo '`+says+`'`)
}

// fakeGo stands in for the Go command: it notes each build in the file that it returns, and builds a program with the
// script given, to which $out is the path to build at.
func fakeGo(t *testing.T, folder, build string) string {
	t.Helper()

	builds := filepath.Join(t.TempDir(), "builds")
	script(t, folder, "go", `
case "$1" in
env) echo go1.99.0 ;;
build)
	echo "$*" >>'`+builds+`'
	while [ "$1" != -o ]; do shift; done
	out=$2
	`+build+`
	;;
esac`)

	return builds
}

// goodBuild is a build that works.
const goodBuild = `printf '#!/bin/sh\necho OpenTofu v1.99.3\n' >"$out"; /bin/chmod +x "$out"`
