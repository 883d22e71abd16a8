// SPDX-License-Identifier: MPL-2.0

// Package cron parses cron expressions of five fields and converts them from a time zone to UTC.
//
// It uses no library, because none of the known ones exposes the sets of values that the conversion needs, and rejects
// what schedulers interpret in different ways.
package cron
