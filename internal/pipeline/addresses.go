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
	"github.com/dadosfera/terraform-provider-dadosfera/internal/tfvalue"
)

// The same pipeline can be at two addresses in the state, for example after a second import. If one of them is removed
// from the configuration, its destroy deletes the pipeline of the other. A request does not have the address, so each
// object in the state has an id of its own in its private state.
//
// Some plans that destroy a pipeline at one of two addresses are not noticed: of a tainted object, for which Terraform
// sends no private state, with -target, and if the addresses have different provider configurations, which are
// different processes.

// recordObject adds an id to the private state of an object, unless it has one.
func recordObject(ctx context.Context, private privateState) diag.Diagnostics {
	if objectID(ctx, private) != "" {
		return nil
	}
	return setPrivate(ctx, private, objectKey, maestro.NewID())
}

func objectID(ctx context.Context, private privateState) string {
	return getPrivate[string](ctx, private, objectKey)
}

// recordPlan records what is planned for a pipeline with an object in the state. It returns a warning if the plan keeps
// the pipeline at two addresses, and an error if what it does at one of them affects the other. The normal plan with
// which Terraform begins a destroy has the error, too.
func (r *pipelineResource) recordPlan(p definition.Pipeline, object string, plan providerdata.Planned) diag.Diagnostics {
	elsewhere := r.Provider.RecordPlan(p.ID.ValueString(), object, plan)
	kept, destroyed := providerdata.Planned{Kept: true}, providerdata.Planned{Destroyed: true}
	if elsewhere == (providerdata.Planned{}) || plan == destroyed && elsewhere == destroyed {
		return nil
	}

	summary := summaryManagedTwice.About(p.Name.ValueString())
	list := "This command lists the addresses in the state:" + diagnostics.Command(listAddresses(p.ID.ValueString())) +
		"\n\nA removed block with destroy = false, or this command, removes one of them without destroying the pipeline:" +
		diagnostics.Command("terraform state rm <address>")
	if plan == kept && elsewhere == kept {
		return diag.Diagnostics{summary.Warningf("The configuration has the %s at two addresses. A destroy at either "+
			"affects both. Remove one of them from the configuration and from the state. %s", referenceTo(p), list)}
	}
	return diag.Diagnostics{r.errorUnlessReadOnly(summary.Errorf(
		"This plan destroys the %s at one address and keeps or replaces it at another. The destroy would affect both. "+
			"Nothing was changed.\n\nIf you renamed a resource, or a key of its for_each, write a moved block, and no import "+
			"block:\n\n%s\n\nOtherwise, remove from the state the address that the configuration no longer has. %s\n\n"+
			"If this plan is part of a terraform destroy of both: with -refresh=false, Terraform destroys without this plan.",
		referenceTo(p), movedBlock, list))}
}

// listAddresses returns the command that lists the addresses of a pipeline or, if its id may have a meaning in a shell,
// all addresses.
func listAddresses(id string) string {
	if !plainID.MatchString(id) {
		return "terraform state list"
	}
	return "terraform state list -id=" + id
}

// recordReplacement records a plan that creates a pipeline. If it is the second half of a replacement, also of one that
// Terraform was told to plan (-replace), Terraform sends the private state of the object that is replaced.
func (r *pipelineResource) recordReplacement(created definition.Pipeline, replaced string) diag.Diagnostics {
	id := r.Provider.PlannedPipeline(replaced)
	if id == "" {
		return nil
	}
	created.ID = tfvalue.StringValue[tfvalue.Exact](id)
	return r.recordPlan(created, replaced, providerdata.Planned{Created: true, Destroyed: true})
}

// PlanUnchanged records that a pipeline is planned to stay as it is, and reports whether there is nothing to report.
func PlanUnchanged(id string, private map[string][]byte, provider *providerdata.Data) bool {
	provider.RecordManaged(id)
	return provider.RecordPlan(id, decodeObjectID(private), providerdata.Planned{Kept: true}) == providerdata.Planned{}
}

// decodeObjectID returns the id of an object in the state, or an empty string if it has none.
func decodeObjectID(private map[string][]byte) string {
	var id string
	if json.Unmarshal(private[objectKey], &id) != nil {
		return ""
	}
	return id
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
