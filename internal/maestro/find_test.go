// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro/internal/script"
)

func TestFindByName(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{listLine: {
		respond(200, `[{"pipeline_id":"`+otherID+`"},{"pipeline_id":"a_1","name":null},{"pipeline_id":"`+thisID+`","name":"Orders"}]`),
		respond(200, `[{"pipeline_id":"`+otherID+`","name":"orders"}]`),
		respond(200, `[{"pipeline_id":"`+otherID+`","name":"Orders"},{"pipeline_id":"`+thisID+`","name":"Orders"}]`),
		respond(500, ``),
	}})
	for _, want := range [][]string{{thisID}, {}, {otherID, thisID}} { // names are case-sensitive
		found, err := c.FindByName(t.Context(), "Orders")
		got := []string{}
		for _, p := range found {
			got = append(got, p.ID)
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("got %v (-want +got):\n%s", err, diff)
		}
	}
	if found, err := c.FindByName(t.Context(), ""); err == nil || len(found) > 0 {
		t.Errorf("failed list: got %v, %v, want an error", found, err)
	}
}

func TestFindByID(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{listLine: {
		respond(200, `[{"pipeline_id":"`+otherID+`"},{"id":4,"pipeline_id":"`+thisID+`","last_status":"FAILED"}]`), respond(200, emptyList), respond(500, ``),
	}})
	if p, ok, err := c.FindByID(t.Context(), thisIDHyphens); err != nil || !ok || p.ID != thisID || p.LastStatus != Some("FAILED") {
		t.Errorf("got %+v, %t, %v, want the pipeline", p, ok, err)
	}
	if p, ok, err := c.FindByID(t.Context(), thisID); err != nil || ok {
		t.Errorf("empty list: got %+v, %t, %v, want none", p, ok, err)
	}
	if p, ok, err := c.FindByID(t.Context(), thisID); err == nil || ok {
		t.Errorf("failed list: got %+v, %t, %v, want an error", p, ok, err)
	}
}

// An entry that cannot be used hides no other one, but it may be the pipeline that is not found.
func TestFind_entryThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for name, entry := range map[string]string{
		"hostile id": `{"pipeline_id":"a\u001b[2Jb","name":"Other"}`, "no id": `{"name":"Other"}`, "null": `null`,
	} {
		list := `[` + entry + `,{"pipeline_id":"` + thisID + `","name":"Orders"}]`
		c, _ := serve(t, map[string][]reply{listLine: {respond(200, list)}})
		if found, err := c.FindByName(t.Context(), "Orders"); err != nil || len(found) != 1 || found[0].ID != thisID {
			t.Errorf("%s: by name: got %v, %v, want the pipeline", name, found, err)
		}
		if p, ok, err := c.FindByID(t.Context(), thisID); err != nil || !ok || p.ID != thisID {
			t.Errorf("%s: by id: got %v, %t, %v, want the pipeline", name, p, ok, err)
		}
		if found, err := c.FindByName(t.Context(), "Sales"); err == nil || len(found) > 0 {
			t.Errorf("%s: by another name: got %v, %v, want an error", name, found, err)
		}
		if p, ok, err := c.FindByID(t.Context(), otherID); err == nil || ok {
			t.Errorf("%s: by another id: got %v, %t, %v, want an error", name, p, ok, err)
		}
		if all, err := c.ListPipelines(t.Context()); err == nil || len(all) != 1 {
			t.Errorf("%s: got %v, %v, want an error, and the pipeline that can be used", name, all, err)
		}
		if p, ok := c.ListedPipeline(t.Context(), thisID); !ok || p.ID != thisID {
			t.Errorf("%s: in the snapshot: got %v, %t, want the pipeline", name, p, ok)
		}
		if _, ok := c.ListedPipeline(t.Context(), otherID); ok {
			t.Errorf("%s: in the snapshot: got a pipeline that cannot be used", name)
		}
	}
}

func TestFindByName_comparesInMeaning(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{listLine: {respond(200, `[{"pipeline_id":"`+thisID+`","name":"Ac\u0327a\u0303o\r\n"}]`)}})
	if found, err := c.FindByName(t.Context(), " Ação"); err != nil || len(found) != 1 {
		t.Errorf("got %v, %v, want the pipeline", found, err)
	}
}

// A list that fails for lack of time fails only for the callers that have too little.
func TestFind_callsWithMoreTimeReadTheListAgain(t *testing.T) {
	list := respond(200, listWithID)
	refused := func(status int) reply { return respond(status, `{"message":"later"}`).With("Retry-After", "600") }
	for status, replies := range map[int][]reply{
		http.StatusTooManyRequests:    {list.After(time.Second), refused(429), list},
		http.StatusServiceUnavailable: {list.After(time.Second), refused(503), refused(503), list},
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			inBubble(t, map[string][]reply{listLine: replies}, func(t *testing.T, c *Client, s *script.Script) {
				var wg sync.WaitGroup
				find := func(limit time.Duration, found bool) {
					ctx, cancel := context.WithTimeout(t.Context(), limit)
					wg.Go(func() {
						defer cancel()
						if _, ok, err := c.FindByID(ctx, thisID); ok != found || (err == nil) != found {
							t.Errorf("with %s: got %t, %v, want %t", limit, ok, err, found)
						}
					})
					synctest.Wait()
				}
				find(time.Minute, true)
				for range 20 { // they wait for the first list, and share the next one
					find(30*time.Second, false)
				}
				find(20*time.Minute, true)
				for range 20 {
					find(30*time.Second, false)
				}
				wg.Wait()
				if n := s.Count(listLine); n != len(replies) {
					t.Errorf("got %d lists, want %d", n, len(replies))
				}
			})
		})
	}
}

// A call without a time limit ends after DefaultCallTimeout, so a longer Retry-After is too long for all such calls.
func TestFind_callsWithoutTimeLimitShareTheFailedList(t *testing.T) {
	inBubble(t, map[string][]reply{
		listLine: {respond(200, listWithID).After(time.Second), respond(503, "").With("Retry-After", "600")},
	}, func(t *testing.T, c *Client, s *script.Script) {
		var wg sync.WaitGroup
		for call := range 21 {
			wg.Go(func() {
				if _, _, err := c.FindByID(t.Context(), thisID); (err == nil) != (call == 0) {
					t.Errorf("call %d: got %v, want an error except for the first", call, err)
				}
			})
			synctest.Wait()
		}
		wg.Wait()
		if n := s.Count(listLine); n != 2 {
			t.Errorf("got %d lists, want 2", n)
		}
	})
}
