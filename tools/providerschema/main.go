// SPDX-License-Identifier: MPL-2.0

// Command providerschema prints the provider's schema as JSON, in the form of `terraform providers schema -json`, for
// tfplugindocs to make the documentation from.
//
// A CLI leaves out what it does not know: before Terraform 1.14, and in OpenTofu, there are no actions and no list
// resources in that JSON. Asking the provider itself gives the same pages on every machine.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

// providerName is the key that tfplugindocs looks for.
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

	err = encoder.Encode(document{
		FormatVersion:   "1.0",
		ProviderSchemas: map[string]providerSchema{providerName: own},
	})
	if err != nil {
		return fmt.Errorf("writing the schema: %w", err)
	}

	return nil
}

// readSchema asks the provider for its schema over the plugin protocol, as a CLI does.
func readSchema(ctx context.Context) (providerSchema, error) {
	server, err := providerserver.NewProtocol6WithError(provider.New("dev"))()
	if err != nil {
		return providerSchema{}, fmt.Errorf("starting the provider: %w", err)
	}

	answer, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return providerSchema{}, fmt.Errorf("asking for the schema: %w", err)
	}

	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return providerSchema{}, fmt.Errorf("asking for the identities: %w", err)
	}

	if err := failure(append(answer.Diagnostics, identities.Diagnostics...)); err != nil {
		return providerSchema{}, err
	}

	if len(answer.StateStoreSchemas) > 0 {
		return providerSchema{}, errors.New("state stores are not written yet: add them here")
	}

	return providerSchema{
		Provider:                 schemaOf(answer.Provider),
		ResourceSchemas:          each(answer.ResourceSchemas, schemaOf),
		DataSourceSchemas:        each(answer.DataSourceSchemas, schemaOf),
		EphemeralResourceSchemas: each(answer.EphemeralResourceSchemas, schemaOf),
		ListResourceSchemas:      each(answer.ListResourceSchemas, schemaOf),
		ActionSchemas:            each(answer.ActionSchemas, actionOf),
		Functions:                each(answer.Functions, functionOf),
		ResourceIdentitySchemas:  each(identities.IdentitySchemas, identityOf),
	}, nil
}

// failure turns the errors among the diagnostics into one.
func failure(diagnostics []*tfprotov6.Diagnostic) error {
	var failures []error

	for _, diagnostic := range diagnostics {
		if diagnostic.Severity == tfprotov6.DiagnosticSeverityError {
			failures = append(failures, fmt.Errorf("%s: %s", diagnostic.Summary, diagnostic.Detail))
		}
	}

	return errors.Join(failures...)
}
