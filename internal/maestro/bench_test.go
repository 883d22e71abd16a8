// SPDX-License-Identifier: MPL-2.0

package maestro

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// benchJobs are the numbers of jobs of the pipelines that are decoded.
var benchJobs = []int{1, 3, 50}

const benchID = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"

// benchBody returns the response for a pipeline with a number of jobs and all fields.
func benchBody(jobs int) []byte {
	list := make([]string, jobs)
	for n := range list {
		list[n] = fmt.Sprintf(`{"job_id":"%[1]s_%[2]d","job_name":"orders_%[2]d_extraction","input":{"connector":"jdbc","plugin":"postgresql","table_schema":"public",
			"table_name":"orders_%[2]d","load_type":"incremental","incremental_column_name":"updated_at","incremental_column_type":"timestamp with time zone",
			"column_include_list":["id","amount","updated_at"],"primary_keys":null,"network_config":null,"memory_allocation_mb":null,
			"auth_parameters":{"auth_type":"connection_manager","config_id":"1701234567890_abc123_postgresql-1.0.0"}},"transformations":[],
			"output":{"plugin":"dadosfera_snowflake","raw":{"table_name":"orders_%[2]d","table_schema":"RAW_DATA"}}}`, benchID, n)
	}
	return fmt.Appendf(nil, `{"status":true,"data":{"id":"%s","name":"Orders","description":"Orders of the shop","cron":"0 6 * * *","customer_id":"acme_corp",
		"status":"active","created_at":"2024-12-01T10:00:00Z","updated_at":"2024-12-15T14:30:00Z","jobs":[%s]}}`, benchID, strings.Join(list, ","))
}

func BenchmarkDecodePipeline(b *testing.B) {
	for _, jobs := range benchJobs {
		b.Run(fmt.Sprintf("jobs=%d", jobs), func(b *testing.B) {
			body := benchBody(jobs)
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				p, err := decodePipeline(b.Context(), testResponse(200, string(body), nil).content(), benchID)
				if err != nil || len(p.Jobs.Value) != jobs {
					b.Fatal(err, len(p.Jobs.Value))
				}
			}
		})
	}
}

func BenchmarkDecodeList(b *testing.B) {
	one := `{"id":1,"pipeline_id":"` + benchID + `","customer_id":"acme_corp","user_id":"ana@example.com","name":"Orders","description":"Orders","cron":"0 6 * * *",
		"last_status":"SUCCESS","jobs":[{"id":1,"job_id":"` + benchID + `_0","job_status":"SUCCESS","input":{"connector":"jdbc","plugin":"postgresql","table_name":"orders"},
		"output":{"plugin":"dadosfera_snowflake","raw":{"table_name":"orders","table_schema":"RAW_DATA"}}}]}`
	r := testResponse(200, "["+strings.Repeat(one+",", 999)+one+"]", nil)
	b.SetBytes(int64(len(r.Body)))
	b.ReportAllocs()
	for b.Loop() {
		err := eachItem(b.Context(), r, func(_ int, item json.RawMessage) error {
			_, err := decodePipeline(b.Context(), item, "")
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSameID(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if !SameID(benchID, "1B33AD2F-33d3-4837-9eeb-83c82c8b909d") {
			b.Fatal("got two ids, want one")
		}
	}
}
