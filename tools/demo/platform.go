// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// The customer and the pipeline of the examples in the reference, which the simulator starts with
// (docs.dadosfera.ai/reference/platformapicontroller_deletepipeline).
const (
	customer  = "acme_corp"
	byHand    = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	pipelines = "/platform/pipelines"
	pipeline  = "/platform/pipeline"
)

// platform is the simulator of Maestro, as the provider reaches it and as the story looks into it.
type platform struct {
	page   *page
	sim    *maestrosim.Sim
	url    string
	client *http.Client
	heard  int // requests that the reader was told of
}

// call sends a request as somebody other than Terraform, for the reader to see, and wants the given status.
func (p *platform) call(ctx context.Context, status int, method, path, body string) (answer string, err error) {
	req, err := http.NewRequestWithContext(ctx, method, p.url+path, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header["customer_name"] = []string{customer} // as the reference spells it; Set would not
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(resp.Body)
	if err := firstOf(err, resp.Body.Close()); err != nil {
		return "", err
	}
	answer = strings.TrimSpace(string(text))
	p.page.line("")
	p.page.line(p.page.paint(cyan, strings.TrimSpace(method+" "+path+" "+body)))
	p.page.line(fmt.Sprintf("%d %s", resp.StatusCode, answer))
	return answer, same("the status of "+method+" "+path, resp.StatusCode, status)
}

// customers gives the pipeline that Terraform makes, as the platform has it.
func (p *platform) customers() (maestrosim.Pipeline, error) {
	for _, found := range p.sim.Pipelines(customer) {
		if found.Name == "Customers" {
			return found, nil
		}
	}
	return maestrosim.Pipeline{}, errors.New("the platform has no pipeline named Customers")
}

// news gives the provider's requests since the last call of this or told.
func (p *platform) news() []maestrosim.Request {
	all := p.sim.Requests()
	fresh := fromProvider(all[p.heard:])
	p.heard = len(all)
	return fresh
}

// fromProvider leaves out the requests of the story itself.
func fromProvider(all []maestrosim.Request) []maestrosim.Request {
	var own []maestrosim.Request
	for _, r := range all {
		if strings.HasPrefix(r.Header.Get("User-Agent"), "terraform-provider-dadosfera/") {
			own = append(own, r)
		}
	}
	return own
}

// writes leaves out the requests that change nothing.
func writes(all []maestrosim.Request) []maestrosim.Request {
	var changing []maestrosim.Request
	for _, r := range all {
		if r.Method != http.MethodGet {
			changing = append(changing, r)
		}
	}
	return changing
}

// told writes what the provider has asked of the platform since the last time, reads only by their number, and gives
// it.
func (p *platform) told() []maestrosim.Request {
	all := p.news()
	changing := writes(all)
	p.page.line("")
	switch reads := len(all) - len(changing); {
	case len(all) == 0:
		p.page.line("The platform heard nothing.")
	case len(changing) == 0:
		p.page.line(fmt.Sprintf("The platform heard %s, and no write.", count(reads, "read")))
	default:
		p.page.line(fmt.Sprintf("The platform heard %s and %s:", count(reads, "read"), count(len(changing), "write")))
		for _, r := range changing {
			line := strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Method, r.Path, compact(r.Body)))
			line = uuid.ReplaceAllStringFunc(line, func(id string) string { return id[:8] + "…" })
			p.page.line(margin + cut(line, width-2*len(margin)))
		}
	}
	return all
}

var uuid = regexp.MustCompile(`[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}`)

// sent gives requests as "METHOD /path", with ids written as {id}, to be compared.
func sent(requests []maestrosim.Request) []string {
	lines := make([]string, len(requests))
	for i, r := range requests {
		path := uuid.ReplaceAllString(r.Path, "{id}")
		lines[i] = r.Method + " " + strings.ReplaceAll(path, "{id}-", "{id}_") // of a job
	}
	return lines
}

func compact(body []byte) string {
	var line bytes.Buffer
	if json.Compact(&line, body) != nil {
		return ""
	}
	return line.String()
}

func cut(text string, length int) string {
	if runes := []rune(text); len(runes) > length {
		return string(runes[:length-1]) + "…"
	}
	return text
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
