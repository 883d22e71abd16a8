// SPDX-License-Identifier: MPL-2.0

// Package tfcli finds the command line program that the acceptance tests, the demo and the checks of the examples run:
// Terraform, or OpenTofu, which is built from source where neither is installed. It needs the Go command and the
// standard library, nothing else, so that a fresh clone works wherever Go does.
package tfcli
