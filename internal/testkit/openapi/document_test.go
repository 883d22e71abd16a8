// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"bytes"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// pages are the addresses that the operations are taken from: those of the reference, the guides, the overview of the
// API and the vendor's library.
var pages = []string{
	"https://dadosfera-library.dadosfera.ai/services/maestro/connections",
	"https://docs.dadosfera.ai/docs/caso-2-migrando-incremental-para-qualify",
	"https://docs.dadosfera.ai/docs/en-api-overview",
	"https://docs.dadosfera.ai/reference/platformapicontroller_createpipeline",
	"https://docs.dadosfera.ai/reference/platformapicontroller_deletepipeline",
	"https://docs.dadosfera.ai/reference/platformapicontroller_executepipeline",
	"https://docs.dadosfera.ai/reference/platformapicontroller_getjdbcalloweddatatypes",
	"https://docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob",
	"https://docs.dadosfera.ai/reference/platformapicontroller_getpipeline",
	"https://docs.dadosfera.ai/reference/platformapicontroller_getpipelinerun",
	"https://docs.dadosfera.ai/reference/platformapicontroller_getpipelineruns",
	"https://docs.dadosfera.ai/reference/platformapicontroller_getpipelines",
	"https://docs.dadosfera.ai/reference/platformapicontroller_patchjobinput",
	"https://docs.dadosfera.ai/reference/platformapicontroller_pausepipeline",
	"https://docs.dadosfera.ai/reference/platformapicontroller_resetjobstate",
	"https://docs.dadosfera.ai/reference/platformapicontroller_unpausepipeline",
	"https://docs.dadosfera.ai/reference/platformapicontroller_updatejdbcsyncmode",
	"https://docs.dadosfera.ai/reference/platformapicontroller_updatepipeline",
	"https://docs.dadosfera.ai/reference/platformapicontroller_updatepipelinememory",
}

func TestOperations_nameTheirSourceAndWhatIsUnknown(t *testing.T) {
	marks, _ := load().doc.Info.Extensions[evidenceKey].(map[string]any)
	if got, want := slices.Sorted(maps.Keys(marks)), []string{"I", "L", "O", "T", "U", "V"}; !slices.Equal(got, want) {
		t.Fatalf("marks: got %v, want %v", got, want)
	}
	used := map[string]string{}
	for _, op := range Operations() {
		if other := used[op.Source]; other != "" {
			t.Errorf("%s and %s have the same source", op.ID, other)
		}
		used[op.Source] = op.ID
		if len(op.Unknown) == 0 {
			t.Errorf("%s has no %s", op.ID, unknownKey)
		}
		for _, unknown := range op.Unknown {
			mark, text, _ := strings.Cut(unknown, ": ")
			if marks[mark] == nil || text == "" {
				t.Errorf("%s: %q does not begin with a mark", op.ID, unknown)
			}
		}
		for _, status := range []string{"429", "5XX"} {
			if !slices.Contains(op.Statuses, status) {
				t.Errorf("%s has no response %s", op.ID, status)
			}
		}
	}
	if got := slices.Sorted(maps.Keys(used)); !slices.Equal(got, pages) {
		t.Errorf("sources: got %q, want %q", got, pages)
	}
}

func TestOperations_belowPlatformRequireTheCustomer(t *testing.T) {
	for path, item := range load().doc.Paths.Map() {
		for _, o := range item.Operations() {
			platform := strings.HasPrefix(path, "/platform/")
			parameters := append(slices.Clone(o.Parameters), item.Parameters...)
			customer := parameters.GetByInAndName("header", "customer_name")
			if required := customer != nil && customer.Required; required != platform {
				t.Errorf("%s: customer_name required: got %t, want %t", o.OperationID, required, platform)
			}
			if own := o.Security != nil; own == platform {
				t.Errorf("%s: security of its own: got %t, want %t", o.OperationID, own, !platform)
			}
			if o.Summary == "" || o.Description == "" {
				t.Errorf("%s has no summary or no description", o.OperationID)
			}
		}
	}
}

func TestParse_invalidDocument(t *testing.T) {
	for name, change := range map[string][2]string{
		"not YAML":                         {"openapi: 3.0.3", "openapi: [3.0.3"},
		"unknown schema":                   {"schemas/PipelineRef'", "schemas/PipelineReference'"},
		"example with an invalid value":    {"status: PIPELINE_DELETED}", "status: DELETED}"},
		"example with an unknown key":      {"{msg: Unauthorized}", "{message: Unauthorized}"},
		"unknown type":                     {"type: boolean", "type: bool"},
		"operations with the same id":      {"operationId: resetJobState", "operationId: listPipelines"},
		"security without its declaration": {"accessToken:\n", "otherToken:\n"},
	} {
		t.Run(name, func(t *testing.T) {
			text := bytes.Replace(document, []byte(change[0]), []byte(change[1]), 1)
			if bytes.Equal(text, document) {
				t.Fatalf("the document has no %q", change[0])
			}
			if _, err := parse(text); err == nil {
				t.Error("got no error")
			}
		})
	}
}

// The check is for tests alone: no program links it, nor the library that it uses.
func TestPrograms_doNotLinkTheCheck(t *testing.T) {
	const module = "github.com/dadosfera/terraform-provider-dadosfera"
	for _, program := range []string{"", "/internal/testkit/maestrosim/cmd/maestrosim", "/tools/demo"} {
		list, err := exec.CommandContext(t.Context(), "go", "list", "-deps", module+program).Output()
		if err != nil {
			t.Fatal(err)
		}
		packages := strings.Fields(string(list))
		if !slices.Contains(packages, module+program) {
			t.Fatalf("%q is not in the list of its own packages", program)
		}
		for _, linked := range packages {
			if strings.HasPrefix(linked, "github.com/getkin/") || linked == module+"/internal/testkit/openapi" ||
				program == "" && strings.HasPrefix(linked, module+"/internal/testkit/") {
				t.Errorf("%q links %s", program, linked)
			}
		}
	}
}
