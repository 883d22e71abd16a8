// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// Core is the platform of a test that belongs to the core of the acceptance tests: a simulator, or in a live run the
// platform that the environment configures. The test changes it and looks at it over the API only, and waits until it
// shows a change. Its pipelines are paused, and their names begin with a prefix of its own.
type Core struct {
	*maestro.Client

	// Source is what its JDBC jobs read from.
	Source Source
	// Simulator is nil in a live run.
	Simulator *Platform

	t      *testing.T
	prefix string
}

// namePrefix is the beginning of the names of all pipelines that tests of the core create.
const namePrefix = "tf-acc-"

// patience is how long a platform may take to show a change.
const patience = 2 * time.Minute

// NewCore starts an empty simulator with the contract, unless this is a live run, and makes the test a parallel one. At
// its end, the pipelines that it has left are deleted, and are an error. With -short it skips the test.
func NewCore(t *testing.T, contract maestrosim.Contract) *Core {
	t.Helper()
	c := &Core{t: t, prefix: namePrefix + uuid.NewString()[:8] + "-"}
	if Live() {
		t.Parallel()
		c.Client, c.Source = livePlatform.client, livePlatform.source
		c.check(livePlatform.shareToken(t.Context()))
	} else {
		c.Simulator = NewPlatform(t, maestrosim.Options{Contract: contract})
		c.Client, c.Source = newClient(t, c.Simulator.URL), simulated
	}
	t.Cleanup(c.cleanUp)
	return c
}

// Contracts returns the contracts that a test of the core runs under. In a live run, it runs once.
func Contracts(contracts ...maestrosim.NamedContract) []maestrosim.NamedContract {
	if Live() {
		return []maestrosim.NamedContract{{Name: "live"}}
	}
	return contracts
}

func newClient(t *testing.T, address string) *maestro.Client {
	t.Helper()
	base, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	client, err := maestro.New(maestro.Config{BaseURL: base, CustomerName: Customer, MaxRetries: maestro.DefaultMaxRetries})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// Provider returns a provider block for the platform, with further settings, each a line of it.
func (c *Core) Provider(settings ...string) string {
	if c.Simulator != nil {
		return c.Simulator.Provider(settings...)
	}
	return providerBlock(settings...)
}

// NewWorkspace returns an empty workspace, like [Platform.NewWorkspace].
func (c *Core) NewWorkspace() *Workspace {
	c.t.Helper()
	return newServedWorkspace(c.t, c.Provider())
}

// NewProgramWorkspace returns an empty workspace, like [Platform.NewProgramWorkspace].
func (c *Core) NewProgramWorkspace() *Workspace {
	c.t.Helper()
	if c.Simulator != nil {
		return c.Simulator.NewProgramWorkspace(c.t)
	}
	return newProgramWorkspace(c.t)
}

// Block returns the resource block of a pipeline with the given label, name, jobs and further lines.
func (c *Core) Block(label, name, jobs string, lines ...string) string {
	return fmt.Sprintf("resource \"dadosfera_pipeline\" %q {\n  name   = %q\n  paused = true\n  jobs   = [%s]\n  %s\n}\n",
		label, c.prefix+name, jobs, strings.Join(lines, "\n  "))
}

// Name returns the name of the pipeline that is called so in [Core.Block].
func (c *Core) Name(name string) string { return c.prefix + name }

// Pipeline returns a pipeline by its name in [Core.Block]. It fails the test if the platform does not come to show it.
func (c *Core) Pipeline(name string) (p maestro.Pipeline) {
	c.t.Helper()
	c.WaitUntil("the platform shows the pipeline "+c.prefix+name, func(ctx context.Context) (bool, error) {
		for _, listed := range c.list(ctx) {
			if listed.Name.Value == c.prefix+name {
				var err error
				p, err = c.GetPipeline(ctx, listed.ID)
				return err == nil, ignoreNotFound(err)
			}
		}
		return false, nil
	})
	return p
}

// WantPipelines fails the test unless the platform comes to hold the pipelines with these names, and no others of the
// test.
func (c *Core) WantPipelines(names ...string) {
	c.t.Helper()
	want := make([]string, len(names))
	for i, name := range names {
		want[i] = c.prefix + name
	}
	slices.Sort(want)
	c.WaitUntil(fmt.Sprintf("the platform has the pipelines %q of the test", want), func(ctx context.Context) (bool, error) {
		got := []string{}
		for _, p := range c.list(ctx) {
			got = append(got, p.Name.Value)
		}
		slices.Sort(got)
		return slices.Equal(got, want), nil
	})
}

// Remove deletes a pipeline, as another user would.
func (c *Core) Remove(id string) {
	c.t.Helper()
	_, err := c.DeletePipeline(c.t.Context(), id)
	c.check(err)
	c.WaitUntil("the platform shows the pipeline no longer", func(ctx context.Context) (bool, error) {
		_, err := c.GetPipeline(ctx, id)
		return errors.Is(err, maestro.ErrNotFound), ignoreNotFound(err)
	})
}

// WaitUntil waits until a condition holds, which the text describes.
func (c *Core) WaitUntil(condition string, holds func(context.Context) (bool, error)) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	if err := maestro.Poll(ctx, 100*time.Millisecond, 5*time.Second, holds); err != nil {
		c.t.Fatalf("waiting until %s: %v", condition, err)
	}
}

// list returns the pipelines of the test, as the list of all pipelines shows them.
func (c *Core) list(ctx context.Context) []maestro.Pipeline {
	c.t.Helper()
	entries, err := c.ListEntries(ctx)
	c.check(err)
	var own []maestro.Pipeline
	for _, entry := range entries {
		if strings.HasPrefix(entry.Pipeline.Name.Value, c.prefix) {
			own = append(own, entry.Pipeline)
		}
	}
	return own
}

// cleanUp deletes the pipelines that the test has left, if it has failed before it could destroy them.
func (c *Core) cleanUp() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.t.Context()), patience)
	defer cancel()
	for _, p := range c.list(ctx) {
		c.t.Errorf("got the pipeline %s, named %q, after the test, want none. It is deleted now", p.ID, p.Name.Value)
		if _, err := c.DeletePipeline(ctx, p.ID); err != nil {
			c.t.Errorf("deleting it: %v. make sweep tries again", err)
		}
	}
}

func (c *Core) check(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func ignoreNotFound(err error) error {
	if errors.Is(err, maestro.ErrNotFound) {
		return nil
	}
	return err
}
