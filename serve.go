// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package main

import "github.com/dadosfera/terraform-provider-dadosfera/internal/server"

// serve serves the provider with the workarounds of internal/server.
func serve(version string, debug bool) error { return server.Serve(version, debug) }
