// SPDX-License-Identifier: MPL-2.0

package plugintest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

type (
	attrs = plugintest.Attrs
	elems = plugintest.Elems
)

// toy is a provider that keeps every rule, at the level of the protocol. A test makes it break one by changing a
// response before it is returned.
type toy struct {
	tfprotov6.ProviderServer // nil: what follows is all that the driver calls

	objects map[string]attrs // toy_note on the platform, by id
	fail    func(typeName string) string

	onSchema   func(*tfprotov6.GetProviderSchemaResponse)
	onPlan     func(*tfprotov6.PlanResourceChangeResponse)
	onApply    func(*tfprotov6.ApplyResourceChangeResponse)
	onRead     func(*tfprotov6.ReadResourceResponse)
	onImport   func(*tfprotov6.ImportResourceStateResponse)
	onReadData func(*tfprotov6.ReadDataSourceResponse)
	onOpen     func(*tfprotov6.OpenEphemeralResourceResponse)
	onCall     func(*tfprotov6.CallFunctionResponse)
	onInvoke   func([]tfprotov6.InvokeActionEvent) []tfprotov6.InvokeActionEvent
	onList     func([]tfprotov6.ListResourceResult) []tfprotov6.ListResourceResult
	onPlanned  func(*tfprotov6.PlanResourceChangeRequest) // sees each request to plan
	onApplied  func(*tfprotov6.ApplyResourceChangeRequest)
}

func newToy() *toy { return &toy{objects: map[string]attrs{}} }

// attribute returns an attribute of a schema.
func attribute(name string, typ tftypes.Type, behavior string) *tfprotov6.SchemaAttribute {
	return &tfprotov6.SchemaAttribute{
		Name: name, Type: typ, Required: behavior == "required", WriteOnly: behavior == "write-only",
		Optional: slices.Contains([]string{"optional", "optional+computed", "write-only"}, behavior),
		Computed: slices.Contains([]string{"computed", "optional+computed"}, behavior),
	}
}

func schemaOf(attributes ...*tfprotov6.SchemaAttribute) *tfprotov6.Schema {
	return &tfprotov6.Schema{Block: &tfprotov6.SchemaBlock{Attributes: attributes}}
}

var (
	noteSchema = schemaOf(
		attribute("id", tftypes.String, "computed"),
		attribute("text", tftypes.String, "required"),
		attribute("color", tftypes.String, "optional"),
		attribute("password", tftypes.String, "write-only"),
	)
	noteType     = noteSchema.ValueType()
	identityType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{"id": tftypes.String}}
	sourceSchema = schemaOf(attribute("id", tftypes.String, "required"), attribute("text", tftypes.String, "computed"))
	configSchema = schemaOf(attribute("text", tftypes.String, "optional"))
)

func (p *toy) GetProviderSchema(context.Context, *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	resp := &tfprotov6.GetProviderSchemaResponse{
		ServerCapabilities:       &tfprotov6.ServerCapabilities{GenerateResourceConfig: true},
		Provider:                 configSchema,
		ResourceSchemas:          map[string]*tfprotov6.Schema{"toy_note": noteSchema},
		DataSourceSchemas:        map[string]*tfprotov6.Schema{"toy_note": sourceSchema},
		ListResourceSchemas:      map[string]*tfprotov6.Schema{"toy_note": configSchema},
		ActionSchemas:            map[string]*tfprotov6.ActionSchema{"toy_print": {Schema: configSchema}},
		EphemeralResourceSchemas: map[string]*tfprotov6.Schema{"toy_key": sourceSchema},
		Functions: map[string]*tfprotov6.Function{"join": {
			Parameters:        []*tfprotov6.FunctionParameter{{Name: "separator", Type: tftypes.String}},
			VariadicParameter: &tfprotov6.FunctionParameter{Name: "part", Type: tftypes.String},
			Return:            &tfprotov6.FunctionReturn{Type: tftypes.String},
		}},
	}
	return changed(resp, p.onSchema), nil
}

func (p *toy) GetResourceIdentitySchemas(context.Context, *tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{IdentitySchemas: map[string]*tfprotov6.ResourceIdentitySchema{
		"toy_note": {IdentityAttributes: []*tfprotov6.ResourceIdentitySchemaAttribute{{Name: "id", Type: tftypes.String}}},
	}}, nil
}

func (p *toy) ValidateProviderConfig(_ context.Context, req *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{Diagnostics: invalid(req.Config, configSchema.ValueType())}, nil
}

func (p *toy) ConfigureProvider(context.Context, *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (p *toy) ValidateResourceConfig(_ context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{Diagnostics: invalid(req.Config, noteType)}, nil
}

// UpgradeResourceState reads the state as it is.
func (p *toy) UpgradeResourceState(_ context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	v, err := req.RawState.UnmarshalWithOpts(noteType, tfprotov6.UnmarshalOpts{ValueFromJSONOpts: tftypes.ValueFromJSONOpts{IgnoreUndefinedAttributes: true}})
	if err != nil {
		return nil, err
	}
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: encode(v)}, nil
}

func (p *toy) UpgradeResourceIdentity(context.Context, *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return &tfprotov6.UpgradeResourceIdentityResponse{UpgradedIdentity: identityOf("upgraded")}, nil
}

// PlanResourceChange plans the proposed state, with an unknown id for a new object. A change of color to a known value
// requires replacement.
func (p *toy) PlanResourceChange(_ context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	if p.onPlanned != nil {
		p.onPlanned(req)
	}
	resp := &tfprotov6.PlanResourceChangeResponse{PlannedState: req.ProposedNewState, PlannedPrivate: req.PriorPrivate, PlannedIdentity: req.PriorIdentity}
	if prior, planned := objectOf(req.PriorState), objectOf(req.ProposedNewState); planned != nil {
		planned["password"] = nil
		if prior == nil {
			planned["id"] = plugintest.Unknown{}
		} else if planned["color"] != any(plugintest.Unknown{}) && prior["color"] != planned["color"] {
			resp.RequiresReplace = []*tftypes.AttributePath{tftypes.NewAttributePath().WithAttributeName("color")}
		}
		resp.PlannedState = noteOf(planned)
	}
	return changed(resp, p.onPlan), nil
}

// ApplyResourceChange creates, updates or deletes an object. fail returns an error, "" for none, after a create or an
// update has been carried out, and before a delete.
func (p *toy) ApplyResourceChange(_ context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	if p.onApplied != nil {
		p.onApplied(req)
	}
	prior, planned := objectOf(req.PriorState), objectOf(req.PlannedState)
	resp := &tfprotov6.ApplyResourceChangeResponse{NewState: req.PlannedState, Private: []byte(`{}`)}
	kind := "update"
	switch {
	case planned == nil:
		kind = "delete"
	case prior == nil:
		kind = "create"
		planned["id"] = fmt.Sprintf("note-%d", len(p.objects)+1)
	}
	if p.fail != nil {
		if detail := p.fail(kind); detail != "" {
			resp.Diagnostics = []*tfprotov6.Diagnostic{{Severity: plugintest.Error, Summary: "Failed", Detail: detail}}
		}
	}
	switch {
	case planned != nil:
		p.objects[planned["id"].(string)] = planned
		resp.NewState, resp.NewIdentity = noteOf(planned), identityOf(planned["id"])
	case resp.Diagnostics == nil:
		delete(p.objects, prior["id"].(string))
	default:
		resp.NewState, resp.NewIdentity = req.PriorState, identityOf(prior["id"])
	}
	return changed(resp, p.onApply), nil
}

func (p *toy) ReadResource(_ context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	resp := &tfprotov6.ReadResourceResponse{NewState: noteOf(nil), Private: req.Private}
	id := objectOf(req.CurrentState)["id"]
	if object, ok := p.objects[id.(string)]; ok {
		resp.NewState, resp.NewIdentity = noteOf(object), identityOf(id)
	}
	return changed(resp, p.onRead), nil
}

func (p *toy) ImportResourceState(_ context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	id := req.ID
	if req.Identity != nil {
		id = plugintest.Plain(decode(req.Identity.IdentityData, identityType)).(attrs)["id"].(string)
	}
	resp := &tfprotov6.ImportResourceStateResponse{ImportedResources: []*tfprotov6.ImportedResource{
		{TypeName: "toy_note", State: noteOf(attrs{"id": id}), Identity: identityOf(id)},
	}}
	return changed(resp, p.onImport), nil
}

// GenerateResourceConfig generates only the text.
func (p *toy) GenerateResourceConfig(_ context.Context, req *tfprotov6.GenerateResourceConfigRequest) (*tfprotov6.GenerateResourceConfigResponse, error) {
	return &tfprotov6.GenerateResourceConfigResponse{Config: noteOf(attrs{"text": objectOf(req.State)["text"]})}, nil
}

func (p *toy) ValidateDataResourceConfig(_ context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

func (p *toy) ReadDataSource(_ context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	id := plugintest.Plain(decode(req.Config, sourceSchema.ValueType())).(attrs)["id"]
	resp := &tfprotov6.ReadDataSourceResponse{State: encodeAs(sourceSchema, attrs{"id": id, "text": "text of " + id.(string)})}
	return changed(resp, p.onReadData), nil
}

func (p *toy) ValidateEphemeralResourceConfig(context.Context, *tfprotov6.ValidateEphemeralResourceConfigRequest) (*tfprotov6.ValidateEphemeralResourceConfigResponse, error) {
	return &tfprotov6.ValidateEphemeralResourceConfigResponse{}, nil
}

func (p *toy) OpenEphemeralResource(_ context.Context, req *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	id := plugintest.Plain(decode(req.Config, sourceSchema.ValueType())).(attrs)["id"]
	resp := &tfprotov6.OpenEphemeralResourceResponse{Result: encodeAs(sourceSchema, attrs{"id": id, "text": "key"})}
	return changed(resp, p.onOpen), nil
}

func (p *toy) CloseEphemeralResource(context.Context, *tfprotov6.CloseEphemeralResourceRequest) (*tfprotov6.CloseEphemeralResourceResponse, error) {
	return &tfprotov6.CloseEphemeralResourceResponse{Diagnostics: []*tfprotov6.Diagnostic{{Severity: plugintest.Warning, Summary: "Closed"}}}, nil
}

// CallFunction joins texts. An empty part is an error.
func (p *toy) CallFunction(_ context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	var parts []string
	for i, argument := range req.Arguments {
		part := plugintest.Plain(decode(argument, tftypes.String)).(string)
		if index := int64(i); i > 0 && part == "" {
			return &tfprotov6.CallFunctionResponse{Error: &tfprotov6.FunctionError{Text: "empty part", FunctionArgument: &index}}, nil
		}
		parts = append(parts, part)
	}
	resp := &tfprotov6.CallFunctionResponse{Result: encode(tftypes.NewValue(tftypes.String, strings.Join(parts[1:], parts[0])))}
	return changed(resp, p.onCall), nil
}

func (p *toy) ValidateActionConfig(_ context.Context, req *tfprotov6.ValidateActionConfigRequest) (*tfprotov6.ValidateActionConfigResponse, error) {
	return &tfprotov6.ValidateActionConfigResponse{Diagnostics: invalid(req.Config, configSchema.ValueType())}, nil
}

func (p *toy) PlanAction(context.Context, *tfprotov6.PlanActionRequest) (*tfprotov6.PlanActionResponse, error) {
	return &tfprotov6.PlanActionResponse{}, nil
}

func (p *toy) InvokeAction(context.Context, *tfprotov6.InvokeActionRequest) (*tfprotov6.InvokeActionServerStream, error) {
	events := []tfprotov6.InvokeActionEvent{
		{Type: tfprotov6.ProgressInvokeActionEventType{Message: "printing"}},
		{Type: tfprotov6.CompletedInvokeActionEventType{Diagnostics: []*tfprotov6.Diagnostic{{Severity: plugintest.Warning, Summary: "Printed"}}}},
	}
	if p.onInvoke != nil {
		events = p.onInvoke(events)
	}
	return &tfprotov6.InvokeActionServerStream{Events: slices.Values(events)}, nil
}

func (p *toy) ValidateListResourceConfig(context.Context, *tfprotov6.ValidateListResourceConfigRequest) (*tfprotov6.ValidateListResourceConfigResponse, error) {
	return &tfprotov6.ValidateListResourceConfigResponse{}, nil
}

func (p *toy) ListResource(_ context.Context, req *tfprotov6.ListResourceRequest) (*tfprotov6.ListResourceServerStream, error) {
	var results []tfprotov6.ListResourceResult
	for _, id := range sortedKeys(p.objects) {
		result := tfprotov6.ListResourceResult{DisplayName: id, Identity: identityOf(id)}
		if req.IncludeResource {
			result.Resource = noteOf(p.objects[id])
		}
		results = append(results, result)
	}
	if p.onList != nil {
		results = p.onList(results)
	}
	return &tfprotov6.ListResourceServerStream{Results: slices.Values(results)}, nil
}

// changed returns a response after a test has changed it.
func changed[Response any](resp *Response, change func(*Response)) *Response {
	if change != nil {
		change(resp)
	}
	return resp
}

// invalid refuses the text "invalid".
func invalid(config *tfprotov6.DynamicValue, typ tftypes.Type) []*tfprotov6.Diagnostic {
	if object, _ := plugintest.Plain(decode(config, typ)).(attrs); object["text"] == "invalid" {
		return []*tfprotov6.Diagnostic{{
			Severity: plugintest.Error, Summary: "Invalid text", Detail: "Another text is valid.",
			Attribute: tftypes.NewAttributePath().WithAttributeName("text"),
		}}
	}
	return nil
}

func objectOf(v *tfprotov6.DynamicValue) attrs {
	object, _ := plugintest.Plain(decode(v, noteType)).(attrs)
	return object
}

// noteOf encodes a toy_note, null if there are no attributes.
func noteOf(object attrs) *tfprotov6.DynamicValue { return encodeAs(noteSchema, object) }

func encodeAs(schema *tfprotov6.Schema, object attrs) *tfprotov6.DynamicValue {
	if object == nil {
		return encode(tftypes.NewValue(schema.ValueType(), nil))
	}
	return encode(plugintest.Value(&recorder{}, schema.ValueType(), object))
}

func identityOf(id any) *tfprotov6.ResourceIdentityData {
	return &tfprotov6.ResourceIdentityData{IdentityData: encode(plugintest.Value(&recorder{}, identityType, attrs{"id": id}))}
}

func encode(v tftypes.Value) *tfprotov6.DynamicValue {
	encoded, err := tfprotov6.NewDynamicValue(v.Type(), v)
	if err != nil {
		panic(err)
	}
	return &encoded
}

func decode(encoded *tfprotov6.DynamicValue, typ tftypes.Type) tftypes.Value {
	v, err := encoded.Unmarshal(typ)
	if err != nil {
		panic(err)
	}
	return v
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// recorder is a plugintest.T that keeps what is reported.
type recorder struct {
	failures []string
}

// errFatal is what Fatalf panics with.
var errFatal = errors.New("fatal")

func (*recorder) Helper()                  {}
func (*recorder) Context() context.Context { return context.Background() }

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	panic(errFatal)
}

// failuresOf runs a test and returns what it reports.
func failuresOf(test func(t plugintest.T)) []string {
	r := &recorder{}
	func() {
		defer func() {
			if v := recover(); v != nil && v != errFatal { //nolint:errorlint // it is never wrapped
				panic(v)
			}
		}()
		test(r)
	}()
	return r.failures
}

// start starts a toy provider and configures it.
func start(t plugintest.T, p *toy) *plugintest.Server {
	s := plugintest.Start(t, plugintest.Options{Provider: func() tfprotov6.ProviderServer { return p }})
	s.Restart(nil)
	return s
}

// wantFailure reports an error unless exactly one failure was reported, with this text in it.
func wantFailure(t *testing.T, failures []string, text string) {
	t.Helper()
	if len(failures) != 1 || !strings.Contains(failures[0], text) {
		t.Errorf("got failures %q, want one with %q", failures, text)
	}
}
