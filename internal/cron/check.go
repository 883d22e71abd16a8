// SPDX-License-Identifier: MPL-2.0

package cron

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Check refuses only what no scheduler takes: five fields of which one has a number out of its range, or a step below 1.
// What it does not know passes: presets, other numbers of fields, letters.
func Check(expression string) error {
	texts := strings.Fields(expression)
	if len(texts) != len(fields) {
		return nil
	}
	for i, f := range fields {
		for item := range strings.SplitSeq(texts[i], ",") {
			item, step, stepped := strings.Cut(item, "/")
			if n, err := strconv.Atoi(step); stepped && err == nil && n < 1 {
				return fmt.Errorf("%q has the step %q for the %s, which must be 1 or more. The fields are %s", expression, step, f.name, fieldNames)
			}
			for bound := range strings.SplitSeq(item, "-") {
				n, err := strconv.Atoi(bound) // of too many digits: the largest number, and an error
				if (err == nil || errors.Is(err, strconv.ErrRange)) && (n < f.min || n > f.max) {
					return fmt.Errorf("%q has %s for the %s, which goes from %d to %d. The fields are %s", expression, bound, f.name, f.min, f.max, fieldNames)
				}
			}
		}
	}
	return nil
}
