// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindByName(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{listAll: {
		says(200, `[{"pipeline_id":"`+otherID+`"},{"pipeline_id":"a_1","name":null},{"pipeline_id":"`+thisID+`","name":"Orders"}]`),
		says(200, `[{"pipeline_id":"`+otherID+`","name":"orders"}]`),
		says(200, `[{"pipeline_id":"`+otherID+`","name":"Orders"},{"pipeline_id":"`+thisID+`","name":"Orders"}]`),
		says(500, ``),
	}})
	for _, want := range [][]string{{thisID}, {}, {otherID, thisID}} { // another case of letters is another name
		found, err := c.FindByName(t.Context(), "Orders")
		got := []string{}
		for _, p := range found {
			got = append(got, p.ID)
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	}
	if found, err := c.FindByName(t.Context(), ""); err == nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
}

func TestFindByIDGivesWhatOnlyTheListHas(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{listAll: {
		says(200, `[{"pipeline_id":"`+otherID+`"},{"id":4,"pipeline_id":"`+thisID+`","last_status":"FAILED"}]`), says(200, emptyList), says(500, ``),
	}})
	if p, ok, err := c.FindByID(t.Context(), thisIDHyphens); err != nil || !ok || p.ID != thisID || p.LastStatus != Some("FAILED") {
		t.Errorf("%+v, %v, %v", p, ok, err)
	}
	if p, ok, err := c.FindByID(t.Context(), thisID); err != nil || ok {
		t.Errorf("%+v, %v, %v", p, ok, err)
	}
	if p, ok, err := c.FindByID(t.Context(), thisID); err == nil || ok {
		t.Errorf("%+v, %v, %v", p, ok, err)
	}
}
