// SPDX-License-Identifier: MPL-2.0

package acctest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// sweeping reports whether the flag -sweep of terraform-plugin-testing is set, for make sweep.
func sweeping() bool {
	sweep := flag.Lookup("sweep")
	return sweep != nil && sweep.Value.String() != ""
}

// runSweepers deletes what the tests of the core have left on the platform that DADOSFERA_* configure. It exits with
// status 1 after an error.
func runSweepers(m *testing.M) {
	resource.AddTestSweepers("dadosfera_pipeline", &resource.Sweeper{
		Name: "dadosfera_pipeline",
		F: func(string) error {
			client, err := liveClient()
			if err != nil {
				return err
			}
			defer client.Close()
			return sweep(context.Background(), client, func(line string) { fmt.Fprintln(os.Stderr, line) })
		},
	})
	resource.TestMain(m)
}

// sweep deletes the pipelines that the tests have left, and reports each.
func sweep(ctx context.Context, client *maestro.Client, report func(line string)) error {
	entries, err := client.ListEntries(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, entry := range entries {
		if name := entry.Pipeline.Name.Value; strings.HasPrefix(name, namePrefix) {
			line, err := sweepOne(ctx, client, entry.Pipeline.ID)
			if err != nil {
				failed = append(failed, fmt.Errorf("pipeline %s, named %q: %w", entry.Pipeline.ID, name, err))
				continue
			}
			report(fmt.Sprintf("pipeline %s, named %q: %s", entry.Pipeline.ID, name, line))
		}
	}
	return errors.Join(failed...)
}

// generatedName is the beginning of the names that [NewCore] generates.
var generatedName = regexp.MustCompile("^" + namePrefix + "[0-9a-f]{8}-")

// sweepOne deletes a pipeline if its own response shows that a test has left it: it is named so, paused, and has no
// schedule, unless the name is a generated one. It returns what was done.
func sweepOne(ctx context.Context, client *maestro.Client, id string) (done string, err error) {
	p, err := client.GetPipeline(ctx, id)
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		return "is gone already", nil
	case err != nil:
		return "", err
	case !strings.HasPrefix(p.Name.Value, namePrefix):
		return "was kept, as it has another name by now", nil
	case p.Status.Value != "paused":
		return "was kept, as it is not paused. If a test has left it, pause it, and run this again", nil
	case p.Cron.Value != "" && !generatedName.MatchString(p.Name.Value):
		return "was kept, as it has a schedule. If a test has left it, remove the schedule, and run this again", nil
	}
	if _, err := client.DeletePipeline(ctx, id); err != nil {
		return "", err
	}
	return "was deleted", nil
}
