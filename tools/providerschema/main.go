// SPDX-License-Identifier: MPL-2.0

// Command providerschema prints the schema of the provider in the format of terraform providers schema -json. From
// that, tfplugindocs generates the documentation.
//
// A CLI omits the kinds of objects that it does not support: before version 1.14, and in OpenTofu, actions and list
// resources. This command prints the same schema on every machine.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// providerName is the key under which tfplugindocs expects the schema.
const providerName = "dadosfera"

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "providerschema:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	own, err := readSchema(ctx)
	if err != nil {
		return err
	}

	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")

	return encoder.Encode(tfjson.ProviderSchemas{
		FormatVersion: "1.0",
		Schemas:       map[string]*tfjson.ProviderSchema{providerName: own},
	})
}

// readSchema requests the schema over the plugin protocol, as a CLI does.
func readSchema(ctx context.Context) (*tfjson.ProviderSchema, error) {
	server := providerserver.NewProtocol6(provider.New("dev"))()

	schemas, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}

	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, fmt.Errorf("reading the identity schemas: %w", err)
	}

	for _, diagnostic := range append(schemas.Diagnostics, identities.Diagnostics...) {
		if diagnostic.Severity == tfprotov6.DiagnosticSeverityError {
			return nil, fmt.Errorf("%s: %s", diagnostic.Summary, diagnostic.Detail)
		}
	}

	if len(schemas.StateStoreSchemas) > 0 {
		return nil, errors.New("terraform-json has no type for the schema of a state store")
	}

	return &tfjson.ProviderSchema{
		ConfigSchema:             schemaOf(schemas.Provider),
		ResourceSchemas:          each(schemas.ResourceSchemas, schemaOf),
		DataSourceSchemas:        each(schemas.DataSourceSchemas, schemaOf),
		EphemeralResourceSchemas: each(schemas.EphemeralResourceSchemas, schemaOf),
		ListResourceSchemas:      each(schemas.ListResourceSchemas, schemaOf),
		ActionSchemas:            each(schemas.ActionSchemas, actionOf),
		Functions:                each(schemas.Functions, functionOf),
		ResourceIdentitySchemas:  each(identities.IdentitySchemas, identityOf),
	}, nil
}
