// SPDX-License-Identifier: MPL-2.0

// Package run implements what is about the runs of a pipeline: the resource and the data source dadosfera_pipeline_run,
// the data source dadosfera_pipeline_runs and the action dadosfera_pipeline_execute.
package run
