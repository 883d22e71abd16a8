// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"unicode/utf8"
)

// width is that of a line, margin included. The CLI breaks its lines at 78 where there is no terminal.
const (
	width  = 80
	margin = "  "
)

// Colours, as terminals want them.
const (
	bold   = "\x1b[1m"
	dim    = "\x1b[2m"
	green  = "\x1b[32m"
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	cyan   = "\x1b[36m"
	plain  = "\x1b[0m"
)

// page is where the story is written. Nothing depends on its being read, so errors in writing are left alone.
type page struct {
	w      io.Writer
	colour bool
}

// newPage writes to a file, in colour if it is a terminal and nobody minds (no-color.org).
func newPage(f *os.File) *page {
	return &page{w: f, colour: terminal(f) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && runtime.GOOS != "windows"}
}

// terminal says whether somebody sits there.
func terminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (p *page) paint(colour, text string) string {
	if !p.colour || text == "" {
		return text
	}
	return colour + text + plain
}

func (p *page) line(text string) {
	if text == "" {
		_, _ = fmt.Fprintln(p.w)
		return
	}
	_, _ = fmt.Fprintln(p.w, margin+text)
}

// heading opens a step.
func (p *page) heading(text string) {
	rule := strings.Repeat("─", max(2, width-utf8.RuneCountInString(text)-4))
	_, _ = fmt.Fprintf(p.w, "\n%s %s %s\n", p.paint(dim, "──"), p.paint(bold, text), p.paint(dim, rule))
}

// say writes a paragraph.
func (p *page) say(text string) {
	if text == "" {
		return
	}
	p.line("")
	for _, line := range wrap(text, width-len(margin)) {
		p.line(line)
	}
}

// notice writes what the reader should see in what was just shown.
func (p *page) notice(text string) {
	p.line("")
	for i, line := range wrap(text, width-len(margin)-2) {
		mark := "> "
		if i > 0 {
			mark = "  "
		}
		p.line(p.paint(yellow, mark+line))
	}
}

// command writes a command as it is typed.
func (p *page) command(text string) {
	p.line("")
	p.line(p.paint(cyan, "$ "+text))
}

// block writes commands to be copied.
func (p *page) block(text string) {
	for line := range strings.Lines(text) {
		p.line(margin + p.paint(cyan, strings.TrimRight(line, "\n")))
	}
}

// file writes the text of a file.
func (p *page) file(name, text string) {
	p.line("")
	p.line(p.paint(cyan, name))
	for line := range strings.Lines(text) {
		p.line(p.paint(dim, "|") + strings.TrimRight(" "+line, " \n"))
	}
}

// change writes what an edit does to a file.
func (p *page) change(name, before, after string) {
	p.line("")
	p.line(p.paint(cyan, name))
	for _, side := range []struct{ mark, colour, text string }{{"- ", red, before}, {"+ ", green, after}} {
		for line := range strings.Lines(side.text) {
			p.line(p.paint(side.colour, side.mark+strings.TrimRight(line, "\n")))
		}
	}
}

// quote is a writer for another program's output, set off by the margin. Of several empty lines one is kept.
func (p *page) quote() *quote { return &quote{page: p} }

type quote struct {
	page         *page
	rest         []byte
	begun, blank bool
}

// Write takes any part of a line.
func (q *quote) Write(text []byte) (int, error) {
	q.rest = append(q.rest, text...)
	for {
		line, rest, whole := bytes.Cut(q.rest, []byte("\n"))
		if !whole {
			return len(text), nil
		}
		q.rest = rest
		q.line(string(bytes.TrimRight(line, " \r")))
	}
}

// end writes what came without a line break.
func (q *quote) end() {
	if len(q.rest) > 0 {
		q.line(string(q.rest))
		q.rest = nil
	}
}

func (q *quote) line(text string) {
	if text == "" {
		q.blank = q.begun
		return
	}
	if q.blank {
		q.page.line("")
	}
	q.page.line(text)
	q.begun, q.blank = true, false
}

// wrap breaks a paragraph into lines.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}
