// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

import (
	"context"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
)

// withValidators is a resource that has validators beside the method ValidateConfig.
type withValidators struct {
	resource.ResourceWithValidateConfig
}

func (withValidators) ConfigValidators(context.Context) []resource.ConfigValidator { return nil }

// What the framework would check besides is left to the framework.
func TestChecksOf_complete(t *testing.T) {
	pipelines, _ := pipeline.NewResource().(resource.ResourceWithValidateConfig)
	for name, tc := range map[string]struct {
		resource resource.Resource
		schema   schema.Schema
		want     bool
	}{
		"pipeline":                    {pipelines, schema.Schema{}, true},
		"resource without the method": {struct{ resource.Resource }{pipelines}, schema.Schema{}, false},
		"resource with validators":    {withValidators{pipelines}, schema.Schema{}, false},
		"block":                       {pipelines, schema.Schema{Blocks: map[string]schema.Block{"b": schema.ListNestedBlock{}}}, false},
		"deprecation":                 {pipelines, schema.Schema{DeprecationMessage: "Use another resource."}, false},
	} {
		if got := checksOf(tc.resource, tc.schema).complete; got != tc.want {
			t.Errorf("%s: got %t, want %t", name, got, tc.want)
		}
	}
}
