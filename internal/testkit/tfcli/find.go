// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// PathVariable is the environment variable that contains the path of the CLI to use. terraform-plugin-testing reads it
// too.
const PathVariable = "TF_ACC_TERRAFORM_PATH"

// Find returns the CLI at the path in TF_ACC_TERRAFORM_PATH. If the variable is not set, it returns terraform on the
// PATH, else tofu on the PATH, else the pinned OpenTofu, which it builds if necessary. It writes lines about progress
// to the writer.
//
// An executable on the PATH that does not run, such as a version manager without a selected version, is skipped. One in
// the variable that does not run is an error.
func Find(ctx context.Context, progress io.Writer) (CLI, error) {
	if path := os.Getenv(PathVariable); path != "" {
		path, err := filepath.Abs(path)
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
		if err == nil || ctx.Err() != nil {
			return cli, err
		}
		fmt.Fprintf(progress, "skipping %s: %v\n", path, err)
	}

	cli, err := Build(ctx, Pinned, progress)
	if err != nil {
		return CLI{}, fmt.Errorf("no terraform or tofu on the PATH runs, and OpenTofu cannot be built: %w; "+
			"install Terraform or OpenTofu, or set %s", err, PathVariable)
	}
	return cli, nil
}
