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

// check checks one item of the list that a field is.
func (f field) check(item string) error {
	item, step, stepped := strings.Cut(item, "/")
	if n, err := strconv.Atoi(step); stepped && err == nil && n < 1 {
		return fmt.Errorf("the step %q for the %s, which must be 1 or more", step, f.name)
	}
	for bound := range strings.SplitSeq(item, "-") {
		n, err := strconv.Atoi(bound) // Too many digits result in the largest number, and an error.
		if (err == nil || errors.Is(err, strconv.ErrRange)) && (n < f.min || n > f.max) {
			return fmt.Errorf("%s for the %s, which goes from %d to %d", bound, f.name, f.min, f.max)
		}
	}
	return nil
}
