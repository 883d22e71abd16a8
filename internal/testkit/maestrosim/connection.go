// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
)

// Connection is a connection of the Connection Manager. All customers have the same ones.
type Connection struct {
	// ID is what a job's config_id refers to.
	ID                              string
	Name, Plugin, Type, Description string
	CreatedAt, UpdatedAt            time.Time
}

// seedConnections returns the connections whose ids are in the examples of the reference and the guides.
func seedConnections() []Connection {
	created := time.Date(2024, 11, 1, 9, 0, 0, 0, time.UTC)
	connection := func(random, plugin, kind, name, description string) Connection {
		return Connection{
			ID: random + "_" + plugin + "-1.0.0", Name: name, Plugin: plugin, Type: kind, Description: description,
			CreatedAt: created, UpdatedAt: created,
		}
	}
	return []Connection{
		connection("1763991009206_kvpd3364", "mysql", "database", "Shop", "Orders and customers of the shop"),
		connection("1701234567890_abc123", "postgresql", "database", "ERP", ""),
		connection("1729000000000_k3v9d3p", "google-sheets", "file", "Targets", "Sales targets, by region"),
	}
}

// Connections returns the connections.
func (s *Sim) Connections() []Connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.linked)
}

// SetConnections replaces the connections.
func (s *Sim) SetConnections(connections ...Connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.linked = slices.Clone(connections)
}

// connections is GET /connections: dadosfera-library.dadosfera.ai/services/maestro/connections. What it responds to an
// account that may not list them is not documented.
func (c *call) connections() *response {
	switch c.contract.ConnectionAccess {
	case contract.ConnectionAccessForbidden:
		refusal := nest(http.StatusForbidden, "Forbidden resource")
		refusal.body.(object)["code"] = "AUTH.FORBIDDEN"
		return refusal
	case contract.ConnectionAccessMissing:
		return nest(http.StatusNotFound, "Cannot "+c.entry.Method+" "+c.entry.Path)
	case contract.ConnectionAccessAllowed:
	}

	page, refusal := c.connectionPage()
	if refusal != nil {
		return refusal
	}
	views := make([]any, len(page))
	for i, connection := range page {
		views[i] = c.connectionView(connection)
	}
	return c.data(http.StatusOK, object{"connections": views, "message": "ok"}, false)
}

// connectionPage returns the connections that the parameters size and start_page select.
func (c *call) connectionPage() (page []Connection, refusal *response) {
	first := 1
	switch c.contract.ConnectionPages {
	case contract.ConnectionPagesIgnored:
		return c.sim.linked, nil
	case contract.ConnectionPagesFromZero:
		first = 0
	case contract.ConnectionPagesFromOne:
	}

	query := c.request.URL.Query()
	size, sizeErr := strconv.Atoi(cmp.Or(query.Get("size"), "500"))
	number, numberErr := strconv.Atoi(cmp.Or(query.Get("start_page"), strconv.Itoa(first)))
	if sizeErr != nil || numberErr != nil || size < 1 || number < first {
		return nil, nest(http.StatusBadRequest, "invalid size or start_page")
	}
	start := min((number-first)*size, len(c.sim.linked))
	return c.sim.linked[start:min(start+size, len(c.sim.linked))], nil
}

// connectionView is a connection as a recorded response in github.com/dadosfera/steps-public shows it.
func (c *call) connectionView(connection Connection) object {
	view := object{
		"id":             connection.ID,
		"customer_id":    newUUID("customer", c.customer),
		"type":           connection.Type,
		"plugin":         connection.Plugin,
		"name":           connection.Name,
		"description":    connection.Description,
		"connector_id":   newUUID("connector", connection.Plugin),
		"connector_name": connection.Plugin,
		"image_url":      "https://example.com/" + connection.Plugin + ".png",
		"user_id":        newUUID("user", c.user),
		"created_at":     connection.CreatedAt.Format(time.RFC3339Nano),
		"updated_at":     connection.UpdatedAt.Format(time.RFC3339Nano),
	}
	if connection.Type == "database" {
		view["network_config_id"] = ""
	}
	return view
}
