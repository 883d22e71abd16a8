// SPDX-License-Identifier: MPL-2.0

package tfcli

import "testing"

func TestFunctionsAndEphemeralResources(t *testing.T) {
	for _, tt := range []struct {
		cli                  CLI
		functions, ephemeral bool
	}{
		{CLI{Product: Terraform, Version: "1.7.5"}, false, false},
		{CLI{Product: Terraform, Version: "1.8.0"}, true, false},
		{CLI{Product: Terraform, Version: "1.10.0"}, true, true},
		{CLI{Product: OpenTofu, Version: "1.6.3"}, false, false},
		{CLI{Product: OpenTofu, Version: "1.7.0"}, true, false},
		{CLI{Product: OpenTofu, Version: "1.10.9"}, true, false},
		{CLI{Product: OpenTofu, Version: "1.11.0"}, true, true},
		{CLI{Product: OpenTofu, Version: "2.0.0"}, true, true},
		{CLI{}, false, false},
	} {
		if got := tt.cli.HasFunctions(); got != tt.functions {
			t.Errorf("%s: HasFunctions() = %t", tt.cli, got)
		}

		if got := tt.cli.HasEphemeral(); got != tt.ephemeral {
			t.Errorf("%s: HasEphemeral() = %t", tt.cli, got)
		}
	}
}

func TestGeneratesConfiguration(t *testing.T) {
	for _, tt := range []struct {
		cli  CLI
		want bool
	}{
		{CLI{Product: Terraform, Version: "1.8.5"}, false},
		{CLI{Product: Terraform, Version: "1.9.2"}, false},
		{CLI{Product: Terraform, Version: "1.9.3"}, true},
		{CLI{Product: Terraform, Version: "1.9.10"}, true},
		{CLI{Product: Terraform, Version: "1.10.0"}, true},
		{CLI{Product: OpenTofu, Version: "1.8.11"}, false},
		{CLI{Product: OpenTofu, Version: "1.9.4"}, false},
		{CLI{Product: OpenTofu, Version: "1.10.0"}, true},
		{CLI{Product: OpenTofu, Version: "2.0.0"}, true},
		{CLI{}, false},
	} {
		if got := tt.cli.GeneratesConfiguration(); got != tt.want {
			t.Errorf("%s: GeneratesConfiguration() = %t", tt.cli, got)
		}
	}
}
