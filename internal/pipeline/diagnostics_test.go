// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func TestAPipelineIsNamedByWhatIsKnownOfIt(t *testing.T) {
	m := modelWith()
	compare(t, "both", subject(m), `The pipeline "Orders" (`+testID+`)`)
	compare(t, "name", subject(m.withID(types.StringUnknown())), `The pipeline "Orders"`)
	m.Name = types.StringNull()
	compare(t, "id", subject(m), "The pipeline "+testID)
}

func TestAttributesAreNamedInASentence(t *testing.T) {
	compare(t, "one", list(path.Paths{path.Root("cron")}), "cron")
	compare(t, "two", list(path.Paths{path.Root("cron"), rootJobs.AtListIndex(1).AtName("input").AtName("plugin")}), "cron, jobs[1].input.plugin")
}

func TestTheImportBlockHasTheID(t *testing.T) {
	contains(t, importBlock(testID), "import {\n", "  to = dadosfera_pipeline.NAME", `  id = "`+testID+`"`)
}

// What can be set to give an operation more time, and what follows for the resource, only the operation tells.
func TestAnErrorIsExplainedForItsOperation(t *testing.T) {
	r, _ := resourceOn(t, maestrosim.Options{})
	over := fmt.Errorf("x: %w", context.DeadlineExceeded)
	contains(t, r.explain(over, "create"), `timeouts = { create = "..." }.`)
	contains(t, r.explain(over, "delete"), `timeouts = { delete = "..." }, which takes an apply of its own`)
	contains(t, r.data.Explain(over), "The time for reading, five minutes, is over. Try again when the platform is less busy.")
	contains(t, r.explain(&maestro.Error{Method: http.MethodGet, Path: "/x", Status: 429}, "update"), "max_requests_per_second", `timeouts = { update = "..." }`)
	_, gone := r.data.Client.GetPipeline(t.Context(), "00000000_1111_4222_8333_444444444444")
	contains(t, r.explain(gone, "update"), "not there any more", "takes it out of the state")
	if text := r.explain(gone, "read"); strings.Contains(text, "not there any more") {
		t.Error(text)
	}
}

// A block that is pasted says the id and nothing else, whoever has chosen the id.
func TestATextInHCLMeansItself(t *testing.T) {
	for text, want := range map[string]string{
		testID:            `"` + testID + `"`,
		``:                `""`,
		`a"b\c`:           `"a\"b\\c"`,
		`${file("x")}`:    `"$${file(\"x\")}"`,
		`%{if true}`:      `"%%{if true}"`,
		`$${x}`:           `"$$${x}"`,
		"\x1b[2J\n\u202e": `"\U0000001b[2J\U0000000a\U0000202e"`,
		"ação $ % {":      `"ação $ % {"`,
	} {
		compare(t, text, hclText(text), want)
	}
}
