// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

func TestIsUnread(t *testing.T) {
	if !isUnread(UnreadState(strings.ReplaceAll(testID, "_", "-"))) {
		t.Error("imported pipeline: got false, want true")
	}
	if isUnread(examplePipeline()) {
		t.Error("pipeline that was read: got true, want false")
	}
}

func TestObserveRead_defaultsOfAnImport(t *testing.T) {
	shown := maestro.Pipeline{ID: testID, Jobs: maestro.Some([]maestro.Job{{ID: testID + "_0"}})}
	for _, protection := range []bool{true, false} {
		provider := &providerdata.Data{DeletionProtection: protection}
		imported, err := ObserveRead(UnreadState(testID), shown, provider)
		if err != nil {
			t.Fatal(err)
		}
		checkSwitches(t, imported, protection, false)

		state := examplePipeline(func(p *definition.Pipeline) {
			p.DeletionProtection, p.DrainBeforeDestroy = types.BoolValue(!protection), types.BoolValue(true)
		})
		refreshed, err := ObserveRead(state, shown, provider)
		if err != nil {
			t.Fatal(err)
		}
		checkSwitches(t, refreshed, !protection, true)
	}
}

func checkSwitches(t *testing.T, p definition.Pipeline, isProtected, isDrained bool) {
	t.Helper()
	if want := types.BoolValue(isProtected); !p.DeletionProtection.Equal(want) {
		t.Errorf("got deletion_protection %s, want %s", p.DeletionProtection, want)
	}
	if want := types.BoolValue(isDrained); !p.DrainBeforeDestroy.Equal(want) {
		t.Errorf("got drain_before_destroy %s, want %s", p.DrainBeforeDestroy, want)
	}
}

func TestUnreadable_blamesStateOrResponse(t *testing.T) {
	for name, tc := range map[string]struct {
		err  error
		want []string
	}{
		"state edited by hand": {
			fmt.Errorf("job 0: input: %w", definition.ErrStateEdited),
			[]string{`"Orders" (` + testID + `)`, definition.ErrStateEdited.Error(), "edited by hand", stateRemove},
		},
		"unexpected response": {
			errors.New("job 0: input: plugin: a text was expected"),
			[]string{`"Orders" (` + testID + `)`, "unexpected form", "plugin: a text was expected"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := unreadable(examplePipeline(), tc.err)
			if got.Summary() != summaryReadFailed.String() {
				t.Errorf("got summary %q, want %q", got.Summary(), summaryReadFailed)
			}
			checkContains(t, got.Detail(), tc.want...)
		})
	}
}
