// SPDX-License-Identifier: MPL-2.0

package main

import (
	"fmt"
	"regexp"
	"strings"
)

// edit replaces whole lines of a file, for the reader to see. What is replaced must be there once.
func (w *workshop) edit(name, before, after string) error {
	text, err := w.read(name)
	if err != nil {
		return err
	}
	if n := strings.Count(text, before); n != 1 {
		return fmt.Errorf("%s has %d times, not once: %q", name, n, before)
	}
	w.page.change(name, before, after)
	return w.write(name, strings.Replace(text, before, after, 1))
}

// set gives an attribute of the adopted pipeline a value, which is HCL. The configuration that Terraform wrote has the
// attribute or not: 1.14 and newer leave out what is at its default.
func (w *workshop) set(attribute, value string) error {
	text, err := w.read(ordersFile)
	if err != nil {
		return err
	}
	line := regexp.MustCompile(`(?m)^( *` + regexp.QuoteMeta(attribute) + ` *= ).*\n`).FindStringSubmatch(text)
	if line == nil {
		before, found := strings.CutSuffix(text, "}\n")
		if !found {
			return fmt.Errorf("%s does not end in a block", ordersFile)
		}
		added := "  " + attribute + " = " + value + "\n"
		w.page.change(ordersFile, "", added)
		return w.write(ordersFile, before+added+"}\n")
	}
	return w.edit(ordersFile, line[0], line[1]+value+"\n")
}
