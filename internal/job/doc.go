// SPDX-License-Identifier: MPL-2.0

// Package job implements what is about single jobs: the data sources dadosfera_jdbc_job and dadosfera_jdbc_datatypes,
// and the reset of a job's state, as the resource dadosfera_job_state_reset and the action dadosfera_job_reset_state.
package job
