// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

var _ resource.ResourceWithUpgradeState = (*pipelineResource)(nil)

// schemaVersion stands in every state. When it goes up is said in internal/testkit/compatibility.
const schemaVersion = 0

// UpgradeState gives for each earlier version what makes its states into those of schemaVersion, in one step. There is no
// earlier version yet.
func (r *pipelineResource) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	return map[int64]resource.StateUpgrader{}
}
