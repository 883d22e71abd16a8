// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

// Workaround: upgrades of states that need none.
//
// Why: the CLI asks for an upgrade of each state, even if it has the version of the schema. The framework then decodes
// it into its own values and encodes those. If the state has only attributes of the schema, with values of their types,
// it is returned as it is instead.
//
// Gain, by BenchmarkUpgrade_currentVersion: 24 µs instead of 670 µs for a pipeline of one job, which was an eighth of
// the provider's CPU time in a plan.
//
// Upstream: hashicorp/terraform-plugin-framework#775; see unchanged.go. The framework ignores attributes that the
// schema does not have since hashicorp/terraform-plugin-framework#410; for that, it has to decode the state.
//
// Delete when: BenchmarkUpgrade_currentVersion shows less than twice the time for the framework.

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// UpgradeResourceState returns the state as it is if it fits the schema, and what the framework makes of it otherwise.
func (s *server) UpgradeResourceState(
	ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	if !s.fitsSchema(req) {
		return withoutLoggers(ctx, s, req, s.protocol.UpgradeResourceState)
	}
	state := &tfprotov6.DynamicValue{JSON: req.RawState.JSON}
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: state}, nil
}

// fitsSchema reports whether the state in a request is that of a pipeline, of the current version of the schema, and
// has nothing that the schema does not have.
func (s *server) fitsSchema(req *tfprotov6.UpgradeResourceStateRequest) bool {
	if req.TypeName != pipelineType || req.RawState == nil || req.Version != s.schema().Version {
		return false
	}
	var state any
	return json.Unmarshal(req.RawState.JSON, &state) == nil && state != nil && fits(state, s.schemaType())
}

// fits reports whether a value that was decoded from JSON is one of a type, or null.
func fits(value any, typ tftypes.Type) bool {
	if value == nil {
		return true
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		return membersFit(value, func(name string) tftypes.Type { return typ.AttributeTypes[name] })
	case tftypes.Map:
		return membersFit(value, func(string) tftypes.Type { return typ.ElementType })
	case tftypes.List:
		return elementsFit(value, typ.ElementType)
	case tftypes.Set:
		return elementsFit(value, typ.ElementType)
	}
	switch value.(type) {
	case string:
		return typ.Is(tftypes.String)
	case bool:
		return typ.Is(tftypes.Bool)
	case float64:
		return typ.Is(tftypes.Number)
	}
	return false
}

// membersFit reports whether a value is a JSON object whose members fit their types. A type that is nil fits nothing.
func membersFit(value any, typeOf func(name string) tftypes.Type) bool {
	object, ok := value.(map[string]any)
	if !ok {
		return false
	}
	for name, member := range object {
		if typ := typeOf(name); typ == nil || !fits(member, typ) {
			return false
		}
	}
	return true
}

func elementsFit(value any, typ tftypes.Type) bool {
	array, ok := value.([]any)
	if !ok {
		return false
	}
	for _, element := range array {
		if !fits(element, typ) {
			return false
		}
	}
	return true
}
