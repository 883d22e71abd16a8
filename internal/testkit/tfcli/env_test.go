// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"maps"
	"os"
	"strings"
	"testing"
)

func TestTestEnvFollowsTheProduct(t *testing.T) {
	for product, host := range map[Product]string{
		Terraform: "registry.terraform.io",
		OpenTofu:  "registry.opentofu.org",
	} {
		got := CLI{Path: "/bin/cli", Product: product, Version: "1.12.0"}.TestEnv()

		want := map[string]string{
			"TF_ACC_TERRAFORM_PATH":     "/bin/cli",
			"TF_ACC_PROVIDER_NAMESPACE": "dadosfera",
			"TF_ACC_PROVIDER_HOST":      host,
			"TF_CLI_CONFIG_FILE":        os.DevNull,
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: TestEnv() = %v; want %v", product, got, want)
		}
	}
}

func TestDevOverridesServesBothProducts(t *testing.T) {
	got := DevOverrides("/some/bin")

	for _, want := range []string{
		`"registry.terraform.io/dadosfera/dadosfera" = "/some/bin"`,
		`"registry.opentofu.org/dadosfera/dadosfera" = "/some/bin"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("DevOverrides() = %s; want it to hold %s", got, want)
		}
	}
}
