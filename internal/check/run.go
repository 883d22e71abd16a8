// SPDX-License-Identifier: MPL-2.0

package check

import (
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// RunID wants what can be the id of a run, in either spelling.
func RunID() validator.String {
	return text{"Invalid run id", "must be the id of a run, as in e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c, with - or _", maestro.CheckID}
}
