// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

func TestExportName_isTheIDUnlessThatIsNoFileName(t *testing.T) {
	for id, want := range map[string]string{
		testID:                               testID + ".json",
		strings.ReplaceAll(testID, "_", "-"): strings.ReplaceAll(testID, "_", "-") + ".json",
		"test_pipeline_12345":                "test_pipeline_12345.json",
		"UPPER":                              "UPPER.json",
	} {
		if got := exportName(id); got != want {
			t.Errorf("exportName(%q): got %q, want %q", id, got, want)
		}
	}
}

func TestExportName_otherCharactersAreReplacedAndHashed(t *testing.T) {
	for id, want := range map[string]string{
		"../../etc/passwd": "______etc_passwd-",
		"..":               "__-",
		".":                "_-",
		"/":                "_-",
		`C:\x`:             "C__x-",
		"a b":              "a_b-",
		"a\x00b":           "a_b-",
		"ação":             "a__o-",
		"*":                "_-",
		"a.json":           "a_json-",
	} {
		got := exportName(id)
		if !strings.HasPrefix(got, want) || !strings.HasSuffix(got, ".json") || len(got) != len(want)+len("12345678.json") {
			t.Errorf("exportName(%q): got %q, want %q, a hash of 8 characters and .json", id, got, want)
		}
	}
}

func TestExportName_isUnique(t *testing.T) {
	names := make(map[string]string)
	for _, id := range []string{
		"a/b", "a_b", "a.b", strings.Repeat("x", longestName), strings.Repeat("x", longestName+1),
		strings.Repeat("x", longestName+2), "a b", "a\\b", "a:b", "a-b", "A-b", "../a", "./a", "_/a", "a\n", "a\t",
		"é", "è", "..", "__", "/", "//",
	} {
		if other, taken := names[exportName(id)]; taken {
			t.Errorf("exportName(%q): got %q, the name for %q, want another", id, exportName(id), other)
		}
		names[exportName(id)] = id
	}
}

// FuzzExportName checks that the file of any id is in the directory itself, has a name that every system accepts, and
// is no other id's file.
func FuzzExportName(f *testing.F) {
	for _, id := range []string{
		testID, "", ".", "..", "../x", "/etc/passwd", `..\x`, "a\x00", "\xff", "ＡＢ", "a*b", "con",
		strings.Repeat("../", 50), strings.Repeat("x", 300),
	} {
		f.Add(id, id+"/")
	}
	f.Fuzz(func(t *testing.T, id, other string) {
		name := exportName(id)
		directory := filepath.Join(string(filepath.Separator), "exports", "creating the directory")
		path := filepath.Join(directory, name)
		if filepath.Dir(path) != directory || !filepath.IsLocal(name) || filepath.Base(name) != name {
			t.Errorf("exportName(%q): got path %q, want one directly in %q", id, path, directory)
		}
		isOther := func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-' && r != '.'
		}
		if strings.ContainsFunc(name, isOther) || !strings.HasSuffix(name, ".json") || strings.Count(name, ".") != 1 {
			t.Errorf("exportName(%q): got %q, want only word characters and .json", id, name)
		}
		if longest := 255 - len("..0123456789"); len(name) > longest { // what a temporary file has around its name
			t.Errorf("exportName(%q): got %d bytes, want at most %d", id, len(name), longest)
		}
		if id != other && name == exportName(other) {
			t.Errorf("exportName(%q) and exportName(%q): got %q for both", id, other, name)
		}
	})
}

// filesIn returns the names of all files in a directory, hidden and temporary ones included.
func filesIn(t *testing.T, directory string) []string {
	t.Helper()
	entries, err := os.ReadDir(directory)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func checkFiles(t *testing.T, directory string, want ...string) {
	t.Helper()
	if got := filesIn(t, directory); !slices.Equal(got, want) {
		t.Errorf("got files %q, want %q", got, want)
	}
}

func checkContent(t *testing.T, name, want string) {
	t.Helper()
	if got, err := os.ReadFile(name); err != nil || string(got) != want {
		t.Errorf("%s: got content %q and error %v, want %q", name, got, err, want)
	}
}

func checkMode(t *testing.T, name string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s: got mode %s, want %s", name, got, want)
	}
}

func mustWrite(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestWriteFile_isCompleteAndPrivate(t *testing.T) {
	directory := filepath.Join(t.TempDir(), "does", "not", "exist")
	file := filepath.Join(directory, "x.json")
	for _, content := range []string{"first, and longer", "second"} {
		if err := writeFile(directory, "x.json", []byte(content)); err != nil {
			t.Fatal(err)
		}
		checkContent(t, file, content)
		checkFiles(t, directory, "x.json")
		checkMode(t, file, 0o600)
		// The next content replaces a file that others may read.
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	checkMode(t, directory, 0o700)
}

func TestWriteFile_replacesLinks(t *testing.T) {
	directory, target := t.TempDir(), filepath.Join(t.TempDir(), "target")
	mustWrite(t, target, "precious")
	if err := os.Symlink(target, filepath.Join(directory, "x.json")); err != nil {
		t.Skip(err)
	}
	if err := writeFile(directory, "x.json", []byte("new")); err != nil {
		t.Fatal(err)
	}
	checkContent(t, target, "precious")
	checkContent(t, filepath.Join(directory, "x.json"), "new")
}

func TestWriteFile_failureLeavesNothingBehind(t *testing.T) {
	t.Run("directory is a file", func(t *testing.T) {
		directory := filepath.Join(t.TempDir(), "file")
		mustWrite(t, directory, "precious")
		err := writeFile(directory, "x.json", []byte("new"))
		if err == nil {
			t.Fatal("got no error, want one")
		}
		checkContains(t, err.Error(), "creating the directory", directory)
		checkContent(t, directory, "precious")
	})
	t.Run("directory of the file's name", func(t *testing.T) {
		directory := t.TempDir()
		if err := os.MkdirAll(filepath.Join(directory, "x.json", "inner"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := writeFile(directory, "x.json", []byte("new")); err == nil {
			t.Error("got no error, want one")
		}
		checkFiles(t, directory, "x.json")
	})
	t.Run("directory without write permission", func(t *testing.T) {
		directory := t.TempDir()
		if err := os.Chmod(directory, 0o500); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(directory, "probe"), nil, 0o600); err == nil {
			t.Skip("this user may write everywhere")
		}
		if err := writeFile(directory, "x.json", []byte("new")); err == nil {
			t.Error("got no error, want one")
		}
		checkFiles(t, directory)
	})
}

// An export creates the same pipeline again, in whatever form the platform shows it.
func TestExport_createsTheSamePipelineAgain(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	for _, variant := range maestrosim.Contracts() {
		t.Run(variant.Name, func(t *testing.T) {
			contract := variant.Contract
			r, sim := newResource(t, contract)
			unmanaged := jdbcInput()
			unmanaged["network_config"] = map[string]any{"vpn": true}
			put(t, sim,
				maestrosim.Job{
					Input:  unmanaged,
					Output: map[string]any{"raw": map[string]any{"table_name": "mine", "table_schema": "RAW_DATA"}},
				},
				maestrosim.Job{Input: singerInput(), Transformations: []any{map[string]any{"type": "hash"}}},
			)
			before, _ := sim.Pipeline(customer, testID)

			body := exportToFile(t, r, contract.Hidden != maestrosim.HiddenNone)
			if err := sim.Remove(customer, testID); err != nil {
				t.Fatal(err)
			}
			sim.SetContract(maestrosim.Contract{})
			postPipeline(t, sim, body)

			after, ok := sim.Pipeline(customer, testID)
			if !ok {
				t.Fatal("got no pipeline, want one with the same id")
			}
			if contract.NoJDBCJob {
				return // then nothing shows what is hidden
			}
			if contract.Hidden != maestrosim.HiddenNone { // nothing shows these of other jobs
				before.Jobs[1].Transformations, after.Jobs[1].Transformations = nil, nil
				delete(before.Jobs[1].Input, "auth_parameters")
			}
			checkSamePipeline(t, contract, after, before)
		})
	}
}

// exportToFile exports the pipeline as it is imported, and returns the content of the file. Credentials that are
// missing in it are a warning.
func exportToFile(t *testing.T, r *pipelineResource, wantWarning bool) []byte {
	t.Helper()
	state, directory := readImported(t, r), t.TempDir()
	exists, diags := r.exportBeforeDestroy(t.Context(), state, directory)
	if !exists || diags.HasError() {
		t.Fatalf("got exists %t and diagnostics %v, want true and no error", exists, diags)
	}
	if got := len(diags) == 1; got != wantWarning {
		t.Errorf("got diagnostics %v, want a warning about missing credentials: %t", diags, wantWarning)
	}
	checkFiles(t, directory, exportName(state.ID.ValueString()))
	body, err := os.ReadFile(filepath.Join(directory, exportName(state.ID.ValueString())))
	if err != nil {
		t.Fatal(err)
	}
	if !json.Valid(body) || !bytes.HasSuffix(body, []byte("}\n")) {
		t.Errorf("got content %s, want a JSON object and a line end", body)
	}
	return body
}

func postPipeline(t *testing.T, sim *maestrosim.Sim, body []byte) {
	t.Helper()
	url := openapi.NewServer(t, sim).URL + "/platform/pipeline"
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header["customer_name"] = []string{customer}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusMultipleChoices {
		t.Fatalf("POST of the export: got status %d, want success", resp.StatusCode)
	}
}

func checkSamePipeline(t *testing.T, contract maestrosim.Contract, got, want maestrosim.Pipeline) {
	t.Helper()
	check := func(what string, got, want any) {
		t.Helper()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", what, diff)
		}
	}
	check("name", got.Name, want.Name)
	check("description", *got.Description, *want.Description)
	for i := range want.Jobs {
		check("input", documentedFields(got.Jobs[i].Input), documentedFields(want.Jobs[i].Input))
		check("transformations", got.Jobs[i].Transformations, want.Jobs[i].Transformations)
	}
	if contract.Output == maestrosim.OutputRaw {
		check("output", got.Jobs[0].Output, want.Jobs[0].Output)
	}
}

// documentedFields returns an input without nulls, and without what Contract.ExtraFields adds, at every level.
func documentedFields(input map[string]any) map[string]any {
	fields := make(map[string]any)
	for key, v := range input {
		if inner, ok := v.(map[string]any); ok {
			v = documentedFields(inner)
		}
		if v != nil && key != "x_undocumented" {
			fields[key] = v
		}
	}
	return fields
}

func TestExport_missingPipeline(t *testing.T) {
	r, _ := newResource(t, maestrosim.Contract{})
	directory := t.TempDir()
	exists, diags := r.exportBeforeDestroy(t.Context(), examplePipeline(), directory)
	if exists || len(diags) > 0 {
		t.Errorf("got exists %t and diagnostics %v, want false and none", exists, diags)
	}
	checkFiles(t, directory)
}

func TestExport_unreadablePipelineIsAnError(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"refused": {On: maestrosim.OpGet, Status: http.StatusForbidden, Body: `{"message":"no"}`, Times: -1},
		"of another shape": {
			On: maestrosim.OpGet, Body: `{"id":"` + testID + `","jobs":[{"input":{"column_include_list":7}}]}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, sim := newResource(t, maestrosim.Contract{})
			put(t, sim, maestrosim.Job{Input: jdbcInput()})
			sim.Order(fault)
			directory := t.TempDir()
			exists, diags := r.exportBeforeDestroy(t.Context(), examplePipeline(), directory)
			if !exists || len(diags) != 1 || diags[0].Summary() != summaryExportFailed.String() {
				t.Errorf("got exists %t and diagnostics %v, want true and an error about the export", exists, diags)
			}
			checkFiles(t, directory)
			if len(sim.Requests()) == 0 {
				t.Error("got no requests, want one for the pipeline")
			}
		})
	}
}
