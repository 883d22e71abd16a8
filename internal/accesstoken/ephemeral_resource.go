// SPDX-License-Identifier: MPL-2.0

// Package accesstoken implements the ephemeral resource dadosfera_access_token.
package accesstoken

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

var _ ephemeral.EphemeralResourceWithConfigure = (*ephemeralResource)(nil)

type ephemeralResource struct {
	providerdata.EphemeralResource
}

// NewEphemeralResource returns the ephemeral resource dadosfera_access_token.
func NewEphemeralResource() ephemeral.EphemeralResource {
	return &ephemeralResource{providerdata.EphemeralResource{TypeName: "access_token"}}
}

type model struct {
	AccessToken types.String `tfsdk:"access_token"`
	ExpiresAt   types.String `tfsdk:"expires_at"`
}

// Schema returns the attributes.
func (*ephemeralResource) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The access token of the provider, for other clients of the platform, such as another " +
			"provider or a command. It is ephemeral: it is never stored in the state or in a plan.\n\n" +
			"Terraform opens the resource in each plan and each apply. The provider returns the token of its own sign-in, or " +
			"its `access_token` unchanged. If the provider has no credentials, opening the resource fails.",
		Attributes: map[string]schema.Attribute{
			"access_token": schema.StringAttribute{
				Computed:  true,
				Sensitive: true,
				MarkdownDescription: "The token. The platform expects it unchanged in the header `Authorization`, " +
					"without `Bearer `.",
			},
			"expires_at": schema.StringAttribute{
				Computed: true,
				MarkdownDescription: "When the token expires, as an RFC 3339 time such as `2026-01-31T12:00:00Z`. Null if the " +
					"token does not contain the time. A token is valid for 30 to 60 minutes, and cannot be renewed.",
			},
		},
	}
}

// Open returns the token. There is no Close, because the provider's own requests continue to use the token.
func (r *ephemeralResource) Open(ctx context.Context, _ ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	token, err := r.Provider.Client.AccessToken(ctx)
	if errors.Is(err, maestro.ErrNoCredentials) {
		resp.Diagnostics.Append(summaryNoToken.Error("The provider has no credentials, so there is no access token. Set " +
			"username and password of the provider (DADOSFERA_USERNAME and DADOSFERA_PASSWORD), or access_token " +
			"(DADOSFERA_ACCESS_TOKEN)."))
		return
	}
	if err != nil {
		message := diagnostics.MessageWithAdvice(err, r.Provider.Client.CustomerName(), "")
		resp.Diagnostics.Append(summaryTokenFailed.Error(message))
		return
	}

	result := model{AccessToken: types.StringValue(token.Value.Reveal()), ExpiresAt: types.StringNull()}
	if !token.Expires.IsZero() {
		result.ExpiresAt = types.StringValue(token.Expires.Format(time.RFC3339))
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, result)...)
}
