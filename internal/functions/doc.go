// SPDX-License-Identifier: MPL-2.0

// Package functions holds the provider-defined functions. They send no requests and need no configured provider.
package functions
