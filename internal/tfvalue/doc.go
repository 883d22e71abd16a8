// SPDX-License-Identifier: MPL-2.0

// Package tfvalue has helpers for the values of terraform-plugin-framework: strings that are compared by meaning,
// objects and lists whose elements are Go structs, and functions for null, unknown and JSON values.
//
// Every value is null, unknown or known. The zero value of each type of this package is null.
package tfvalue
