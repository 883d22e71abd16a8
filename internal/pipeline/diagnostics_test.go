// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func TestSubject_hasWhatIsKnown(t *testing.T) {
	for name, tc := range map[string]struct {
		id, name, want string
	}{
		"name and id": {testID, "Orders", `The pipeline "Orders" (` + testID + `)`},
		"name only":   {"", "Orders", `The pipeline "Orders"`},
		"id only":     {testID, "", "The pipeline " + testID},
	} {
		t.Run(name, func(t *testing.T) {
			p := definition.Pipeline{ID: str[definition.String](tc.id), Name: str[definition.Text](tc.name)}
			if got := subject(p); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
	unknownID := definition.Pipeline{
		ID: definition.String{StringValue: types.StringUnknown()}, Name: str[definition.Text]("Orders"),
	}
	if got, want := subject(unknownID), `The pipeline "Orders"`; got != want {
		t.Errorf("id is unknown: got %q, want %q", got, want)
	}
}

func TestListPaths(t *testing.T) {
	plugin := path.Root("jobs").AtListIndex(1).AtName("input").AtName("plugin")
	for want, paths := range map[string]path.Paths{
		"":                           nil,
		"cron":                       {path.Root("cron")},
		"cron, jobs[1].input.plugin": {path.Root("cron"), plugin},
		"jobs[1].input.plugin, jobs": {plugin, path.Root("jobs")},
	} {
		if got := listPaths(paths); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestImportBlock(t *testing.T) {
	checkContains(t, importBlock(testID), "import {\n", "  to = dadosfera_pipeline.NAME", `  id = "`+testID+`"`)
	checkContains(t, importBlocks(testID), importBlock(testID), `  for_each = { KEY = "`+testID+`" }`, "dadosfera_pipeline.NAME[each.key]")
}

// What gives an operation more time, and what becomes of the resource, depends on the operation.
func TestExplain_adviceForTheOperation(t *testing.T) {
	contract.NeedsDocumented(t, "quotes the documented response for what does not exist")
	r, _ := newResource(t, maestrosim.Contract{})
	_, missing := r.Provider.Client.GetPipeline(t.Context(), "00000000_1111_4222_8333_444444444444")
	if !errors.Is(missing, maestro.ErrNotFound) {
		t.Fatalf("got error %v, want %v", missing, maestro.ErrNotFound)
	}
	timeout := fmt.Errorf("x: %w", context.DeadlineExceeded)
	busy := &maestro.Error{Method: http.MethodGet, Path: "/x", Status: http.StatusTooManyRequests}
	const noLongerExists = "The pipeline no longer exists."
	for name, tc := range map[string]struct {
		err       error
		operation string
		want      []string
		unwanted  string
	}{
		"timeout of a create": {timeout, operationCreate, []string{`timeouts = { create = "..." }.`}, "apply of its own"},
		"timeout of a read":   {timeout, operationRead, []string{`timeouts = { read = "..." }.`}, "apply of its own"},
		"timeout of a delete": {
			timeout, operationDelete, []string{`timeouts = { delete = "..." } and apply it before you destroy`}, noLongerExists,
		},
		"too many requests": {
			busy, operationUpdate, []string{"max_requests_per_second", `timeouts = { update = "..." }`}, noLongerExists,
		},
		"missing at an update": {missing, operationUpdate, []string{noLongerExists, "removes it from the state"}, "timeouts"},
		"missing at a read":    {missing, operationRead, []string{"PipelineNotFound"}, noLongerExists},
	} {
		t.Run(name, func(t *testing.T) {
			got := r.explain(tc.err, tc.operation)
			checkContains(t, got, tc.want...)
			if strings.Contains(got, tc.unwanted) {
				t.Errorf("got %q, want it without %q", got, tc.unwanted)
			}
		})
	}
}

func TestIgnoreProtection_lineToPasteHasOnlyPlainIDs(t *testing.T) {
	for id, pasted := range map[string]bool{
		testID: true, "test_pipeline_12345": true, strings.ReplaceAll(testID, "_", "-"): true,
		"x;id": false, "$(id)": false, "`id`": false, "x,other": false, "a b": false, "x'": false, "%PATH%": false, "x&": false, "ção": false,
	} {
		got := ignoreProtection(id)
		if shown := strings.Contains(got, "DADOSFERA_DELETE_PROTECTED="+id); shown != pasted || !pasted && strings.Contains(got, id) {
			t.Errorf("%s: got %q, want a line to paste %t", id, got, pasted)
		}
	}
}
