// SPDX-License-Identifier: MPL-2.0

package transport

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
)

var (
	errStaleConnection = errors.New("the idle connection was closed by the other end")
	errAttemptTimeout  = errors.New("attempt timed out")
	errTooLarge        = fmt.Errorf("the response is larger than %d MiB, so it was not read", maxSize>>20)
	errNotHTTP         = errors.New("the response is not valid HTTP")
)

// ProxyError is the refusal of a proxy to connect to the host.
type ProxyError struct {
	// Status is the HTTP status of the proxy's response.
	Status int
}

// Error returns the status.
func (e *ProxyError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("the proxy refused to connect: HTTP %d %s", e.Status, http.StatusText(e.Status)))
}

// reason is why an attempt got no response. Its text is free of secrets and fit for a terminal.
type reason struct {
	text string
	err  error
}

func (e *reason) Error() string { return e.text }
func (e *reason) Unwrap() error { return e.err }

// reasonOf returns the error of an attempt, made from that of net/http. It is the only place where such errors are
// made. The errors that net/http reports about a response that is not HTTP quote the response, which may repeat the
// request with its credentials: they are reported by their kind alone.
func (c *call) reasonOf(ctx context.Context, err error) error {
	err = withoutURL(err)
	switch {
	case errors.Is(context.Cause(ctx), errAttemptTimeout):
		return fmt.Errorf("no response within %s (request_timeout)", c.client.config.Timeout)
	case !quotesNothing(err):
		return errNotHTTP
	}
	if record := (tls.RecordHeaderError{}); errors.As(err, &record) && string(record.RecordHeader[:]) == "HTTP/" {
		err = http.ErrSchemeMismatch // as http.Client does
	}
	return &reason{Printable(c.client.session.redactor.Redact(err.Error()), longestReason), err}
}

// quotesNothing reports whether the text of an error is known to repeat nothing of a response.
func quotesNothing(err error) bool {
	for _, known := range []error{
		context.Canceled, context.DeadlineExceeded, errTooLarge, io.EOF, io.ErrUnexpectedEOF, http.ErrSchemeMismatch,
		gzip.ErrHeader, gzip.ErrChecksum, net.ErrClosed,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	var (
		proxy   *ProxyError
		network *net.OpError
		timeout net.Error
	)
	return errors.As(err, &proxy) || errors.As(err, &network) || isHandshake(err) ||
		errors.As(err, &timeout) && timeout.Timeout()
}

// isHandshake reports whether an error is that of a TLS handshake that failed for another reason than the network:
// versions, certificates, or no TLS at all.
func isHandshake(err error) bool {
	var (
		certificate *tls.CertificateVerificationError
		record      tls.RecordHeaderError
		alert       *net.OpError
	)
	switch {
	case errors.As(err, &certificate), errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return true
	case errors.As(err, &alert):
		return alert.Op == "remote error" || alert.Op == "local error" // as crypto/tls names alerts
	}
	return strings.HasPrefix(err.Error(), "tls: ")
}
