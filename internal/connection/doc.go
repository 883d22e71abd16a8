// SPDX-License-Identifier: MPL-2.0

// Package connection implements the data sources for the connections of the Connection Manager: dadosfera_connection
// and dadosfera_connections.
package connection
