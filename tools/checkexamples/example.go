// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

const (
	configSuffix = ".tf"
	querySuffix  = ".tfquery.hcl"
)

// documentationFolders hold what the documentation shows file by file, as tfplugindocs wants it: each file stands alone.
// Every other folder is one configuration.
var documentationFolders = []string{
	"provider", "resources", "data-sources", "ephemeral-resources", "list-resources", "actions", "functions",
}

var (
	actionLine        = regexp.MustCompile(`(?m)^\s*(?:action\s+"|action_trigger\s*\{)`)
	ephemeralBlock    = regexp.MustCompile(`(?m)^\s*ephemeral\s+"`)
	functionCall      = regexp.MustCompile(`provider::\w+::`)
	moduleBlock       = regexp.MustCompile(`(?m)^\s*module\s+"`)
	resourceBlock     = regexp.MustCompile(`(?m)^\s*resource\s+"`)
	importBlock       = regexp.MustCompile(`(?m)^\s*import\s*\{`)
	identityArgument  = regexp.MustCompile(`(?m)^\s*identity\s*=\s*\{`)
	requiredProviders = regexp.MustCompile(`(?m)^\s*required_providers\s*\{`)
)

// providerSource is what a user writes, added where a single file of the documentation leaves it out.
const providerSource = `terraform {
  required_providers {
    dadosfera = {
      source = "dadosfera/dadosfera"
    }
  }
}
`

// example is a configuration that has to be valid.
type example struct {
	// name is the file or folder, below the examples' parent folder.
	name string
	// folder is set for an example that is a whole folder.
	folder string
	// files hold the configuration by file name.
	files map[string]string
	// query tells that it is for the query command.
	query bool
}

// findExamples lists the examples in that folder, in the order of their names.
func findExamples(root string) ([]example, error) {
	folders := map[string]map[string]string{}
	disk := os.DirFS(root)

	err := fs.WalkDir(disk, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !isConfiguration(file) {
			return err
		}

		text, err := fs.ReadFile(disk, file)
		if err != nil {
			return err
		}

		folder := path.Dir(file)
		if folders[folder] == nil {
			folders[folder] = map[string]string{}
		}

		folders[folder][path.Base(file)] = string(text)

		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the examples: %w", err)
	}

	var examples []example

	for folder, files := range folders {
		name := path.Join(filepath.ToSlash(root), folder)

		kind, _, _ := strings.Cut(folder, "/")
		if slices.Contains(documentationFolders, kind) {
			examples = append(examples, eachFile(name, files)...)
		} else {
			examples = append(examples, wholeFolder(name, files))
		}
	}

	slices.SortFunc(examples, func(a, b example) int { return strings.Compare(a.name, b.name) })

	return examples, nil
}

func isConfiguration(file string) bool {
	return strings.HasSuffix(file, configSuffix) || strings.HasSuffix(file, querySuffix)
}

// eachFile makes an example of every file, an import block with the resource that it is for.
func eachFile(folder string, files map[string]string) []example {
	var examples []example

	for name, text := range files {
		own := map[string]string{name: text}
		if resource, ok := files["resource"+configSuffix]; ok && importBlock.MatchString(text) && !resourceBlock.MatchString(text) {
			own["resource"+configSuffix] = resource
		}

		examples = append(examples, example{
			name:  path.Join(folder, name),
			files: own,
			query: strings.HasSuffix(name, querySuffix),
		})
	}

	return examples
}

func wholeFolder(folder string, files map[string]string) example {
	whole := example{name: folder, folder: folder, files: files}
	for name := range files {
		whole.query = whole.query || strings.HasSuffix(name, querySuffix)
	}

	return whole
}

// uses reports whether any file holds such a line.
func (e example) uses(line *regexp.Regexp) bool {
	for _, text := range e.files {
		if line.MatchString(text) {
			return true
		}
	}

	return false
}

// isNewer reports whether the example has what only Terraform 1.14 and newer know.
func (e example) isNewer() bool { return e.query || e.uses(actionLine) }

// needs tells what the CLI would have to be, where it is not enough for the example.
func (e example) needs(cli tfcli.CLI) string {
	switch {
	case e.isNewer() && !cli.HasActions():
		return "Terraform 1.14 or newer"
	case e.uses(identityArgument) && !cli.HasIdentity():
		return "Terraform or OpenTofu 1.12 or newer"
	case e.uses(ephemeralBlock) && !cli.HasEphemeral():
		return "Terraform 1.10, OpenTofu 1.11 or newer"
	case e.uses(functionCall) && !cli.HasFunctions():
		return "Terraform 1.8, OpenTofu 1.7 or newer"
	default:
		return ""
	}
}

// withoutNewer is the example without what only a newer CLI knows: what is left, an older one can validate.
func (e example) withoutNewer() (example, error) {
	files := map[string]string{}

	for name, text := range e.files {
		file, diagnostics := hclwrite.ParseConfig([]byte(text), name, hcl.InitialPos)
		if diagnostics.HasErrors() {
			return example{}, fmt.Errorf("reading %s: %w", name, diagnostics)
		}

		removeNewer(file.Body(), listBlock, actionBlock)

		if rest, ok := strings.CutSuffix(name, querySuffix); ok {
			name = rest + "_of_the_query" + configSuffix
		}

		files[name] = string(file.Bytes())
	}

	e.files, e.query = files, false

	return e, nil
}

// removeNewer removes blocks of these types, the triggers of actions, and what keeps an older CLI away.
func removeNewer(body *hclwrite.Body, types ...string) {
	for _, block := range body.Blocks() {
		switch {
		case slices.Contains(types, block.Type()):
			body.RemoveBlock(block)
		case block.Type() == "terraform":
			block.Body().RemoveAttribute("required_version")
		case block.Type() == "resource":
			removeNewer(block.Body())
		case block.Type() == "lifecycle":
			removeNewer(block.Body(), triggerBlock)
		}
	}
}

// lay puts the example into the scratch folder, which already has a copy of all examples, and returns the folder that
// it is in, below the scratch folder.
func (e example) lay(scratch string) (string, error) {
	folder := e.folder
	if folder == "" {
		folder = path.Join("single", e.name)
	}

	files := e.files
	if e.folder == "" && !e.uses(requiredProviders) {
		files = map[string]string{"required_providers_of_the_check.tf": providerSource}
		maps.Copy(files, e.files)
	}

	dir := filepath.Join(scratch, filepath.FromSlash(folder))
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", fmt.Errorf("laying out %s: %w", e.name, err)
	}

	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("laying out %s: %w", e.name, err)
		}
	}

	return folder, nil
}
