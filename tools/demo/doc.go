// SPDX-License-Identifier: MPL-2.0

// Demo tells the story of a pipeline with the real Terraform or OpenTofu, on this machine alone.
//
//	go run ./tools/demo            the story, each step checked
//	go run ./tools/demo -sandbox   a shell with the same set up, to play in
//
// It needs Go and nothing else: it builds the provider from this source, serves a Maestro in memory on loopback, and
// takes the CLI that internal/testkit/tfcli finds or builds. All it writes is in a temporary folder, which it removes at the end.
//
// It leaves with 0 when everything went as told, 1 when something did not, and 130 when it was interrupted.
package main
