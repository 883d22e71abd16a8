// SPDX-License-Identifier: MPL-2.0

package pipelines_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/pipelinetest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const pipelineType = pipelinetest.Type

type (
	attrs   = plugintest.Attrs
	elems   = plugintest.Elems
	unknown = plugintest.Unknown
)

func numberedID(i int) string { return pipelinetest.NumberedID(i) }

// wantDestroyed destroys what is in a workspace, after which the platform must hold no pipeline.
func wantDestroyed(t *testing.T, p *acctest.Platform, w *acctest.Workspace) {
	t.Helper()
	w.Must(0, "destroy", "-auto-approve")
	if left := p.Pipelines(acctest.Customer); len(left) > 0 {
		t.Errorf("got %d pipelines after the destroy, want none", len(left))
	}
}

// address is the resource of resourceConfig.
const address = "dadosfera_pipeline.test"

// resourceConfig returns the configuration of a pipeline with one JDBC job for a table. Lines are added to the
// resource.
func resourceConfig(table string, lines ...string) string {
	return fmt.Sprintf(`resource "dadosfera_pipeline" "test" {
  name = "Orders"
  allow_replacement = true
  jobs = [{
    input = {
      connector               = "jdbc"
      plugin                  = "postgresql"
      table_schema            = "public"
      table_name              = %q
      load_type               = "incremental"
      incremental_column_name = "updated_at"
      incremental_column_type = "timestamp with time zone"
      column_include_list     = ["id", "amount", "updated_at"]
      auth_parameters         = { config_id = "1701234567890_abc123_postgresql-1.0.0" }
    }
    output = {
      raw = { table_name = "orders", table_schema = "RAW_DATA" }
    }
  }]
  %s
}
`, table, strings.Join(lines, "\n  "))
}
