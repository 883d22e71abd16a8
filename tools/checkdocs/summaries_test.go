// SPDX-License-Identifier: MPL-2.0

package checkdocs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	_ "github.com/dadosfera/terraform-provider-dadosfera/internal/provider" // links every package that declares summaries
)

const guide = "templates/guides/troubleshooting.md"

// otherMessages is the section of the guide with the messages that are not the provider's.
const otherMessages = "\n## Messages of Terraform\n"

// section is a heading of the guide with the first sentence below it.
var section = regexp.MustCompile(`(?m)^### (.+)\n\n([^.\n]*)`)

// TestSummaries_eachHasAHeading checks that the headings of the troubleshooting guide are the summaries of all
// diagnostics, with an ellipsis for the object, and that the text below each heading begins with the severity. A linter
// (forbidigo) makes sure that no diagnostic has a summary that is not declared.
func TestSummaries_eachHasAHeading(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(guide)))
	if err != nil {
		t.Fatal(err)
	}

	var headings []string

	own, _, found := strings.Cut(string(text), otherMessages)
	if !found {
		t.Errorf("%s: got no section %q", guide, otherMessages)
	}

	for _, match := range section.FindAllStringSubmatch(own, -1) {
		headings = append(headings, match[1])

		if severities := []string{"Error", "Warning", "Error or warning"}; !slices.Contains(severities, match[2]) {
			t.Errorf("%s: %q begins with %q, want one of %q", guide, match[1], match[2], severities)
		}
	}

	var summaries []string
	for _, format := range diagnostics.Summaries() {
		summaries = append(summaries, strings.NewReplacer("%q", `"…"`, "%s", "…").Replace(format))
	}

	for _, summary := range summaries {
		if !slices.Contains(headings, summary) {
			t.Errorf("%s: no heading %q", guide, summary)
		}
	}

	for i, heading := range headings {
		if !slices.Contains(summaries, heading) {
			t.Errorf("%s: heading %q is not the summary of a diagnostic", guide, heading)
		}

		if slices.Contains(headings[:i], heading) {
			t.Errorf("%s: heading %q appears twice", guide, heading)
		}
	}

	if len(headings) < 50 {
		t.Errorf("got %d headings, want at least 50", len(headings))
	}
}
