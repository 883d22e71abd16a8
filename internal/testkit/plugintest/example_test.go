// SPDX-License-Identifier: MPL-2.0

package plugintest_test

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// platform is what the provider of this example manages: notes by their ids.
type platform map[string]string

// notesProvider is a provider with the resource toy_note.
type notesProvider struct{ platform platform }

func (notesProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "toy"
}
func (notesProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}
func (notesProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}
func (notesProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }
func (p notesProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return noteResource(p) }}
}

type noteResource struct{ platform platform }

type noteModel struct {
	ID   types.String `tfsdk:"id"`
	Text types.String `tfsdk:"text"`
}

func (noteResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "toy_note"
}

func (noteResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"id":   schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
		"text": schema.StringAttribute{Required: true},
	}}
}

func (r noteResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var note noteModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &note)...)
	note.ID = types.StringValue(fmt.Sprintf("note-%d", len(r.platform)+1))
	r.platform[note.ID.ValueString()] = note.Text.ValueString()
	resp.Diagnostics.Append(resp.State.Set(ctx, note)...)
}

func (r noteResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var note noteModel
	resp.Diagnostics.Append(req.State.Get(ctx, &note)...)
	text, ok := r.platform[note.ID.ValueString()]
	if !ok {
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("text"), text)...)
}

func (r noteResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var note noteModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &note)...)
	r.platform[note.ID.ValueString()] = note.Text.ValueString()
	resp.Diagnostics.Append(resp.State.Set(ctx, note)...)
}

func (r noteResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var note noteModel
	resp.Diagnostics.Append(req.State.Get(ctx, &note)...)
	delete(r.platform, note.ID.ValueString())
}

// printer takes the place of *testing.T, so that this example can be run. In a test, pass its t.
type printer struct{}

func (printer) Helper()                           {}
func (printer) Context() context.Context          { return context.Background() }
func (printer) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }
func (printer) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

// The life of a resource, call by call: Terraform's rules are checked on the way.
func Example() {
	t := printer{}
	notes := platform{}
	server := plugintest.Start(t, plugintest.Options{Provider: providerserver.NewProtocol6(notesProvider{notes})})
	server.Restart(nil) // configured, as every command but validate does
	note := server.Resource("toy_note")

	created := note.Create(plugintest.Attrs{"text": "Buy milk"})
	fmt.Println("created:", note.At(created, "id"), "with", notes)

	plan := note.Plan(created, plugintest.Attrs{"text": "Buy bread"})
	fmt.Println("planned:", plan.Changes(), plugintest.ValueAt(t, plan.Value, "text"))
	updated, diags := note.Apply(plan)
	plugintest.NoDiagnostics(t, diags)

	notes["note-1"] = "Buy cheese" // someone else changes it
	refreshed, diags := note.Refresh(updated)
	plugintest.NoDiagnostics(t, diags)
	fmt.Println("drifted:", note.At(refreshed, "text"))

	plugintest.NoDiagnostics(t, note.Destroy(refreshed))
	fmt.Println("destroyed:", notes)

	// Output:
	// created: note-1 with map[note-1:Buy milk]
	// planned: true Buy bread
	// drifted: Buy cheese
	// destroyed: map[]
}
