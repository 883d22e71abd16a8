// SPDX-License-Identifier: MPL-2.0

// Package job is everything about the jobs of pipelines by themselves: the data sources dadosfera_jdbc_job and
// dadosfera_jdbc_datatypes. What a job is, by which names and types, is in package pipeline.
package job
