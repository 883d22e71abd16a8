// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestCLI_features(t *testing.T) {
	const actions, identity, functions, ephemeral, generates, moves, imports = 1, 2, 4, 8, 16, 32, 64
	for _, tt := range []struct {
		cli  CLI
		want int
	}{
		{CLI{Product: Terraform, Version: "1.7.5"}, 0},
		{CLI{Product: Terraform, Version: "1.8.0"}, functions | moves},
		{CLI{Product: Terraform, Version: "1.9.2"}, functions | moves},
		{CLI{Product: Terraform, Version: "1.9.3"}, functions | generates | moves},
		{CLI{Product: Terraform, Version: "1.9.8"}, functions | generates | moves},
		{CLI{Product: Terraform, Version: "1.10.0"}, functions | generates | ephemeral | moves},
		{CLI{Product: Terraform, Version: "1.11.4"}, functions | generates | ephemeral | moves},
		{CLI{Product: Terraform, Version: "1.12.0"}, functions | generates | ephemeral | identity | moves},
		{CLI{Product: Terraform, Version: "1.14.0-rc1"}, functions | generates | ephemeral | identity | actions | moves},
		{CLI{Product: Terraform, Version: "1.15.9"}, functions | generates | ephemeral | identity | actions | moves},
		{CLI{Product: Terraform, Version: "1.16.0"}, functions | generates | ephemeral | identity | actions | moves | imports},
		{CLI{Product: Terraform, Version: "2.0.0"}, functions | generates | ephemeral | identity | actions | moves | imports},
		{CLI{Product: OpenTofu, Version: "1.6.3"}, 0},
		{CLI{Product: OpenTofu, Version: "1.7.0"}, functions},
		{CLI{Product: OpenTofu, Version: "1.9.4"}, functions},
		{CLI{Product: OpenTofu, Version: "1.10.9"}, functions | generates | moves},
		{CLI{Product: OpenTofu, Version: "1.11.0"}, functions | generates | ephemeral | moves},
		{CLI{Product: OpenTofu, Version: "1.12.6"}, functions | generates | ephemeral | identity | moves},
		{CLI{Product: OpenTofu, Version: "2.0.0"}, functions | generates | ephemeral | identity | moves},
		{CLI{}, 0},
	} {
		got := 0
		for feature, has := range map[int]bool{
			actions: tt.cli.HasActions(), identity: tt.cli.HasIdentity(), functions: tt.cli.HasFunctions(),
			ephemeral: tt.cli.HasEphemeral(), generates: tt.cli.GeneratesConfiguration(),
			moves: tt.cli.MovesBetweenTypes(), imports: tt.cli.NeedsProviderInImports(),
		} {
			if has {
				got |= feature
			}
		}
		if got != tt.want {
			t.Errorf("%s: got features %07b, want %07b", tt.cli, got, tt.want)
		}
	}
}

func TestTestEnv_dependsOnProduct(t *testing.T) {
	for product, host := range map[Product]string{
		Terraform: "registry.terraform.io",
		OpenTofu:  "registry.opentofu.org",
	} {
		got := CLI{Path: "/bin/cli", Product: product, Version: "1.12.0"}.TestEnv()
		want := map[string]string{
			"TF_ACC_TERRAFORM_PATH":     "/bin/cli",
			"TF_ACC_PROVIDER_NAMESPACE": "dadosfera",
			"TF_ACC_PROVIDER_HOST":      host,
			"TF_CLI_CONFIG_FILE":        os.DevNull,
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", product, got, want)
		}
	}
}

func TestDevOverrides_bothProducts(t *testing.T) {
	got := DevOverrides("/some/bin")
	for _, want := range []string{
		`"registry.terraform.io/dadosfera/dadosfera" = "/some/bin"`,
		`"registry.opentofu.org/dadosfera/dadosfera" = "/some/bin"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want it to contain %s", got, want)
		}
	}
}

func TestInspect(t *testing.T) {
	for name, tt := range map[string]struct {
		output  string
		product Product
		version string
	}{
		"plain":            {"Terraform v1.14.9", Terraform, "1.14.9"},
		"pre-release":      {"Terraform v1.15.0-alpha20260204\non linux_amd64", Terraform, "1.15.0-alpha20260204"},
		"OpenTofu":         {"OpenTofu v1.12.6\non linux_amd64", OpenTofu, "1.12.6"},
		"after other text": {"This is a wrapper\nOpenTofu v1.12.6", OpenTofu, "1.12.6"},
	} {
		t.Run(name, func(t *testing.T) {
			path := fakeCLI(t, bareMachine(t), "cli", tt.output)
			got, err := inspect(t.Context(), path)
			if want := (CLI{Path: path, Product: tt.product, Version: tt.version}); err != nil || got != want {
				t.Errorf("got %v, %v, want %v", got, err, want)
			}
		})
	}
}

// bareMachine sets an empty PATH directory, which it returns, and an empty home directory for the test.
func bareMachine(t *testing.T) (bin string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the fake executables are shell scripts")
	}
	bin = t.TempDir()
	home := t.TempDir()
	t.Setenv("PATH", bin)
	t.Setenv("HOME", home)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(home, "cache"))
	t.Setenv(PathVariable, "")
	return bin
}

// script writes an executable shell script and returns its path.
func script(t *testing.T, dir, name, body string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// fakeCLI writes an executable whose version command prints output.
func fakeCLI(t *testing.T, dir, name, output string) string {
	t.Helper()
	return script(t, dir, name, `[ "$1" = version ] && [ "$CHECKPOINT_DISABLE" = 1 ] && echo '`+output+`'`)
}
