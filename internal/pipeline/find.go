// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

// NameProblem is why a name does not stand for one pipeline.
type NameProblem int

// The problems with a name.
const (
	NameNotRead   NameProblem = iota // the pipelines could not be listed
	NameMissing                      // no pipeline has the name
	NameNotUnique                    // several have it
)

// NameError reports that a name does not stand for one pipeline. Detail is that of a diagnostic.
type NameError struct {
	Problem NameProblem
	Detail  string
}

// FindByName returns the one pipeline with a name, as the list of all pipelines shows it. If several have it by
// [maestro.SameName], and one of them has exactly this name, that one is returned.
func FindByName(
	ctx context.Context, provider *providerdata.Data, name string,
) (found maestro.Pipeline, failed *NameError) {
	client := provider.Client
	all, err := client.FindByName(ctx, name)
	if err != nil {
		return maestro.Pipeline{}, &NameError{NameNotRead,
			fmt.Sprintf("The pipeline %q cannot be looked up, because the list of pipelines is not available. %s",
				name, provider.ErrorMessage(err))}
	}
	if len(all) > 1 {
		exact := slices.DeleteFunc(slices.Clone(all), func(p maestro.Pipeline) bool { return p.Name.Value != name })
		if len(exact) == 1 {
			all = exact
		}
	}

	switch len(all) {
	case 0:
		return maestro.Pipeline{}, &NameError{NameMissing, fmt.Sprintf("Customer %q has no pipeline named %q. Check the "+
			"name, which is case-sensitive, and customer_name of the provider.%s",
			client.CustomerName(), name, similarNames(ctx, client, name))}
	case 1:
		return all[0], nil
	}
	return maestro.Pipeline{}, &NameError{NameNotUnique, fmt.Sprintf("Customer %q has %d pipelines named %q. Use the id "+
		"of one instead of the name:\n%s", client.CustomerName(), len(all), name, describePipelines(all))}
}

// similarNames returns a paragraph with the pipelines whose names differ from a name in letter case alone, or "".
func similarNames(ctx context.Context, client *maestro.Client, name string) string {
	all, _ := client.ListPipelines(ctx) // they only help to find a misspelling
	similar := slices.DeleteFunc(all, func(p maestro.Pipeline) bool {
		return !strings.EqualFold(maestro.CanonicalName(p.Name.Value), maestro.CanonicalName(name))
	})
	if len(similar) == 0 {
		return ""
	}
	return " These names differ from it only in letter case:\n" + describePipelines(similar)
}

// describePipelines lists a few of several pipelines in an error, each on a line of its own.
func describePipelines(pipelines []maestro.Pipeline) string {
	lines := make([]string, len(pipelines))
	for i, p := range pipelines {
		lines[i] = diagnostics.PipelineName(diagnostics.Brief(p.Name.Value), p.ID)
	}
	return "\n  " + diagnostics.ListSome(lines, "\n  ")
}
