// SPDX-License-Identifier: MPL-2.0

// Package diagnostics holds what the provider's diagnostics have in common: typed summaries, the name of a pipeline,
// and the message of a failed request with advice on what to do about it.
package diagnostics
