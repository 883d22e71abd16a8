// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

func TestFind_prefersVariable(t *testing.T) {
	bin := bareMachine(t)
	fakeCLI(t, bin, "terraform", "Terraform v1.11.4")
	path := fakeCLI(t, t.TempDir(), "my-tofu", "OpenTofu v1.12.6")
	t.Setenv(PathVariable, path)

	got, err := Find(t.Context(), io.Discard)
	if want := (CLI{Path: path, Product: OpenTofu, Version: "1.12.6"}); err != nil || got != want {
		t.Fatalf("got %v, %v, want %v", got, err, want)
	}
}

func TestFind_prefersTerraformOnPath(t *testing.T) {
	bin := bareMachine(t)
	fakeCLI(t, bin, "tofu", "OpenTofu v1.12.6")
	want := CLI{
		Path: fakeCLI(t, bin, "terraform", "Terraform v1.11.4\non linux_amd64"), Product: Terraform, Version: "1.11.4",
	}
	if got, err := Find(t.Context(), io.Discard); err != nil || got != want {
		t.Fatalf("got %v, %v, want %v", got, err, want)
	}
}

func TestFind_skipsTerraformThatDoesNotRun(t *testing.T) {
	bin := bareMachine(t)
	script(t, bin, "terraform", "echo no version is selected >&2; exit 126")
	want := CLI{Path: fakeCLI(t, bin, "tofu", "OpenTofu v1.12.6"), Product: OpenTofu, Version: "1.12.6"}

	var progress bytes.Buffer
	if got, err := Find(t.Context(), &progress); err != nil || got != want {
		t.Fatalf("got %v, %v, want %v", got, err, want)
	}
	if !strings.Contains(progress.String(), "no version is selected") {
		t.Errorf("got progress %q, want the reason why terraform was skipped", &progress)
	}
}

func TestFind_buildsOpenTofu(t *testing.T) {
	version := fakeGo(t, bareMachine(t), goodBuild).version

	var progress bytes.Buffer
	got, err := Find(t.Context(), &progress)
	if err != nil || got.Product != OpenTofu || got.Version != version {
		t.Fatalf("got %v, %v, want OpenTofu %s", got, err, version)
	}
	if !strings.Contains(progress.String(), "building OpenTofu "+version) {
		t.Errorf("got progress %q, want a line about the build", &progress)
	}
}

func TestFind_invalidVariableIsError(t *testing.T) {
	bin := bareMachine(t)
	fakeCLI(t, bin, "terraform", "Terraform v1.11.4")
	for name, path := range map[string]string{
		"missing":           filepath.Join(t.TempDir(), "none"),
		"another program":   fakeCLI(t, t.TempDir(), "x", "Packer v1.15.0"),
		"no version number": fakeCLI(t, t.TempDir(), "x", "Terraform vNext"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(PathVariable, path)
			if got, err := Find(t.Context(), io.Discard); err == nil || !strings.Contains(err.Error(), PathVariable) {
				t.Errorf("got %v, %v, want an error that names %s", got, err, PathVariable)
			}
		})
	}
}

func TestFind_nothingInstalledIsError(t *testing.T) {
	bareMachine(t)
	if got, err := Find(t.Context(), io.Discard); err == nil || !strings.Contains(err.Error(), PathVariable) {
		t.Fatalf("got %v, %v, want an error that names %s", got, err, PathVariable)
	}
}
