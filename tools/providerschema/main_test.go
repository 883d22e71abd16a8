// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/tfcli"
)

// newerKeys are what an older CLI leaves out, or the other one.
var newerKeys = []string{"action_schemas", "ephemeral_resource_schemas", "functions", "list_resource_schemas", "resource_identity_schemas"}

func TestSchemaIsWhatTheCLIWrites(t *testing.T) {
	want := schemaByCLI(t)

	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}

	got := providerIn(t, out.Bytes(), providerName)
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if _, known := want[key]; !known && slices.Contains(newerKeys, key) {
			t.Logf("this CLI leaves out %s", key)
			delete(got, key)
		}
	}

	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the CLI's schema (-) and this program's (+):\n%s", diff)
	}
}

// schemaByCLI builds the provider and lets Terraform or OpenTofu write its schema.
func schemaByCLI(t *testing.T) map[string]any {
	t.Helper()

	cli, err := tfcli.Find(t.Context(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}

	folder := t.TempDir()
	bin := filepath.Join(folder, "terraform-provider-dadosfera")
	output(t, exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", bin, "../.."))

	config := filepath.Join(folder, "cli.tfrc")
	write(t, config, tfcli.DevOverrides(folder))
	write(t, filepath.Join(folder, "main.tf"),
		"terraform {\n required_providers {\n dadosfera = { source = \""+provider.Address+"\" }\n }\n}\n")

	cmd := exec.CommandContext(t.Context(), cli.Path, "providers", "schema", "-json")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE="+config)

	return providerIn(t, output(t, cmd), provider.Address)
}

// providerIn takes one provider's schema out of a document of several.
func providerIn(t *testing.T, text []byte, name string) map[string]any {
	t.Helper()

	var all struct {
		Schemas map[string]map[string]any `json:"provider_schemas"`
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatalf("%v in %.300s", err, text)
	}

	if len(all.Schemas[name]) == 0 {
		t.Fatalf("no schema of %s in %.300s", name, text)
	}

	return all.Schemas[name]
}

func output(t *testing.T, cmd *exec.Cmd) []byte {
	t.Helper()

	var stderr bytes.Buffer
	cmd.Stderr = &stderr

	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", cmd, err, out, stderr.Bytes())
	}

	return out
}

func write(t *testing.T, path, text string) {
	t.Helper()

	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
