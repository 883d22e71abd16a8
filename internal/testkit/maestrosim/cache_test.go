// SPDX-License-Identifier: MPL-2.0

package maestrosim_test

import (
	"testing"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

func TestSim_cachesResponsesToReads(t *testing.T) {
	f := newFixture(t, maestrosim.Options{CacheFor: 2 * time.Second})
	names := func() []any { return []any{f.got("data", "name"), f.listed(0, "name")} }
	before := names()

	f.read("PATCH", one, `{"name":"New"}`)
	equal(t, "at once", names(), before)
	f.clock.advance(2 * time.Second)
	equal(t, "after two seconds", names(), []any{"New", "New"})

	f.read("DELETE", one, "")
	f.read("GET", one, "")
	f.SetCacheFor(0)
	f.expect("GET", one, "", 404, notFound(seedID))
}
