// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	frameworkresource "github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// A pipeline that the generic REST provider manages is moved to this provider by a plan without changes, and stays.
func TestAccPipelineMove_fromRESTObject(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Hidden: maestrosim.HiddenNone}})
	if !acctest.CLI(t).MovesBetweenTypes() {
		t.Skipf("%s does not move resources from one type to another", acctest.CLI(t))
	}
	const id = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
	if err := p.Put(acctest.Customer, maestrosim.Pipeline{
		ID: id, Name: "Orders", Jobs: []maestrosim.Job{byHand()[0].job},
	}); err != nil {
		t.Fatal(err)
	}
	providers := acctest.Providers()
	providers["restapi"] = providerserver.NewProtocol6WithError(restProvider{})

	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: providers,
		Steps: []resource.TestStep{
			{Config: fmt.Sprintf("resource \"restapi_object\" \"orders\" {\n  path = \"/platform/pipeline\"\n  object_id = %q\n}\n", id)},
			{
				Config: p.Provider() + block(fullLoadJob) + "moved {\n  from = restapi_object.orders\n  to   = dadosfera_pipeline.test\n}\n",
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(address, plancheck.ResourceActionNoop),
				}},
				Check: resource.TestCheckResourceAttr(address, "id", id),
			},
		},
	})
	wantPipelines(t, p, 0) // it was destroyed at the end, as this provider's
}

// fullLoadJob is the configuration of the first job of byHand.
const fullLoadJob = `{
    input = {
      connector       = "jdbc"
      plugin          = "mysql"
      table_schema    = "shop"
      table_name      = "countries"
      load_type       = "full_load"
      auth_parameters = { config_id = "1701234567890_abc123_mysql" }
    }
  }`

// restProvider stands in for the generic REST provider: its restapi_object is in the state only.
type restProvider struct{}

func (restProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "restapi"
}
func (restProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}
func (restProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}
func (restProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }
func (restProvider) Resources(context.Context) []func() frameworkresource.Resource {
	return []func() frameworkresource.Resource{func() frameworkresource.Resource { return restObject{} }}
}

type restObject struct{}

func (restObject) Metadata(
	_ context.Context, _ frameworkresource.MetadataRequest, resp *frameworkresource.MetadataResponse,
) {
	resp.TypeName = "restapi_object"
}

func (restObject) Schema(_ context.Context, _ frameworkresource.SchemaRequest, resp *frameworkresource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"object_id": schema.StringAttribute{Required: true},
		"path":      schema.StringAttribute{Required: true},
	}}
}

func (restObject) Create(_ context.Context, req frameworkresource.CreateRequest, resp *frameworkresource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
}
func (restObject) Read(context.Context, frameworkresource.ReadRequest, *frameworkresource.ReadResponse) {
}
func (restObject) Update(context.Context, frameworkresource.UpdateRequest, *frameworkresource.UpdateResponse) {
}
func (restObject) Delete(context.Context, frameworkresource.DeleteRequest, *frameworkresource.DeleteResponse) {
}
