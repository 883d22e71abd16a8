// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

// Workaround: reads that find no change.
//
// Why: most reads of most pipelines find what the state has. Around each, the framework copies the state six times,
// compares it with itself by the semantic equality of each attribute, looks for write-only attributes, and converts it
// back. So the state is decoded once and compared with the response, and if nothing has changed, the bytes of the
// request are returned. Otherwise the framework is called with the response, which is not requested again.
//
// Gain, by BenchmarkRead_unchanged, with the request and the simulator in the same process: 0.5 ms instead of 3 ms for
// a pipeline of one job, 9 ms instead of 75 ms for fifty.
//
// Upstream: hashicorp/terraform-plugin-framework#775; see unchanged.go.
//
// Delete when: BenchmarkRead_unchanged shows less than twice the time for the framework. internal/pipeline/fetched.go
// and its use in fetchWithJobs are deleted with it.
//
// In tests, the framework reads the same response, too, and has to agree: see NewVerifying.

import (
	"context"
	"reflect"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/pipeline"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

// ReadResource returns the state as it is if the platform shows no change, and what the framework reads otherwise.
func (s *server) ReadResource(
	ctx context.Context, req *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	data := s.provider.Data()
	if data == nil || req.TypeName != pipelineType {
		return withoutLoggers(ctx, s, req, s.protocol.ReadResource)
	}
	state, ok := s.recordedState(ctx, req, data)
	if !ok {
		return withoutLoggers(ctx, s, req, s.protocol.ReadResource)
	}

	fetched, unchanged := s.fetch(ctx, state, data)
	framework := func(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
		return s.protocol.ReadResource(fetched.Context(ctx), req)
	}
	if !unchanged {
		return withoutLoggers(ctx, s, req, framework)
	}
	identity, err := identityOf(req, state)
	if err != nil {
		return nil, err
	}
	resp := &tfprotov6.ReadResourceResponse{NewState: req.CurrentState, Private: req.Private, NewIdentity: identity}
	if s.verify.Read != nil {
		want, err := framework(ctx, req)
		s.verify.Read(resp, want, err)
	}
	return resp, nil
}

// fetch reads a pipeline, until StopProvider is called.
func (s *server) fetch(
	ctx context.Context, state definition.Pipeline, data *providerdata.Data,
) (fetched pipeline.Fetched, unchanged bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.mu.Lock()
	stopped := s.stopped
	s.mu.Unlock()
	go func() {
		select {
		case <-stopped:
			cancel()
		case <-ctx.Done():
		}
	}()
	return pipeline.Fetch(ctx, state, data)
}

// identityType is the type of a pipeline's identity.
var identityType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{pipeline.AttrIdentity: tftypes.String}}

// identityOf returns the identity in a request, or that of the state if there is none, as with CLIs that know no
// identities.
func identityOf(req *tfprotov6.ReadResourceRequest, state definition.Pipeline) (*tfprotov6.ResourceIdentityData, error) {
	if req.CurrentIdentity != nil {
		return req.CurrentIdentity, nil
	}
	id := tftypes.NewValue(tftypes.String, maestro.PlatformID(state.ID.ValueString()))
	value := tftypes.NewValue(identityType, map[string]tftypes.Value{pipeline.AttrIdentity: id})
	data, err := tfprotov6.NewDynamicValue(identityType, value)
	return &tfprotov6.ResourceIdentityData{IdentityData: &data}, err
}

// recordedState returns the state in a request. ok is false if a read changes more than the state.
func (s *server) recordedState(
	ctx context.Context, req *tfprotov6.ReadResourceRequest, data *providerdata.Data,
) (state definition.Pipeline, ok bool) {
	private, valid := decodePrivate(req.Private)
	if !valid || req.CurrentState == nil || len(req.CurrentState.MsgPack) == 0 {
		return definition.Pipeline{}, false
	}
	if _, imported := private[importBeforeRead]; imported {
		return definition.Pipeline{}, false
	}
	raw, err := req.CurrentState.Unmarshal(s.schemaType())
	if err != nil || raw.IsNull() {
		return definition.Pipeline{}, false
	}
	state, err = s.pipelineOf(ctx, members(raw))
	return state, err == nil && hasIdentity(req, state) && pipeline.MayReadUnchanged(state, private, data)
}

// pipelineOf converts a state, as the Get method of tfsdk.State does, which looks up each attribute in the schema by
// its path.
func (s *server) pipelineOf(ctx context.Context, attributes map[string]tftypes.Value) (p definition.Pipeline, err error) {
	fields := reflect.ValueOf(&p).Elem()
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Tag.Get("tfsdk")
		value, err := s.schema().Attributes[name].GetType().ValueFromTerraform(ctx, attributes[name])
		if err != nil {
			return p, err
		}
		fields.Field(i).Set(reflect.ValueOf(value))
	}
	return p, nil
}

// hasIdentity reports whether the identity in a request is that of the state, or missing.
func hasIdentity(req *tfprotov6.ReadResourceRequest, state definition.Pipeline) bool {
	if req.CurrentIdentity == nil {
		return true
	}
	if req.CurrentIdentity.IdentityData == nil {
		return false
	}
	identity, err := req.CurrentIdentity.IdentityData.Unmarshal(identityType)
	if err != nil {
		return false
	}
	var id string
	err = members(identity)[pipeline.AttrIdentity].As(&id)
	return err == nil && id == maestro.PlatformID(state.ID.ValueString())
}

// importBeforeRead is the key that the framework has in the private state between an import and the read after it.
const importBeforeRead = ".import_before_read"
