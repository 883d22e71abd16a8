// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestrosim"
)

func TestAPipelineIsNamedByWhatIsKnownOfIt(t *testing.T) {
	m := modelWith()
	compare(t, "both", subject(m), `The pipeline "Orders" (`+testID+`)`)
	compare(t, "name", subject(m.withID(types.StringUnknown())), `The pipeline "Orders"`)
	m.Name = types.StringNull()
	compare(t, "id", subject(m), "The pipeline "+testID)
}

func TestAttributesAreNamedInASentence(t *testing.T) {
	compare(t, "one", list(path.Paths{path.Root("cron")}), "cron")
	compare(t, "two", list(path.Paths{path.Root("cron"), rootJobs.AtListIndex(1).AtName("input").AtName("plugin")}), "cron, jobs[1].input.plugin")
}

func TestTheImportBlockHasTheID(t *testing.T) {
	contains(t, importBlock(testID), "import {\n", "  to = dadosfera_pipeline.NAME", `  id = "`+testID+`"`)
}

func TestTheEndOfAnOperationsTimeNamesItsSetting(t *testing.T) {
	r, _ := resourceOn(t, maestrosim.Options{})
	over := fmt.Errorf("x: %w", context.DeadlineExceeded)
	contains(t, r.explain(over, "create"), `timeouts = { create = "..." }.`)
	contains(t, r.explain(over, "delete"), `timeouts = { delete = "..." }, which takes an apply of its own`)
}
