// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Connection is a connection of the Connection Manager, which holds the credentials of a source.
type Connection struct {
	// ID has the form of the config_id of a job's auth_parameters. That it is one is inferred from this form: no page says
	// so.
	ID string
	// Name is chosen by users. It is not known to be unique.
	Name Optional[string]
	// Plugin is that of the jobs which use the connection, such as "mysql" or "google-sheets".
	Plugin Optional[string]
	// Type is a group of plugins: "database", "file" and "application" are known.
	Type Optional[string]
	// Description, CreatedAt and UpdatedAt are as the platform shows them.
	Description, CreatedAt, UpdatedAt Optional[string]
}

// PluginOf returns the JDBC plugin that the id of a connection shows, "" if it shows none: the id ends in the plugin
// and its version, as in "1701234567890_abc123_postgresql-1.0.0".
func PluginOf(configID string) string {
	for _, plugin := range JDBCPlugins {
		if strings.Contains(strings.ToLower(configID), "_"+plugin+"-") {
			return plugin
		}
	}
	return ""
}

// The limits of the list of connections.
const (
	connectionsPerPage = 100
	maxConnectionPages = maxItems / connectionsPerPage
)

// ListConnections reads all connections of the customer. If an entry cannot be read, the error says so, and the
// connections are the others. Concurrent calls share a list, so the result must not be changed.
//
// The endpoint is not in the reference. Its parameters are those of the vendor's library
// (dadosfera-library.dadosfera.ai/services/maestro/connections), and its fields those of a recorded response
// (github.com/dadosfera/steps-public).
func (c *Client) ListConnections(ctx context.Context) ([]Connection, error) {
	return c.connections.get(ctx)
}

// readConnections reads the pages of the list until one is short or empty, or repeats what others have shown. It is not
// known from which number the platform counts pages, and whether it has pages at all. So page 0 may be empty or
// refused, and page 1 may repeat page 0.
func (c *Client) readConnections(ctx context.Context) ([]Connection, error) {
	list := connectionList{seen: map[string]bool{}}
	for page := range maxConnectionPages {
		shown, err := c.readConnectionPage(ctx, page, &list)
		switch {
		case err != nil && page == 0 && refusesPage(err):
		case err != nil:
			return nil, err
		case shown.items == 0 && page > 0, shown.added == 0 && page > 1, shown.items > 0 && shown.isLast:
			return list.connections, list.err
		}
	}
	return nil, &Error{
		Method: http.MethodGet, Path: connectionsPath,
		Cause: fmt.Errorf("the list has more than %d pages, so it was not read to its end", maxConnectionPages),
	}
}

// connectionList collects the connections of several pages.
type connectionList struct {
	connections []Connection
	seen        map[string]bool // ids
	err         error           // the first entry that cannot be read
}

// connectionPage is what a page of the list contains.
type connectionPage struct {
	items, added int
	isLast       bool
}

const connectionsPath = "/connections"

// readConnectionPage reads a page and adds the connections that are not in the list.
func (c *Client) readConnectionPage(ctx context.Context, page int, list *connectionList) (connectionPage, error) {
	query := url.Values{"size": {strconv.Itoa(connectionsPerPage)}, "start_page": {strconv.Itoa(page)}}
	resp, err := c.send(ctx, get(connectionsPath+"?"+query.Encode()), nil)
	if err != nil {
		return connectionPage{}, err
	}

	before := len(list.connections)
	items, around := findList(resp, "connections", "items")
	n, err := eachElement(ctx, items, maxItems, func(i int, item json.RawMessage) error {
		connection, err := decodeConnection(item)
		switch {
		case err == nil && !list.seen[connection.ID]:
			list.seen[connection.ID] = true
			list.connections = append(list.connections, connection)
		case err != nil && list.err == nil:
			list.err = unreadable(resp, fmt.Errorf("connection %d of the list: %w", i, err))
		}
		return nil
	})
	if err != nil {
		return connectionPage{}, asUnreadable(resp, err)
	}
	return connectionPage{
		items: n, added: len(list.connections) - before,
		isLast: n < connectionsPerPage && requireComplete(resp, len(list.connections), around...) == nil,
	}, nil
}

// refusesPage reports whether an error may mean that the platform does not count pages from 0.
func refusesPage(err error) bool {
	e, ok := ownError(err)
	return ok && (refusesID(err) || e.Status == http.StatusInternalServerError)
}

func decodeConnection(item json.RawMessage) (Connection, error) {
	object, err := decodeObject(item)
	if err != nil {
		return Connection{}, err
	}
	connection := Connection{ID: stringOf(object["id"])}
	if connection.ID == "" {
		return Connection{}, errors.New("it has no id")
	}
	if err := CheckID(connection.ID); err != nil {
		return Connection{}, err
	}
	for key, field := range map[string]*Optional[string]{
		"name": &connection.Name, "plugin": &connection.Plugin, "type": &connection.Type,
		"description": &connection.Description, "created_at": &connection.CreatedAt, "updated_at": &connection.UpdatedAt,
	} {
		if *field, err = object.Text(key); err != nil {
			return Connection{}, err
		}
	}
	return connection, nil
}
