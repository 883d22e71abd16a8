// SPDX-License-Identifier: MPL-2.0

// Package idvalidator checks ids of the platform in configurations: whatever can be one passes, in any spelling.
package idvalidator

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

const (
	aPipeline = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	aRun      = "e7c91a3b_5f2d_4a8e_b1c9_7d3f2e8a4b6c"
)

// Pipeline refuses what cannot be the id of a pipeline. Null and unknown values pass.
func Pipeline() validator.String { return idValidator{"pipeline", aPipeline, maestro.CheckID} }

// Run refuses what cannot be the id of a run. Null and unknown values pass.
func Run() validator.String { return idValidator{"run", aRun, maestro.CheckID} }

// Job refuses what cannot be the id of a job, which ends in the job's index. Null and unknown values pass.
func Job() validator.String { return idValidator{"job", aPipeline + "_0", checkJobID} }

func checkJobID(id string) error {
	if err := maestro.CheckID(id); err != nil {
		return err
	}
	_, _, err := maestro.ParseJobID(id)
	return err
}

type idValidator struct {
	noun, example string
	check         func(id string) error
}

func (v idValidator) Description(context.Context) string {
	return fmt.Sprintf("must be the id of a %s, as in %s", v.noun, v.example)
}

func (v idValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v idValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if err := v.check(req.ConfigValue.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(req.Path, fmt.Sprintf("Invalid %s id", v.noun), fmt.Sprintf("%s %s: %s.", req.Path, v.Description(ctx), err))
	}
}
