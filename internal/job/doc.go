// SPDX-License-Identifier: MPL-2.0

// Package job implements the data sources and actions about single jobs: dadosfera_jdbc_job, dadosfera_jdbc_datatypes
// and dadosfera_job_reset_state.
package job
