// SPDX-License-Identifier: MPL-2.0

package plugintest

import (
	"maps"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/server"
)

// Customer is whose pipelines the tests make.
const Customer = "acme_corp"

// TerraformVersion is the version of the Terraform that the provider is told it serves.
const TerraformVersion = "1.14.0"

// Server is the provider and the platform's address that it is configured with.
type Server struct {
	tfprotov6.ProviderServer
	// Schemas is everything that the provider offers.
	Schemas *tfprotov6.GetProviderSchemaResponse

	framework tfprotov6.ProviderServer // the same provider, without the server's shortcuts

	t   testing.TB
	url string
}

// NewServer starts a provider for the platform at url, configured with these further settings.
func NewServer(t testing.TB, url string, settings Attrs) *Server {
	t.Helper()
	s := &Server{t: t, url: url}
	s.Restart(settings)
	return s
}

// NewUnconfigured starts a provider that is not configured, as terraform validate does.
func NewUnconfigured(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t}
	s.start()
	return s
}

// Restart is the next run: a new provider, and the same platform.
func (s *Server) Restart(settings Attrs) {
	s.t.Helper()
	s.start()
	all := Attrs{"base_url": s.url, "customer_name": Customer}
	maps.Copy(all, settings)
	config := s.dynamic(Value(s.t, s.Schemas.Provider.ValueType(), all))
	for _, each := range []tfprotov6.ProviderServer{s.ProviderServer, s.framework} {
		resp, err := each.ConfigureProvider(s.t.Context(), &tfprotov6.ConfigureProviderRequest{TerraformVersion: TerraformVersion, Config: config})
		if err != nil {
			s.t.Fatal(err)
		}
		s.must("configure", resp.Diagnostics, nil)
	}
}

// start makes a provider that is not configured yet.
func (s *Server) start() {
	s.t.Helper()
	s.ProviderServer, s.framework = server.New(provider.New("test")), providerserver.NewProtocol6(provider.New("test"))()
	var err error
	s.Schemas, err = s.GetProviderSchema(s.t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		s.t.Fatal(err)
	}
	s.must("schema", s.Schemas.Diagnostics, nil)
}

// must fails the test where a call failed, or said an error.
func (s *Server) must(what string, diags []*tfprotov6.Diagnostic, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatalf("%s: %v", what, err)
	}
	if failed := errorsOf(diags); len(failed) > 0 {
		s.t.Fatalf("%s: %v", what, failed)
	}
}

func (s *Server) dynamic(v tftypes.Value) *tfprotov6.DynamicValue {
	s.t.Helper()
	d, err := tfprotov6.NewDynamicValue(v.Type(), v)
	if err != nil {
		s.t.Fatal(err)
	}
	return &d
}

func (s *Server) read(d *tfprotov6.DynamicValue, typ tftypes.Type) tftypes.Value {
	s.t.Helper()
	v, err := d.Unmarshal(typ)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}
