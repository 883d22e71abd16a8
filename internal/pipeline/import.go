// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

// byName is before the name of a pipeline in the id of an import. No id of the platform begins so.
const byName = "name="

// ImportState imports by id, by name or by identity. Read does the rest.
func (r *pipelineResource) ImportState(
	ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	id := types.StringValue(req.ID)
	if req.ID == "" && req.Identity != nil {
		resp.Diagnostics.Append(req.Identity.GetAttribute(ctx, path.Root(AttrIdentity), &id)...)
		resp.Diagnostics.Append(refuseNameInIdentity(id.ValueString())...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if name, ok := strings.CutPrefix(req.ID, byName); ok {
		found, diags := r.findToImport(ctx, name)
		resp.Diagnostics.Append(diags...)
		id = types.StringValue(found.ID)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if err := maestro.CheckID(id.ValueString()); err != nil {
		resp.Diagnostics.Append(summaryInvalidID.Errorf("A pipeline is imported by its id, as in "+
			"1b33ad2f_33d3_4837_9eeb_83c82c8b909d, or by its name, as in name=Orders. The given id is invalid: %s.", err))
		return
	}

	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root(definition.AttrID), id)...)
	resp.Diagnostics.Append(r.storeIdentity(ctx, UnreadState(id.ValueString()), resp.Identity)...)
}

// refuseNameInIdentity returns an error if the id in an identity is the name of a pipeline with the prefix for names.
func refuseNameInIdentity(id string) diag.Diagnostics {
	if !strings.HasPrefix(id, byName) {
		return nil
	}
	return diag.Diagnostics{summaryInvalidID.Errorf("The identity of a pipeline has its id, and cannot have its name. "+
		"Nothing was imported. To import a pipeline by its name, replace identity in the import block with:%s",
		diagnostics.Command("id = "+diagnostics.HCLString(id)))}
}

// findToImport returns the one pipeline with a name.
func (r *pipelineResource) findToImport(ctx context.Context, name string) (maestro.Pipeline, diag.Diagnostics) {
	if strings.TrimSpace(name) == "" {
		return maestro.Pipeline{}, diag.Diagnostics{summaryInvalidID.Error(
			"There is no name after name=. A pipeline is imported by its name as in name=Orders.")}
	}
	ctx, cancel := context.WithTimeout(ctx, providerdata.ReadTimeout)
	defer cancel()
	found, failed := FindByName(ctx, r.Provider, name)
	if failed == nil {
		return found, nil
	}
	summary := map[NameProblem]diagnostics.Summary{
		NameNotRead: summaryReadFailed, NameMissing: summaryImportMissing, NameNotUnique: summaryNameNotUnique,
	}[failed.Problem]
	return maestro.Pipeline{}, diag.Diagnostics{summary.Error(failed.Detail)}
}
