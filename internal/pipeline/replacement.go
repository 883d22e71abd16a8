// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// notCarriedOver gives what a pipeline has and its replacement will not, as that is made from the configuration alone:
// values that the configuration leaves out and that the platform does not choose by itself. Of the names of destination
// tables it does choose, and the new ones are others: they go with the pipeline's id.
func notCarriedOver(state, config model) path.Paths {
	old, _ := jobsOf(state.Jobs)
	var lost path.Paths
	for i, element := range config.Jobs.Elements() {
		object, ok := element.(types.Object)
		if !ok || absent(object) {
			continue
		}
		wanted := jobOf(object)
		had := predecessor(old, wanted, i, len(old) == len(config.Jobs.Elements()))
		if had < 0 {
			continue
		}
		at := path.Root("jobs").AtListIndex(i)
		for _, name := range []string{authName, "memory_allocation_mb", extraName} {
			if wanted.input[name].IsNull() && !old[had].input[name].IsNull() {
				lost = append(lost, at.AtName("input").AtName(name))
			}
		}
		if kept := old[had].transformations; wanted.transformations.IsNull() && !kept.IsNull() && jsonChanged([]byte(kept.ValueString()), []byte("[]")) {
			lost = append(lost, at.AtName("transformations"))
		}
		if output := valuesOf(old[had].output); output != nil && leavesOutRaw(wanted.output) && (!output["raw"].IsNull() || !output["table_name"].IsNull()) {
			lost = append(lost, at.AtName("output").AtName("raw"))
		}
	}
	return lost
}

// carryOver says what to do about what is not carried over; nothing where there is nothing.
func carryOver(lost path.Paths) string {
	if len(lost) == 0 {
		return ""
	}
	advice := fmt.Sprintf("\n\nThe new pipeline is made from the configuration alone. That leaves out what this one has in %s: write it down to carry it over.", list(lost))
	if slices.ContainsFunc(lost, func(p path.Path) bool { return strings.HasSuffix(p.String(), ".output.raw") }) {
		advice += " Without output.raw, the new pipeline fills another table, which the platform names."
	}
	return advice
}

func leavesOutRaw(output types.Object) bool {
	if output.IsUnknown() {
		return false
	}
	members := valuesOf(output)
	return members == nil || members["raw"].IsNull()
}

// predecessor gives the index of the job that a wanted one stands in for, -1 where there is none: the one of the same
// table or, where the wanted one has no table, the one in the same place.
func predecessor(old []job, wanted job, index int, samePlaces bool) int {
	if wanted.input == nil {
		return -1
	}
	if absent(wanted.input["table_name"]) {
		if samePlaces && !wanted.input["table_name"].IsUnknown() && old[index].input["table_name"].IsNull() {
			return index
		}
		return -1
	}
	return slices.IndexFunc(old, func(j job) bool { return sameTable(j.input, wanted.input) })
}

// sameTable says whether two inputs extract the same table, as far as both say it.
func sameTable(a, b values) bool {
	return sameOrUnsaid(a["table_schema"], b["table_schema"]) && !absent(a["table_name"]) && sameOrUnsaid(a["table_name"], b["table_name"])
}

func sameOrUnsaid(a, b attr.Value) bool {
	return absent(a) || absent(b) || strings.EqualFold(stringOf(a), stringOf(b))
}
