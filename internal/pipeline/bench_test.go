// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// benchJobs runs a benchmark with pipelines of one, three and fifty jobs: as a state holds one, and as the platform shows
// the same one.
func benchJobs(b *testing.B, run func(b *testing.B, m model, shown maestro.Pipeline)) {
	b.Helper()
	for _, n := range []int{1, 3, 50} {
		b.Run(fmt.Sprintf("jobs=%d", n), func(b *testing.B) {
			jobs, listed := make([]job, n), make([]any, n)
			for i := range jobs {
				jobs[i] = jdbcJob()
				jobs[i].id = types.StringValue(fmt.Sprintf("%s_%d", testID, i))
				one := shown(put("jobs.0.job_id", fmt.Sprintf("%s_%d", testID, i)))
				listed[i] = one["jobs"].([]any)[0]
			}
			m := modelWith(withJobs(jobs...))
			a := shown()
			a["jobs"] = listed
			b.ReportAllocs()
			run(b, m, decoded(b, a))
		})
	}
}

func BenchmarkObserve(b *testing.B) {
	benchJobs(b, func(b *testing.B, m model, shown maestro.Pipeline) {
		b.Helper()
		for b.Loop() {
			if _, err := observe(m, shown, false); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkRequest(b *testing.B) {
	benchJobs(b, func(b *testing.B, m model, _ maestro.Pipeline) {
		b.Helper()
		for b.Loop() {
			if _, err := json.Marshal(newPipeline(m, testID)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkChanges(b *testing.B) {
	benchJobs(b, func(b *testing.B, m model, _ maestro.Pipeline) {
		b.Helper()
		for b.Loop() {
			if changesOf(m, m).calls() {
				b.Fatal("there are changes")
			}
		}
	})
}
