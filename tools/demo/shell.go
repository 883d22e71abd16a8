// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/tools/internal/process"
)

//go:embed hcl/outputs.tf
var outputsFile string

// openSandbox opens a shell in a folder with a pipeline to play with, and gives the shell's exit code. With commands on
// standard input in place of a terminal, it runs those.
func openSandbox(ctx context.Context, w *workshop, stdin io.Reader) (code int, err error) {
	for name, text := range map[string]string{configFile: mainFile, "outputs.tf": outputsFile} {
		if err := w.write(name, withoutHeader(text)); err != nil {
			return 0, err
		}
	}
	if err := w.install(ctx); err != nil {
		return 0, fmt.Errorf("installing the provider: %w", err)
	}
	w.welcome()
	shell := os.Getenv("SHELL")
	if shell == "" {
		shell = "sh"
	}
	cmd := process.Command(ctx, w.dir, w.env, shell)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, w.page.w, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && terminal(stdin):
		return 0, nil // the last command of somebody who has played is nobody's failure
	case errors.As(err, &exit):
		return exit.ExitCode(), nil
	}
	return 0, err
}

// welcome says what there is to try.
func (w *workshop) welcome() {
	p := w.page
	p.heading("Sandbox")
	p.say("A shell in a folder of its own, with a pipeline in main.tf. The platform is in memory: try what you like. It has one pipeline already. Leave with exit, and everything is gone.")
	curl := `curl -s -H "customer_name: $DADOSFERA_CUSTOMER_NAME"`
	id := "$(" + w.program + " output -raw id)"
	for _, idea := range []struct{ text, commands string }{
		{"Make the pipeline, then see that there is nothing left to do:", w.program + " apply\n" + w.program + " plan"},
		{"See what the platform holds:", curl + " \\\n  $DADOSFERA_BASE_URL/platform/pipelines"},
		{"Change it by hand, then see the plan show it:", curl + " \\\n  -X PATCH $DADOSFERA_BASE_URL/platform/pipeline/" + id + " \\\n  -d '{\"cron\":\"0 0 * * 0\"}'\n" + w.program + " plan"},
		{"Start an execution:", curl + " \\\n  -X POST $DADOSFERA_BASE_URL/platform/pipeline/execute \\\n  -d \"{\\\"pipeline_id\\\":\\\"" + id + "\\\"}\""},
		{"Adopt the pipeline that is there already:", "echo '" + strings.TrimSpace(withoutHeader(adoptFile)) + "' > adopt.tf\n" + w.program + " plan -generate-config-out=orders.tf -out=tf.plan\n" + w.program + " apply tf.plan\nrm adopt.tf"},
		{"Take it all away:", w.program + " destroy"},
	} {
		p.say(idea.text)
		p.line("")
		p.block(idea.commands)
	}
	p.line("")
}
