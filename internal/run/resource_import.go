// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// ImportState takes the ids of pipeline and run; Read does the rest. So a configuration can have a run that has happened, and
// does not run the pipeline again for it.
func (r *runResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	pipelineID, runID, _ := strings.Cut(req.ID, "/")
	if err := errors.Join(maestro.CheckID(pipelineID), maestro.CheckID(runID)); err != nil {
		resp.Diagnostics.AddError("Invalid id of a run", fmt.Sprintf("A run is imported by the ids of its pipeline and of itself, as in "+
			"1b33ad2f_33d3_4837_9eeb_83c82c8b909d/e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c, and not by %q.", req.ID))
		return
	}
	for name, value := range map[string]string{pipelineIDName: pipelineID, "run_id": runID, "id": runID} {
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(name), value)...)
	}
}

// imported says whether a state is what ImportState makes, and nothing was read yet.
func imported(m model) bool { return m.Wait.IsNull() }
