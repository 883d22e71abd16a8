// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// connectionPages serves n connections. respond returns the range of a page, or a status other than 200.
type connectionPages struct {
	n       int
	respond func(page, size int) (from, to, status int)
	asked   []string
}

func (p *connectionPages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	p.asked = append(p.asked, query.Get("start_page"))
	page, _ := strconv.Atoi(query.Get("start_page"))
	size, _ := strconv.Atoi(query.Get("size"))
	from, to, status := p.respond(page, size)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	items := []string{}
	for i := min(from, p.n); i < min(to, p.n); i++ {
		items = append(items, fmt.Sprintf(`{"id":"c%03d"}`, i))
	}
	_, _ = fmt.Fprintf(w, `{"message":"ok","connections":[%s]}`, strings.Join(items, ","))
}

func fromZero(page, size int) (from, to, status int) { return page * size, (page + 1) * size, 200 }

func fromOne(page, size int) (from, to, status int) { return (page - 1) * size, page * size, 200 }

// refusing returns a function that counts from 1 and responds to page 0 with a status.
func refusing(status int) func(page, size int) (int, int, int) {
	return func(page, size int) (int, int, int) {
		if page == 0 {
			return 0, 0, status
		}
		return fromOne(page, size)
	}
}

func TestListConnections_pages(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		n       int
		respond func(page, size int) (int, int, int)
		asked   string
	}{
		{"from 0, one page", 3, fromZero, "0"},
		{"from 0, none", 0, fromZero, "0 1"},
		{"from 0, full page", 100, fromZero, "0 1"},
		{"from 0, three pages", 250, fromZero, "0 1 2"},
		{"from 1, page 0 is refused", 150, refusing(400), "0 1 2"},
		{"from 1, page 0 is invalid", 3, refusing(422), "0 1"},
		{"from 1, page 0 is an error", 100, refusing(500), "0 0 0 1 2"},
		{"from 1, page 0 is empty", 150, func(page, size int) (int, int, int) {
			if page == 0 {
				return 0, 0, 200
			}
			return fromOne(page, size)
		}, "0 1 2"},
		{"from 1, page 0 is page 1", 250, func(page, size int) (int, int, int) { return fromOne(max(page, 1), size) }, "0 1 2 3"},
		{"no pages, few", 3, func(int, int) (int, int, int) { return 0, 3, 200 }, "0"},
		{"no pages, many", 250, func(int, int) (int, int, int) { return 0, 250, 200 }, "0 1 2"},
		{"overlapping", 180, func(page, size int) (int, int, int) { return page * size * 9 / 10, page*size*9/10 + size, 200 }, "0 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			pages := &connectionPages{n: test.n, respond: test.respond}
			server := httptest.NewServer(checked(t, pages))
			t.Cleanup(server.Close)
			connections, err := newTestClient(t, server.URL).ListConnections(t.Context())
			got := []string{}
			for _, connection := range connections {
				got = append(got, connection.ID)
			}
			want := []string{}
			for i := range test.n {
				want = append(want, fmt.Sprintf("c%03d", i))
			}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("got %v (-want +got):\n%s", err, diff)
			}
			if got := strings.Join(pages.asked, " "); got != test.asked {
				t.Errorf("got requests for the pages %s, want %s", got, test.asked)
			}
		})
	}
}

const connectionsLine = "GET /connections"

// A platform that returns fewer connections per page than are requested may say that there are more.
func TestListConnections_shortPageThatIsNotTheLast(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{connectionsLine: {
		respond(200, `{"connections":[{"id":"a"}],"total":2}`), respond(200, `{"connections":[{"id":"b"}],"total":2}`),
	}})
	connections, err := c.ListConnections(t.Context())
	if err != nil || len(connections) != 2 || s.Count(connectionsLine) != 2 {
		t.Errorf("got %v, %v after %d requests, want two connections after 2", connections, err, s.Count(connectionsLine))
	}
}

func TestListConnections_endlessPages(t *testing.T) {
	t.Parallel()
	pages := &connectionPages{n: 1 << 30, respond: func(page, size int) (int, int, int) { return page * size, page*size + 1, 200 }}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Has-More", "true")
		pages.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	_, err := newTestClient(t, server.URL).ListConnections(t.Context())
	if err == nil || len(pages.asked) != maxConnectionPages {
		t.Fatalf("got %v after %d requests, want an error after %d", err, len(pages.asked), maxConnectionPages)
	}
	contains(t, err.Error(), "GET /connections", "more than 1000 pages")
}

// connectionPage is a page as recorded.
const connectionPageJSON = `{"connections":[{"id":"1729000000000_k3v9d3p_google-sheets-1.0.0","customer_id":"5f0c","type":"file",` +
	`"plugin":"google-sheets","name":"Targets","description":"","created_at":"2024-10-15T13:46:40.000Z","image_url":"x","new":{"a":1}}],"message":"ok"}`

func TestListConnections_bodies(t *testing.T) {
	t.Parallel()
	want := Connection{
		ID: "1729000000000_k3v9d3p_google-sheets-1.0.0", Name: Some("Targets"), Plugin: Some("google-sheets"), Type: Some("file"),
		Description: Some(""), CreatedAt: Some("2024-10-15T13:46:40.000Z"),
	}
	var page map[string]json.RawMessage
	if err := json.Unmarshal([]byte(connectionPageJSON), &page); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{
		connectionPageJSON, string(page["connections"]), `{"status":true,"data":` + connectionPageJSON + `}`,
		`{"status":true,"data":` + string(page["connections"]) + `}`, "\ufeff" + connectionPageJSON,
	} {
		c, _ := serve(t, map[string][]reply{connectionsLine: {respond(200, body)}})
		connections, err := c.ListConnections(t.Context())
		if diff := cmp.Diff([]Connection{want}, connections); err != nil || diff != "" {
			t.Errorf("%s: got %v (-want +got):\n%s", body, err, diff)
		}
	}
}

// An entry that cannot be used hides no other one, and is reported.
func TestListConnections_entryThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{
		`null`, `{}`, `{"id":7}`, `{"id":""}`, `{"id":"a\u001b[2Jb"}`, `{"id":"a/../b"}`, `{"id":" a"}`, `{"id":"a","name":{"x":1}}`,
	} {
		c, _ := serve(t, map[string][]reply{connectionsLine: {respond(200, `{"connections":[`+entry+`,{"id":"good"}]}`)}})
		connections, err := c.ListConnections(t.Context())
		if err == nil || len(connections) != 1 || connections[0].ID != "good" {
			t.Errorf("%s: got %v, %v, want the other connection and an error", entry, connections, err)
			continue
		}
		contains(t, err.Error(), "connection 0 of the list")
		wantPrintable(t, err.Error())
	}
}

func TestListConnections_errors(t *testing.T) {
	t.Parallel()
	for want, replies := range map[Kind][]reply{
		ErrForbidden: {respond(403, `{"code":"AUTH.FORBIDDEN"}`)},
		ErrStatus404: {respond(404, `{"message":"Cannot GET /connections","statusCode":404}`)},
	} {
		c, s := serve(t, map[string][]reply{connectionsLine: replies})
		if _, err := c.ListConnections(t.Context()); !errors.Is(err, want) || s.Count(connectionsLine) != 1 {
			t.Errorf("got %v after %d requests, want %q after 1", err, s.Count(connectionsLine), want)
		}
	}

	c, _ := serve(t, map[string][]reply{connectionsLine: {respond(500, `{"message":"first"}`), respond(500, `{"message":"second"}`)}})
	if _, err := c.ListConnections(t.Context()); err == nil {
		t.Error("both pages fail: got no error")
	}
	c, _ = serve(t, map[string][]reply{connectionsLine: {respond(200, `{"connections":[`+strings.Repeat(`{"id":"a"},`, 99)+`{"id":"b"}]}`), respond(500, ``)}})
	if connections, err := c.ListConnections(t.Context()); err == nil {
		t.Errorf("second page fails: got %v, want an error", connections)
	}
}

// No page says that the header customer_name, which all requests below /platform carry, belongs to this one.
func TestListConnections_headers(t *testing.T) {
	t.Parallel()
	c, s := serve(t, map[string][]reply{connectionsLine: {respond(200, connectionPageJSON)}}, func(c *Config) { c.ReadOnly = true })
	if _, err := c.ListConnections(t.Context()); err != nil {
		t.Fatal(err)
	}
	header := s.Requests()[0].Header
	if got := header["Authorization"]; !slices.Equal(got, []string{"token-of-the-test"}) || header["Customer_name"] != nil {
		t.Errorf("got the headers %v, want the token and no customer_name", header)
	}
}

func FuzzDecodeConnection(f *testing.F) {
	f.Add([]byte(connectionPageJSON))
	for _, body := range bodies {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		list, _ := findList(testResponse(200, string(body), nil), "connections")
		_, err := eachElement(t.Context(), list, maxItems, func(_ int, item json.RawMessage) error {
			connection, err := decodeConnection(item)
			if err == nil && CheckID(connection.ID) != nil {
				t.Errorf("got the id %q of %s", connection.ID, item)
			}
			return err
		})
		if err != nil {
			wantPrintable(t, err.Error())
		}
	})
}

func TestPluginOf(t *testing.T) {
	for id, want := range map[string]string{
		"1701234567890_abc123_postgresql-1.0.0":  "postgresql",
		"1701234567890_abc123_MySQL-1.0.0":       "mysql",
		"1701234567890_mysqlprod_oracle-1.0.0":   "oracle",
		"1701234567890_abc123_google-ads-1.0.0":  "",
		"postgresql":                             "",
		"1701234567890_abc123_my-sqlserver-prod": "",
		"":                                       "",
	} {
		if got := PluginOf(id); got != want {
			t.Errorf("%q: got %q, want %q", id, got, want)
		}
	}
}
