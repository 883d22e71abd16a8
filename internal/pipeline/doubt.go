// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// doubts are the attributes, by their paths, of which it is not known what the platform has: a call that sets them may
// or may not have been carried out, and no answer shows them. The next plan sends them again, even where the
// configuration is back to what the state says.
type doubts []string

// doubtsKey is where they are kept.
const doubtsKey = "doubts"

// doubtsOf gives those that are kept; none where there is no private state yet.
func doubtsOf(ctx context.Context, private privateState) doubts {
	raw, diags := private.GetKey(ctx, doubtsKey)
	var d doubts
	if diags.HasError() || json.Unmarshal(raw, &d) != nil {
		return nil
	}
	return d
}

// keep writes them down, unless there are and were none.
func (d doubts) keep(ctx context.Context, private privateState, diags *diag.Diagnostics) {
	if len(d) == 0 && len(doubtsOf(ctx, private)) == 0 {
		return
	}
	text, err := json.Marshal(d)
	if err != nil {
		diags.AddError("Defect in the provider", "What may have been sent cannot be kept: "+err.Error())
		return
	}
	diags.Append(private.SetKey(ctx, doubtsKey, text)...)
}

// about says whether an attribute is among them.
func (d doubts) about(at path.Path) bool { return slices.Contains(d, at.String()) }

// after gives the doubts when a call has set these attributes, or has failed to.
func (d doubts) after(set path.Paths, err error) doubts {
	d = slices.Clone(d)
	for _, at := range set {
		d = slices.DeleteFunc(d, func(known string) bool { return known == at.String() })
		if maestro.MayBeDone(err) {
			d = append(d, at.String())
		}
	}
	return d
}

// seen gives the doubts that are left when an answer has shown the pipeline.
func (d doubts) seen(p maestro.Pipeline) doubts {
	return slices.DeleteFunc(slices.Clone(d), func(doubt string) bool {
		if doubt == path.Root(memoryName).String() {
			return p.MemoryMB.Has()
		}
		for i, job := range p.Jobs.Value {
			for _, f := range inputFields {
				if doubt == inputPath(i).AtName(f.name).String() {
					return says(job.Input.Raw(f.name))
				}
			}
		}
		return false
	})
}

// memoryName is the attribute that no answer is documented to show.
const memoryName = "memory_mb"

func inputPath(job int) path.Path { return path.Root("jobs").AtListIndex(job).AtName("input") }
