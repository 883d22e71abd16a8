// SPDX-License-Identifier: MPL-2.0

package providerdata_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

func TestBase_metadataPrefixesTypeName(t *testing.T) {
	const provider, name, want = "dadosfera", "x", "dadosfera_x"
	ctx := t.Context()
	var r resource.MetadataResponse
	(&providerdata.Resource{TypeName: name}).Metadata(ctx, resource.MetadataRequest{ProviderTypeName: provider}, &r)
	var d datasource.MetadataResponse
	(&providerdata.DataSource{TypeName: name}).Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: provider}, &d)
	var a action.MetadataResponse
	(&providerdata.Action{TypeName: name}).Metadata(ctx, action.MetadataRequest{ProviderTypeName: provider}, &a)
	var e ephemeral.MetadataResponse
	ephemeralResource := &providerdata.EphemeralResource{TypeName: name}
	ephemeralResource.Metadata(ctx, ephemeral.MetadataRequest{ProviderTypeName: provider}, &e)

	for kind, got := range map[string]string{
		"resource": r.TypeName, "data source": d.TypeName, "action": a.TypeName, "ephemeral resource": e.TypeName,
	} {
		if got != want {
			t.Errorf("%s: got %q, want %q", kind, got, want)
		}
	}
}

func TestBase_configureStoresProvider(t *testing.T) {
	for name, tc := range map[string]struct {
		providerData any
		want         *providerdata.Data
		wantErrors   int
	}{
		"before the provider is configured": {},
		"configured":                        {providerData: data, want: data},
		"data of another type":              {providerData: "data", wantErrors: 1},
	} {
		t.Run(name, func(t *testing.T) {
			var r providerdata.Resource
			var rr resource.ConfigureResponse
			r.Configure(t.Context(), resource.ConfigureRequest{ProviderData: tc.providerData}, &rr)
			var d providerdata.DataSource
			var dr datasource.ConfigureResponse
			d.Configure(t.Context(), datasource.ConfigureRequest{ProviderData: tc.providerData}, &dr)
			var a providerdata.Action
			var ar action.ConfigureResponse
			a.Configure(t.Context(), action.ConfigureRequest{ProviderData: tc.providerData}, &ar)
			var e providerdata.EphemeralResource
			var er ephemeral.ConfigureResponse
			e.Configure(t.Context(), ephemeral.ConfigureRequest{ProviderData: tc.providerData}, &er)

			for kind, got := range map[string]*providerdata.Data{
				"resource": r.Provider, "data source": d.Provider, "action": a.Provider, "ephemeral resource": e.Provider,
			} {
				if got != tc.want {
					t.Errorf("%s: got provider %p, want %p", kind, got, tc.want)
				}
			}
			for kind, got := range map[string]int{
				"resource": rr.Diagnostics.ErrorsCount(), "data source": dr.Diagnostics.ErrorsCount(),
				"action": ar.Diagnostics.ErrorsCount(), "ephemeral resource": er.Diagnostics.ErrorsCount(),
			} {
				if got != tc.wantErrors {
					t.Errorf("%s: got %d errors, want %d", kind, got, tc.wantErrors)
				}
			}
		})
	}
}

var data = &providerdata.Data{}
