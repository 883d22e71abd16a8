// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package plugintest

import (
	"bytes"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/server"
)

// NewProvider returns the protocol server of the Dadosfera provider as it is released: with the workarounds of
// internal/server.
func NewProvider() tfprotov6.ProviderServer {
	return server.NewVerifying(provider.New("test"), server.Verifier{Read: requireSameRead, Validate: requireSameValidation})
}

// identityType is the type of a pipeline's identity.
var identityType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{pipeline.AttrIdentity: tftypes.String}}

// requireSameRead panics if a read without the framework does not return what the framework does.
func requireSameRead(got, want *tfprotov6.ReadResourceResponse, err error) {
	if err != nil || len(want.Diagnostics) > 0 || want.Deferred != nil || !bytes.Equal(got.Private, want.Private) {
		panic(fmt.Sprintf("a read without the framework returned %+v, and with it %+v, %v", got, want, err))
	}
	ctx := context.Background()
	for _, pair := range []struct {
		typ       tftypes.Type
		got, want *tfprotov6.DynamicValue
	}{
		{definition.Schema(ctx).Type().TerraformType(ctx), got.NewState, want.NewState},
		{identityType, got.NewIdentity.IdentityData, want.NewIdentity.IdentityData},
	} {
		got, gotErr := pair.got.Unmarshal(pair.typ)
		want, wantErr := pair.want.Unmarshal(pair.typ)
		if gotErr != nil || wantErr != nil || !got.Equal(want) {
			panic(fmt.Sprintf("a read without the framework returned %s, %v, and with it %s, %v", got, gotErr, want, wantErr))
		}
	}
}

// requireSameValidation panics if a validation without the framework does not return what the framework does: nothing.
func requireSameValidation(got, want *tfprotov6.ValidateResourceConfigResponse, err error) {
	if err != nil || len(got.Diagnostics) > 0 || len(want.Diagnostics) > 0 {
		panic(fmt.Sprintf("a validation without the framework returned %+v, and with it %+v, %v", got, want, err))
	}
}

const hasWorkarounds = true
