// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Check returns an error for an expression that no scheduler accepts: one of five fields with a number that is out of
// the range of its field, or with a step below 1. Everything else is valid: presets, letters, and other numbers of
// fields.
func Check(expression string) error {
	texts := strings.Fields(expression)
	if len(texts) != len(fields) {
		return nil
	}
	for i, f := range fields {
		for item := range strings.SplitSeq(texts[i], ",") {
			if err := f.check(item); err != nil {
				return fmt.Errorf("%q has %w. The fields are %s", expression, err, fieldNames)
			}
		}
	}
	return nil
}

// fieldCount returns a number of fields in words, as in "1 field".
func fieldCount(n int) string {
	if n == 1 {
		return "1 field"
	}
	return fmt.Sprintf("%d fields", n)
}

// Warning returns why the platform may refuse an expression that [Check] accepts, as the end of a sentence about it, or
// "". The platform's pages describe five fields and presets, and executions at most once an hour
// (docs.dadosfera.ai/docs/agendamento-copy).
func Warning(expression string) string {
	texts := strings.Fields(expression)
	if isPreset := len(texts) == 1 && strings.HasPrefix(texts[0], "@"); !isPreset && len(texts) != len(fields) {
		return fmt.Sprintf("has %s. The platform documents five: %s", fieldCount(len(texts)), fieldNames)
	}
	e, err := Parse(expression)
	if err == nil && len(e.minutes.values()) > 1 {
		return "is more frequent than hourly. The platform documents at most one execution per hour"
	}
	return ""
}

// check checks one item of the list that a field is.
func (f field) check(item string) error {
	item, step, stepped := strings.Cut(item, "/")
	if n, err := strconv.Atoi(step); stepped && err == nil && n < 1 {
		return fmt.Errorf("the step %q for the %s, which must be 1 or more", step, f.name)
	}
	for bound := range strings.SplitSeq(item, "-") {
		n, err := strconv.Atoi(bound) // Too many digits result in the largest number, and an error.
		if (err == nil || errors.Is(err, strconv.ErrRange)) && (n < f.min || n > f.max) {
			return fmt.Errorf("%s for the %s, which must be from %d to %d", bound, f.name, f.min, f.max)
		}
	}
	return nil
}
