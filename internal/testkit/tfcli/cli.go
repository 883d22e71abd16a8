// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Product tells which program a CLI is.
type Product string

// The programs that can run the provider.
const (
	Terraform Product = "Terraform"
	OpenTofu  Product = "OpenTofu"
)

// CLI is an installed Terraform or OpenTofu.
type CLI struct {
	// Path is the absolute path of the program.
	Path string
	// Product is the program's name.
	Product Product
	// Version is the program's version without a leading v, such as 1.14.9.
	Version string
}

// String names the program as a line of output would.
func (c CLI) String() string {
	return fmt.Sprintf("%s %s (%s)", c.Product, c.Version, c.Path)
}

// AtLeast reports whether the program's version is major.minor or newer. The two products count their versions apart,
// so ask about Product as well where a feature came to one of them alone.
func (c CLI) AtLeast(major, minor int) bool {
	ownMajor, rest, _ := strings.Cut(c.Version, ".")
	ownMinor, _, _ := strings.Cut(rest, ".")
	x, errX := strconv.Atoi(ownMajor)
	y, errY := strconv.Atoi(ownMinor)

	return errX == nil && errY == nil && (x > major || x == major && y >= minor)
}

// HasActions reports whether the program knows action and list blocks and the query command: Terraform does since
// 1.14. For every other one such a block is a syntax error.
func (c CLI) HasActions() bool {
	return c.Product == Terraform && c.AtLeast(1, 14)
}

// HasIdentity reports whether an import block may name a resource identity: in both programs since 1.12.
func (c CLI) HasIdentity() bool {
	return c.AtLeast(1, 12)
}

// GeneratesConfiguration reports whether a plan with -generate-config-out succeeds. An older program writes the same file
// and then takes what is computed inside of a list for required, so that the plan fails once: see
// https://github.com/hashicorp/terraform/issues/35478 and https://github.com/opentofu/opentofu/issues/2372
func (c CLI) GeneratesConfiguration() bool {
	patch, isPatch := strings.CutPrefix(c.Version, "1.9.")
	n, err := strconv.Atoi(patch)

	return c.AtLeast(1, 10) || c.Product == Terraform && isPatch && err == nil && n >= 3
}

// HasFunctions reports whether the program calls functions of providers: OpenTofu does since 1.7, Terraform since 1.8.
func (c CLI) HasFunctions() bool {
	return c.Product == OpenTofu && c.AtLeast(1, 7) || c.AtLeast(1, 8)
}

// HasEphemeral reports whether the program knows ephemeral resources: Terraform does since 1.10, OpenTofu since 1.11.
func (c CLI) HasEphemeral() bool {
	return c.Product == Terraform && c.AtLeast(1, 10) || c.AtLeast(1, 11)
}

// versionTimeout ends the wait for a program that was asked for its version and never answers.
const versionTimeout = time.Minute

// The first line of the version command tells the product too, which `version -json` does not: OpenTofu's has the same
// keys as Terraform's.
var versionLine = regexp.MustCompile(`(?m)^(Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)`)

// inspect asks the program at path what it is.
func inspect(ctx context.Context, path string) (CLI, error) {
	ctx, cancel := context.WithTimeout(ctx, versionTimeout)
	defer cancel()

	cmd := exec.CommandContext(ctx, path, "version")
	// Away from the working directory and the user's settings, which have no say here, and without a look for news.
	cmd.Dir = os.TempDir()
	cmd.Env = append(os.Environ(),
		"CHECKPOINT_DISABLE=1", configFileVariable+"="+os.DevNull, "TF_CLI_ARGS=", "TF_CLI_ARGS_version=")
	cmd.WaitDelay = time.Second

	out, err := cmd.Output()
	if err != nil {
		return CLI{}, fmt.Errorf("running %s version: %w%s", path, err, stderrOf(err))
	}

	match := versionLine.FindSubmatch(out)
	if match == nil {
		return CLI{}, fmt.Errorf("%s is neither Terraform nor OpenTofu: its version command printed %.200q", path, out)
	}

	return CLI{Path: path, Product: Product(match[1]), Version: string(match[2])}, nil
}
