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

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func TestAFileIsNamedAfterTheIDAndStaysInItsFolder(t *testing.T) {
	for id, want := range map[string]string{
		testID:                               testID + ".json",
		strings.ReplaceAll(testID, "_", "-"): strings.ReplaceAll(testID, "_", "-") + ".json",
		"test_pipeline_12345":                "test_pipeline_12345.json",
		"UPPER":                              "UPPER.json",
		"../../etc/passwd":                   "______etc_passwd-",
		"..":                                 "__-",
		".":                                  "_-",
		"/":                                  "_-",
		`C:\x`:                               "C__x-",
		"a b":                                "a_b-",
		"a\x00b":                             "a_b-",
		"ação":                               "a__o-",
		"*":                                  "_-",
		"a.json":                             "a_json-",
	} {
		got := exportName(id)
		if got != want && (!strings.HasPrefix(got, want) || len(got) != len(want)+len("12345678.json") || !strings.HasSuffix(got, ".json")) {
			t.Errorf("%q is named %q, not %s", id, got, want)
		}
	}
}

func TestNoTwoIDsShareAFile(t *testing.T) {
	names := map[string]string{}
	for _, id := range []string{"a/b", "a_b", "a.b", strings.Repeat("x", longestName), strings.Repeat("x", longestName+1), strings.Repeat("x", longestName+2), "a b", "a\\b", "a:b", "a-b", "A-b", "../a", "./a", "_/a", "a\n", "a\t", "é", "è", "..", "__", "/", "//"} {
		if other, taken := names[exportName(id)]; taken {
			t.Errorf("%q and %q are both named %q", id, other, exportName(id))
		}
		names[exportName(id)] = id
	}
}

// Whatever an id is, its file lies in the folder itself and has a name that every system takes.
func FuzzExportName(f *testing.F) {
	for _, id := range []string{testID, "", ".", "..", "../x", "/etc/passwd", `..\x`, "a\x00", "\xff", "ＡＢ", "a*b", "con", strings.Repeat("../", 50), strings.Repeat("x", 300)} {
		f.Add(id, id+"/")
	}
	f.Fuzz(func(t *testing.T, id, other string) {
		name := exportName(id)
		folder := filepath.Join(string(filepath.Separator), "exports", "folder")
		if filepath.Dir(filepath.Join(folder, name)) != folder || !filepath.IsLocal(name) || filepath.Base(name) != name {
			t.Errorf("%q leads to %q", id, filepath.Join(folder, name))
		}
		if strings.ContainsFunc(name, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-' && r != '.'
		}) || !strings.HasSuffix(name, ".json") || strings.Count(name, ".") != 1 {
			t.Errorf("%q is named %q", id, name)
		}
		if len(name) > 255-len("..0123456789") { // what a temporary file has around its name
			t.Errorf("a name of %d bytes", len(name))
		}
		if id != other && name == exportName(other) {
			t.Errorf("%q and %q are both named %q", id, other, name)
		}
	})
}

// listed gives the files of a folder, those left behind and hidden ones too.
func listed(t *testing.T, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestAFileIsWrittenWholeAndForItsOwnerAlone(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "not", "there", "yet")
	for _, content := range []string{"first, and longer", "second"} {
		if err := writeWhole(folder, "x.json", []byte(content)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(folder, "x.json"))
		if err != nil || string(got) != content {
			t.Errorf("the file holds %q, error %v", got, err)
		}
		compare(t, "files", listed(t, folder), []string{"x.json"})
		info, err := os.Stat(filepath.Join(folder, "x.json"))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the mode is %s, error %v", info.Mode(), err)
		}
		// The next one takes the place of a file that others may read.
		if err := os.Chmod(filepath.Join(folder, "x.json"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(folder)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder's mode is %s, error %v", info.Mode(), err)
	}
}

func TestALinkIsReplacedAndNotFollowed(t *testing.T) {
	folder, elsewhere := t.TempDir(), filepath.Join(t.TempDir(), "target")
	if err := os.WriteFile(elsewhere, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(folder, "x.json")); err != nil {
		t.Skip(err)
	}
	if err := writeWhole(folder, "x.json", []byte("new")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(elsewhere); err != nil || string(got) != "precious" {
		t.Errorf("what the link leads to holds %q, error %v", got, err)
	}
}

func TestAFileThatCannotBeWrittenLeavesNothingBehind(t *testing.T) {
	t.Run("where the folder is a file", func(t *testing.T) {
		at := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(at, []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
		err := writeWhole(at, "x.json", []byte("new"))
		if err == nil {
			t.Fatal("no error")
		}
		contains(t, err.Error(), "folder", at)
		if got, err := os.ReadFile(at); err != nil || string(got) != "precious" {
			t.Errorf("the file holds %q, error %v", got, err)
		}
	})
	t.Run("where a folder has the name", func(t *testing.T) {
		folder := t.TempDir()
		if err := os.MkdirAll(filepath.Join(folder, "x.json", "inner"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := writeWhole(folder, "x.json", []byte("new")); err == nil {
			t.Error("no error")
		}
		compare(t, "files", listed(t, folder), []string{"x.json"})
	})
	t.Run("where the folder may not be written to", func(t *testing.T) {
		folder := t.TempDir()
		if err := os.Chmod(folder, 0o500); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "probe"), nil, 0o600); err == nil {
			t.Skip("this user may write anywhere")
		}
		if err := writeWhole(folder, "x.json", []byte("new")); err == nil {
			t.Error("no error")
		}
		compare(t, "files", listed(t, folder), []string{})
	})
}

// What is exported makes the same pipeline again, from what the platform shows and what only the state knows, in
// whatever form it is shown.
func TestAnExportMakesTheSamePipelineAgain(t *testing.T) {
	for _, contract := range maestrosim.Contracts() {
		t.Run(contract.Name, func(t *testing.T) {
			r, sim := resourceOn(t, maestrosim.Options{Contract: contract.Contract})
			input := jdbcInput("orders")
			input["network_config"] = map[string]any{"vpn": true} // that nobody manages
			description := "by hand"
			if err := sim.Put("acme_corp", maestrosim.Pipeline{ID: testID, Name: "Orders", Description: &description, Jobs: []maestrosim.Job{
				{Input: input, Output: map[string]any{"raw": map[string]any{"table_name": "mine", "table_schema": "RAW_DATA"}}},
				{Input: singerInput(), Transformations: []any{map[string]any{"type": "hash"}}},
			}}); err != nil {
				t.Fatal(err)
			}
			state := r.read(t, model{ID: types.StringValue(testID), Jobs: types.ListNull(shapesOf().job)})
			before, _ := sim.Pipeline("acme_corp", testID)
			folder := t.TempDir()
			var diags diag.Diagnostics
			if gone, err := r.export(t.Context(), state, folder, &diags); gone || err != nil {
				t.Fatalf("gone %t, error %v", gone, err)
			}
			if bare := contract.Contract.Hidden != maestrosim.HiddenNone; bare != (len(diags) == 1) {
				t.Errorf("of jobs whose credentials nobody shows is said: %v", diags)
			}
			body, err := os.ReadFile(filepath.Join(folder, exportName(state.ID.ValueString())))
			if err != nil {
				t.Fatal(err)
			}
			if !json.Valid(body) || !bytes.HasSuffix(body, []byte("}\n")) {
				t.Errorf("the file is no JSON document: %s", body)
			}
			if err := sim.Remove("acme_corp", testID); err != nil {
				t.Fatal(err)
			}
			sim.SetContract(maestrosim.Contract{})
			post(t, r.data.Client.CustomerName(), serve(t, sim), body)
			after, ok := sim.Pipeline("acme_corp", testID)
			if !ok {
				t.Fatal("the pipeline is not there")
			}
			if contract.Contract.NoJDBCJob {
				return // nobody shows what is hidden
			}
			if contract.Contract.Hidden != maestrosim.HiddenNone { // what is no JDBC job shows these nowhere
				before.Jobs[1].Transformations, after.Jobs[1].Transformations = nil, nil
				delete(before.Jobs[1].Input, authName)
			}
			for i := range before.Jobs {
				compare(t, "input", documented(after.Jobs[i].Input), documented(before.Jobs[i].Input))
				compare(t, "transformations", after.Jobs[i].Transformations, before.Jobs[i].Transformations)
			}
			compare(t, "name", after.Name, before.Name)
			compare(t, "description", *after.Description, *before.Description)
			if contract.Contract.Output == maestrosim.OutputRaw {
				compare(t, "output", after.Jobs[0].Output, before.Jobs[0].Output)
			}
		})
	}
}

// read brings a model up to what the platform shows, as Read does.
func (r *pipelineResource) read(t *testing.T, prior model) model {
	t.Helper()
	p, err := r.get(t.Context(), prior)
	if err != nil {
		t.Fatal(err)
	}
	return observed(t, prior, p, imported(prior))
}

// documented leaves out nulls, and what Contract.ExtraFields adds, at every level.
func documented(input map[string]any) map[string]any {
	shown := map[string]any{}
	for k, v := range input {
		if inner, ok := v.(map[string]any); ok {
			v = documented(inner)
		}
		if v != nil && k != "x_undocumented" {
			shown[k] = v
		}
	}
	return shown
}

func post(t *testing.T, customer, url string, body []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/platform/pipeline", bytes.NewReader(body))
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
	if resp.StatusCode >= 300 {
		t.Fatalf("the export is refused with %d", resp.StatusCode)
	}
}

// What the state knows and the platform hides is in the export; what the platform shows and the state does not, too.
func TestAnExportHasWhatEitherKnows(t *testing.T) {
	state := modelWith(func(m *model) { m.Cron, m.Description = types.StringNull(), types.StringNull() })
	p := decoded(t, shown(hide, put("jobs.0.input.network_config", map[string]any{"vpn": true}), put("jobs.0.input.nothing", nil), put("jobs.0.output",
		map[string]any{"plugin": "dadosfera_snowflake", "table_name": "tb__made_up", "database": "DB", "nothing": nil})))
	compare(t, "export", mustJSON(exported(state, p)), `{"id":"1b33ad2f-33d3-4837-9eeb-83c82c8b909d","name":"Orders","cron":null,"jobs":[{"input":{`+
		`"auth_parameters":{"auth_type":"connection_manager","config_id":"1701234567890_abc123_postgresql-1.0.0"},"column_include_list":["id","amount","updated_at"],`+
		`"connector":"jdbc","incremental_column_name":"updated_at","incremental_column_type":"timestamp with time zone","load_type":"incremental",`+
		`"network_config":{"vpn":true},"plugin":"postgresql","table_name":"orders","table_schema":"public"},"transformations":[],`+
		`"output":{"database":"DB","plugin":"dadosfera_snowflake","raw":{"table_name":"orders","table_schema":"RAW_DATA"}}}]}`)
	t.Run("jobs that only the state has are in it", func(t *testing.T) {
		compare(t, "jobs", len(exported(modelWith(withJobs(jdbcJob(), singerJob())), p).Jobs), 2)
	})
	t.Run("an id that is no UUID stays as it is", func(t *testing.T) {
		compare(t, "id", exported(modelWith(func(m *model) { m.ID = types.StringValue("test_pipeline_12345") }), p).ID, "test_pipeline_12345")
	})
}

func TestAPipelineThatIsGoneIsNotExported(t *testing.T) {
	r, sim := resourceOn(t, maestrosim.Options{})
	folder := t.TempDir()
	var diags diag.Diagnostics
	gone, err := r.export(t.Context(), modelWith(), folder, &diags)
	if !gone || err != nil {
		t.Errorf("gone %t, error %v", gone, err)
	}
	compare(t, "files", listed(t, folder), []string{})

	made(t, sim, jdbcInput("orders"))
	sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Status: http.StatusForbidden, Body: `{"message":"no"}`, Times: -1})
	if gone, err := r.export(t.Context(), modelWith(), folder, &diags); gone || err == nil {
		t.Errorf("gone %t, error %v", gone, err)
	}
	sim.ClearFaults()
	sim.Order(maestrosim.Fault{On: maestrosim.OpGet, Body: `{"id":"` + testID + `","jobs":[{"input":{"column_include_list":7}}]}`})
	if gone, err := r.export(t.Context(), modelWith(), folder, &diags); gone || err == nil {
		t.Errorf("gone %t, error %v", gone, err)
	}
	compare(t, "files", listed(t, folder), []string{})
	if len(diags) > 0 {
		t.Errorf("said: %v", diags)
	}
	if !slices.Contains(calls(sim), "GET /platform/pipeline/{id}") {
		t.Error("nothing was asked")
	}
}
