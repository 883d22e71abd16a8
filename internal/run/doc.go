// SPDX-License-Identifier: MPL-2.0

// Package run is everything about the runs of a pipeline.
package run
