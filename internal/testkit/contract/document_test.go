// SPDX-License-Identifier: MPL-2.0

package contract

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestParse_setsTheKeys(t *testing.T) {
	for text, want := range map[string]Contract{
		`{}`:             {},
		`{"version": 1}`: {},
		`{"hidden": "documented", "paths":"any"}`: {},
		`{"version": 1, "hidden": "none", "status_lag": 7, "extra_fields": true, "run_once": false}`: {
			Hidden: HiddenNone, StatusLag: 7, ExtraFields: true,
		},
	} {
		if got, err := Parse([]byte(text)); err != nil || got != want {
			t.Errorf("Parse(%s): got %+v, %v, want %+v", text, got, err, want)
		}
	}
}

func TestParse_errorNamesTheKeyAndListsWhatIsAccepted(t *testing.T) {
	for text, want := range map[string][]string{
		`{"hiden": "none"}`:           {`"hiden"`, "version, envelope, id_key", "queued"},
		`{"Hidden": "none"}`:          {`"Hidden"`, "hidden"},
		`{"hidden": "all"}`:           {`"hidden"`, `"all"`, `"documented", "none", "null"`},
		`{"hidden": ""}`:              {`"hidden"`, `"documented", "none", "null"`},
		`{"hidden": null}`:            {`"hidden"`, `"documented", "none", "null"`},
		`{"hidden": 1}`:               {`"hidden"`, `"documented", "none", "null"`},
		`{"extra_fields": "true"}`:    {`"extra_fields"`, "false, true"},
		`{"extra_fields": null}`:      {`"extra_fields"`, "false, true"},
		`{"status_lag": -1}`:          {`"status_lag"`, "0 or more"},
		`{"status_lag": 1.5}`:         {`"status_lag"`, "0 or more"},
		`{"version": 2}`:              {`"version"`, "accepted: 1"},
		`{"version": "1"}`:            {`"version"`, "accepted: 1"},
		`{"not_observed": "hidden"}`:  {`"not_observed"`, "a list of keys"},
		`{"not_observed": null}`:      {`"not_observed"`, "a list of keys"},
		`{"not_observed": ["hiden"]}`: {`"not_observed"`, `"hiden"`, "id_key"},
		`[]`:                          {"array"},
		`{} {}`:                       {"after top-level value"},
		`hidden=none`:                 {"invalid character"},
	} {
		_, err := Parse([]byte(text))
		if err == nil {
			t.Errorf("Parse(%s): got no error", text)
			continue
		}
		for _, fact := range want {
			if !strings.Contains(err.Error(), fact) {
				t.Errorf("Parse(%s): got %q, want %s in it", text, err, fact)
			}
		}
	}
}

func TestSaveAndLoad_keepEveryVariant(t *testing.T) {
	name := filepath.Join(t.TempDir(), "contract.json")
	for _, v := range Every() {
		if err := v.Contract.Save(name); err != nil {
			t.Fatal(err)
		}
		if got, err := Load(name); err != nil || got != v.Contract {
			t.Errorf("%s: got %+v, %v, want %+v", v.Name, got, err, v.Contract)
		}
	}
}

func TestSave_writesEveryKey(t *testing.T) {
	name := filepath.Join(t.TempDir(), "contract.json")
	if err := (Contract{}).Save(name); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}

	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if want := reflect.TypeFor[Contract]().NumField() + 1; len(got) != want {
		t.Errorf("got %d keys, want %d: %s", len(got), want, text)
	}
	for key, want := range map[string]any{
		"version": 1.0, "envelope": "documented", "paths": "any", "extra_fields": false, "status_lag": 0.0,
	} {
		if got[key] != want {
			t.Errorf("%s: got %v, want %v", key, got[key], want)
		}
	}
}

func TestObserved_listsWhatWasNotObserved(t *testing.T) {
	want := Contract{Hidden: HiddenNone, StatusLag: 2}
	values := map[string]any{}
	fields := reflect.ValueOf(want)
	for i := range fields.NumField() {
		values[fields.Type().Field(i).Tag.Get("json")] = fields.Field(i).Interface()
	}
	delete(values, "run_once")
	delete(values, "queued")
	text, unseen, err := Observed(values)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(unseen, " ") != "run_once queued" {
		t.Errorf("got unseen keys %v, want run_once and queued", unseen)
	}
	if got, err := Parse(text); err != nil || got != want {
		t.Errorf("got %+v, %v from %s, want %+v", got, err, text, want)
	}
	var document struct {
		NotObserved []string `json:"not_observed"`
	}
	if err := json.Unmarshal(text, &document); err != nil || strings.Join(document.NotObserved, " ") != "run_once queued" {
		t.Errorf("got %v, %v from %s, want run_once and queued", document.NotObserved, err, text)
	}
}

func TestObserved_refusesUnknownKeysAndTypes(t *testing.T) {
	for _, values := range []map[string]any{{"path": PathsHyphen}, {"paths": "hyphen"}, {"paths": Paths("x")}, {"status_lag": nil}} {
		if _, _, err := Observed(values); err == nil {
			t.Errorf("%v: got no error, want one", values)
		}
	}
}

func TestSave_refusesUnknownValues(t *testing.T) {
	err := Contract{Hidden: "nul"}.Save(filepath.Join(t.TempDir(), "contract.json"))
	if err == nil || !strings.Contains(err.Error(), `"hidden"`) || !strings.Contains(err.Error(), `"none"`) {
		t.Errorf("got %v, want an error that names the key and its values", err)
	}
}

func TestLoad_errorNamesTheFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "contract.json")
	if _, err := Load(name); err == nil || !strings.Contains(err.Error(), name) {
		t.Errorf("missing file: got %v", err)
	}
	write(t, name, `{"hidden": "all"}`)
	if _, err := Load(name); err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), `"hidden"`) {
		t.Errorf("unknown value: got %v", err)
	}
}

func TestFromEnvironment(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "observed.json"), `{"hidden": "none"}`)
	below := filepath.Join(root, "internal", "pipeline")
	if err := os.MkdirAll(below, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(below)

	for name, test := range map[string]struct {
		value string
		want  Contract
	}{
		"not set":                        {"", Contract{}},
		"an absolute name":               {filepath.Join(root, "observed.json"), Contract{Hidden: HiddenNone}},
		"a name in a directory above it": {"observed.json", Contract{Hidden: HiddenNone}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(Variable, test.value)
			if got, err := FromEnvironment(); err != nil || got != test.want {
				t.Errorf("got %+v, %v, want %+v", got, err, test.want)
			}
		})
	}

	t.Setenv(Variable, "nowhere.json")
	if _, err := FromEnvironment(); err == nil || !strings.Contains(err.Error(), Variable) || !strings.Contains(err.Error(), "nowhere.json") {
		t.Errorf("missing file: got %v, want an error that names variable and file", err)
	}
}

func TestVariants_differInOneKey(t *testing.T) {
	seen := map[Contract]string{}
	for _, v := range Variants() {
		if other, twice := seen[v.Contract]; twice {
			t.Errorf("%s is the same as %s", v.Name, other)
		}
		seen[v.Contract] = v.Name

		changed := 0
		value := reflect.ValueOf(v.Contract)
		for i := range value.NumField() {
			if !value.Field(i).IsZero() {
				changed++
			}
		}
		if want := min(len(seen)-1, 1); changed != want {
			t.Errorf("%s: got %d changed fields, want %d", v.Name, changed, want)
		}
	}
}

func TestWith_keepsWhatTheOtherLeavesDocumented(t *testing.T) {
	got := Contract{Hidden: HiddenNone, StatusLag: 1, RunOnce: true}.With(Contract{StatusLag: 2, Paths: PathsHyphen})
	want := Contract{Hidden: HiddenNone, StatusLag: 2, RunOnce: true, Paths: PathsHyphen}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestUsage_listsEveryKeyWithItsValues(t *testing.T) {
	usage := Usage()
	if got, want := strings.Count(usage, "\n"), reflect.TypeFor[Contract]().NumField(); got != want {
		t.Errorf("got %d lines, want %d", got, want)
	}
	for _, line := range []string{`"hidden": "documented", "none", "null"`, `"extra_fields": false, true`, `"status_lag": a whole number`} {
		if !strings.Contains(usage, line) {
			t.Errorf("%s is not in %s", line, usage)
		}
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
