// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// Delete forgets the run, which has happened and stays in the pipeline's history. Nothing is sent.
func (r *runResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
