// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// errIncomplete is the reason why a list that has pages proves nothing.
var errIncomplete = errors.New("the list is incomplete")

// requireComplete returns an error if a list carries a sign of pagination and does not show that it is complete. The
// platform is not known to have pages; these are the usual ways to show them, in headers and in the objects around a
// list.
func requireComplete(r *response, shown int, around ...Document) error {
	p := pages{shown: shown}
	p.readHeaders(r)
	for _, object := range around {
		p.readObject(object, 2)
	}
	if sign := p.incomplete(); sign != "" {
		return unreadable(r, fmt.Errorf("%w: %s shows that there are more items than the response has (%d)", errIncomplete, sign, shown))
	}
	return nil
}

// pages is what a response shows about the pages of a list.
type pages struct {
	shown    int
	more     string // the first sign that there are more items
	paged    string // the first sign that there are pages at all
	complete bool   // something shows that there are no more items
}

// incomplete returns the sign that the list is not complete, or "" if it is.
func (p *pages) incomplete() string {
	if p.more == "" && !p.complete {
		return p.paged
	}
	return p.more
}

// note records a sign: that there are more items, or that there are none.
func (p *pages) note(sign string, more bool) {
	switch {
	case !more:
		p.complete = true
	case p.more == "":
		p.more = sign
	}
}

// notePaged records a sign that only shows that there are pages.
func (p *pages) notePaged(sign string) {
	if p.paged == "" {
		p.paged = sign
	}
}

// readHeaders reads the usual headers: the status of a part, links to other pages, ranges and counts.
func (p *pages) readHeaders(r *response) {
	if r.Status == http.StatusPartialContent {
		p.note("the status 206", true)
	}
	for _, link := range r.Header.Values("Link") {
		if hasRelation(link, "next") || hasRelation(link, "prev") {
			p.note("the header Link", true)
		}
	}
	if value := r.Header.Get("Content-Range"); value != "" {
		_, total, _ := strings.Cut(value, "/")
		p.notePaged("the header Content-Range")
		if n, err := strconv.Atoi(strings.TrimSpace(total)); err == nil {
			p.note("the header Content-Range", n > p.shown)
		}
	}
	for name, values := range r.Header {
		suffix, ok := strings.CutPrefix(http.CanonicalHeaderKey(name), "X-")
		switch {
		case !ok || len(values) == 0 || values[0] == "":
		case suffix == "Pagination":
			var object Document
			p.notePaged("the header " + name)
			if json.Unmarshal([]byte(values[0]), &object) == nil {
				p.readObject(object, 1)
			}
		default:
			p.readField("the header "+name, suffix, jsonOf(values[0]))
		}
	}
}

// hasRelation reports whether a Link header has a link with a relation (RFC 8288).
func hasRelation(header, relation string) bool {
	for part := range strings.SplitSeq(strings.ToLower(header), ";") {
		name, value, ok := strings.Cut(part, "=")
		if !ok || strings.TrimSpace(name) != "rel" {
			continue
		}
		value, _, _ = strings.Cut(value, ",")
		for word := range strings.FieldsSeq(strings.Trim(strings.TrimSpace(value), `"'`)) {
			if word == relation || relation == "prev" && word == "previous" {
				return true
			}
		}
	}
	return false
}

// jsonOf returns the value of a header as JSON.
func jsonOf(value string) json.RawMessage {
	if json.Valid([]byte(value)) {
		return json.RawMessage(value)
	}
	return json.RawMessage(strconv.Quote(value))
}

// readObject reads an object around a list, and the objects in it that are about pages.
func (p *pages) readObject(object Document, depth int) {
	for key, raw := range object {
		switch name := pageKey(key); name {
		case "meta", "metadata", "pagination", "paging", "pager", "page", "pageinfo", "links", "cursors", "cursor":
			var inner Document
			if depth > 0 && json.Unmarshal(raw, &inner) == nil {
				p.readObject(inner, depth-1)
				continue
			}
			p.readField(strconv.Quote(key), name, raw)
		default:
			p.readField(strconv.Quote(key), name, raw)
		}
	}
}

// pageKey returns a key without letter case, separators and the prefix of OData.
func pageKey(key string) string {
	key = strings.TrimPrefix(strings.ToLower(key), "@odata.")
	return strings.NewReplacer("_", "", "-", "").Replace(key)
}

// pageField is what a field about pages shows.
type pageField int

const (
	_            pageField = iota
	totalItems             // the number of all items
	totalPages             // the number of all pages
	nextPage               // where the next page is, or whether there is one
	previousPage           // where the previous page is, or whether there is one
	isLastPage             // whether this is the last page
	pageNumber             // the number of this page, from 0 or 1, or of its first item
	pageSize               // the largest number of items of a page
)

// pageFields are the usual names of the fields, as pageKey returns them.
var pageFields = map[string]pageField{
	"total": totalItems, "count": totalItems, "totalcount": totalItems, "totalitems": totalItems,
	"totalelements": totalItems, "totalrecords": totalItems, "totalresults": totalItems, "totalsize": totalItems,
	"totalhits": totalItems, "totalrows": totalItems, "recordcount": totalItems, "itemcount": totalItems,
	"recordstotal": totalItems,

	"pages": totalPages, "totalpages": totalPages, "lastpage": totalPages, "pagecount": totalPages,
	"numpages": totalPages, "pagetotal": totalPages,

	"next": nextPage, "nextpage": nextPage, "nextcursor": nextPage, "nextpagetoken": nextPage, "nexttoken": nextPage,
	"nextlink": nextPage, "nexturl": nextPage, "nextoffset": nextPage, "nextmarker": nextPage, "nextkey": nextPage,
	"nexthref": nextPage, "continuationtoken": nextPage, "continuation": nextPage, "hasmore": nextPage,
	"hasnext": nextPage, "hasnextpage": nextPage, "more": nextPage, "moreitems": nextPage, "truncated": nextPage,
	"istruncated": nextPage, "lastevaluatedkey": nextPage,

	"prev": previousPage, "previous": previousPage, "prevpage": previousPage, "previouspage": previousPage,
	"hasprev": previousPage, "hasprevious": previousPage, "haspreviouspage": previousPage,

	"last": isLastPage, "islast": isLastPage, "islastpage": isLastPage,

	"page": pageNumber, "currentpage": pageNumber, "pagenumber": pageNumber, "offset": pageNumber, "skip": pageNumber,
	"startindex": pageNumber, "startat": pageNumber,

	"limit": pageSize, "pagesize": pageSize, "perpage": pageSize, "maxresults": pageSize, "itemsperpage": pageSize,
}

// readField reads one field that may be about pages. The sign is how an error names it.
func (p *pages) readField(sign, key string, raw json.RawMessage) {
	number, err := Document{"": raw}.Int("")
	isNumber := err == nil && number.Has()
	switch field := pageFields[pageKey(key)]; {
	case field == totalItems && isNumber:
		p.note(sign, number.Value > int64(p.shown))
	case field == totalPages && isNumber:
		p.note(sign, number.Value > 1)
	case field == nextPage:
		p.note(sign, pointsSomewhere(raw))
	case field == previousPage && pointsSomewhere(raw):
		p.note(sign, true)
	case field == isLastPage && (string(raw) == "true" || string(raw) == "false"):
		p.note(sign, string(raw) == "false")
	case field == pageNumber && isNumber && number.Value > 1:
		p.note(sign, true)
	case field == pageSize && isNumber && number.Value > int64(p.shown):
		p.complete = true // unless something else shows more
	case field == pageNumber, field == pageSize:
		p.notePaged(sign)
	}
}

// pointsSomewhere reports whether the value of a field such as "next" stands for something: an address, a token, a
// number, true, or an object with one of them under "href".
func pointsSomewhere(raw json.RawMessage) bool {
	var object Document
	if json.Unmarshal(raw, &object) == nil && object != nil {
		for _, key := range []string{"href", "url"} {
			if inner, ok := object[key]; ok {
				return isSet(inner)
			}
		}
	}
	return isSet(raw)
}
