// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/time/rate"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

const (
	customer = "acme_corp"
	configID = "1701234567890_abc123_postgresql-1.0.0"
)

var user = maestrosim.User{Username: "you@example.com", Password: "a password", Customer: customer}

// TestMain makes the documented behavior that of the zero contract, whatever the environment contains.
func TestMain(m *testing.M) {
	if err := os.Unsetenv(contract.Variable); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// contracts returns every contract, or with -short each n-th.
func contracts(n int) []contract.Named {
	var some []contract.Named
	for i, v := range contract.Every() {
		if !testing.Short() || i%n == 0 {
			some = append(some, v)
		}
	}
	return some
}

// newSim returns a simulator with the example pipeline, and one with two jobs and without texts and schedule.
func newSim(t *testing.T, c contract.Contract) *maestrosim.Sim {
	t.Helper()
	sim := maestrosim.New(maestrosim.Options{Contract: c, Users: []maestrosim.User{user}})
	job := func(table string) maestrosim.Job {
		return maestrosim.Job{Input: map[string]any{
			"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": table, "load_type": "full_load",
			"auth_parameters": map[string]any{"auth_type": "connection_manager", "config_id": configID},
		}}
	}
	put(t, sim, maestrosim.Pipeline{Name: "Two tables", Jobs: []maestrosim.Job{job("a"), job("b")}})
	return sim
}

func put(t *testing.T, sim *maestrosim.Sim, p maestrosim.Pipeline) {
	t.Helper()
	if err := sim.Put(customer, p); err != nil {
		t.Fatal(err)
	}
}

// outcome is what a run of the program leaves.
type outcome struct {
	status           int
	stdout, stderr   string
	contract, report string // "" without a file
}

// contact runs the program against a platform.
func contact(ctx context.Context, t *testing.T, h http.Handler, args ...string) outcome {
	t.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	return contactAt(ctx, t, server.URL, args...)
}

func contactAt(ctx context.Context, t *testing.T, address string, args ...string) outcome {
	t.Helper()
	env := map[string]string{
		"DADOSFERA_BASE_URL": address, "DADOSFERA_CUSTOMER_NAME": customer,
		"DADOSFERA_USERNAME": user.Username, "DADOSFERA_PASSWORD": user.Password, "DADOSFERA_MAX_RETRIES": "1",
	}
	var stdout, stderr bytes.Buffer
	p := program{
		stdin: strings.NewReader("yes\n"), stdout: &stdout, stderr: &stderr,
		lookup: func(variable string) string { return env[variable] }, perSecond: rate.Inf, wait: time.Millisecond,
	}
	dir := t.TempDir()
	files := []string{filepath.Join(dir, "contract.json"), filepath.Join(dir, "report.md")}
	o := outcome{status: p.run(ctx, append([]string{"-contract", files[0], "-report", files[1]}, args...))}
	o.stdout, o.stderr = stdout.String(), stderr.String()
	for i, into := range []*string{&o.contract, &o.report} {
		text, err := os.ReadFile(files[i])
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		*into = string(text)
	}
	return o
}

// must ends the test unless the program exits with status 0, and returns the contract and the keys that were not
// observed.
func (o outcome) must(t *testing.T) (contract.Contract, []string) {
	t.Helper()
	if o.status != 0 {
		t.Fatalf("got exit status %d, want 0:\n%s%s", o.status, o.stdout, o.stderr)
	}
	c, err := contract.Parse([]byte(o.contract))
	if err != nil {
		t.Fatal(err)
	}
	list := regexp.MustCompile(`(?s)"not_observed": \[(.*)\]`).FindStringSubmatch(o.contract)
	if list == nil {
		return c, nil
	}
	return c, strings.Fields(strings.NewReplacer(`"`, "", ",", "").Replace(list[1]))
}

// The keys that a survey does not show.
var (
	neverSeen = []string{"run_once", "queued", "refuse_running"}
	writeOnly = []string{
		"create_response", "refusal", "sync_mode", "status_lag", "server_defaults", "duplicate_names", "texts", "cron", "letter_case",
		"not_ready", "name_lag", "clamp_memory",
	}
)

// without returns a contract with the documented values of some keys.
func without(c contract.Contract, keys []string) contract.Contract {
	fields := reflect.ValueOf(&c).Elem()
	for i := range fields.NumField() {
		if slices.Contains(keys, fields.Type().Field(i).Tag.Get("json")) {
			fields.Field(i).SetZero()
		}
	}
	// Two ways to say the same: nulls are omitted, so that a field that is null is not shown.
	if c.Empty == contract.EmptyAbsent && c.Hidden == contract.HiddenNull {
		c.Hidden = contract.HiddenDocumented
	}
	return c
}

// wantFound checks that the program finds out a contract, apart from the keys that the survey cannot show.
func wantFound(t *testing.T, o outcome, c contract.Contract, unseen []string) contract.Contract {
	t.Helper()
	if c.ConnectionAccess != contract.ConnectionAccessAllowed {
		unseen = append(slices.Clone(unseen), "connection_pages")
	}
	got, notObserved := o.must(t)
	if want := without(c, unseen); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	slices.Sort(notObserved)
	want := slices.Sorted(slices.Values(unseen))
	if !slices.Equal(notObserved, want) {
		t.Errorf("not observed: got %v, want %v", notObserved, want)
	}
	return got
}

// wantClean checks that the platform has the pipelines that it had, as they were.
func wantClean(t *testing.T, sim *maestrosim.Sim, before []maestrosim.Pipeline) {
	t.Helper()
	if after := sim.Pipelines(customer); !reflect.DeepEqual(after, before) {
		t.Errorf("got pipelines\n%+v\nwant\n%+v", after, before)
	}
}

func TestContact_readsEverySwitch(t *testing.T) {
	t.Parallel()
	for _, v := range contract.Every() {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			sim := newSim(t, v.Contract)
			o := contact(t.Context(), t, sim)
			wantFound(t, o, v.Contract, slices.Concat(neverSeen, writeOnly))

			signIns := 0
			for _, r := range sim.Requests() {
				if r.Method == http.MethodPost && r.Path == signInPath {
					signIns++
				} else if r.Method != http.MethodGet {
					t.Errorf("got request %s %s, want only GETs", r.Method, r.Path)
				}
			}
			if n := len(sim.Requests()); signIns != 1 || n > maxReads {
				t.Errorf("got %d sign-ins and %d requests, want 1 and at most %d", signIns, n, maxReads)
			}
		})
	}
}

func TestContact_writesEverySwitch(t *testing.T) {
	t.Parallel()
	for _, v := range contracts(5) {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			sim := newSim(t, v.Contract)
			before := sim.Pipelines(customer)
			o := contact(t.Context(), t, sim, "-write", "-config-id", configID)
			wantFound(t, o, v.Contract, neverSeen)
			wantClean(t, sim, before)
			if strings.Contains(o.stdout, fails.String()+" \n") {
				t.Errorf("got a verdict %q:\n%s", fails, o.stdout)
			}
		})
	}
}

// TestContact_contractRoundTrip runs the program against random contracts, and against a simulator under what it has
// found.
func TestContact_contractRoundTrip(t *testing.T) {
	t.Parallel()
	times := 60
	if testing.Short() {
		times = 5
	}
	for seed := range times {
		t.Run(fmt.Sprintf("seed_%d", seed), func(t *testing.T) {
			t.Parallel()
			c := randomContract(uint64(seed)) //nolint:gosec // it is small
			args := []string{"-write", "-yes", "-config-id", configID}
			first := contact(t.Context(), t, newSim(t, c), args...)
			found := wantFound(t, first, c, neverSeen)
			second := contact(t.Context(), t, newSim(t, found), args...)
			if diff := cmp.Diff(timeless(first.report), timeless(second.report)); diff != "" {
				t.Errorf("the report under the contract that was found (+) differs:\n%s", diff)
			}
		})
	}
}

// timeless returns the lines of a report without what takes time.
func timeless(report string) []string {
	text := regexp.MustCompile(`(?m)^- Survey: .*|(after|for) (less than a|\d+) seconds?`).ReplaceAllString(report, "…")
	return strings.Split(text, "\n")
}

// randomContract returns a contract of random values of a random half of the keys.
func randomContract(seed uint64) contract.Contract {
	r := rand.New(rand.NewPCG(seed, 15)) //nolint:gosec // reproducible
	var c contract.Contract
	for _, v := range contract.Every()[1:] {
		if r.IntN(4) == 0 {
			c = c.With(v.Contract)
		}
	}
	return c
}

// TestPoints_coverTheContract checks that a survey settles each switch of the contract, apart from those that none can
// show.
func TestPoints_coverTheContract(t *testing.T) {
	t.Parallel()
	o := contact(t.Context(), t, newSim(t, contract.Contract{}), "-write", "-yes", "-config-id", configID)
	_, notObserved := o.must(t)
	for i := range reflect.TypeFor[contract.Contract]().NumField() {
		key := reflect.TypeFor[contract.Contract]().Field(i).Tag.Get("json")
		if got, want := slices.Contains(notObserved, key), slices.Contains(neverSeen, key); got != want {
			t.Errorf("%s: got a key that is not observed: %t, want %t", key, got, want)
		}
	}
}

func TestChooseSource(t *testing.T) {
	t.Parallel()
	get := &exchange{status: http.StatusOK, body: []byte(`{"jobs":[
		{"input":{"plugin":"hubspot","auth_parameters":{"config_id":"used_hubspot"}}},
		{"input":{"plugin":"oracle","auth_parameters":{"config_id":"used_oracle"}}},
		{"input":{"plugin":"mysql","auth_parameters":{"config_id":"used_mysql"}}},
		{"input":{"plugin":"oracle","auth_parameters":{"config_id":"other_oracle"}}}]}`)}
	page := &exchange{status: http.StatusOK, body: []byte(`{"connections":[
		{"id":"listed_ga4","plugin":"ga4"},{"id":"listed_sqlserver","plugin":"sqlserver"},{"id":"listed_mysql","plugin":"mysql"}]}`)}
	s := &survey{own: written{gets: []*exchange{get}}, connectionPages: []*exchange{page}}
	for name, tc := range map[string]struct {
		survey *survey
		o      options
		want   source // the zero value is an error
	}{
		"first in use":                  {s, options{}, source{"used_oracle", "oracle"}},
		"first in use of a plugin":      {s, options{plugin: "mysql"}, source{"used_mysql", "mysql"}},
		"first in the list":             {&survey{connectionPages: s.connectionPages}, options{}, source{"listed_sqlserver", "sqlserver"}},
		"only in the list":              {s, options{plugin: "sqlserver"}, source{"listed_sqlserver", "sqlserver"}},
		"none":                          {&survey{}, options{}, source{}},
		"none of a plugin":              {s, options{plugin: "postgresql"}, source{}},
		"named and in use":              {s, options{configID: "other_oracle"}, source{"other_oracle", "oracle"}},
		"named and listed":              {s, options{configID: "listed_mysql"}, source{"listed_mysql", "mysql"}},
		"named, with its plugin":        {s, options{configID: configID}, source{configID, "postgresql"}},
		"named, with another plugin":    {s, options{configID: "used_oracle", plugin: "mysql"}, source{"used_oracle", "mysql"}},
		"named, with an unknown plugin": {s, options{configID: "erp"}, source{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := chooseSource(tc.survey, tc.o)
			if got != tc.want || (err == nil) == (tc.want == source{}) {
				t.Errorf("got %+v, %v, want %+v", got, err, tc.want)
			}
		})
	}
}
