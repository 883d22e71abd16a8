// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

// The same pipeline can be at two addresses in the state, for example after a second import. If one of them is removed
// from the configuration, its destroy deletes the pipeline of the other. A request does not have the address, so each
// object in the state has an id of its own in its private state.

// recordObject gives an object in the state an id, unless it has one.
func recordObject(ctx context.Context, private privateState) diag.Diagnostics {
	if getPrivate[string](ctx, private, objectKey) != "" {
		return nil
	}
	return setPrivate(ctx, private, objectKey, maestro.NewID())
}

// recordPlan records what is planned for the pipeline at one address. If the same plan destroys it at one address and
// keeps it at another, it returns an error, and if it is kept at two, a warning.
func (r *pipelineResource) recordPlan(
	ctx context.Context, state definition.Pipeline, private privateState, plan providerdata.Planned,
) diag.Diagnostics {
	id := state.ID.ValueString()
	elsewhere := r.Provider.RecordPlan(id, getPrivate[string](ctx, private, objectKey), plan)
	summary := summaryManagedTwice.About(state.Name.ValueString())
	if !elsewhere.Kept && !elsewhere.Destroyed {
		return nil
	}

	remove := "To stop managing it at an address without destroying it, use a removed block with destroy = false, or this " +
		"command:" + diagnostics.Command("terraform state rm <address>")
	if plan.Destroyed && elsewhere.Kept || plan.Kept && elsewhere.Destroyed {
		return diag.Diagnostics{summary.Errorf(
			"This plan destroys the %s at one address and keeps it at another. The destroy would affect both. Nothing was "+
				"changed. If you renamed a resource, or a key of its for_each, write a moved block, and no import block:\n\n"+
				"%s\n\n%s", object(state), movedBlock, remove)}
	}
	if plan.Destroyed {
		return nil
	}
	return diag.Diagnostics{summary.Warningf(
		"The configuration has the %s at two addresses. A destroy at either affects both. %s", object(state), remove)}
}

// PlanUnchanged records that a pipeline is planned to stay as it is, and reports whether there is nothing to report.
func PlanUnchanged(id string, private map[string][]byte, provider *providerdata.Data) bool {
	provider.RecordManaged(id)
	var object string
	_ = json.Unmarshal(private[objectKey], &object) // if it is missing, the object has no id
	return provider.RecordPlan(id, object, providerdata.Planned{Kept: true}) == providerdata.Planned{}
}

// warnRenamed warns of a plan that destroys a pipeline and creates another one of the same name.
func warnRenamed(p definition.Pipeline) diag.Diagnostic {
	return summaryRenamed.About(p.Name.ValueString()).Warningf(
		"This plan destroys a pipeline named %q, and creates another one. If you only renamed a resource, or a key of its "+
			"for_each, write a moved block to keep the pipeline:\n\n%s",
		p.Name.ValueString(), movedBlock)
}

// movedBlock is a block to paste, except for the names after "dadosfera_pipeline.".
const movedBlock = "moved {\n  from = dadosfera_pipeline.OLD_NAME # the address in the state\n" +
	"  to   = dadosfera_pipeline.NEW_NAME # the address in the configuration\n}"
