// SPDX-License-Identifier: MPL-2.0

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// The results in the page are between these two lines.
const (
	resultsBegin = "<!-- What follows is written by: make bench BENCH=-publish -->\n"
	resultsEnd   = "<!-- What was written ends here. -->\n"
)

// draw writes the curves into a folder.
func (r results) draw(folder string) error {
	for _, c := range r.charts() {
		if err := os.WriteFile(filepath.Join(folder, c.file), []byte(c.svg(r.Machine.String(), r.Machine.Time)), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// imagesFolder is where the page has its pictures. tfplugindocs takes it over into docs/ as it is, and allows no pictures
// beside guides.
const imagesFolder = "../images"

// publish writes the results into the page, and the curves into its folder of pictures.
func (r results) publish(page string) error {
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	written, err := withResults(string(text), r.markdown())
	if err != nil {
		return fmt.Errorf("%s: %w", page, err)
	}
	images := filepath.Join(filepath.Dir(page), filepath.FromSlash(imagesFolder))
	if err := os.MkdirAll(images, 0o750); err != nil {
		return err
	}
	return errors.Join(os.WriteFile(page, []byte(written), 0o600), r.draw(images))
}

// withResults puts them between the two lines of the page.
func withResults(page, results string) (string, error) {
	head, rest, begun := strings.Cut(page, resultsBegin)
	_, tail, ended := strings.Cut(rest, resultsEnd)
	if !begun || !ended {
		return "", errors.New("it has no place for the results")
	}
	return head + resultsBegin + "\n" + results + "\n" + resultsEnd + tail, nil
}

// markdown is what the page says of a run.
func (r results) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured on %s with %s.\n", r.Machine.Time.Format(time.DateOnly), r.Machine)
	for _, c := range r.charts() {
		fmt.Fprintf(&b, "\n![%s by number of pipelines](%s/%s)\n", c.title, imagesFolder, c.file)
	}
	fmt.Fprintf(&b, "\n### Targets\n\n| target | figure | limit | |\n| --- | ---: | ---: | --- |\n")
	for _, v := range r.Targets {
		if !v.Measured {
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", v.Name, amount(v.Figure, v.Unit), amount(v.Limit, v.Unit), map[bool]string{true: "ok", false: "**missed**"}[v.OK()])
	}
	fmt.Fprintf(&b, "\n### Everything\n\n| %s |\n|%s\n", strings.Join(columns, " | "), strings.Repeat(" ---: |", len(columns)))
	for _, m := range r.Rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(m.cells(), " | "))
	}
	fmt.Fprintf(&b, "\n| | |\n| --- | --- |\n")
	for _, line := range r.others() {
		fmt.Fprintf(&b, "| %s | %s |\n", line[0], line[1])
	}
	return b.String()
}
