// SPDX-License-Identifier: MPL-2.0

// Package maestrosim simulates the part of Dadosfera's REST API "Maestro" that manages pipelines, jobs and runs. It is
// an http.Handler for tests, and a program (cmd/maestrosim) to try the provider with.
//
// The responses are those of the public pages at docs.dadosfera.ai/reference (platformapicontroller_…), including their
// contradictions: the list is bare and GET by id is enveloped, an id is `pipeline_id` in one and `id` in the other, and
// each call has an error shape of its own. Where the pages leave something open, a Contract (package contract) chooses.
// The zero Contract is the documented behavior, so a client that works under all Contracts relies on no guess.
//
// Nothing runs in the background and nothing is random. Time is Options.Now; how far a run has come is computed from it
// when a request reads the run. Cron expressions are stored but never start a run: StartRun stands in for the schedule.
package maestrosim
