// SPDX-License-Identifier: MPL-2.0

// Idle is a provider that has the schema of the provider and does nothing: it returns what it receives. A plan with it
// takes the time of the CLI and the protocol alone. It can plan without a change, but not apply.
package main

import (
	"context"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

func main() {
	if err := os.Setenv("TF_LOG_SDK", "OFF"); err != nil {
		log.Fatal("idle: ", err)
	}
	newServer := func() tfprotov6.ProviderServer {
		return idle{providerserver.NewProtocol6(provider.New("idle"))()}
	}
	if err := tf6server.Serve(provider.Address, newServer); err != nil {
		log.Fatal("idle: ", err)
	}
}

type idle struct{ tfprotov6.ProviderServer }

func (idle) ValidateProviderConfig(
	_ context.Context, req *tfprotov6.ValidateProviderConfigRequest,
) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: req.Config}, nil
}

func (idle) ConfigureProvider(
	context.Context, *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (idle) ValidateResourceConfig(
	context.Context, *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (idle) UpgradeResourceState(
	_ context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	state := &tfprotov6.DynamicValue{JSON: req.RawState.JSON}
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: state}, nil
}

func (idle) ReadResource(
	_ context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	return &tfprotov6.ReadResourceResponse{
		NewState: req.CurrentState, Private: req.Private, NewIdentity: req.CurrentIdentity,
	}, nil
}

func (idle) PlanResourceChange(
	_ context.Context, req *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	return &tfprotov6.PlanResourceChangeResponse{
		PlannedState: req.ProposedNewState, PlannedPrivate: req.PriorPrivate, PlannedIdentity: req.PriorIdentity,
	}, nil
}
