// SPDX-License-Identifier: MPL-2.0

// Emptyprovider is the smallest provider of the framework, with one resource that has nothing: what start-up is measured
// against.
package main

import (
	"context"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

func main() {
	// As the provider does where nobody asks for a log.
	if err := os.Setenv("TF_LOG_SDK", "OFF"); err != nil {
		log.Fatal(err)
	}
	options := providerserver.ServeOpts{Address: "registry.terraform.io/dadosfera/dadosfera"}
	if err := providerserver.Serve(context.Background(), func() provider.Provider { return empty{} }, options); err != nil {
		log.Fatal(err)
	}
}

type empty struct{}

var _ provider.Provider = empty{}

func (empty) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "dadosfera"
}

func (empty) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (empty) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (empty) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return nothing{} }}
}

func (empty) DataSources(context.Context) []func() datasource.DataSource { return nil }

type nothing struct{}

var _ resource.Resource = nothing{}

func (nothing) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_nothing"
}

func (nothing) Schema(context.Context, resource.SchemaRequest, *resource.SchemaResponse) {}

func (nothing) Create(context.Context, resource.CreateRequest, *resource.CreateResponse) {}

func (nothing) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

func (nothing) Update(context.Context, resource.UpdateRequest, *resource.UpdateResponse) {}

func (nothing) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
