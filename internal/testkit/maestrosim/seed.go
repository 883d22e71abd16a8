// SPDX-License-Identifier: MPL-2.0

package maestrosim

import "time"

// seed stores the pipeline of the reference's examples for the customer of the page of DELETE. Where the examples
// contradict each other, each call shows its own page's value as far as one stored value allows: GET by id a flat table
// name, the list another one in `raw`. The column type is that of GET by id. The run is older than its pipeline, as it
// is on the pages.
func (s *Sim) seed() {
	description, cron := "Extracts orders from PostgreSQL", "0 6 * * *"
	p := Pipeline{
		ID:          "1b33ad2f_33d3_4837_9eeb_83c82c8b909d",
		Number:      1,
		Name:        "Orders Data Pipeline",
		Description: &description,
		Cron:        &cron,
		CreatedAt:   time.Date(2024, 12, 1, 10, 0, 0, 0, time.UTC),
		UpdatedAt:   time.Date(2024, 12, 15, 14, 30, 0, 0, time.UTC),
		Jobs: []Job{{
			Number: 1,
			Name:   "orders_extraction",
			Input: object{
				"connector":               "jdbc",
				"plugin":                  "postgresql",
				"table_schema":            "public",
				"table_name":              "orders",
				"column_include_list":     []any{"id", "customer_id"},
				"load_type":               loadIncremental,
				"incremental_column_name": "updated_at",
				"incremental_column_type": "timestamp with time zone",
				"auth_parameters": object{
					"auth_type": "connection_manager", "config_id": "1701234567890_abc123_postgresql-1.0.0",
				},
			},
			Output: object{
				"plugin":     "dadosfera_snowflake",
				"table_name": "tb__xqfu8g__public__orders",
				"raw":        object{"table_name": "orders", "table_schema": "RAW_DATA"},
			},
			Bookmark: "2024-01-15T10:30:00.000Z",
		}},
		Runs: []Run{{
			ID:        "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c",
			Number:    45,
			Status:    statusSuccess,
			CreatedAt: time.Date(2024, 1, 15, 10, 30, 0, 0, time.UTC),
			UpdatedAt: time.Date(2024, 1, 15, 10, 45, 23, 0, time.UTC),
		}},
	}
	if err := s.Put("acme_corp", p); err != nil {
		panic(err) // an example that contradicts this package
	}
}
