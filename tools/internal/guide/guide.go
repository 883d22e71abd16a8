// SPDX-License-Identifier: MPL-2.0

// Package guide runs a Markdown document: it writes the files that the document contains, runs its commands, and
// compares what they print with what the document shows.
//
// An HTML comment in the line before a fenced code block, which readers do not see, states what the block is:
//
//	<!-- file: NAME -->  the content of this file
//	<!-- run -->         Bash commands, which exit with status 0
//	<!-- run: STATUS --> Bash commands, which exit with this status
//	<!-- run: query -->  as run, for a CLI that has the query command
//	<!-- shows -->       what the commands before it print, with [...] for omitted text
//	<!-- end -->         not followed by a block: the next part starts in an empty directory
//
// Everything else, other code blocks included, is prose.
package guide

import (
	"fmt"
	"regexp"
	"strings"
)

// Kind is what a step of a document is.
type Kind string

// The kinds of steps.
const (
	Prose Kind = "prose"
	File  Kind = "file"
	Run   Kind = "run"
	Shows Kind = "shows"
)

// Step is a code block of a document with its comment, or the prose between two of them.
type Step struct {
	// Line is the number of the step's first line, starting at 1.
	Line int
	Kind Kind
	// Arg is the name of a file, or what follows the colon of a run comment. It may be empty.
	Arg string
	// Text is the content of the block, or the prose.
	Text string
}

var (
	// marked matches a comment with its block, or the end of a part. The groups, which are empty at an end, are what the
	// comment states and the content of the block.
	marked = regexp.MustCompile("(?m)^<!-- " +
		"(?:(file: \\S+|run|run: \\d+|run: query|shows) -->\n```.*\n((?s:.*?\n))```|end -->)\n?")
	// comment matches any comment.
	comment = regexp.MustCompile("(?m)^<!--.*")
)

// Parse returns the steps of a document, in parts that are independent of each other. It returns an error if a line
// starts with a comment that is none of the above, or that is not followed by a code block.
func Parse(markdown string) (parts [][]Step, err error) {
	var part []Step
	for line := 1; ; {
		prose, found := markdown, marked.FindStringIndex(markdown)
		if found != nil {
			prose = markdown[:found[0]]
		}
		if unknown := comment.FindStringIndex(prose); unknown != nil {
			return nil, fmt.Errorf("line %d: %s is unknown, or not followed by a code block",
				line+strings.Count(prose[:unknown[0]], "\n"), prose[unknown[0]:unknown[1]])
		}
		if strings.TrimSpace(prose) != "" {
			part = append(part, Step{Line: line, Kind: Prose, Text: prose})
		}
		if found == nil {
			return append(parts, part), nil
		}

		line += strings.Count(prose, "\n")
		groups := marked.FindStringSubmatch(markdown)
		if kind, arg, _ := strings.Cut(groups[1], ": "); kind != "" {
			part = append(part, Step{Line: line, Kind: Kind(kind), Arg: arg, Text: groups[2]})
		} else {
			parts, part = append(parts, part), nil
		}
		line += strings.Count(groups[0], "\n")
		markdown = markdown[found[1]:]
	}
}
