// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindTakesTheNamedProgramFirst(t *testing.T) {
	bin := bareMachine(t)
	fakeCLI(t, bin, "terraform", "Terraform v1.11.4")
	named := fakeCLI(t, t.TempDir(), "my-tofu", "OpenTofu v1.12.6")
	t.Setenv(PathVariable, named)

	got, err := Find(t.Context(), io.Discard)
	if want := (CLI{Path: named, Product: OpenTofu, Version: "1.12.6"}); err != nil || got != want {
		t.Fatalf("Find() = %v, %v; want %v", got, err, want)
	}
}

func TestFindPrefersTerraformOnThePath(t *testing.T) {
	bin := bareMachine(t)
	fakeCLI(t, bin, "tofu", "OpenTofu v1.12.6")

	want := CLI{Path: fakeCLI(t, bin, "terraform", "Terraform v1.11.4\non linux_amd64"), Product: Terraform, Version: "1.11.4"}
	if got, err := Find(t.Context(), io.Discard); err != nil || got != want {
		t.Fatalf("Find() = %v, %v; want %v", got, err, want)
	}
}

func TestFindTakesTofuWhereTerraformDoesNotWork(t *testing.T) {
	bin := bareMachine(t)
	script(t, bin, "terraform", "echo no version is set >&2; exit 126")

	var progress bytes.Buffer

	want := CLI{Path: fakeCLI(t, bin, "tofu", "OpenTofu v1.12.6"), Product: OpenTofu, Version: "1.12.6"}
	if got, err := Find(t.Context(), &progress); err != nil || got != want {
		t.Fatalf("Find() = %v, %v; want %v", got, err, want)
	}

	if !strings.Contains(progress.String(), "no version is set") {
		t.Errorf("progress = %q; want why terraform was passed over", progress.String())
	}
}

func TestFindBuildsOpenTofuWhereThereIsNone(t *testing.T) {
	bin := bareMachine(t)
	fakeGo(t, bin, goodBuild)

	var progress bytes.Buffer

	got, err := Find(t.Context(), &progress)
	if err != nil || got.Product != OpenTofu || got.Version != "1.99.3" {
		t.Fatalf("Find() = %v, %v; want the OpenTofu that was built", got, err)
	}

	if !strings.Contains(progress.String(), "building OpenTofu") {
		t.Errorf("progress = %q; want a line that a build began", progress.String())
	}
}

func TestFindRefusesWhatTheVariableNames(t *testing.T) {
	tests := map[string]string{
		"not there":        filepath.Join(t.TempDir(), "none"),
		"another program":  "",
		"without a number": "",
	}

	bin := bareMachine(t)
	fakeCLI(t, bin, "terraform", "Terraform v1.11.4")

	tests["another program"] = fakeCLI(t, t.TempDir(), "x", "Packer v1.15.0")
	tests["without a number"] = fakeCLI(t, t.TempDir(), "x", "Terraform vNext")

	for name, path := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv(PathVariable, path)

			got, err := Find(t.Context(), io.Discard)
			if err == nil || !strings.Contains(err.Error(), PathVariable) {
				t.Errorf("Find() = %v, %v; want an error that names the variable", got, err)
			}
		})
	}
}

func TestFindSaysWhatToDoWithoutAnything(t *testing.T) {
	bareMachine(t)

	got, err := Find(t.Context(), io.Discard)
	if err == nil || !strings.Contains(err.Error(), PathVariable) {
		t.Fatalf("Find() = %v, %v; want an error that says what to do", got, err)
	}
}

func TestVersionIsRead(t *testing.T) {
	tests := map[string]struct {
		says    string
		product Product
		version string
	}{
		"plain":            {"Terraform v1.14.9", Terraform, "1.14.9"},
		"pre-release":      {"Terraform v1.15.0-alpha20260204\non linux_amd64", Terraform, "1.15.0-alpha20260204"},
		"OpenTofu":         {"OpenTofu v1.12.6\non linux_amd64", OpenTofu, "1.12.6"},
		"after other text": {"Some wrapper says hello\nOpenTofu v1.12.6", OpenTofu, "1.12.6"},
	}

	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			path := fakeCLI(t, bareMachine(t), "cli", tt.says)

			got, err := inspect(t.Context(), path)
			if want := (CLI{Path: path, Product: tt.product, Version: tt.version}); err != nil || got != want {
				t.Errorf("inspect() = %v, %v; want %v", got, err, want)
			}
		})
	}
}

func TestFeatures(t *testing.T) {
	tests := map[string]struct {
		cli                           CLI
		atLeast114, actions, identity bool
	}{
		"old Terraform":           {CLI{Product: Terraform, Version: "1.11.4"}, false, false, false},
		"Terraform with identity": {CLI{Product: Terraform, Version: "1.12.0"}, false, false, true},
		"Terraform with actions":  {CLI{Product: Terraform, Version: "1.14.0-rc1"}, true, true, true},
		"Terraform of the future": {CLI{Product: Terraform, Version: "2.0.0"}, true, true, true},
		"OpenTofu":                {CLI{Product: OpenTofu, Version: "1.12.6"}, false, false, true},
		"newer OpenTofu":          {CLI{Product: OpenTofu, Version: "1.14.0"}, true, false, true},
		"nothing known":           {CLI{}, false, false, false},
	}

	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.cli.AtLeast(1, 14); got != tt.atLeast114 {
				t.Errorf("AtLeast(1, 14) = %t; want %t", got, tt.atLeast114)
			}

			if got := tt.cli.HasActions(); got != tt.actions {
				t.Errorf("HasActions() = %t; want %t", got, tt.actions)
			}

			if got := tt.cli.HasIdentity(); got != tt.identity {
				t.Errorf("HasIdentity() = %t; want %t", got, tt.identity)
			}
		})
	}
}
