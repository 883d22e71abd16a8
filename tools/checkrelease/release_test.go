// SPDX-License-Identifier: MPL-2.0

package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var linux = target{"linux", "arm64"}

const (
	goodManifest = `{"version": 1, "metadata": {"protocol_versions": ["6.0"]}}`
	goodModules  = `{"bomFormat": "CycloneDX", "metadata": {"component": {"name": "github.com/dadosfera/terraform-provider-dadosfera", "version": "v1.2.3"}},
		"components": [{"name": "std", "version": "go1.26.0"}, {"name": "github.com/hashicorp/terraform-plugin-framework", "version": "v1.19.0"}]}`
	prefix = "terraform-provider-dadosfera_1.2.3_"
)

// goodRelease gives the files of a release by name, but for the checksums.
func goodRelease(t *testing.T) map[string]string {
	t.Helper()
	return map[string]string{
		prefix + "manifest.json":        goodManifest,
		prefix + "linux_arm64.cdx.json": goodModules,
		prefix + "linux_arm64.zip":      archiveOf(t, 0o755, "LICENSE", "README.md", "CHANGELOG.md", "terraform-provider-dadosfera_v1.2.3"),
	}
}

func archiveOf(t *testing.T, mode fs.FileMode, names ...string) string {
	t.Helper()
	var content bytes.Buffer
	w := zip.NewWriter(&content)
	for _, name := range names {
		header := &zip.FileHeader{Name: name}
		header.SetMode(mode)
		if _, err := w.CreateHeader(header); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return content.String()
}

// put writes the files of a release, with right checksums of them.
func put(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	var sums strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256([]byte(files[name])), name)
		if err := os.WriteFile(filepath.Join(folder, name), []byte(files[name]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, prefix+"SHA256SUMS"), []byte(sums.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

func opened(t *testing.T, folder string) release {
	t.Helper()
	r, err := open(folder, filepath.Join(folder, prefix+"manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCheck(t *testing.T) {
	program := "terraform-provider-dadosfera_v1.2.3"
	for name, tc := range map[string]struct {
		change map[string]string
		want   string
	}{
		"as it should be": {nil, ""},
		"another protocol": {
			map[string]string{"manifest.json": `{"version": 1, "metadata": {"protocol_versions": ["5.0"]}}`}, "protocols [5.0], not 1 and [6.0]",
		},
		"no manifest":           {map[string]string{"manifest.json": "{"}, "manifest.json: unexpected end"},
		"a program too many":    {map[string]string{"linux_arm64.zip": archiveOf(t, 0o755, program, "LICENSE", "README.md", "CHANGELOG.md", "other")}, `"other"`},
		"no program":            {map[string]string{"linux_arm64.zip": archiveOf(t, 0o755, "LICENSE", "README.md", "CHANGELOG.md")}, "not [\"CHANGELOG.md\""},
		"no license":            {map[string]string{"linux_arm64.zip": archiveOf(t, 0o755, program, "README.md", "CHANGELOG.md")}, `"LICENSE"`},
		"not to be executed":    {map[string]string{"linux_arm64.zip": archiveOf(t, 0o644, program, "LICENSE", "README.md", "CHANGELOG.md")}, "cannot be executed"},
		"no archive":            {map[string]string{"linux_arm64.zip": "PK"}, "not a valid zip file"},
		"another platform":      {map[string]string{"linux_386.zip": "x"}, "linux_386.zip"},
		"modules of another":    {map[string]string{"linux_arm64.cdx.json": strings.Replace(goodModules, "v1.2.3", "v1.2.2", 1)}, "v1.2.2"},
		"modules without a lot": {map[string]string{"linux_arm64.cdx.json": strings.Replace(goodModules, "terraform-plugin-framework", "x", 1)}, "no version of github.com/hashicorp/terraform-plugin-framework"},
		"modules without std":   {map[string]string{"linux_arm64.cdx.json": strings.Replace(goodModules, `"std"`, `"x"`, 1)}, "no version of std"},
		"another form":          {map[string]string{"linux_arm64.cdx.json": strings.Replace(goodModules, "CycloneDX", "SPDX", 1)}, "SPDX"},
	} {
		t.Run(name, func(t *testing.T) {
			files := goodRelease(t)
			for end, content := range tc.change {
				files[prefix+end] = content
			}
			err := opened(t, put(t, files)).check([]target{linux})
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("%v, and not %q", err, tc.want)
			}
		})
	}
}

func TestChecksums(t *testing.T) {
	folder := put(t, goodRelease(t))
	name := filepath.Join(folder, prefix+"manifest.json")
	if err := os.WriteFile(name, []byte(goodManifest+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := opened(t, folder).check([]target{linux}); err == nil || !strings.Contains(err.Error(), "manifest.json has the sum") {
		t.Errorf("a wrong checksum: %v", err)
	}

	files := goodRelease(t)
	delete(files, prefix+"manifest.json")
	folder = put(t, files)
	if err := os.WriteFile(filepath.Join(folder, prefix+"manifest.json"), []byte(goodManifest), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := opened(t, folder).check([]target{linux}); err == nil || !strings.Contains(err.Error(), "SHA256SUMS is about") {
		t.Errorf("a manifest without a checksum: %v", err)
	}

	if _, err := open(t.TempDir(), ""); err == nil {
		t.Error("an empty folder is a release")
	}
}

func TestSame(t *testing.T) {
	one := opened(t, put(t, goodRelease(t)))
	if err := same(one, opened(t, put(t, goodRelease(t)))); err != nil {
		t.Error(err)
	}
	files := goodRelease(t)
	files[prefix+"linux_arm64.cdx.json"] += "\n"
	if err := same(one, opened(t, put(t, files))); err == nil {
		t.Error("releases that differ are the same")
	}
	delete(files, prefix+"linux_arm64.cdx.json")
	if err := same(one, opened(t, put(t, files))); err == nil {
		t.Error("releases with other files are the same")
	}
	for name, want := range map[string]bool{prefix + "SHA256SUMS.sig": true, prefix + "x": false} {
		a, b := goodRelease(t), goodRelease(t)
		a[name], b[name] = "a", "b"
		first, second := opened(t, put(t, a)), opened(t, put(t, b))
		// The checksums differ too, as put makes them of everything.
		first.names = slices.DeleteFunc(first.names, func(n string) bool { return n == first.sums() })
		second.names = slices.DeleteFunc(second.names, func(n string) bool { return n == second.sums() })
		if err := same(first, second); (err == nil) != want {
			t.Errorf("with another %s: %v", name, err)
		}
	}
}
