// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
)

func TestRequireComplete_headers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		header, value string
		cut           bool
	}{
		{"X-Pagination", `{"TotalCount":9,"PageSize":2,"CurrentPage":1,"TotalPages":5,"HasNext":true}`, true},
		{"X-Pagination", `{"totalCount":2,"pageSize":50,"currentPage":1,"totalPages":1}`, false},
		{"X-Pagination", `{"next":null}`, false},
		{"X-Pagination", `page 1`, true},
		{"Content-Range", `items 0-1/9`, true},
		{"Content-Range", `items 0-1/2`, false},
		{"Content-Range", `items 0-1/*`, true},
		{"Link", `</p?page=2>; rel="next"`, true},
		{"Link", `</p?page=2>; rel=next; title="x"`, true},
		{"Link", `</p?page=9>; rel="last next"`, true},
		{"Link", `</p?page=0>; REL='prev'`, true},
		{"Link", `</next>; rel="help", </style.css>; rel=preload`, false},
		{"X-Total-Count", "3", true},
		{"X-Total-Count", "2", false},
		{"X-Total", "3", true},
		{"X-Total-Pages", "2", true},
		{"X-Total-Pages", "1", false},
		{"X-Next-Page", "2", true},
		{"X-Next-Page", "", false},
		{"X-Has-More", "true", true},
		{"X-Next-Cursor", "abc", true},
		{"X-Page", "1", true},
		{"X-Per-Page", "50", false},
		{"X-Request-Id", "3", false},
		{"X-RateLimit-Limit", "2", false},
	} {
		r := testResponse(http.StatusOK, `[]`, http.Header{test.header: {test.value}})
		checkCut(t, test.header+": "+test.value, requireComplete(r, 2), test.cut)
	}
	checkCut(t, "206", requireComplete(testResponse(http.StatusPartialContent, `[]`, nil), 2), true)
	checkCut(t, "no sign", requireComplete(testResponse(http.StatusOK, `[]`, nil), 2), false)
}

func checkCut(t *testing.T, name string, err error, want bool) {
	t.Helper()
	if got := errors.Is(err, ErrIncomplete); got != want || (err != nil) != want {
		t.Errorf("%s: got %v, want a cut list %t", name, err, want)
	}
	if err != nil {
		contains(t, err.Error(), "the list is incomplete: ", "more items")
		wantPrintable(t, err.Error())
	}
}

func TestListPipelines_bodiesThatShowPages(t *testing.T) {
	t.Parallel()
	const list = `[{"pipeline_id":"` + thisID + `"},{"pipeline_id":"` + otherID + `"}]`
	for around, cut := range map[string]bool{
		`"nextPageToken":"abc"`:                             true,
		`"nextPageToken":""`:                                false,
		`"pageInfo":{"hasNextPage":true,"endCursor":"x"}`:   true,
		`"pageInfo":{"hasNextPage":false,"endCursor":"x"}`:  false,
		`"links":{"next":"https://x/p?page=2"}`:             true,
		`"links":{"next":null,"self":"https://x/p"}`:        false,
		`"_links":{"next":{"href":"https://x/p?page=2"}}`:   true,
		`"_links":{"next":{"href":null}}`:                   false,
		`"_links":{"self":{"href":"https://x/p"}}`:          false,
		`"totalItems":3`:                                    true,
		`"totalItems":2`:                                    false,
		`"totalElements":3,"last":false`:                    true,
		`"page":{"size":2,"totalElements":9,"number":0}`:    true,
		`"page":{"size":20,"totalElements":2,"number":0}`:   false,
		`"meta":{"pagination":{"total_pages":3}}`:           true,
		`"meta":{"pagination":{"total_pages":1,"page":1}}`:  false,
		`"paging":{"next":"x"}`:                             true,
		`"@odata.nextLink":"https://x"`:                     true,
		`"NextToken":"x"`:                                   true,
		`"next_cursor":"x"`:                                 true,
		`"continuation_token":"x"`:                          true,
		`"IsTruncated":true`:                                true,
		`"isLast":false`:                                    true,
		`"isLast":true`:                                     false,
		`"has_more":"false"`:                                false,
		`"pages":1,"page":1`:                                false,
		`"page":1,"page_size":2`:                            true,
		`"limit":2,"offset":0`:                              true,
		`"limit":50,"offset":0`:                             false,
		`"limit":50,"offset":50`:                            true,
		`"page":2,"total":2`:                                true,
		`"previous":"https://x/p?page=1","next":null`:       true,
		`"total":2,"next":"https://x"`:                      true,
		`"status":true,"message":"ok","user":{"total":500}`: false,
	} {
		for _, body := range []string{`{"data":` + list + `,` + around + `}`, `{"status":true,"data":{"pipelines":` + list + `,` + around + `}}`} {
			c, _ := serve(t, map[string][]reply{"GET /platform/pipelines": {respond(200, body)}})
			_, err := c.ListPipelines(t.Context())
			checkCut(t, body, err, cut)
			_, err = c.ListEntries(t.Context())
			checkCut(t, body, err, cut)
		}
	}
}

func TestGetPipeline_cutListProvesNothing(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string][]reply{
		"*": {respond(404, ``)}, listLine: {respond(200, `{"pipelines":[],"nextPageToken":"x"}`)},
	})
	_, err := c.GetPipeline(t.Context(), thisID)
	if err == nil || errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want an error other than %q", err, ErrNotFound)
	}
	contains(t, err.Error(), "the list is incomplete")
}

func FuzzRequireComplete(f *testing.F) {
	f.Add("Link", `<x>; rel="next"`, `{"meta":{"page":{"total":1}}}`, 1)
	f.Add("X-Pagination", `{"a":`, `{"pagination":[1],"next":{"href":{}}}`, 0)
	f.Fuzz(func(t *testing.T, header, value, body string, shown int) {
		r := testResponse(http.StatusOK, body, http.Header{header: {value}})
		object, _ := decodeObject(r.Body)
		if err := requireComplete(r, shown, object); err != nil {
			wantPrintable(t, err.Error())
		}
	})
}

func ExampleSameName() {
	fmt.Println(SameName("Ação", " Ac\u0327a\u0303o\r\n"), SameName("Orders", "orders"))
	// Output: true false
}
