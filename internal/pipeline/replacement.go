// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
)

// planReplacement plans a change that the API cannot make in place: the replacement of the pipeline if the
// configuration allows it, and an error if not. If the provider is read-only, the error is a warning and the plan shows
// an update, which Update refuses if the plan is applied without that setting. Drift holds the descriptions of what has
// changed on the platform since the last apply. WasRead is false in an apply, and in a plan without a refresh.
func (r *pipelineResource) planReplacement(
	state, config definition.Pipeline, changes definition.Changes, drift []string, wasRead bool,
	resp *resource.ModifyPlanResponse,
) {
	if refused := r.refuseReplacement(state, config, changes.Replace, drift, wasRead); refused != nil {
		resp.Diagnostics.Append(r.errorUnlessReadOnly(refused))
		return
	}

	resp.RequiresReplace.Append(path.Root(definition.AttrJobs))
	for _, change := range changes.Replace {
		resp.RequiresReplace.Append(change.Path)
	}
	resp.Diagnostics.Append(warnReplacement(state, config, changes.Replace, drift))
	if !wasRead {
		resp.Diagnostics.Append(summaryLateReplacement.About(state.Name.ValueString()).Warning(
			"The plan was made without a refresh (-refresh=false), or Terraform made it again during the apply. If Terraform " +
				"then reports an inconsistent final plan, a value that was unknown requires this replacement. The pipeline " +
				"was not changed in that case. Run terraform plan again."))
	}
}

// errorUnlessReadOnly returns an error about a plan, or a warning if the provider is read-only: the plan cannot be
// applied then, and an error would hide the rest of it.
func (r *pipelineResource) errorUnlessReadOnly(refused diag.Diagnostic) diag.Diagnostic {
	if !r.Provider.ReadOnly {
		return refused
	}
	return diag.NewWarningDiagnostic(refused.Summary(), refused.Detail()) //nolint:forbidigo // its summary is declared for the error
}

// refuseReplacement returns the error about a replacement that is not allowed, or nil.
func (r *pipelineResource) refuseReplacement(
	state, config definition.Pipeline, changes []definition.Replacement, drift []string, wasRead bool,
) diag.Diagnostic {
	wantsRetirement := config.DeletionPolicy.IsUnknown() || config.DeletionPolicy.ValueString() == definition.PolicyRetire
	switch {
	case !r.allowsReplacement(config):
		return cannotChange(state, changes, drift, wasRead)
	case r.isProtected(state):
		return protectedError(state, "A replacement was refused, which these changes require: "+
			diagnostics.ListSome(descriptionsOf(changes), "; ")+".",
			"apply that with the jobs as they are on the platform, and then make this change")
	case wantsRetirement && !state.RetiresOnDestroy():
		return summaryPolicyNotApplied.About(state.Name.ValueString()).ErrorAtf(path.Root(definition.AttrDeletionPolicy),
			"The replacement would delete the %s, because deletion_policy = \"retire\" is not in the state yet. The "+
				"pipeline was not changed. Apply deletion_policy first, with the jobs as they are on the platform, and then make "+
				"this change:\n\n%s\n\n%s",
			referenceTo(state), bulletList(descriptionsOf(changes)),
			refusedBecause(wasRead, "deletes the pipeline instead of retiring it"))
	}
	return nil
}

// allowsReplacement reports whether the configuration, or else the provider, allows replacements.
func (r *pipelineResource) allowsReplacement(config definition.Pipeline) bool {
	if config.AllowReplacement.IsNull() {
		return r.Provider.AllowReplacement
	}
	return config.AllowReplacement.ValueBool()
}

// descriptionsOf returns the descriptions of changes.
func descriptionsOf(changes []definition.Replacement) []string {
	texts := make([]string, len(changes))
	for i, change := range changes {
		texts[i] = change.Description
	}
	return texts
}

// refusedBecause ends the error about a replacement that is refused where it may surprise: in a destroy, which
// Terraform begins with a normal plan, and in an apply of a plan without this error. The outcome is what a destroy
// without that plan does to the pipeline.
func refusedBecause(wasRead bool, outcome string) string {
	if wasRead {
		return "If this plan is part of a terraform destroy: with -refresh=false, Terraform destroys without this plan, and " +
			outcome + "."
	}
	return "If this is an apply of a plan that did not report this, a value was not known in the plan. Run terraform plan " +
		"again: the value is known now."
}

// cannotChange returns the error about changes that would replace a pipeline, with the ways forward.
func cannotChange(
	state definition.Pipeline, changes []definition.Replacement, drift []string, wasRead bool,
) diag.Diagnostic {
	onDestroy := "deletes the pipeline"
	if state.RetiresOnDestroy() {
		onDestroy = "retires the pipeline"
	}
	return summaryCannotChange.About(state.Name.ValueString()).ErrorAtf(path.Root(definition.AttrJobs),
		"%s:\n\n%s\n\nThese changes require a new pipeline, which starts without the run history and the incremental state "+
			"of the %s. The pipeline was not changed. Choose one of the following:\n\n%s\n\n%s",
		causeOf(changes, drift), bulletList(descriptionsOf(changes)), referenceTo(state),
		bulletList(waysForward(changes, drift)), refusedBecause(wasRead, onDestroy))
}

// causeOf introduces the list of changes that the API cannot make: why the plan requires them.
func causeOf(changes []definition.Replacement, drift []string) string {
	switch drifted := countDrift(changes, drift); drifted {
	case 0:
		return "The configuration has changes that the API cannot make in place"
	case len(changes):
		return "The pipeline has changed on the platform since the last apply. To match the configuration again, it needs the " +
			"following changes, which the API cannot make in place"
	}
	return "Both the configuration and, since the last apply, the pipeline on the platform have changed. To match the " +
		"configuration, the pipeline needs the following changes, which the API cannot make in place"
}

func countDrift(changes []definition.Replacement, drift []string) int {
	count := 0
	for _, change := range changes {
		if slices.Contains(drift, change.Description) {
			count++
		}
	}
	return count
}

// waysForward returns what can be done about changes that the API cannot make, the ways that keep the pipeline first.
func waysForward(changes []definition.Replacement, drift []string) []string {
	var ways []string
	drifted := countDrift(changes, drift)
	if drifted > 0 {
		ways = append(ways, "Change the configuration to match the platform.")
	}
	if drifted < len(changes) {
		for _, way := range []struct {
			kind definition.ReplacementKind
			text string
		}{
			{definition.JobAdded, "Add the new table in its own pipeline, for example as another instance of a resource " +
				"with for_each."},
			{definition.JobRemoved, "Keep the removed job in the configuration."},
			{definition.ColumnRemoved, "Keep the removed column in column_include_list."},
			{definition.ValueChanged, "Revert the change. Attributes that the configuration omits keep their values on " +
				"the platform."},
		} {
			if hasKind(changes, way.kind) {
				ways = append(ways, way.text)
			}
		}
	}
	return append(ways, "Set allow_replacement = true to plan a replacement. The plan then shows what is lost, and what "+
		"deletion_policy = \"retire\" preserves.")
}

func hasKind(changes []definition.Replacement, kind definition.ReplacementKind) bool {
	return slices.ContainsFunc(changes, func(c definition.Replacement) bool { return c.Kind == kind })
}

// warnReplacement returns the warning about a replacement that is planned.
func warnReplacement(state, config definition.Pipeline, changes []definition.Replacement, drift []string) diag.Diagnostic {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, so the %s will be replaced:\n\n%s\n\n",
		causeOf(changes, drift), referenceTo(state), bulletList(descriptionsOf(changes)))
	if countDrift(changes, drift) > 0 {
		b.WriteString("To keep the pipeline, change the configuration to match the platform. ")
	}
	if state.RetiresOnDestroy() {
		fmt.Fprintf(&b, "The old pipeline is not deleted. It is retired (deletion_policy): paused, renamed to %s and "+
			"removed from the state.",
			diagnostics.Quote(state.RetiredName()))
	} else {
		b.WriteString(whatIsLost + " To keep the old pipeline, its history and its job states, apply deletion_policy = " +
			"\"retire\" first.")
	}
	b.WriteString(" The new pipeline loads everything again, which may duplicate rows in a table that it shares with the old one.")

	if lost := definition.Lost(state, config); len(lost) > 0 {
		fmt.Fprintf(&b, "\n\nThe new pipeline is created from the configuration alone. The following attributes have a "+
			"value now and are omitted there: %s.", listPaths(lost))
	}
	if outputs := definition.OldOutputs(state, config); len(outputs) > 0 {
		b.WriteString(" Without output.raw, the platform chooses another table. To load into the same " +
			"table, add:\n\n" + diagnostics.ListSome(outputs, "\n\n"))
	}
	return summaryReplace.About(state.Name.ValueString()).Warning(b.String())
}
