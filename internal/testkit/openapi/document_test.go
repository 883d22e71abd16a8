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

// pages are the addresses that an operation may be taken from: those of the reference, of the guides and of the overview of
// the API.
var pages = []string{
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

func TestEveryOperationNamesItsSourceAndWhatIsUnknown(t *testing.T) {
	marks, _ := must().doc.Info.Extensions[evidenceKey].(map[string]any)
	if got := slices.Sorted(maps.Keys(marks)); !slices.Equal(got, []string{"I", "L", "O", "T", "U"}) {
		t.Fatalf("the marks are %v", got)
	}
	used := map[string]string{}
	for _, op := range Operations() {
		if other := used[op.Source]; other != "" {
			t.Errorf("%s and %s have one source", op.ID, other)
		}
		used[op.Source] = op.ID
		if len(op.Unknown) == 0 {
			t.Errorf("%s leaves nothing open", op.ID)
		}
		for _, unknown := range op.Unknown {
			mark, text, _ := strings.Cut(unknown, ": ")
			if marks[mark] == nil || text == "" {
				t.Errorf("%s: %q does not begin with a mark", op.ID, unknown)
			}
		}
		for _, status := range []string{"429", "5XX"} {
			if !slices.Contains(op.Statuses, status) {
				t.Errorf("%s does not say what a %s is", op.ID, status)
			}
		}
	}
	if got := slices.Sorted(maps.Keys(used)); !slices.Equal(got, pages) {
		t.Errorf("the sources are %q", got)
	}
}

// What every request under /platform needs, and signing in does not.
func TestEveryPlatformOperationNeedsTheCustomer(t *testing.T) {
	c := must()
	for path, item := range c.doc.Paths.Map() {
		for _, o := range item.Operations() {
			platform := strings.HasPrefix(path, "/platform/")
			parameters := append(slices.Clone(o.Parameters), item.Parameters...)
			customer := parameters.GetByInAndName("header", "customer_name")
			if named := customer != nil && customer.Required; named != platform {
				t.Errorf("%s needs the customer: %t", o.OperationID, named)
			}
			if own := o.Security != nil; own == platform {
				t.Errorf("%s has a security of its own: %t", o.OperationID, own)
			}
			if o.Summary == "" || o.Description == "" {
				t.Errorf("%s is not described", o.OperationID)
			}
		}
	}
}

func TestADocumentThatIsWrongIsRefused(t *testing.T) {
	for name, change := range map[string][2]string{
		"no YAML":                          {"openapi: 3.0.3", "openapi: [3.0.3"},
		"no such schema":                   {"schemas/PipelineRef'", "schemas/PipelineReference'"},
		"an example against its schema":    {"status: PIPELINE_DELETED}", "status: DELETED}"},
		"an example with another key":      {"{msg: Unauthorized}", "{message: Unauthorized}"},
		"a type that there is not":         {"type: boolean", "type: bool"},
		"an operation without answers":     {"operationId: resetJobState", "operationId: listPipelines"},
		"nothing that a token must not be": {notPatternKey + ": ", "x-something: "},
		"a pattern that cannot be read":    {`(?i)^(bearer`, `(?i)^((bearer`},
		"no token at all":                  {"accessToken:\n", "otherToken:\n"},
	} {
		t.Run(name, func(t *testing.T) {
			text := bytes.Replace(document, []byte(change[0]), []byte(change[1]), 1)
			if bytes.Equal(text, document) {
				t.Fatalf("there is no %q in the document", change[0])
			}
			if _, err := read(text); err == nil {
				t.Error("it is taken")
			}
		})
	}
}

// The check is for tests alone: no program links it, or the library that it is built on.
func TestNoProgramLinksTheCheck(t *testing.T) {
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
			if strings.HasPrefix(linked, "github.com/getkin/") || linked == module+"/internal/testkit/openapi" || program == "" && linked == module+"/internal/testkit/maestrosim" {
				t.Errorf("%q links %s", program, linked)
			}
		}
	}
}
