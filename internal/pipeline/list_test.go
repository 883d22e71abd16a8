// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// A list has no attribute timeouts, so nobody is sent there.
func TestTimeThatIsOverWithoutTimeouts(t *testing.T) {
	r, _ := resourceOn(t, maestrosim.Options{})
	got := r.data.Explain(fmt.Errorf("x: %w", context.DeadlineExceeded))
	contains(t, got, "time", "Try again")
	if strings.Contains(got, "timeouts") {
		t.Error(got)
	}
}

func TestAListedPipelineIsNamedByWhatIsShownOfIt(t *testing.T) {
	both := maestro.Pipeline{ID: testID, Name: maestro.Some("Orders")}
	compare(t, "name", nameOf(both), "Orders")
	compare(t, "subject", subjectOf(both), `The pipeline "Orders" (`+testID+`)`)
	compare(t, "name without one", nameOf(maestro.Pipeline{ID: testID}), testID)
	compare(t, "subject without a name", subjectOf(maestro.Pipeline{ID: testID}), "The pipeline "+testID)
	compare(t, "subject of nothing", subjectOf(maestro.Pipeline{}), "A pipeline without id and name")
}

func TestOwnTableIsRecognisedByTheID(t *testing.T) {
	// The example of docs.dadosfera.ai/docs/caso-4-customizando-nome-de-tabelas.
	const id, name = "7b8b3399_b8c0_4fc5_9116_142cd9f4e7ae", "tb__xqfu8g__cadastros__pedidos"
	for _, tc := range []struct {
		name, id string
		want     bool
	}{
		{name, id, true},
		{strings.ToUpper(name), id, true},
		{name, strings.ReplaceAll(id, "_", "-"), true},
		{"tb__xqfu8g", id, false},
		{"pedidos", id, false},
		{name, testID, false}, // somebody had it go on with the table of another pipeline
		{name, "test_pipeline_12345", false},
		{name, "", false},
	} {
		if got := isOwnTable(tc.name, tc.id); got != tc.want {
			t.Errorf("%s of %q: %t", tc.name, tc.id, got)
		}
	}
}
