// SPDX-License-Identifier: MPL-2.0

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfcli"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// The version that the linker sets is what -version prints, and what the platform is told.
func TestAccVersion(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	folder := t.TempDir()
	program := filepath.Join(folder, "terraform-provider-dadosfera")
	if output, err := exec.CommandContext(t.Context(), "go", "build", "-ldflags", "-X main.version=1.2.3", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	if output, err := exec.CommandContext(t.Context(), program, "-version").CombinedOutput(); err != nil || string(output) != "terraform-provider-dadosfera 1.2.3\n" {
		t.Errorf("-version prints %q (%v)", output, err)
	}

	settings := filepath.Join(folder, "cli.tfrc")
	if err := os.WriteFile(settings, []byte(tfcli.DevOverrides(folder)), 0o600); err != nil {
		t.Fatal(err)
	}
	w := p.NewWorkspace(t, "TF_CLI_CONFIG_FILE="+settings)
	w.Write("main.tf", `data "dadosfera_pipelines" "all" {}`)
	w.Must(0, "plan")
	agent := p.Requests()[0].Header.Get("User-Agent")
	for _, part := range []string{"terraform-provider-dadosfera/1.2.3 ", "Terraform/" + acctest.CLI(t).Version} {
		if !strings.Contains(agent, part) {
			t.Errorf("the platform is told %q, without %q", agent, part)
		}
	}
}

func TestALogIsWantedWhereAnyVariableForOneIsSet(t *testing.T) {
	for name, tc := range map[string]struct {
		environment []string
		want        bool
	}{
		"nothing":                       {nil, false},
		"other variables":               {[]string{"PATH=/bin", "DADOSFERA_TF_LOG=x", "TF_ACC=1", "TF_LO=G", "tf_log=trace"}, false},
		"a value that looks like one":   {[]string{"HINT=TF_LOG=trace"}, false},
		"the log of everything":         {[]string{"PATH=/bin", "TF_LOG=trace"}, true},
		"the log of providers":          {[]string{"TF_LOG_PROVIDER=debug"}, true},
		"the log of this provider":      {[]string{"TF_LOG_PROVIDER_DADOSFERA=debug"}, true},
		"the log of the framework":      {[]string{"TF_LOG_SDK_FRAMEWORK=trace"}, true},
		"the log of the core":           {[]string{"TF_LOG_CORE=trace"}, true},
		"a file for the log":            {[]string{"TF_LOG_PATH=x"}, true},
		"a log that is switched off":    {[]string{"TF_LOG=off"}, true}, // somebody has an opinion: left alone
		"the last of several variables": {[]string{"A=1", "B=2", "TF_LOG_SDK=warn"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := logWanted(tc.environment); got != tc.want {
				t.Errorf("wanted: %t", got)
			}
		})
	}
}

func TestSilencingTurnsBothLoggersOff(t *testing.T) {
	for _, variable := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_DADOSFERA"} {
		t.Setenv(variable, "")
	}
	silenceLog()
	for _, variable := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_DADOSFERA"} {
		if got := os.Getenv(variable); got != "OFF" {
			t.Errorf("%s is %q", variable, got)
		}
	}
}

func TestGarbageIsCollectedLessOftenUnlessSomebodyHasAnOpinion(t *testing.T) {
	before := debug.SetGCPercent(100)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	t.Setenv("GOGC", "50")
	collectLess()
	if got := debug.SetGCPercent(100); got != 100 {
		t.Errorf("with GOGC, it is %d", got)
	}
	t.Setenv("GOGC", "")
	collectLess()
	if got := debug.SetGCPercent(100); got != gcPercent {
		t.Errorf("without, it is %d", got)
	}
}
