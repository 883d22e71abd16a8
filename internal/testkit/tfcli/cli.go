// SPDX-License-Identifier: MPL-2.0

// Package tfcli finds the Terraform or OpenTofu that the acceptance tests, the tools and the demo run, and builds
// OpenTofu from source if neither is installed. It depends on the Go command and the standard library only, so that a
// fresh clone works wherever Go does.
package tfcli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Product is the program that a CLI is.
type Product string

// The products that can run the provider.
const (
	Terraform Product = "Terraform"
	OpenTofu  Product = "OpenTofu"
)

// registryHost returns the host of a provider source address that names none.
func (p Product) registryHost() string {
	if p == OpenTofu {
		return "registry.opentofu.org"
	}
	return "registry.terraform.io"
}

// CLI is an installed Terraform or OpenTofu.
type CLI struct {
	// Path is the absolute path of the executable.
	Path string
	// Product is what the executable is.
	Product Product
	// Version is the executable's version without a leading v, such as 1.14.9.
	Version string
}

// String returns the product, the version and the path.
func (c CLI) String() string { return fmt.Sprintf("%s %s (%s)", c.Product, c.Version, c.Path) }

// AtLeast reports whether the version is major.minor or later. The products number their versions independently: check
// Product as well for a feature that only one of them has.
func (c CLI) AtLeast(major, minor int) bool {
	majorText, rest, _ := strings.Cut(c.Version, ".")
	minorText, _, _ := strings.Cut(rest, ".")
	x, errX := strconv.Atoi(majorText)
	y, errY := strconv.Atoi(minorText)
	return errX == nil && errY == nil && (x > major || x == major && y >= minor)
}

// HasActions reports whether the CLI supports action and list blocks and the query command: Terraform since 1.14. Any
// other CLI rejects such a block as a syntax error.
func (c CLI) HasActions() bool { return c.Product == Terraform && c.AtLeast(1, 14) }

// HasIdentity reports whether an import block may contain a resource identity: both products since 1.12.
func (c CLI) HasIdentity() bool { return c.AtLeast(1, 12) }

// HasFunctions reports whether the CLI supports provider-defined functions: OpenTofu since 1.7, Terraform since 1.8.
func (c CLI) HasFunctions() bool { return c.Product == OpenTofu && c.AtLeast(1, 7) || c.AtLeast(1, 8) }

// NeedsProviderInImports reports whether an import block for a resource without a resource block has to name the
// provider, which is then not found by the name of the resource's type: Terraform since 1.16.
func (c CLI) NeedsProviderInImports() bool { return c.Product == Terraform && c.AtLeast(1, 16) }

// MovesBetweenTypes reports whether a moved block may lead from one type of resource to another: Terraform since 1.8,
// OpenTofu since 1.10.
func (c CLI) MovesBetweenTypes() bool {
	return c.Product == Terraform && c.AtLeast(1, 8) || c.AtLeast(1, 10)
}

// HasEphemeral reports whether the CLI supports ephemeral resources: Terraform since 1.10, OpenTofu since 1.11.
func (c CLI) HasEphemeral() bool {
	return c.Product == Terraform && c.AtLeast(1, 10) || c.AtLeast(1, 11)
}

// GeneratesConfiguration reports whether a plan with -generate-config-out succeeds: Terraform since 1.9.3, OpenTofu
// since 1.10. An earlier version writes the file, but then fails because it treats computed attributes of nested
// objects as required: https://github.com/hashicorp/terraform/issues/35478 and
// https://github.com/opentofu/opentofu/issues/2372.
func (c CLI) GeneratesConfiguration() bool {
	patchText, is19 := strings.CutPrefix(c.Version, "1.9.")
	patch, err := strconv.Atoi(patchText)
	return c.AtLeast(1, 10) || c.Product == Terraform && is19 && err == nil && patch >= 3
}

// ProviderAddress returns the address of the provider whose source is "dadosfera/dadosfera".
func (c CLI) ProviderAddress() string { return c.Product.registryHost() + "/dadosfera/dadosfera" }

// TestEnv returns the environment variables with which terraform-plugin-testing v1.16 runs this CLI with the provider
// under test. TF_ACC is not among them, because resource.UnitTest does not need it.
func (c CLI) TestEnv() map[string]string {
	return map[string]string{
		// By default, the library downloads Terraform if it is not on the PATH, and never uses OpenTofu.
		PathVariable: c.Path,
		// By default, the library also registers the provider in the namespace "-", which OpenTofu rejects.
		"TF_ACC_PROVIDER_NAMESPACE": "dadosfera",
		// The source "dadosfera/dadosfera" then refers to the provider under test with either product.
		"TF_ACC_PROVIDER_HOST": c.Product.registryHost(),
		// The user's own settings must not affect a test, and OpenTofu prints warnings about them into the JSON that the
		// library reads.
		"TF_CLI_CONFIG_FILE": os.DevNull,
	}
}

// DevOverrides returns the content of a CLI configuration file (TF_CLI_CONFIG_FILE) with which both products use the
// provider in the directory dir, without a registry and without init.
func DevOverrides(dir string) string {
	return fmt.Sprintf(`provider_installation {
  dev_overrides {
    "%[1]s/dadosfera/dadosfera" = %[3]q
    "%[2]s/dadosfera/dadosfera" = %[3]q
  }
  direct {}
}
`, Terraform.registryHost(), OpenTofu.registryHost(), filepath.ToSlash(dir))
}

// versionTimeout limits how long the version command may take.
const versionTimeout = time.Minute

// versionLine matches the first line of the version command, which names the product; its JSON output does not.
var versionLine = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)`)

// inspect runs the version command of the executable at path.
func inspect(ctx context.Context, path string) (CLI, error) {
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, "version")
	// Neither the working directory nor the user's settings must affect the output.
	cmd.Dir = os.TempDir()
	cmd.Env = append(os.Environ(),
		"CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+os.DevNull, "TF_CLI_ARGS=", "TF_CLI_ARGS_version=")
	cmd.WaitDelay = time.Second

	output, err := cmd.CombinedOutput()
	if err != nil {
		return CLI{}, fmt.Errorf("running %s version: %w\n%s", path, err, output)
	}
	match := versionLine.FindSubmatch(output)
	if match == nil {
		return CLI{}, fmt.Errorf("%s is neither Terraform nor OpenTofu: its version command printed %.200q", path, output)
	}
	return CLI{Path: path, Product: Product(match[1]), Version: string(match[2])}, nil
}
