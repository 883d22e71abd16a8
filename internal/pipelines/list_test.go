// SPDX-License-Identifier: MPL-2.0

package pipelines

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

const testID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"

func TestListResource_namesAPipelineByWhatIsShown(t *testing.T) {
	for name, tc := range map[string]struct {
		pipeline                         maestro.Pipeline
		displayName, subject, unreadable string
	}{
		"name and id": {
			maestro.Pipeline{ID: testID, Name: maestro.Some("Orders")}, "Orders", `The pipeline "Orders" (` + testID + `)`,
			`Cannot read pipeline "Orders"`,
		},
		"id only": {
			maestro.Pipeline{ID: testID}, testID, "The pipeline " + testID, `Cannot read pipeline "` + testID + `"`,
		},
		"nothing": {maestro.Pipeline{}, "", "A pipeline without id and name", "Cannot read unnamed pipeline"},
	} {
		t.Run(name, func(t *testing.T) {
			for what, pair := range map[string][2]string{
				"display name":                 {displayName(tc.pipeline), tc.displayName},
				"subject":                      {subject(tc.pipeline), tc.subject},
				"summary of an unreadable one": {unreadable(tc.pipeline).String(), tc.unreadable},
			} {
				if got, want := pair[0], pair[1]; got != want {
					t.Errorf("%s: got %q, want %q", what, got, want)
				}
			}
		})
	}
}

// Neither a list resource nor a data source has an attribute timeouts.
func TestListResource_timeoutAdviceDoesNotNameTimeouts(t *testing.T) {
	base, err := url.Parse("http://localhost")
	if err != nil {
		t.Fatal(err)
	}
	client, err := maestro.New(maestro.Config{BaseURL: base, CustomerName: "acme_corp"})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	provider := &providerdata.Data{Client: client}

	got := provider.ErrorMessage(fmt.Errorf("x: %w", context.DeadlineExceeded))
	for _, part := range []string{"5 minutes", "Run the command again"} {
		if !strings.Contains(got, part) {
			t.Errorf("got %q, want it to contain %q", got, part)
		}
	}
	if strings.Contains(got, "timeouts") {
		t.Errorf("got %q, want nothing about timeouts", got)
	}
}

func TestSelected_keepsEntriesThatCannotBeDecided(t *testing.T) {
	entry := func(id string, err error) maestro.Entry {
		return maestro.Entry{Pipeline: maestro.Pipeline{ID: id}, Err: err}
	}
	got := selected(
		[]maestro.Entry{entry("a", nil), entry("b", nil), entry("c", errors.New("no id")), entry("d", nil)},
		func(p maestro.Pipeline) bool { return p.ID == "b" },
	)
	ids := make([]string, len(got))
	for i := range got {
		ids[i] = got[i].Pipeline.ID
	}
	if want := []string{"b", "c"}; !slices.Equal(ids, want) {
		t.Errorf("got %q, want %q", ids, want)
	}
}

func TestConcernsAll(t *testing.T) {
	for name, tc := range map[string]struct {
		err  error
		want bool
	}{
		"sign-in failed":    {fmt.Errorf("x: %w", &maestro.SignInError{Err: errors.New("refused")}), true},
		"no response":       {&maestro.Error{Cause: errors.New("reset")}, true},
		"not authorized":    {&maestro.Error{Status: http.StatusUnauthorized}, true},
		"not permitted":     {&maestro.Error{Status: http.StatusForbidden}, false},
		"does not exist":    {&maestro.Error{Status: http.StatusNotFound}, false},
		"platform failed":   {&maestro.Error{Status: http.StatusInternalServerError}, false},
		"of another origin": {errors.New("x"), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := concernsAll(tc.err); got != tc.want {
				t.Errorf("got %t, want %t", got, tc.want)
			}
		})
	}
}
