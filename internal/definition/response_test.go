// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// response is a pipeline as the platform shows it, before it is encoded.
type response map[string]any

// newResponse returns the response about examplePipeline that hides nothing, with changes.
func newResponse(changes ...func(response)) response {
	r := response{
		"id": testID, "name": "Orders", "description": "Orders of the shop", "cron": "0 6 * * *",
		"customer_id": "acme_corp", "status": "active",
		"created_at": "2024-12-01T10:00:00Z", "updated_at": "2024-12-15T14:30:00Z",
		"jobs": []any{map[string]any{
			"job_id": testID + "_0", "job_name": "orders_extraction",
			"input": map[string]any{
				"connector": "jdbc", "plugin": "postgresql", "table_schema": "public", "table_name": "orders",
				"load_type":               "incremental",
				"incremental_column_name": "updated_at", "incremental_column_type": "timestamp with time zone",
				"column_include_list": []any{"id", "amount", "updated_at"}, "primary_keys": nil,
				"network_config": nil, "memory_allocation_mb": nil,
				"auth_parameters": map[string]any{
					"auth_type": "connection_manager", "config_id": "1701234567890_abc123_postgresql-1.0.0",
				},
			},
			"transformations": []any{},
			"output": map[string]any{
				"plugin": "dadosfera_snowflake", "raw": map[string]any{"table_name": "orders", "table_schema": "RAW_DATA"},
			},
		}},
	}
	for _, change := range changes {
		change(r)
	}
	return r
}

// unchanged changes nothing in a response.
func unchanged(response) {}

// put sets a field of a response, such as "jobs.0.input.plugin".
func put(at string, v any) func(response) {
	return func(r response) { r.change(at, func(parent map[string]any, key string) { parent[key] = v }) }
}

// omit removes fields of a response.
func omit(at ...string) func(response) {
	return func(r response) {
		for _, at := range at {
			r.change(at, func(parent map[string]any, key string) { delete(parent, key) })
		}
	}
}

func (r response) change(at string, change func(parent map[string]any, key string)) {
	steps := strings.Split(at, ".")
	parent := map[string]any(r)
	for i := 0; i < len(steps)-1; i++ {
		switch inner := parent[steps[i]].(type) {
		case map[string]any:
			parent = inner
		case []any:
			i++
			parent = inner[must(strconv.Atoi(steps[i]))].(map[string]any)
		default:
			panic(at)
		}
	}
	change(parent, steps[len(steps)-1])
}

// hideDetails omits what GET by id omits in the example of the reference.
var hideDetails = omit(detailFields...)

var detailFields = []string{
	"jobs.0.input.auth_parameters", "jobs.0.input.column_include_list", "jobs.0.input.primary_keys",
	"jobs.0.transformations",
}

// hideDetailsByNull shows null in the place of what hideDetails omits.
func hideDetailsByNull(r response) {
	for _, at := range detailFields {
		put(at, nil)(r)
	}
}

// both makes two changes of a response.
func both(first, second func(response)) func(response) {
	return func(r response) { first(r); second(r) }
}

// decode returns the response as the client decodes it.
func (r response) decode(t testing.TB) maestro.Pipeline {
	t.Helper()
	body := must(json.Marshal(map[string]any{"status": true, "data": r}))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if _, err := w.Write(body); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()

	client := must(maestro.New(maestro.Config{BaseURL: must(url.Parse(server.URL)), CustomerName: "acme_corp"}))
	defer client.Close()
	p, err := client.GetPipeline(t.Context(), testID)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
