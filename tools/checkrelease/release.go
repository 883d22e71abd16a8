// SPDX-License-Identifier: MPL-2.0

package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// release is the files of a release.
type release struct {
	folder, version string
	names           []string // of what GoReleaser has made to be uploaded
	manifest        string   // what it uploads under another name than it has
}

// open finds the files of a release, as the registries name them: see
// https://developer.hashicorp.com/terraform/registry/providers/publishing
func open(folder, manifest string) (release, error) {
	r := release{folder: folder, manifest: manifest}

	entries, err := os.ReadDir(folder)
	if err != nil {
		return r, fmt.Errorf("reading the release: %w", err)
	}

	for _, entry := range entries {
		if entry.Type().IsRegular() && strings.HasPrefix(entry.Name(), project+"_") {
			r.names = append(r.names, entry.Name())
			if rest, ok := strings.CutSuffix(entry.Name(), "_SHA256SUMS"); ok {
				r.version = strings.TrimPrefix(rest, project+"_")
			}
		}
	}

	if r.version == "" {
		return r, fmt.Errorf("%s has no list of checksums", folder)
	}

	return r, nil
}

// file gives the name of a file of the release by its end.
func (r release) file(end string) string { return project + "_" + r.version + "_" + end }

// path is where a file of the release is.
func (r release) path(name string) string {
	if name == r.file("manifest.json") {
		return r.manifest
	}

	return filepath.Join(r.folder, filepath.Base(name))
}

func (r release) sums() string { return r.file("SHA256SUMS") }

// program is the provider inside an archive.
func (r release) program(platform target) string {
	name := project + "_v" + r.version
	if platform.os == "windows" {
		name += ".exe"
	}

	return name
}

// check holds that the release has an archive and a list of modules for each platform, the manifest, and a checksum of each of
// them and of nothing else.
func (r release) check(platforms []target) error {
	manifest := r.file("manifest.json")
	wrong := []error{r.checkManifest(manifest)}
	summed := []string{manifest}

	for _, platform := range platforms {
		archive, modules := r.file(platform.os+"_"+platform.arch+".zip"), r.file(platform.os+"_"+platform.arch+".cdx.json")
		summed = append(summed, archive, modules)
		wrong = append(wrong, r.checkArchive(archive, platform), r.checkModules(modules))
	}

	return errors.Join(append(wrong, r.checkSums(summed))...)
}

func (r release) checkManifest(name string) error {
	var manifest struct {
		Version  int
		Metadata struct {
			ProtocolVersions []string `json:"protocol_versions"`
		}
	}
	if err := readJSON(r.path(name), &manifest); err != nil {
		return err
	}

	if manifest.Version != 1 || !slices.Equal(manifest.Metadata.ProtocolVersions, []string{"6.0"}) {
		return fmt.Errorf("%s says version %d and protocols %v, not 1 and [6.0]", name, manifest.Version, manifest.Metadata.ProtocolVersions)
	}

	return nil
}

func (r release) checkArchive(name string, platform target) error {
	archive, err := zip.OpenReader(r.path(name))
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer func() { _ = archive.Close() }()

	var inside []string

	for _, file := range archive.File {
		inside = append(inside, file.Name)
		if file.Name == r.program(platform) && file.Mode()&0o111 == 0 {
			return fmt.Errorf("%s: %s cannot be executed", name, file.Name)
		}
	}

	slices.Sort(inside)

	if want := []string{"CHANGELOG.md", "LICENSE", "README.md", r.program(platform)}; !slices.Equal(inside, want) {
		return fmt.Errorf("%s holds %q, not %q", name, inside, want)
	}

	return nil
}

// checkModules holds that a list names the release, and what every provider of this kind is made of.
func (r release) checkModules(name string) error {
	type component struct{ Name, Version string }

	var list struct {
		BOMFormat  string `json:"bomFormat"`
		Metadata   struct{ Component component }
		Components []component
	}
	if err := readJSON(r.path(name), &list); err != nil {
		return err
	}

	main := list.Metadata.Component
	if list.BOMFormat != "CycloneDX" || main.Name != "github.com/dadosfera/"+project || main.Version != "v"+r.version {
		return fmt.Errorf("%s is a %q of %s %s", name, list.BOMFormat, main.Name, main.Version)
	}

	for _, want := range []string{"std", "github.com/hashicorp/terraform-plugin-framework"} {
		if !slices.ContainsFunc(list.Components, func(c component) bool { return c.Name == want && c.Version != "" }) {
			return fmt.Errorf("%s lists no version of %s", name, want)
		}
	}

	return nil
}

// checkSums holds that the list of checksums is about these files, and right.
func (r release) checkSums(want []string) error {
	text, err := os.ReadFile(r.path(r.sums()))
	if err != nil {
		return fmt.Errorf("the checksums: %w", err)
	}

	sums := map[string]string{}

	for line := range strings.Lines(string(text)) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if !ok {
			return fmt.Errorf("%s has the line %q", r.sums(), line)
		}

		sums[name] = sum
	}

	slices.Sort(want)

	if got := slices.Sorted(maps.Keys(sums)); !slices.Equal(got, want) {
		return fmt.Errorf("%s is about %q, not %q", r.sums(), got, want)
	}

	for name, sum := range sums {
		content, err := os.ReadFile(r.path(name))
		if err != nil {
			return fmt.Errorf("a file with a checksum: %w", err)
		}

		if own := sha256.Sum256(content); hex.EncodeToString(own[:]) != sum {
			return fmt.Errorf("%s has the sum %x, and %s says %s", name, own, r.sums(), sum)
		}
	}

	return nil
}

// checkProgram runs the program of this platform out of its archive, and holds that it says its version.
func (r release) checkProgram(ctx context.Context, platform target) error {
	archive, err := zip.OpenReader(r.path(r.file(platform.os + "_" + platform.arch + ".zip")))
	if err != nil {
		return fmt.Errorf("the archive of this platform: %w", err)
	}
	defer func() { _ = archive.Close() }()

	from, err := archive.Open(r.program(platform))
	if err != nil {
		return fmt.Errorf("the archive of this platform: %w", err)
	}
	defer func() { _ = from.Close() }()

	var content bytes.Buffer
	if _, err := io.Copy(&content, from); err != nil {
		return fmt.Errorf("unpacking the program: %w", err)
	}

	path := filepath.Join(filepath.Dir(r.folder), r.program(platform))
	if err := os.WriteFile(path, content.Bytes(), 0o700); err != nil { //nolint:gosec // it is to be run
		return fmt.Errorf("unpacking the program: %w", err)
	}

	said, err := output(ctx, ".", nil, path, "-version")
	if err != nil {
		return err
	}

	if want := project + " " + r.version + "\n"; said != want {
		return fmt.Errorf("the program says %q, not %q", said, want)
	}

	return nil
}

// same holds that two releases have the same files, byte for byte; but for signatures, which hold the time.
func same(one, other release) error {
	if !slices.Equal(one.names, other.names) {
		return fmt.Errorf("once the release has the files %q, and then %q", one.names, other.names)
	}

	var wrong []error

	for _, name := range one.names {
		if strings.HasSuffix(name, ".sig") {
			continue
		}

		a, errA := os.ReadFile(one.path(name))
		b, errB := os.ReadFile(other.path(name))

		if err := errors.Join(errA, errB); err != nil {
			return fmt.Errorf("comparing the releases: %w", err)
		}

		if !bytes.Equal(a, b) {
			wrong = append(wrong, fmt.Errorf("%s is another one each time it is built", name))
		}
	}

	return errors.Join(wrong...)
}

func readJSON(name string, into any) error {
	text, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		return fmt.Errorf("a file of the release: %w", err)
	}

	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(name), err)
	}

	return nil
}
