// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// DefaultTerraformVersion is the version of Terraform that a provider is configured by, unless Options sets another.
const DefaultTerraformVersion = "1.14.0"

// T is the part of testing.TB that the driver needs. A rule that the provider breaks is reported by Errorf. What leaves
// the test without a value to go on with, or is a mistake in the test, is reported by Fatalf, which must not return.
type T interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Options say which provider to drive.
type Options struct {
	// Provider returns the protocol server of a new, unconfigured provider. A provider that is built with
	// terraform-plugin-framework gets one from its package providerserver.
	Provider func() tfprotov6.ProviderServer
	// Reference is for a provider that replaces methods of the framework's server. If set, it returns the framework's
	// server of the same provider. Whenever the provider plans no change, without diagnostics, the reference is asked
	// too, and has to return the same plan.
	Reference func() tfprotov6.ProviderServer
	// Config is the configuration of the provider, or that part of it which all runs share.
	Config Attrs
	// TerraformVersion defaults to DefaultTerraformVersion.
	TerraformVersion string
	// DeferralAllowed is set if the provider may defer plans and imports, as with the option -allow-deferral.
	DeferralAllowed bool
}

// Server is a running provider. The drivers of its parts are made from it: Resource, DataSource, List and Action. It
// has the protocol's methods too, for what no driver does.
type Server struct {
	tfprotov6.ProviderServer
	// Schemas is everything that the provider offers.
	Schemas *tfprotov6.GetProviderSchemaResponse

	reference  tfprotov6.ProviderServer
	identities map[string]*tfprotov6.ResourceIdentitySchema // by resource type
	options    Options
	t          T
}

// Start starts a provider and reads its schemas. It does not configure it, which is what terraform validate does.
func Start(t T, options Options) *Server {
	t.Helper()
	s := &Server{options: options, t: t}
	s.start()
	return s
}

// Restart starts a new instance of the provider, as the next command does, and configures it with Options.Config, over
// which it merges config. An error ends the test.
func (s *Server) Restart(config Attrs) {
	s.t.Helper()
	s.start()
	if diags := s.Configure(config); HasError(diags) {
		s.t.Fatalf("configuring the provider: %v", diags)
	}
}

// Configure validates the provider's configuration, which is Options.Config with config merged over it, and configures
// the provider unless that failed.
func (s *Server) Configure(config Attrs) []Diagnostic {
	s.t.Helper()
	all := maps.Clone(s.options.Config)
	if all == nil {
		all = Attrs{}
	}
	maps.Copy(all, config)
	value := s.encode(Value(s.t, s.Schemas.Provider.ValueType(), all))

	validated, err := s.ValidateProviderConfig(s.t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: value})
	s.noError("validating the provider's configuration", err)
	if diags := diagnosticsOf(validated.Diagnostics); HasError(diags) {
		return diags
	}

	version := s.options.TerraformVersion
	if version == "" {
		version = DefaultTerraformVersion
	}
	req := &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: version, Config: value,
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: s.options.DeferralAllowed},
	}
	if s.reference != nil {
		_, err := s.reference.ConfigureProvider(s.t.Context(), req)
		s.noError("configuring the reference", err)
	}
	configured, err := s.ConfigureProvider(s.t.Context(), req)
	s.noError("configuring the provider", err)
	return diagnosticsOf(configured.Diagnostics)
}

func (s *Server) start() {
	s.t.Helper()
	s.ProviderServer = s.options.Provider()
	if s.options.Reference != nil {
		s.reference = s.options.Reference()
	}
	schemas, err := s.GetProviderSchema(s.t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	s.noError("reading the schemas", err)
	if diags := diagnosticsOf(schemas.Diagnostics); HasError(diags) {
		s.t.Fatalf("reading the schemas: %v", diags)
	}
	s.Schemas = schemas

	identities, err := s.GetResourceIdentitySchemas(s.t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	s.noError("reading the schemas of identities", err)
	s.identities = identities.IdentitySchemas
}

// noError ends the test if a call itself failed, other than by diagnostics.
func (s *Server) noError(doing string, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%s: %v", doing, err)
	}
}

// notDeferred reports a deferral that Options.DeferralAllowed does not allow. Terraform's rule is
// deferring.UnexpectedProviderDeferralDiagnostic.
func (s *Server) notDeferred(deferred bool) {
	s.t.Helper()
	if deferred && !s.options.DeferralAllowed {
		s.t.Errorf("the provider deferred what Terraform did not allow it to defer")
	}
}

// encode returns a value as it is sent.
func (s *Server) encode(v tftypes.Value) *tfprotov6.DynamicValue {
	s.t.Helper()
	encoded, err := tfprotov6.NewDynamicValue(v.Type(), v)
	s.noError("encoding a value", err)
	return &encoded
}

// decode returns a value that was received, null if there is none.
func (s *Server) decode(received *tfprotov6.DynamicValue, typ tftypes.Type) tftypes.Value {
	s.t.Helper()
	if received == nil {
		return tftypes.NewValue(typ, nil)
	}
	v, err := received.Unmarshal(typ)
	s.noError("decoding a value that does not conform to the schema", err)
	return v
}

// attributesOf returns the attributes of a schema. Blocks end the test: the driver does not model them.
func (s *Server) attributesOf(schema *tfprotov6.Schema) []*tfprotov6.SchemaAttribute {
	s.t.Helper()
	if len(schema.Block.BlockTypes) > 0 {
		s.t.Fatalf("the schema has blocks, which this driver does not model")
	}
	return schema.Block.Attributes
}
