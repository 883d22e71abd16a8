// SPDX-License-Identifier: MPL-2.0

package tfcli

import (
	"fmt"
	"os"
	"path/filepath"
)

const (
	providerNamespace = "dadosfera"
	providerType      = "dadosfera"

	configFileVariable = "TF_CLI_CONFIG_FILE"
)

// registryHost returns the host that the program puts before a provider source without one: "dadosfera/dadosfera" is
// another provider to each of the two.
func (p Product) registryHost() string {
	if p == OpenTofu {
		return "registry.opentofu.org"
	}

	return "registry.terraform.io"
}

// TestEnv returns the environment in which terraform-plugin-testing runs this program with the provider under test, tried
// with v1.16.0 of it:
//
//   - TF_ACC_TERRAFORM_PATH: without it, the library looks for terraform on the PATH and then downloads one; it never
//     takes OpenTofu by itself.
//   - TF_ACC_PROVIDER_NAMESPACE: without it, the library announces the provider under the namespaces "-" and "hashicorp",
//     of which OpenTofu refuses the first.
//   - TF_ACC_PROVIDER_HOST: what the program puts before a source without a host, so that configuration with the source
//     "dadosfera/dadosfera" finds the provider under test.
//   - TF_CLI_CONFIG_FILE: an empty file, since what the user has set up for other work must not decide a test, and since
//     OpenTofu writes its complaints about that file into the JSON that the library reads.
//
// A TestStep.Config without a terraform block then runs in both programs, as the library writes the required_providers
// block itself. Configuration with a terraform block of its own must name the source, and without a host.
//
// TF_ACC is not here, as resource.UnitTest does not ask for it.
func (c CLI) TestEnv() map[string]string {
	return map[string]string{
		PathVariable:                c.Path,
		"TF_ACC_PROVIDER_NAMESPACE": providerNamespace,
		"TF_ACC_PROVIDER_HOST":      c.Product.registryHost(),
		configFileVariable:          os.DevNull,
	}
}

// DevOverrides returns the text of a CLI configuration file (TF_CLI_CONFIG_FILE) with which both programs take the
// provider from the folder that it was built into, without a registry and without init.
func DevOverrides(folder string) string {
	source := providerNamespace + "/" + providerType

	return fmt.Sprintf(`provider_installation {
  dev_overrides {
    "%[1]s/%[3]s" = %[4]q
    "%[2]s/%[3]s" = %[4]q
  }
  direct {}
}
`, Terraform.registryHost(), OpenTofu.registryHost(), source, filepath.ToSlash(folder))
}
