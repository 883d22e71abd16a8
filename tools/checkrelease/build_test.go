// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"slices"
	"testing"

	"go.yaml.in/yaml/v4"
)

// config is the part of the configuration that the checks know.
type config struct {
	Version int `yaml:"version"`
	Builds  []struct {
		Flags  []string            `yaml:"flags"`
		GOOS   []string            `yaml:"goos"`
		GOARCH []string            `yaml:"goarch"`
		Ignore []map[string]string `yaml:"ignore"`
	} `yaml:"builds"`
	Signs []map[string]any `yaml:"signs"`
}

func read(t *testing.T, text []byte) config {
	t.Helper()
	var c config
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNarrowed(t *testing.T) {
	text, err := os.ReadFile("../../.goreleaser.yml")
	if err != nil {
		t.Fatal(err)
	}
	narrow, err := narrowed(text, target{"linux", "arm64"})
	if err != nil {
		t.Fatal(err)
	}
	full, c := read(t, text), read(t, narrow)
	if got := c.Builds[0]; !slices.Equal(got.GOOS, []string{"linux"}) || !slices.Equal(got.GOARCH, []string{"arm64"}) {
		t.Errorf("the platforms are %v and %v", got.GOOS, got.GOARCH)
	}
	if c.Version != 2 || len(c.Signs) != 1 || !slices.Equal(c.Builds[0].Flags, full.Builds[0].Flags) {
		t.Errorf("something else has changed:\n%s", narrow)
	}
	if _, err := narrowed(text, target{"plan9", "amd64"}); err == nil {
		t.Error("a release for Plan 9")
	}
	if _, err := narrowed([]byte("builds: [{goos: linux}]"), target{"linux", "amd64"}); err == nil {
		t.Error("a build without lists")
	}
}

// The platforms that the registry recommends, and those beside them that people run Terraform on.
func TestPlatforms(t *testing.T) {
	text, err := os.ReadFile("../../.goreleaser.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []target{
		{"darwin", "amd64"}, {"darwin", "arm64"}, {"linux", "amd64"}, {"linux", "arm64"}, {"linux", "arm"}, {"windows", "amd64"},
		{"linux", "386"}, {"windows", "386"}, {"windows", "arm64"}, {"freebsd", "amd64"}, {"freebsd", "386"}, {"freebsd", "arm"}, {"freebsd", "arm64"},
	} {
		build := read(t, text).Builds[0]
		ignored := slices.ContainsFunc(build.Ignore, func(i map[string]string) bool { return i["goos"] == want.os && i["goarch"] == want.arch })
		if ignored || !slices.Contains(build.GOOS, want.os) || !slices.Contains(build.GOARCH, want.arch) {
			t.Errorf("there is no release for %s", want)
		}
	}
}
