// SPDX-License-Identifier: MPL-2.0

// Package checkdocs holds that the documents of this repository can be read: on the registry, which has docs/ alone, and
// in the repository itself. It is tests alone.
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

// TestLinks holds that every relative link leads to a file that is there, and to a heading that is in it; and that one of
// docs/ does not leave docs/, as the registry has nothing else.
func TestLinks(t *testing.T) {
	documents := documents(t)
	followed := 0

	for name, text := range documents {
		for _, target := range links(text) {
			if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}

			followed++

			if problem := broken(documents, name, target); problem != "" {
				t.Errorf("%s: the link %s %s", name, target, problem)
			}
		}
	}

	if followed < 100 {
		t.Errorf("only %d links were looked at", followed)
	}
}

// broken says what is wrong with a relative link of a document.
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
		return "leads nowhere"
	}

	if anchor == "" {
		return ""
	}

	text, ok := documents[where]
	if !ok {
		return "has an anchor and leads to no document"
	}

	if !slices.Contains(anchors(text), anchor) {
		return "leads to no heading"
	}

	return ""
}

// documents gives all that people read, by its path in the repository.
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
			return filepath.SkipDir // templates become docs/
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
			t.Errorf("there is no %s", expected)
		}
	}

	return all
}

// links gives the targets of the links in a text, but for what is code.
func links(markdown string) []string {
	markdown = fence.ReplaceAllString(markdown, "")

	// Code within the words of a link is left, as the link counts; a link within code does not.
	markdown = code.ReplaceAllStringFunc(markdown, func(span string) string { return strings.ReplaceAll(span, "](", "] (") })

	var targets []string
	for _, match := range link.FindAllStringSubmatch(markdown, -1) {
		targets = append(targets, match[1])
	}

	return targets
}

// anchors gives what a link can name in a text: its headings, as GitHub and the registry spell them, and what it names
// itself.
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

// TestPages holds that every page of the registry has a title and a description that is a sentence, and that none is in a
// group of its own.
func TestPages(t *testing.T) {
	pages := 0

	for name, text := range documents(t) {
		if !strings.HasPrefix(name, "docs/") {
			continue
		}

		pages++

		kind, _, nested := strings.Cut(strings.TrimPrefix(name, "docs/"), "/")
		if nested && !slices.Contains(registryOf, kind) {
			t.Errorf("%s: the registry knows no %s", name, kind)
		}

		_, rest, ok := strings.Cut(text, "---\n")
		front, _, closed := strings.Cut(rest, "\n---\n")

		if !ok || !closed {
			t.Errorf("%s has no front matter", name)
			continue
		}

		fields := map[string]string{}
		for _, match := range frontLine.FindAllStringSubmatch(front, -1) {
			fields[match[1]] = match[2]
		}

		if _, description, _ := strings.Cut(front, "description: |-\n"); !strings.HasPrefix(description, "  ") || !strings.HasSuffix(strings.TrimSpace(description), ".") {
			t.Errorf("%s has a description that is no sentence: %q", name, description)
		}

		if fields["page_title"] == "" {
			t.Errorf("%s has no page_title", name)
		}

		if group, grouped := fields["subcategory"]; grouped && group != `""` {
			t.Errorf("%s is in the group %s, and no other page is in any", name, group)
		}
	}

	if pages < 20 {
		t.Errorf("only %d pages were looked at", pages)
	}
}

// TestAttributes holds that every attribute has a description of whole sentences.
func TestAttributes(t *testing.T) {
	attributes := 0

	for name, text := range documents(t) {
		_, schema, ok := strings.Cut(text, " generated by tfplugindocs -->") // of a schema, an action's, or a function's
		if !strings.HasPrefix(name, "docs/") || strings.HasPrefix(name, "docs/guides/") {
			continue
		}

		if !ok {
			t.Errorf("%s has no schema", name)
		}

		for _, match := range attribute.FindAllStringSubmatch(schema, -1) {
			attributes++

			if description := strings.TrimSpace(seeBelow.ReplaceAllString(match[3], "")); !strings.HasSuffix(description, ".") {
				t.Errorf("%s: the description of %s is no sentence: %q", name, match[1], description)
			}
		}
	}

	if attributes < 100 {
		t.Errorf("only %d attributes were looked at", attributes)
	}
}

func TestLinksOfAText(t *testing.T) {
	for text, want := range map[string]string{
		"[a](b.md)":                       "b.md",
		"[a](b.md) and [c\nd](#e)":        "b.md #e",
		"[`a`](b.md#c)":                   "b.md#c",
		"`[a](b.md)`":                     "",
		"```sh\n[a](b.md)\n```\n[c](d)":   "d",
		"- x\n  ```sh\n  [a](b)\n  ```\n": "",
	} {
		if got := strings.Join(links(text), " "); got != want {
			t.Errorf("%q: got %q; want %q", text, got, want)
		}
	}
}

func TestBrokenLinks(t *testing.T) {
	documents := map[string]string{
		"README.md":            "# A \"b\" `c_d`: e\n```\n# f\n```\n<a id=\"g\"></a>\n",
		"docs/guides/drift.md": "",
	}

	for target, want := range map[string]string{
		"go.mod": "", "docs": "", "#a-b-c_d-e": "", "README.md#g": "",
		"nothing.md": "leads nowhere", "#f": "leads to no heading", "go.mod#x": "has an anchor and leads to no document",
	} {
		if got := broken(documents, "README.md", target); got != want {
			t.Errorf("%s: got %q; want %q", target, got, want)
		}
	}

	if got := broken(documents, "docs/guides/drift.md", "../../README.md"); got != "leaves docs/" {
		t.Errorf("got %q", got)
	}
}
