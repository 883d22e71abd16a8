// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// PathVariable is the environment variable that names the program to use. terraform-plugin-testing reads it too.
const PathVariable = "TF_ACC_TERRAFORM_PATH"

// Find returns the program that TF_ACC_TERRAFORM_PATH names, else terraform on the PATH, else tofu on the PATH, else an
// OpenTofu that BuildOpenTofu makes. Whatever takes a while or was passed over is told to progress in a line.
//
// A program on the PATH that does not work, such as a version manager without a version, is passed over; one that the
// variable names is an error.
func Find(ctx context.Context, progress io.Writer) (CLI, error) {
	if named := os.Getenv(PathVariable); named != "" {
		path, err := filepath.Abs(named)
		if err != nil {
			return CLI{}, fmt.Errorf("%s: %w", PathVariable, err)
		}

		cli, err := inspect(ctx, path)
		if err != nil {
			return CLI{}, fmt.Errorf("%s: %w", PathVariable, err)
		}

		return cli, nil
	}

	for _, name := range []string{"terraform", "tofu"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}

		cli, err := inspect(ctx, path)
		if err == nil {
			return cli, nil
		}

		if ctx.Err() != nil {
			return CLI{}, err
		}

		sayf(progress, "passing over %s: %v", path, err)
	}

	cli, err := BuildOpenTofu(ctx, progress)
	if err != nil {
		return CLI{}, fmt.Errorf("neither terraform nor tofu on the PATH works, and OpenTofu could not be built: %w; "+
			"install one of them, or name one in %s", err, PathVariable)
	}

	return cli, nil
}

// sayf writes a line of progress. It is a courtesy: nothing depends on its being read.
func sayf(progress io.Writer, format string, args ...any) {
	fmt.Fprintf(progress, format+"\n", args...)
}

// stderrOf returns what a command that failed had to say, to be put after its error.
func stderrOf(err error) string {
	var exit *exec.ExitError
	if !errors.As(err, &exit) || len(exit.Stderr) == 0 {
		return ""
	}

	return "\n" + string(exit.Stderr)
}
