// SPDX-License-Identifier: MPL-2.0

// Package plugintest drives the provider over the plugin protocol, in this process, as Terraform does, and holds it to
// Terraform's rules. So whatever a CLI at hand is too old for is tested too, and a test takes milliseconds.
package plugintest
