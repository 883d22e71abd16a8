// SPDX-License-Identifier: MPL-2.0

// Package maestrosim is the Dadosfera "Maestro" REST API in memory: the part of it that keeps pipelines, their jobs and
// their runs. It is an http.Handler for tests, and a program (cmd/maestrosim) for trying the provider out.
//
// The answers are those of the public pages under docs.dadosfera.ai/reference (platformapicontroller_…), down to their
// contradictions: the list is bare and GET by id is enveloped, an id is `pipeline_id` here and `id` there, and each call
// has an error shape of its own. Where the pages say nothing, a Contract chooses between the plausible behaviours. The zero Contract
// is what is documented, so a client that holds under every one of Contracts does not lean on a guess.
//
// Nothing runs in the background and nothing is random. Time is Options.Now, and a run has come as far as that clock
// says when somebody looks. Cron expressions are kept but never fire: StartRun stands in for the schedule.
package maestrosim
