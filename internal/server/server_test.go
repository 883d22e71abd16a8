// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// terraform-plugin-go finds optional parts of the protocol by type assertions, so that each method of the framework's
// server has to be there.
func TestNew_hasAllMethodsOfFramework(t *testing.T) {
	own := reflect.TypeOf(New(provider.New("test")))
	framework := reflect.TypeOf(providerserver.NewProtocol6(provider.New("test"))())
	for i := range framework.NumMethod() {
		if method := framework.Method(i); method.IsExported() {
			if _, ok := own.MethodByName(method.Name); !ok {
				t.Errorf("%s: got no method, want one", method.Name)
			}
		}
	}
}

func TestServerCapabilities(t *testing.T) {
	s := New(provider.New("test"))
	schema, err := s.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	metadata, err := s.GetMetadata(t.Context(), &tfprotov6.GetMetadataRequest{})
	if err != nil {
		t.Fatal(err)
	}
	want := tfprotov6.ServerCapabilities{GetProviderSchemaOptional: true, MoveResourceState: true, PlanDestroy: true, GenerateResourceConfig: true}
	if got := *schema.ServerCapabilities; got != want {
		t.Errorf("GetProviderSchema: got %+v, want %+v", got, want)
	}
	if got := *metadata.ServerCapabilities; got != want {
		t.Errorf("GetMetadata: got %+v, want %+v", got, want)
	}
}
