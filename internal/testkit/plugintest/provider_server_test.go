// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package plugintest

import (
	"errors"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
)

func TestRequireSameRead(t *testing.T) {
	stateType := definition.Schema(t.Context()).Type().TerraformType(t.Context())
	encode := func(typ tftypes.Type, attributes Attrs) *tfprotov6.DynamicValue {
		value, err := tfprotov6.NewDynamicValue(typ, Value(t, typ, attributes))
		if err != nil {
			t.Fatal(err)
		}
		return &value
	}
	response := func() *tfprotov6.ReadResourceResponse {
		return &tfprotov6.ReadResourceResponse{
			NewState: encode(stateType, Attrs{"name": "Orders"}), Private: []byte("{}"),
			NewIdentity: &tfprotov6.ResourceIdentityData{IdentityData: encode(identityType, Attrs{pipeline.AttrIdentity: "x"})},
		}
	}

	for name, tc := range map[string]struct {
		change func(*tfprotov6.ReadResourceResponse)
		err    error
		panics bool
	}{
		"same":          {},
		"error":         {err: errors.New("refused"), panics: true},
		"private state": {change: func(r *tfprotov6.ReadResourceResponse) { r.Private = nil }, panics: true},
		"state": {change: func(r *tfprotov6.ReadResourceResponse) {
			r.NewState = encode(stateType, Attrs{"name": "Sales"})
		}, panics: true},
		"identity": {change: func(r *tfprotov6.ReadResourceResponse) {
			r.NewIdentity.IdentityData = encode(identityType, Attrs{pipeline.AttrIdentity: "y"})
		}, panics: true},
		"diagnostics": {change: func(r *tfprotov6.ReadResourceResponse) {
			r.Diagnostics = []*tfprotov6.Diagnostic{{Summary: "Drift"}}
		}, panics: true},
		"deferral": {change: func(r *tfprotov6.ReadResourceResponse) {
			r.Deferred = &tfprotov6.Deferred{}
		}, panics: true},
	} {
		t.Run(name, func(t *testing.T) {
			want := response()
			if tc.change != nil {
				tc.change(want)
			}
			defer func() {
				if got := recover() != nil; got != tc.panics {
					t.Errorf("got a panic %t, want %t", got, tc.panics)
				}
			}()
			requireSameRead(response(), want, tc.err)
		})
	}
}

func TestRequireSameValidation(t *testing.T) {
	none := func() *tfprotov6.ValidateResourceConfigResponse { return &tfprotov6.ValidateResourceConfigResponse{} }
	found := &tfprotov6.ValidateResourceConfigResponse{Diagnostics: []*tfprotov6.Diagnostic{{Summary: "Empty value"}}}
	for name, tc := range map[string]struct {
		got, want *tfprotov6.ValidateResourceConfigResponse
		err       error
		panics    bool
	}{
		"none":              {got: none(), want: none()},
		"error":             {got: none(), want: none(), err: errors.New("refused"), panics: true},
		"diagnostics":       {got: none(), want: found, panics: true},
		"diagnostics added": {got: found, want: found, panics: true},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if got := recover() != nil; got != tc.panics {
					t.Errorf("got a panic %t, want %t", got, tc.panics)
				}
			}()
			requireSameValidation(tc.got, tc.want, tc.err)
		})
	}
}
