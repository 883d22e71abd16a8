// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// result is what a survey leads to.
type result struct {
	version  string
	address  string // which kind of address the platform has, not which one
	writes   bool
	requests int
	took     time.Duration
	rows     []row
	contract []byte
}

// widths are those of the columns of the table, in characters.
var widths = []int{27, 43, 33, 13}

// printTable prints all rows, with a line between them.
func printTable(out io.Writer, all []row) {
	printCells(out, "POINT", "PLATFORM", "PROVIDER", "VERDICT")
	for _, r := range all {
		fmt.Fprintln(out)
		printCells(out, r.name, r.platform, r.provider, r.verdict.String())
	}
}

// printCells prints texts next to each other, wrapped to their columns.
func printCells(out io.Writer, texts ...string) {
	columns := make([][]string, len(texts))
	height := 0
	for i, text := range texts {
		columns[i] = wrap(text, widths[i])
		height = max(height, len(columns[i]))
	}
	for line := range height {
		var b strings.Builder
		for i, column := range columns {
			cell := ""
			if line < len(column) {
				cell = column[line]
			}
			fmt.Fprintf(&b, "%-*s  ", widths[i], cell)
		}
		fmt.Fprintln(out, strings.TrimRight(b.String(), " "))
	}
}

// wrap returns the lines of a text that are no longer than width, unless a word is.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) > width:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// verdicts returns how many rows have which verdict.
func verdicts(all []row) string {
	var parts []string
	for _, v := range []verdict{copes, slower, fails, notSeen} {
		n := countIf(all, func(r row) bool { return r.verdict == v })
		parts = append(parts, fmt.Sprintf("%s: %d", v, n))
	}
	return strings.Join(parts, ", ")
}

// todos returns what to do, with the point that it is about.
func todos(all []row) []string {
	var lines []string
	for _, r := range all {
		if r.todo != "" {
			lines = append(lines, r.name+": "+r.todo)
		}
	}
	return lines
}

// markdown returns the report. Of the platform it contains only what findings contain.
func (r result) markdown() []byte {
	var b bytes.Buffer
	mode := "reads only"
	if r.writes {
		mode = "with writes"
	}
	fmt.Fprintf(&b, "# First contact\n\n")
	fmt.Fprintf(&b, "Written by `make contact` of terraform-provider-dadosfera %s. It contains no names, ids, addresses, "+
		"tokens or data of a customer.\n\n", r.version)
	fmt.Fprintf(&b, "- Survey: %s, %s in %s\n- Platform: %s\n- Verdicts: %s\n\n",
		mode, count(r.requests, "request"), r.took.Round(time.Second), r.address, verdicts(r.rows))

	fmt.Fprintf(&b, "| Point | Platform | Provider | Verdict |\n| --- | --- | --- | --- |\n")
	for _, row := range r.rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", row.name, cell(row.platform), cell(row.provider), row.verdict)
	}

	if lines := todos(r.rows); len(lines) > 0 {
		fmt.Fprintf(&b, "\n## What to do\n\n- %s\n", strings.Join(lines, "\n- "))
	}
	fmt.Fprintf(&b, "\n## Contract\n\nThe keys in `not_observed` have their documented values.\n\n```json\n%s```\n", r.contract)
	return b.Bytes()
}

// cell returns a text in a form that is fit for a cell of a Markdown table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "{", `\{`, "<", "&lt;", "*", `\*`, "_", `\_`).Replace(text)
}

// details returns what a person may want to see and a report must not contain: words of the platform that are not
// documented.
func details(s *survey) []string {
	var lines []string
	add := func(what, words string) {
		if words != "" {
			lines = append(lines, maestro.Printable(what+": "+words))
		}
	}
	extra := s.extraFields()
	for _, kind := range slices.Sorted(maps.Keys(extra)) {
		add("Undocumented fields of a "+kind, strings.Join(extra[kind], ", "))
	}
	add("Statuses of pipelines", words(s.shown(), func(o object) string { return text(o, "status") }))
	add("Statuses of runs", words(s.runs(), func(run object) string { return text(run, "last_status") }))
	add("Connectors and plugins", words(inputs(jobs(s.pipelines()...)), func(in object) string {
		return strings.TrimSpace(text(in, "connector") + " " + text(in, "plugin"))
	}))
	for _, create := range []struct {
		what string
		e    *exchange
	}{
		{"create", s.own.created}, {"create with a taken id", s.own.takenID}, {"create with a taken name", s.own.takenName},
	} {
		if create.e.answered() && !create.e.succeeded() {
			add("Response to the "+create.what, fmt.Sprintf("%d %s", create.e.status, create.e.body))
		}
	}
	return lines
}
