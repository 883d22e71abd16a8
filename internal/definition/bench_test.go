// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// runBenchmarks runs a benchmark with pipelines of one, three and fifty jobs: as a state holds one, and as the platform
// shows the same one.
func runBenchmarks(b *testing.B, run func(b *testing.B, p Pipeline, shown maestro.Pipeline)) {
	b.Helper()
	for _, n := range []int{1, 3, 50} {
		b.Run(fmt.Sprintf("jobs=%d", n), func(b *testing.B) {
			jobs, shownJobs := make([]Job, n), make([]any, n)
			for i := range jobs {
				id := fmt.Sprintf("%s_%d", testID, i)
				jobs[i] = jdbcJob()
				jobs[i].ID = jobIDValue(id)
				shownJobs[i] = newResponse(put("jobs.0.job_id", id))["jobs"].([]any)[0]
			}
			p, shown := examplePipeline(withJobs(jobs...)), newResponse(put("jobs", shownJobs)).decode(b)
			b.ReportAllocs()
			run(b, p, shown)
		})
	}
}

func BenchmarkObserve(b *testing.B) {
	runBenchmarks(b, func(b *testing.B, p Pipeline, shown maestro.Pipeline) {
		b.Helper()
		for b.Loop() {
			if _, err := Observe(p, shown, false); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	runBenchmarks(b, func(b *testing.B, p Pipeline, _ maestro.Pipeline) {
		b.Helper()
		for b.Loop() {
			if _, err := json.Marshal(Encode(p, testID)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkDiff(b *testing.B) {
	runBenchmarks(b, func(b *testing.B, p Pipeline, _ maestro.Pipeline) {
		b.Helper()
		for b.Loop() {
			if changes := Diff(p, p, false); changes.HasCalls() {
				b.Fatalf("got changes %v, want none", describe(changes))
			}
		}
	})
}

// BenchmarkMatchJobs relates the jobs of a state to those of a configuration in the reverse order, which has no ids.
func BenchmarkMatchJobs(b *testing.B) {
	for _, n := range []int{1, 50, 1000} {
		b.Run(fmt.Sprintf("jobs=%d", n), func(b *testing.B) {
			texts := make([]string, n)
			for i := range texts {
				texts[i] = fmt.Sprintf("jdbc postgresql public table_%04d", i)
			}
			existing := jobsOf(texts...)
			slices.Reverse(texts)
			wanted := jobsOf(texts...)
			b.ReportAllocs()
			for b.Loop() {
				if m := matchJobs(existing, wanted, identical); len(m.unmatched) > 0 {
					b.Fatalf("got unmatched jobs %v, want none", m.unmatched)
				}
			}
		})
	}
}
