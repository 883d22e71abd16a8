// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"strings"
	"testing"
)

func BenchmarkCheck(b *testing.B) {
	body := []byte(`{"status":true,"data":{"id":"1b33ad2f_33d3_4837_9eeb_83c82c8b909d","name":"Orders Data Pipeline","description":"Orders","cron":"0 6 * * *",
		"customer_id":"acme_corp","status":"active","created_at":"2024-12-01T10:00:00Z","updated_at":"2024-12-15T14:30:00Z","jobs":[
		{"job_id":"1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0","job_name":"orders_extraction","input":{"connector":"jdbc","plugin":"postgresql",
		"table_schema":"public","table_name":"orders","load_type":"incremental","incremental_column_name":"updated_at",
		"incremental_column_type":"timestamp with time zone"},"output":{"plugin":"dadosfera_snowflake","table_name":"tb__xqfu8g__public__orders"}}]}}`)
	e := newExchange("GET /platform/pipeline/"+oneID, "", 200, string(body))
	load()
	b.ReportAllocs()
	for b.Loop() {
		if request, response := e.check(); request != nil || response != nil {
			b.Fatal(request, response)
		}
	}
}

func BenchmarkCheck_listOfAThousand(b *testing.B) {
	one := `{"id":1,"pipeline_id":"1b33ad2f_33d3_4837_9eeb_83c82c8b909d","customer_id":"acme_corp","user_id":"ana@example.com","name":"Orders",
		"description":"Orders","cron":"0 6 * * *","last_status":"SUCCESS","jobs":[{"id":1,"job_id":"1b33ad2f_33d3_4837_9eeb_83c82c8b909d_0",
		"job_status":"SUCCESS","input":{"connector":"jdbc","plugin":"postgresql","table_name":"orders"},
		"output":{"plugin":"dadosfera_snowflake","raw":{"table_name":"orders","table_schema":"RAW_DATA"}}}]}`
	e := newExchange("GET "+listPath, "", 200, "["+strings.Repeat(one+",", 999)+one+"]")
	b.ReportAllocs()
	for b.Loop() {
		if request, response := e.check(); request != nil || response != nil {
			b.Fatal(request, response)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := parse(document); err != nil {
			b.Fatal(err)
		}
	}
}
