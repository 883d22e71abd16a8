// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"net/http"
	"time"
)

// cached is a response as it was at one time.
type cached struct {
	at    time.Time
	reply reply
}

// cached returns the response that Options.CacheFor has for a request, else the one that is given, which it may keep.
func (c *call) cached(fresh reply) reply {
	if c.sim.options.CacheFor <= 0 || c.request.Method != http.MethodGet || c.customer == "" {
		return fresh
	}

	key := c.customer + " " + c.request.URL.RequestURI()
	if known, ok := c.sim.cache[key]; ok && c.now.Sub(known.at) < c.sim.options.CacheFor {
		return known.reply
	}
	if fresh.status == http.StatusOK {
		c.sim.cache[key] = cached{c.now, fresh}
	}
	return fresh
}
