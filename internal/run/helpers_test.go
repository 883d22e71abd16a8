// SPDX-License-Identifier: MPL-2.0

package run

import (
	"strings"
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

const (
	customer = "acme_corp"
	// seedID is the simulator's own pipeline, "Orders Data Pipeline".
	seedID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
)

// scene is a platform with the seed's pipeline, and an execution of it that nothing was done with yet.
type scene struct {
	*execution

	t     *testing.T
	sim   *maestrosim.Sim
	hands *Hands
	told  []string
}

// newScene starts a platform; checks are for one whose answers are not those of the contract.
func newScene(t *testing.T, options maestrosim.Options, checks ...openapi.Option) *scene {
	t.Helper()
	s := &scene{t: t, hands: NewHands()}
	options.Now = s.hands.Now
	if options.RunDuration == 0 {
		options.RunDuration = time.Minute
	}
	s.sim = maestrosim.New(options)
	server := openapi.NewServer(t, s.sim, checks...)
	base, err := maestro.ParseBaseURL(server.URL, false)
	if err != nil {
		t.Fatal(err)
	}
	client, err := maestro.New(maestro.Config{BaseURL: base, CustomerName: customer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	s.execution = &execution{
		clock:      clock{now: s.hands.Now, wait: s.hands.Wait},
		client:     client,
		tell:       func(message string) { s.told = append(s.told, message) },
		customer:   customer,
		setting:    `timeout = "..."`,
		pipelineID: seedID,
	}
	return s
}

// runs are those that the platform has beside the seed's own, newest first.
func (s *scene) runs() []maestrosim.Run {
	s.t.Helper()
	p, ok := s.sim.Pipeline(customer, seedID)
	if !ok {
		return nil
	}
	return p.Runs[:len(p.Runs)-1]
}

// orders counts the executions that the platform heard.
func (s *scene) orders() int {
	n := 0
	for _, request := range s.sim.Requests() {
		if strings.HasSuffix(request.Path, "/execute") {
			n++
		}
	}
	return n
}

// must fails the test where there was trouble.
func (s *scene) must(trouble *trouble) {
	s.t.Helper()
	if trouble != nil {
		s.t.Fatalf("%s: %s", trouble.summary, trouble.detail)
	}
}

// expect wants trouble of this kind, with each of the words in it.
func (s *scene) expect(got *trouble, want trouble, words ...string) {
	s.t.Helper()
	if got == nil {
		s.t.Fatalf("no trouble, where %q was wanted", want.summary)
	}
	bare := *got
	bare.detail = ""
	if bare != want {
		s.t.Errorf("got %+v, want %+v: %s", bare, want, got.detail)
	}
	for _, word := range words {
		if !strings.Contains(got.detail, word) {
			s.t.Errorf("it does not say %q: %s", word, got.detail)
		}
	}
}

// start begins a run that nobody here asked for.
func (s *scene) startRun() string {
	s.t.Helper()
	id, err := s.sim.StartRun(customer, seedID)
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}
