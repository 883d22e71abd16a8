// SPDX-License-Identifier: MPL-2.0

package run

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

var _ action.ActionWithConfigure = (*executeAction)(nil)

type executeAction struct {
	data *providerdata.Data
}

// executeConfig is the action in Terraform's values.
type executeConfig struct {
	PipelineID types.String `tfsdk:"pipeline_id"`
	Wait       types.Bool   `tfsdk:"wait"`
	Timeout    types.String `tfsdk:"timeout"`
}

// NewExecuteAction gives the action dadosfera_pipeline_execute, not configured yet.
func NewExecuteAction() action.Action { return &executeAction{} }

// Metadata names the action.
func (a *executeAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_pipeline_execute"
}

// Schema describes the attributes.
func (a *executeAction) Schema(_ context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	resp.Schema = executeSchema()
}

// Configure takes over the provider's client.
func (a *executeAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.data = providerdata.From(req.ProviderData, &resp.Diagnostics)
}

// Invoke runs the pipeline, and tells how the run gets on.
func (a *executeAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config executeConfig
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.HasError() {
		return
	}
	timeout := defaultTimeout
	if text := config.Timeout.ValueString(); text != "" {
		var err error
		if timeout, err = time.ParseDuration(text); err != nil {
			resp.Diagnostics.AddAttributeError(path.Root("timeout"), "Invalid duration", fmt.Sprintf("%s.", err))
			return
		}
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	e := &execution{
		clock:      theClock,
		client:     a.data.Client,
		tell:       func(message string) { resp.SendProgress(action.InvokeProgressEvent{Message: message}) },
		customer:   a.data.Client.CustomerName(),
		setting:    `timeout = "..."`,
		pipelineID: config.PipelineID.ValueString(),
	}
	t := e.execute(ctx, false, config.Wait.IsNull() || config.Wait.ValueBool())
	e.warnOfDoubt(&resp.Diagnostics)
	if t != nil {
		t.addTo(&resp.Diagnostics, "")
	}
}
