// SPDX-License-Identifier: MPL-2.0

// Package openapi is the contract of the Maestro API as code: one OpenAPI document of the endpoints in use, with the
// source of each and what is unknown about it, and a check that holds requests and answers against it. In tests,
// everything that passes between the client and the simulator goes through the check, so that client, simulator and
// document cannot drift apart.
//
// It is for tests alone, and never a part of the provider.
package openapi
