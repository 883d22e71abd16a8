// SPDX-License-Identifier: MPL-2.0

// Package run is everything about the runs of a pipeline: the data sources dadosfera_pipeline_runs and
// dadosfera_pipeline_run.
package run
