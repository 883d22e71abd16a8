// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// The resource of the generic REST provider that a pipeline may be moved from, and the path of its objects if they are
// pipelines.
const (
	restProvider  = "restapi"
	restType      = "restapi_object"
	pipelinesPath = "/platform/pipeline"
)

// MoveState returns the mover from restapi_object, for moved blocks.
func (r *pipelineResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: r.moveFromREST}}
}

// moveFromREST moves a restapi_object, of any version, of which it takes the id. Read does the rest, as after an
// import.
func (r *pipelineResource) moveFromREST(
	ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse,
) {
	// OpenTofu 1.11 sends only the last part of the address.
	isRESTProvider := strings.HasSuffix("/"+req.SourceProviderAddress, "/"+restProvider)
	if req.SourceTypeName != restType || !isRESTProvider {
		return
	}
	var source struct {
		ID       string `json:"id"`
		ObjectID string `json:"object_id"`
		Path     string `json:"path"`
	}
	if err := json.Unmarshal(req.SourceRawState.JSON, &source); err != nil {
		resp.Diagnostics.Append(summaryMoveFailed.Errorf("The state of the %s cannot be read: %s. Nothing was changed.", restType, err))
		return
	}
	id := cmp.Or(source.ID, source.ObjectID)
	if !strings.HasSuffix("/"+strings.Trim(source.Path, "/"), pipelinesPath) {
		resp.Diagnostics.Append(summaryMoveFailed.Errorf("The %s has the path %s, and only objects at %s are pipelines. "+
			"Nothing was changed. If it is a pipeline all the same, replace the moved block with a removed block with destroy "+
			"= false and an import block.",
			restType, diagnostics.Quote(source.Path), pipelinesPath))
		return
	}
	if err := maestro.CheckID(id); err != nil {
		resp.Diagnostics.Append(summaryMoveFailed.Errorf("The %s has no id of a pipeline: %s. Nothing was changed.", restType, err))
		return
	}

	resp.Diagnostics.Append(resp.TargetState.SetAttribute(ctx, path.Root(definition.AttrID), id)...)
	resp.Diagnostics.Append(r.storeIdentity(ctx, UnreadState(id), resp.TargetIdentity)...)
}
