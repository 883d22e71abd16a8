// SPDX-License-Identifier: MPL-2.0

// Package checkdocs checks the documents of this repository: links, the pages of the registry, and the headings of the
// troubleshooting guide. It contains only tests.
package checkdocs

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

var (
	link       = regexp.MustCompile(`\[[^\]\n]*(?:\n[^\]\n]*)?\]\(([^)\s]+)\)`)
	fence      = regexp.MustCompile("(?ms)^ *```.*?\n *```$")
	code       = regexp.MustCompile("`[^`\n]*`")
	heading    = regexp.MustCompile(`(?m)^#{1,6} (.+)$`)
	explicit   = regexp.MustCompile(`<a id="([^"]+)"></a>`)
	noSlug     = regexp.MustCompile(`[^\p{L}\p{N}\-_ ]`)
	frontLine  = regexp.MustCompile(`(?m)^(page_title|subcategory|description): *(.*)$`)
	attribute  = regexp.MustCompile("(?m)^(?:-|\\d+\\.) `([^`]+)` \\(([^)]*)\\)(.*)$")
	seeBelow   = regexp.MustCompile(` ?\(see \[below for nested schema\]\(#[^)]+\)\)$`)
	registryOf = []string{"actions", "data-sources", "ephemeral-resources", "functions", "guides", "list-resources", "resources"}
)

// TestLinks checks that every relative link leads to an existing file, and to an existing heading in it. A link in
// docs/ must not leave docs/, because the registry has no other files.
func TestLinks(t *testing.T) {
	documents := documents(t)
	checked := 0

	for name, text := range documents {
		for _, target := range links(text) {
			if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}

			checked++

			if problem := broken(documents, name, target); problem != "" {
				t.Errorf("%s: link %s %s", name, target, problem)
			}
		}
	}

	if checked < 100 {
		t.Errorf("got %d links, want at least 100", checked)
	}
}

// broken returns what is wrong with a relative link in a document, or "" if nothing is.
func broken(documents map[string]string, name, target string) string {
	file, anchor, _ := strings.Cut(target, "#")
	where := name

	if file != "" {
		where = path.Join(path.Dir(name), file)
	}

	if strings.HasPrefix(name, "docs/") && !strings.HasPrefix(where, "docs/") {
		return "leaves docs/"
	}

	if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(where))); err != nil {
		return "leads to no file"
	}

	if anchor == "" {
		return ""
	}

	text, ok := documents[where]
	if !ok {
		return "has an anchor but leads to no document"
	}

	if !slices.Contains(anchors(text), anchor) {
		return "leads to no heading"
	}

	return ""
}

// documents returns the Markdown files that people read, by their path in the repository.
func documents(t *testing.T) map[string]string {
	t.Helper()

	all := map[string]string{}

	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}

		name, _ := filepath.Rel(root, file)
		name = filepath.ToSlash(name)

		switch {
		case entry.IsDir() && (name == "bin" || name == "templates" || name == ".git"):
			return filepath.SkipDir // docs/ is generated from templates/
		case entry.IsDir() || filepath.Ext(name) != ".md":
			return nil
		}

		text, err := os.ReadFile(file)
		all[name] = string(text)

		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	for _, expected := range []string{"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/index.md", "examples/README.md"} {
		if all[expected] == "" {
			t.Errorf("%s is missing or empty", expected)
		}
	}

	return all
}

// links returns the targets of the links in a text, except those in code.
func links(markdown string) []string {
	markdown = fence.ReplaceAllString(markdown, "")

	// Code in the text of a link stays, because the link counts. A link in code does not count.
	markdown = code.ReplaceAllStringFunc(markdown, func(span string) string { return strings.ReplaceAll(span, "](", "] (") })

	var targets []string
	for _, match := range link.FindAllStringSubmatch(markdown, -1) {
		targets = append(targets, match[1])
	}

	return targets
}

// anchors returns the anchors of a text: its headings, in the spelling of GitHub and the registry, and its explicit
// ids.
func anchors(markdown string) []string {
	var all []string
	for _, match := range explicit.FindAllStringSubmatch(markdown, -1) {
		all = append(all, match[1])
	}

	for _, match := range heading.FindAllStringSubmatch(fence.ReplaceAllString(markdown, ""), -1) {
		all = append(all, strings.ReplaceAll(noSlug.ReplaceAllString(strings.ToLower(match[1]), ""), " ", "-"))
	}

	return all
}

// TestPages checks that every page of the registry has a title and a description that is a sentence, and that none has
// a subcategory.
func TestPages(t *testing.T) {
	pages := 0

	for name, text := range documents(t) {
		if !strings.HasPrefix(name, "docs/") {
			continue
		}

		pages++

		kind, _, nested := strings.Cut(strings.TrimPrefix(name, "docs/"), "/")
		if nested && !slices.Contains(registryOf, kind) {
			t.Errorf("%s: the registry does not have a directory %s", name, kind)
		}

		_, rest, ok := strings.Cut(text, "---\n")
		front, _, closed := strings.Cut(rest, "\n---\n")

		if !ok || !closed {
			t.Errorf("%s: no front matter", name)
			continue
		}

		fields := map[string]string{}
		for _, match := range frontLine.FindAllStringSubmatch(front, -1) {
			fields[match[1]] = match[2]
		}

		if _, description, _ := strings.Cut(front, "description: |-\n"); !strings.HasPrefix(description, "  ") || !strings.HasSuffix(strings.TrimSpace(description), ".") {
			t.Errorf("%s: description is not a sentence: %q", name, description)
		}

		if fields["page_title"] == "" {
			t.Errorf("%s: no page_title", name)
		}

		if group := fields["subcategory"]; strings.Contains(name, "guides/") == (group == "" || group == `""`) {
			t.Errorf("%s: got subcategory %s, want one for a guide, and none for any other page", name, group)
		}
	}

	if pages < 20 {
		t.Errorf("got %d pages, want at least 20", pages)
	}
}

// TestAttributes checks that the description of every attribute is a sentence.
func TestAttributes(t *testing.T) {
	attributes := 0

	for name, text := range documents(t) {
		_, schema, ok := strings.Cut(text, " generated by tfplugindocs -->") // the marker differs between schemas, actions and functions
		if !strings.HasPrefix(name, "docs/") || strings.HasPrefix(name, "docs/guides/") {
			continue
		}

		if !ok {
			t.Errorf("%s: no generated schema", name)
		}

		for _, match := range attribute.FindAllStringSubmatch(schema, -1) {
			attributes++

			if description := strings.TrimSpace(seeBelow.ReplaceAllString(match[3], "")); !strings.HasSuffix(description, ".") {
				t.Errorf("%s: description of %s is not a sentence: %q", name, match[1], description)
			}
		}
	}

	if attributes < 100 {
		t.Errorf("got %d attributes, want at least 100", attributes)
	}
}

func TestLinks_ofText(t *testing.T) {
	for text, want := range map[string]string{
		"[a](b.md)":                       "b.md",
		"[a](b.md) and [c\nd](#e)":        "b.md #e",
		"[`a`](b.md#c)":                   "b.md#c",
		"`[a](b.md)`":                     "",
		"```sh\n[a](b.md)\n```\n[c](d)":   "d",
		"- x\n  ```sh\n  [a](b)\n  ```\n": "",
	} {
		if got := strings.Join(links(text), " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestBroken(t *testing.T) {
	documents := map[string]string{
		"README.md":            "# A \"b\" `c_d`: e\n```\n# f\n```\n<a id=\"g\"></a>\n",
		"docs/guides/drift.md": "",
	}

	for target, want := range map[string]string{
		"go.mod": "", "docs": "", "#a-b-c_d-e": "", "README.md#g": "",
		"nothing.md": "leads to no file", "#f": "leads to no heading", "go.mod#x": "has an anchor but leads to no document",
	} {
		if got := broken(documents, "README.md", target); got != want {
			t.Errorf("%s: got %q, want %q", target, got, want)
		}
	}

	if got, want := broken(documents, "docs/guides/drift.md", "../../README.md"), "leaves docs/"; got != want {
		t.Errorf("link out of docs/: got %q, want %q", got, want)
	}
}
