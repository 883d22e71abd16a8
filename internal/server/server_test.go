// SPDX-License-Identifier: MPL-2.0

package server

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// What the framework serves, the provider serves.
func TestNothingOfTheFrameworksServerIsLost(t *testing.T) {
	own := reflect.TypeOf(New(provider.New("test")))
	if own != reflect.TypeFor[*server]() {
		t.Fatalf("the server is a %s", own)
	}
	inner := reflect.TypeOf(providerserver.NewProtocol6(provider.New("test"))())
	for i := range inner.NumMethod() {
		if method := inner.Method(i); method.IsExported() {
			if _, ok := own.MethodByName(method.Name); !ok {
				t.Errorf("%s is not served", method.Name)
			}
		}
	}
}

// The server announces all that the framework's does, and that it generates configuration; and it still lists and acts.
func TestServerAnnouncesWhatItDoes(t *testing.T) {
	server := New(provider.New("test"))
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	metadata, err := server.GetMetadata(t.Context(), &tfprotov6.GetMetadataRequest{})
	if err != nil {
		t.Fatal(err)
	}
	want := tfprotov6.ServerCapabilities{GetProviderSchemaOptional: true, MoveResourceState: true, PlanDestroy: true, GenerateResourceConfig: true}
	if got := *schema.ServerCapabilities; got != want {
		t.Errorf("the schema announces %+v", got)
	}
	if got := *metadata.ServerCapabilities; got != want {
		t.Errorf("the metadata announces %+v", got)
	}
	if _, ok := server.(tfprotov6.ListResourceServer); !ok {
		t.Error("it does not list")
	}
	if _, ok := server.(tfprotov6.ActionServer); !ok {
		t.Error("it does not act")
	}
}
