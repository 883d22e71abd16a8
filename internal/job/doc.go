// SPDX-License-Identifier: MPL-2.0

// Package job is everything about jobs by themselves. What a job is, by which names and of which types, is in package
// pipeline, as a pipeline is made of jobs.
package job
