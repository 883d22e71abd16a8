// SPDX-License-Identifier: MPL-2.0

// Bench measures what the provider adds to the time of the real Terraform or OpenTofu, on this machine alone.
//
//	go run ./tools/bench          the quick set, in minutes
//	go run ./tools/bench -full    every size, number of jobs and latency, in an hour or two
//	go run ./tools/bench -h       what can be chosen
//
// The platform is a simulator in a process of its own, which counts the requests. The control is as many terraform_data
// with the very same values, so that the CLI's own work is the same; control and pipelines take turns. The provider is
// built as it is released, and runs under the program in meter, which writes down its CPU time and peak memory.
//
// It prints a table and the targets, and writes results.json and the curves into -out. With -publish it also writes them
// into the page "Speed" (templates/guides/speed.md).
//
// It leaves with 0, with 1 when something failed, or when a target was missed and -check is given, and with 130 when it
// was interrupted.
package main
