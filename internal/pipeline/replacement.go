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

// planReplacement plans a change that the API cannot make in place: the replacement of the pipeline if the configuration
// allows it, and an error if not. Nothing can be carried out if the provider is read-only: then the plan shows what it would
// be. Drift are the descriptions of what has changed on the platform since the last apply.
func (r *pipelineResource) planReplacement(
	state, config definition.Pipeline, changes definition.Changes, drift []string, resp *resource.ModifyPlanResponse,
) {
	readOnly := r.Provider != nil && r.Provider.ReadOnly
	if !readOnly && r.isProtected(state) {
		resp.Diagnostics.Append(protectedError(state,
			"The configuration needs a replacement of the pipeline: "+describe(changes.Replace)+"."))
		return
	}
	if !readOnly && !r.allowsReplacement(config) {
		resp.Diagnostics.Append(refuseReplacement(state, changes.Replace, drift))
		return
	}

	if !readOnly && config.DeletionPolicy.ValueString() == definition.PolicyRetire && !state.IsRetired() {
		resp.Diagnostics.Append(summaryPolicyNotApplied.About(state.Name.ValueString()).ErrorAtf(path.Root(definition.AttrDeletionPolicy),
			"The replacement would delete %s, as the state has no deletion_policy = \"retire\" yet, and its value counts. Nothing was changed. "+
				"Apply deletion_policy first, with the jobs as they were:\n\n%s", "the "+object(state), bullets(changes.Replace)))
		return
	}

	resp.RequiresReplace.Append(path.Root(definition.AttrJobs))
	for _, change := range changes.Replace {
		resp.RequiresReplace.Append(change.Path)
	}
	resp.Diagnostics.Append(warnReplacement(state, config, changes.Replace))
}

// allowsReplacement reports whether the configuration, or else the provider, allows replacements.
func (r *pipelineResource) allowsReplacement(config definition.Pipeline) bool {
	if config.AllowReplacement.IsNull() {
		return r.Provider != nil && r.Provider.AllowReplacement
	}
	return config.AllowReplacement.ValueBool()
}

// describe lists changes in a sentence.
func describe(changes []definition.Replacement) string {
	texts := make([]string, len(changes))
	for i, change := range changes {
		texts[i] = change.Description
	}
	return listSome(texts, "; ")
}

// refuseReplacement returns the error about changes that would replace a pipeline, with the ways forward.
func refuseReplacement(state definition.Pipeline, changes []definition.Replacement, drift []string) diag.Diagnostic {
	isDrift := func(change definition.Replacement) bool { return slices.Contains(drift, change.Description) }
	var cause string
	switch all := slices.ContainsFunc(changes, func(c definition.Replacement) bool { return !isDrift(c) }); {
	case !slices.ContainsFunc(changes, isDrift):
		cause = "The API has no call for this change of the configuration"
	case !all:
		cause = "The pipeline has changed on the platform since the last apply, and the API has no call to change it back"
	default:
		cause = "The configuration and, since the last apply, the pipeline on the platform have changed, and the API has no call for this"
	}

	ways := []string{"Set allow_replacement = true to have the pipeline replaced. The plan then shows what is lost, and what " +
		"deletion_policy = \"retire\" keeps."}
	if slices.ContainsFunc(changes, isDrift) {
		ways = append(ways, "Change the configuration to what the platform has.")
	}
	if hasKind(changes, definition.ColumnRemoved) {
		ways = append(ways, "Keep the column in column_include_list.")
	}
	if hasKind(changes, definition.JobAdded) {
		ways = append(ways, "Put the new table into a pipeline of its own, such as one instance of a resource with for_each.")
	}
	if hasKind(changes, definition.JobRemoved) {
		ways = append(ways, "Keep the job that was removed.")
	}
	slices.Reverse(ways)
	return summaryCannotChange.About(state.Name.ValueString()).ErrorAtf(path.Root(definition.AttrJobs),
		"%s:\n\n%s\n\nOnly a new pipeline can be like this, and it would start without the run history and the incremental state of %s. "+
			"Nothing was changed. Ways forward:\n\n%s",
		cause, bullets(changes), "the "+object(state), "  - "+strings.Join(ways, "\n  - "))
}

func hasKind(changes []definition.Replacement, kind definition.ReplacementKind) bool {
	return slices.ContainsFunc(changes, func(c definition.Replacement) bool { return c.Kind == kind })
}

// bullets lists changes, one per line.
func bullets(changes []definition.Replacement) string {
	const few = 10
	var lines []string
	for i, change := range changes {
		if i == few {
			lines = append(lines, fmt.Sprintf("  - and %d more", len(changes)-few))
			break
		}
		lines = append(lines, "  - "+change.Description)
	}
	return strings.Join(lines, "\n")
}

// warnReplacement returns the warning about a replacement that is planned.
func warnReplacement(state, config definition.Pipeline, changes []definition.Replacement) diag.Diagnostic {
	var b strings.Builder
	fmt.Fprintf(&b, "The API has no call for these changes, so %s is to be replaced:\n\n%s\n\n",
		"the "+object(state), bullets(changes))
	if state.IsRetired() {
		fmt.Fprintf(&b, "It is not deleted, but retired (deletion_policy): paused, renamed to %s and removed from the state.",
			diagnostics.Quote(state.RetiredName()))
	} else {
		b.WriteString(whatIsLost + " With deletion_policy = \"retire\", applied before, the old pipeline, its history and its job states are kept.")
	}
	b.WriteString(" The new pipeline loads everything again, which may duplicate rows in a table that it shares with the old one.")

	if lost := definition.Lost(state, config); len(lost) > 0 {
		fmt.Fprintf(&b, "\n\nThe new pipeline is created from the configuration alone, which omits what the old one has in %s.", listPaths(lost))
	}
	if outputs := definition.OldOutputs(state, config); len(outputs) > 0 {
		b.WriteString(" Without output.raw, the platform chooses another table. To fill the same one, add:\n\n" + listSome(outputs, "\n\n"))
	}
	return summaryReplace.About(state.Name.ValueString()).Warning(b.String())
}
