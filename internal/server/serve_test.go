// SPDX-License-Identifier: MPL-2.0

package server

import (
	"os"
	"runtime/debug"
	"testing"
)

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
