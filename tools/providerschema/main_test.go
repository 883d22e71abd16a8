// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

// optionalKeys are the parts of the schema that a CLI omits if it does not support them.
var optionalKeys = []string{"action_schemas", "ephemeral_resource_schemas", "functions", "list_resource_schemas", "resource_identity_schemas"}

func TestAccSchema_equalsThatOfTheCLI(t *testing.T) {
	if testing.Short() {
		t.Skip("the test needs a CLI")
	}

	want := schemaByCLI(t)

	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}

	got := schemaIn(t, out.Bytes(), providerName)
	for _, key := range optionalKeys {
		if _, ok := want[key]; !ok {
			t.Logf("not compared, because the CLI omits it: %s", key)
			delete(got, key)
		}
	}

	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("schema differs from that of the CLI (-want +got):\n%s", diff)
	}
}

// schemaByCLI builds the provider and returns its schema as Terraform or OpenTofu prints it.
func schemaByCLI(t *testing.T) map[string]any {
	t.Helper()

	cli, err := tfcli.Find(t.Context(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}

	dir := t.TempDir()
	output(t, exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", filepath.Join(dir, "terraform-provider-dadosfera"), "../.."))

	config := filepath.Join(dir, "cli.tfrc")
	write(t, config, tfcli.DevOverrides(dir))
	write(t, filepath.Join(dir, "main.tf"),
		"terraform {\n required_providers {\n dadosfera = { source = \""+provider.Address+"\" }\n }\n}\n")

	cmd := exec.CommandContext(t.Context(), cli.Path, "providers", "schema", "-json")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+config)

	return schemaIn(t, output(t, cmd), provider.Address)
}

// schemaIn returns the schema of one provider in a JSON document with those of several.
func schemaIn(t *testing.T, text []byte, name string) map[string]any {
	t.Helper()

	var document struct {
		Schemas map[string]map[string]any `json:"provider_schemas"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatalf("got %v for %.300s", err, text)
	}

	if len(document.Schemas[name]) == 0 {
		t.Fatalf("got no schema of %s in %.300s", name, text)
	}

	return document.Schemas[name]
}

func output(t *testing.T, cmd *exec.Cmd) []byte {
	t.Helper()

	var stderr bytes.Buffer
	cmd.Stderr = &stderr

	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: got %v\n%s%s", cmd, err, out, stderr.Bytes())
	}

	return out
}

func write(t *testing.T, path, text string) {
	t.Helper()

	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
