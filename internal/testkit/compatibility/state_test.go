// SPDX-License-Identifier: MPL-2.0

package compatibility

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

var update = flag.Bool("update", false, "write missing files")

func TestMain(m *testing.M) { acctest.Main(m) }

const pipelineType = "dadosfera_pipeline"

// Each version of each resource has a state by each CLI.
func TestTestdata_isComplete(t *testing.T) {
	schemas := plugintest.NewUnconfigured(t).Schemas.ResourceSchemas
	for _, product := range []string{"terraform", "opentofu"} {
		type version struct {
			typeName string
			number   int64
		}
		found := map[version]bool{}
		for _, name := range stateFiles(t) {
			if !strings.HasPrefix(filepath.Base(name), product) {
				continue
			}
			for typeName, instances := range readState(t, name) {
				for _, saved := range instances {
					found[version{typeName, saved.Version}] = true
				}
			}
		}
		for typeName, schema := range schemas {
			for number := range schema.Version + 1 {
				if !found[version{typeName, number}] {
					t.Errorf("%s: got no state of version %d by %s, want one; see the documentation of this package", typeName, number, product)
				}
			}
		}
	}
}

// A state holds every value of its file, if it has the current version, and otherwise what the upgrade makes of it. A
// refresh changes nothing in it, and adds the identity that older CLIs do not save.
func TestStates_upgradeAndRefresh(t *testing.T) {
	for _, name := range stateFiles(t) {
		t.Run(name, func(t *testing.T) {
			sim := maestrosim.New(maestrosim.Options{Empty: true})
			fill(t, sim, platformFile(name))
			server := plugintest.NewServer(t, openapi.NewServer(t, sim).URL, nil)
			for typeName, instances := range readState(t, name) {
				r := server.Resource(typeName)
				for instance, saved := range instances {
					checkInstance(t, r, typeName, instance, saved)
				}
			}
		})
	}
}

func checkInstance(t *testing.T, r *plugintest.Resource, typeName, name string, saved plugintest.SavedInstance) {
	t.Helper()
	address := typeName + "." + name
	upgraded := r.Upgrade(saved)
	if saved.Version == r.Schema().Version {
		var want any
		if err := json.Unmarshal(saved.Attributes, &want); err != nil {
			t.Fatal(err)
		}
		checkHolds(t, address, plugintest.Plain(upgraded.Value), want)
	}
	if typeName == pipelineType && saved.Identity != nil {
		plugintest.Same(t, "identity of "+address, r.IdentityOf(upgraded), r.At(upgraded, "id"))
	}

	refreshed, diags := r.Refresh(upgraded)
	plugintest.NoDiagnostics(t, diags)
	plugintest.Same(t, address+" after a refresh", plugintest.Plain(refreshed.Value), plugintest.Plain(upgraded.Value))
	if typeName == pipelineType {
		plugintest.Same(t, "identity of "+address+" after a refresh", r.IdentityOf(refreshed), r.At(refreshed, "id"))
	}
}

// checkHolds reports an error unless a value holds each value of a JSON document. Null and missing are the same.
func checkHolds(t *testing.T, at string, got, want any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		members, ok := got.(plugintest.Attrs)
		if !ok {
			t.Errorf("%s: got %v, want %v", at, got, want)
			return
		}
		for name, value := range want {
			checkHolds(t, at+"."+name, members[name], value)
		}
	case []any:
		elements, ok := got.(plugintest.Elems)
		if !ok || len(elements) != len(want) {
			t.Errorf("%s: got %v, want %v", at, got, want)
			return
		}
		for i, value := range want {
			checkHolds(t, at+"[]", elements[i], value)
		}
	case float64:
		plugintest.Same(t, at, got, any(int(want)))
	default:
		plugintest.Same(t, at, got, want)
	}
}

// stateFiles returns the names of the state files of all versions.
func stateFiles(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/v*/*.tfstate.json")
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// platformFile returns the name of the file with what the platform held, which is beside a state file.
func platformFile(stateFile string) string {
	return strings.TrimSuffix(stateFile, ".tfstate.json") + ".platform.json"
}

// readState returns the instances in a state file, by the type and the name of their resource.
func readState(t *testing.T, file string) map[string]map[string]plugintest.SavedInstance {
	t.Helper()
	var state struct {
		Resources []struct {
			Type, Name string
			Instances  []struct {
				Version         int64           `json:"schema_version"`
				Attributes      json.RawMessage `json:"attributes"`
				Private         []byte          `json:"private"`
				IdentityVersion int64           `json:"identity_schema_version"`
				Identity        json.RawMessage `json:"identity"`
			}
		}
	}
	readJSON(t, file, &state)
	all := map[string]map[string]plugintest.SavedInstance{}
	for _, r := range state.Resources {
		if all[r.Type] == nil {
			all[r.Type] = map[string]plugintest.SavedInstance{}
		}
		for _, i := range r.Instances {
			all[r.Type][r.Name] = plugintest.SavedInstance(i)
		}
	}
	return all
}

// fill puts the pipelines of a file on a platform.
func fill(t *testing.T, sim *maestrosim.Sim, name string) {
	t.Helper()
	var pipelines []maestrosim.Pipeline
	readJSON(t, name, &pipelines)
	for _, p := range pipelines {
		if err := sim.Put(acctest.Customer, p); err != nil {
			t.Fatal(err)
		}
	}
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(readText(t, name)), into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func readText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o644); err != nil { //nolint:gosec // a file of the repository, which anyone may read
		t.Fatal(err)
	}
}
