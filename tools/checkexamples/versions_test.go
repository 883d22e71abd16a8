// SPDX-License-Identifier: MPL-2.0

package checkexamples

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Every example names the versions of the CLI and of the provider that it needs: tflint's default rules require both.
func TestExamples_versions(t *testing.T) {
	directories := map[string]bool{} // whether an example is complete, by its directory
	err := filepath.WalkDir(examples, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".tf" {
			return err
		}
		source, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			return err
		}
		missing := missingVersions(t, path, source)
		if missing != "" {
			t.Errorf("%s: got a terraform block without %s", path, missing)
		}
		directories[filepath.Dir(path)] = directories[filepath.Dir(path)] || strings.Contains(string(source), "\nterraform {")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for directory, complete := range directories {
		if !complete {
			t.Errorf("%s: got no terraform block", directory)
		}
	}
}

// missingVersions returns what the terraform blocks of a file lack: a version of the CLI, or of a provider. It is empty
// for a file without such a block.
func missingVersions(t *testing.T, path string, source []byte) string {
	t.Helper()
	file, diags := hclsyntax.ParseConfig(source, path, hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		t.Fatalf("%s: got a body of type %T", path, file.Body)
	}

	var missing []string
	for _, block := range body.Blocks {
		if block.Type != "terraform" {
			continue
		}
		if block.Body.Attributes["required_version"] == nil {
			missing = append(missing, "required_version")
		}
		for _, inner := range block.Body.Blocks {
			for name, attribute := range inner.Body.Attributes {
				value, diags := attribute.Expr.Value(nil)
				if diags.HasErrors() || !value.Type().IsObjectType() || !value.Type().HasAttribute("version") {
					missing = append(missing, "a version of "+name)
				}
			}
		}
	}
	return strings.Join(missing, " and ")
}

func TestMissingVersions(t *testing.T) {
	const (
		cli      = "  required_version = \">= 1.8\"\n"
		source   = "  required_providers {\n    x = {\n      source = \"a/x\"\n    }\n  }\n"
		provider = "  required_providers {\n    x = {\n      source  = \"a/x\"\n      version = \"~> 1.0\"\n    }\n  }\n"
	)
	for source, want := range map[string]string{
		"":                                       "",
		"terraform {\n" + cli + provider + "}\n": "",
		"terraform {\n" + provider + "}\n":       "required_version",
		"terraform {\n" + cli + source + "}\n":   "a version of x",
		"terraform {\n" + source + "}\n":         "required_version and a version of x",
	} {
		if got := missingVersions(t, "x.tf", []byte(source)); got != want {
			t.Errorf("%q: got %q, want %q", source, got, want)
		}
	}
}
