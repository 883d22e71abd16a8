// SPDX-License-Identifier: MPL-2.0

package script

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Raw is a server that records requests byte by byte, and responds in the same way. The server of net/http would
// normalize headers.
type Raw struct {
	// Check, if set, is called with the head and the body of each request.
	Check func(head string, body []byte)

	listener net.Listener
	respond  func(n int) string
	wg       sync.WaitGroup
	mu       sync.Mutex
	requests []string
}

// NewRaw starts a server that responds to the n-th request, from 0, with respond(n). A connection is closed after a
// response that contains "Connection: close".
func NewRaw(t testing.TB, respond func(n int) string) *Raw {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Raw{listener: listener, respond: respond}
	s.wg.Go(s.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		s.wg.Wait()
	})
	return s
}

// URL returns the address of the server.
func (s *Raw) URL() string { return "http://" + s.listener.Addr().String() }

// Requests returns all requests so far.
func (s *Raw) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// RawJSON returns a response with a JSON body.
func RawJSON(status int, body string) string {
	return "HTTP/1.1 " + strconv.Itoa(status) + " " + http.StatusText(status) +
		"\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
}

func (s *Raw) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.wg.Go(func() {
			defer func() { _ = conn.Close() }()
			s.serve(conn)
		})
	}
}

func (s *Raw) serve(conn net.Conn) {
	r := bufio.NewReader(conn)
	for {
		head, body, err := readRequest(r)
		if err != nil {
			return
		}
		if s.Check != nil {
			s.Check(head, body)
		}
		s.mu.Lock()
		n := len(s.requests)
		s.requests = append(s.requests, head+string(body))
		s.mu.Unlock()
		response := s.respond(n)
		if _, err := io.WriteString(conn, response); err != nil || strings.Contains(response, "Connection: close") {
			return
		}
	}
}

func readRequest(r *bufio.Reader) (head string, body []byte, err error) {
	length := 0
	for !strings.HasSuffix(head, "\r\n\r\n") {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", nil, err
		}
		head += line
		if value, found := strings.CutPrefix(line, "Content-Length: "); found {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return "", nil, err
			}
		}
	}
	body = make([]byte, length)
	_, err = io.ReadFull(r, body)
	return head, body, err
}
