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
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

var update = flag.Bool("update", false, "write the files that are missing")

func TestMain(m *testing.M) { acctest.Main(m) }

// stateFile is the part of a state file that is the provider's.
type stateFile struct {
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

// saved gives what a state file holds, by type and then by name.
func (f stateFile) saved() map[string]map[string]plugintest.Saved {
	all := map[string]map[string]plugintest.Saved{}
	for _, r := range f.Resources {
		if all[r.Type] == nil {
			all[r.Type] = map[string]plugintest.Saved{}
		}
		for _, i := range r.Instances {
			all[r.Type][r.Name] = plugintest.Saved(i)
		}
	}
	return all
}

// states gives the names of the state files of all versions.
func states(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/v*/*.tfstate.json")
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// platformOf is the file beside a state file with what the platform held.
func platformOf(state string) string {
	return strings.TrimSuffix(state, ".tfstate.json") + ".platform.json"
}

func readState(t *testing.T, name string) stateFile {
	t.Helper()
	var f stateFile
	readJSON(t, name, &f)
	return f
}

// There are states of each resource in each version, by both programs.
func TestEveryVersionHasItsStates(t *testing.T) {
	schemas := plugintest.NewUnconfigured(t).Schemas.ResourceSchemas
	for _, product := range []string{"terraform", "opentofu"} {
		kept := map[string]map[int64]bool{}
		for _, name := range states(t) {
			if !strings.HasPrefix(filepath.Base(name), product) {
				continue
			}
			for typeName, instances := range readState(t, name).saved() {
				for _, saved := range instances {
					if kept[typeName] == nil {
						kept[typeName] = map[int64]bool{}
					}
					kept[typeName][saved.Version] = true
				}
			}
		}
		for typeName, schema := range schemas {
			for version := range schema.Version + 1 {
				if !kept[typeName][version] {
					t.Errorf("there is no state of %s, version %d, by %s; see the documentation of this package", typeName, version, product)
				}
			}
		}
	}
}

// What is in a state file is in the state: every value of a state of the present version, and of an older one what its upgrader makes of
// it. A refresh then changes nothing, and the state has an identity, which older programs do not keep.
func TestStatesAreRead(t *testing.T) {
	for _, name := range states(t) {
		t.Run(name, func(t *testing.T) {
			sim := maestrosim.New(maestrosim.Options{Empty: true})
			fill(t, sim, platformOf(name))
			server := plugintest.NewServer(t, serve(t, sim), nil)
			for typeName, instances := range readState(t, name).saved() {
				r := server.Resource(typeName)
				for instance, saved := range instances {
					read := r.Upgrade(saved)
					if saved.Version == r.Schema().Version {
						holds(t, typeName+"."+instance, plugintest.Plain(read.Value), decoded(t, saved.Attributes))
					}
					if typeName == pipelineType && saved.Identity != nil {
						plugintest.Same(t, "identity", r.IdentityOf(read), r.At(read, "id"))
					}
					after, told := r.Refresh(read)
					plugintest.Silent(t, told)
					plugintest.Same(t, typeName+"."+instance+" after a refresh", plugintest.Plain(after.Value), plugintest.Plain(read.Value))
					if typeName == pipelineType {
						plugintest.Same(t, "identity after a refresh", r.IdentityOf(after), r.At(after, "id"))
					}
				}
			}
		})
	}
}

// holds wants each value of a JSON document in the value that was read; null and left out are the same.
func holds(t *testing.T, at string, got, want any) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		members, isObject := got.(plugintest.Attrs)
		if !isObject {
			t.Errorf("%s is %v, not %v", at, got, want)
			return
		}
		for name, value := range want {
			holds(t, at+"."+name, members[name], value)
		}
	case []any:
		elements, isList := got.(plugintest.Elems)
		if !isList || len(elements) != len(want) {
			t.Errorf("%s is %v, not %v", at, got, want)
			return
		}
		for i, value := range want {
			holds(t, at+"[]", elements[i], value)
		}
	case float64:
		plugintest.Same(t, at, got, any(int(want)))
	default:
		plugintest.Same(t, at, got, want)
	}
}

// fill puts the pipelines of a file onto a platform.
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

func decoded(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func readJSON(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func write(t *testing.T, name string, content []byte) {
	t.Helper()
	if err := os.WriteFile(name, content, 0o644); err != nil { //nolint:gosec // it goes into the repository
		t.Fatal(err)
	}
}
