// SPDX-License-Identifier: MPL-2.0

package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

const (
	aResource = "resource \"dadosfera_pipeline\" \"x\" {\n}\n"
	anImport  = "import {\n  to = dadosfera_pipeline.x\n  id = \"1\"\n}\n"
	byID      = "import {\n  to = dadosfera_pipeline.x\n  identity = {\n    pipeline_id = \"1\"\n  }\n}\n"
	anAction  = "action \"dadosfera_pipeline_pause\" \"x\" {\n}\n"
	aToken    = "ephemeral \"dadosfera_access_token\" \"x\" {\n}\n"
	aCall     = "output \"x\" {\n  value = provider::dadosfera::pipeline_id(\"1\")\n}\n"
	aTrigger  = "resource \"dadosfera_pipeline\" \"x\" {\n  lifecycle {\n    action_trigger {\n    }\n  }\n}\n"
)

func TestFindExamples(t *testing.T) {
	tree(t, map[string]string{
		"examples/functions/pipeline_id/function.tf":                    aCall,
		"examples/functions/pipeline_id/function-unknown.tf":            aCall,
		"examples/resources/dadosfera_pipeline/resource.tf":             aResource,
		"examples/resources/dadosfera_pipeline/import.sh":               "terraform import …",
		"examples/resources/dadosfera_pipeline/import-by-string-id.tf":  anImport,
		"examples/resources/dadosfera_pipeline/import-with-resource.tf": anImport + aResource,
		"examples/list-resources/dadosfera_pipeline/list.tfquery.hcl":   "list \"dadosfera_pipeline\" \"x\" {\n}\n",
		"examples/guides/adopt/main.tf":                                 aResource,
		"examples/guides/adopt/import.tf":                               anImport,
		"examples/guides/adopt/README.md":                               "text",
		"examples/guides/adopt/query/pipelines.tfquery.hcl":             "list \"dadosfera_pipeline\" \"x\" {\n}\n",
		"examples/guides/adopt/query/versions.tf":                       "",
	})

	examples, err := findExamples("examples")
	if err != nil {
		t.Fatal(err)
	}

	var got []string
	for _, one := range examples {
		got = append(got, one.name+": "+strings.Join(slices.Sorted(maps.Keys(one.files)), " "))
	}

	want := []string{
		"examples/functions/pipeline_id/function-unknown.tf: function-unknown.tf",
		"examples/functions/pipeline_id/function.tf: function.tf",
		"examples/guides/adopt: import.tf main.tf",
		"examples/guides/adopt/query: pipelines.tfquery.hcl versions.tf",
		"examples/list-resources/dadosfera_pipeline/list.tfquery.hcl: list.tfquery.hcl",
		"examples/resources/dadosfera_pipeline/import-by-string-id.tf: import-by-string-id.tf resource.tf",
		"examples/resources/dadosfera_pipeline/import-with-resource.tf: import-with-resource.tf",
		"examples/resources/dadosfera_pipeline/resource.tf: resource.tf",
	}
	if !slices.Equal(got, want) {
		t.Errorf("findExamples() =\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestNeeds(t *testing.T) {
	var (
		oldest  = tfcli.CLI{Product: tfcli.Terraform, Version: "1.7.5"}
		old     = tfcli.CLI{Product: tfcli.Terraform, Version: "1.11.4"}
		newest  = tfcli.CLI{Product: tfcli.Terraform, Version: "1.14.0"}
		tofu    = tfcli.CLI{Product: tfcli.OpenTofu, Version: "1.12.6"}
		another = "Terraform 1.14 or newer"
	)

	tests := map[string]struct {
		text  string
		query bool
		cli   tfcli.CLI
		want  string
	}{
		"a resource":             {aResource, false, old, ""},
		"an action, too old":     {anAction, false, old, another},
		"an action, OpenTofu":    {anAction, false, tofu, another},
		"an action, new":         {anAction, false, newest, ""},
		"a trigger, too old":     {aTrigger, false, old, another},
		"a query, too old":       {"", true, old, another},
		"a query, new":           {"", true, newest, ""},
		"an identity, too old":   {byID, false, old, "Terraform or OpenTofu 1.12 or newer"},
		"an identity, OpenTofu":  {byID, false, tofu, ""},
		"a token, too old":       {aToken, false, oldest, "Terraform 1.10, OpenTofu 1.11 or newer"},
		"a token":                {aToken, false, old, ""},
		"a function, too old":    {aCall, false, oldest, "Terraform 1.8, OpenTofu 1.7 or newer"},
		"a function":             {aCall, false, old, ""},
		"an action in a comment": {"# action \"x\"\n", false, old, ""},
	}

	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			one := example{files: map[string]string{"main.tf": tt.text}, query: tt.query}
			if got := one.needs(tt.cli); got != tt.want {
				t.Errorf("needs(%s) = %q; want %q", tt.cli.Version, got, tt.want)
			}
		})
	}
}

func TestLayNamesTheProviderWhereASingleFileDoesNot(t *testing.T) {
	scratch := t.TempDir()

	folder, err := example{name: "examples/a/resource.tf", files: map[string]string{"resource.tf": aResource}}.lay(scratch)
	if err != nil {
		t.Fatal(err)
	}

	if got := files(t, filepath.Join(scratch, folder)); len(got) != 2 {
		t.Errorf("files = %v; want the example and one that names the provider", got)
	}

	folder, err = example{name: "examples/b/main.tf", files: map[string]string{"main.tf": providerSource}}.lay(scratch)
	if err != nil {
		t.Fatal(err)
	}

	if got := files(t, filepath.Join(scratch, folder)); len(got) != 1 {
		t.Errorf("files = %v; want the example alone", got)
	}

	folder, err = wholeFolder("examples/c", map[string]string{"main.tf": aResource}).lay(scratch)
	if err != nil {
		t.Fatal(err)
	}

	if got := files(t, filepath.Join(scratch, folder)); len(got) != 1 {
		t.Errorf("files = %v; want the folder as it is, for a whole configuration names its provider", got)
	}
}

func TestWithoutSettings(t *testing.T) {
	got := withoutSettings([]string{"HOME=/h", "TF_LOG=TRACE", "DADOSFERA_ACCESS_TOKEN=x", "PATH=/bin"})
	if want := []string{"HOME=/h", "PATH=/bin"}; !slices.Equal(got, want) {
		t.Errorf("withoutSettings() = %v; want %v", got, want)
	}
}

// tree makes the files in a folder of the test's own and works there.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())

	for name, text := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}

		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func files(t *testing.T, folder string) []string {
	t.Helper()

	found, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}

	return found
}
