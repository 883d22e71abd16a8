// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v4"
)

// target is a platform that a release is for, in Go's names.
type target struct{ os, arch string }

// build makes the release of the last commit in a clone of its own.
func build(ctx context.Context, folder string, platform target, key signingKey) error {
	if _, err := output(ctx, ".", nil, "git", "clone", "--quiet", "--shared", ".", folder); err != nil {
		return err
	}

	full, err := os.ReadFile(filepath.Join(folder, ".goreleaser.yml"))
	if err != nil {
		return fmt.Errorf("reading the configuration: %w", err)
	}

	narrow, err := narrowed(full, platform)
	if err != nil {
		return fmt.Errorf("the configuration .goreleaser.yml: %w", err)
	}

	// Beside the clone, in which it would be a change.
	config := folder + ".goreleaser.yml"
	if err := os.WriteFile(config, narrow, 0o600); err != nil {
		return fmt.Errorf("writing the configuration: %w", err)
	}

	args := []string{"release", "--snapshot", "--clean", "--config", config}
	if !key.usable() {
		args = append(args, "--skip=sign")
	}

	_, err = output(ctx, folder, key.environment(), "goreleaser", args...)

	return err
}

// narrowed gives the configuration with one platform instead of all.
func narrowed(text []byte, platform target) ([]byte, error) {
	var document struct {
		Builds []yaml.Node          `yaml:"builds"`
		Rest   map[string]yaml.Node `yaml:",inline"`
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("reading it: %w", err)
	}

	for i := range document.Builds {
		build := &document.Builds[i]
		for name, only := range map[string]string{"goos": platform.os, "goarch": platform.arch} {
			at := slices.IndexFunc(build.Content, func(n *yaml.Node) bool { return n.Value == name })
			if at < 0 || build.Content[at+1].Kind != yaml.SequenceNode {
				return nil, errors.New("a build has no list " + name)
			}

			list := build.Content[at+1]
			if !slices.ContainsFunc(list.Content, func(n *yaml.Node) bool { return n.Value == only }) {
				return nil, fmt.Errorf("%s does not list %s", name, only)
			}

			list.Content = slices.DeleteFunc(list.Content, func(n *yaml.Node) bool { return n.Value != only })
		}
	}

	narrow, err := yaml.Marshal(document)
	if err != nil {
		return nil, fmt.Errorf("writing it: %w", err)
	}

	return narrow, nil
}
