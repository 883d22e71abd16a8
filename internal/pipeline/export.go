// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/fetch"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// exportBeforeDestroy writes the configuration of a pipeline to a directory. Exists is false if the pipeline is gone.
func (r *pipelineResource) exportBeforeDestroy(
	ctx context.Context, state definition.Pipeline, directory string,
) (exists bool, diags diag.Diagnostics) {
	body, err := r.export(ctx, state, directory)
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		return false, nil
	case err != nil:
		diags.Append(summaryExportFailed.Errorf(
			"%s was not deleted, because its configuration could not be written to the directory %q first "+
				"(export_before_destroy). It stays in the state. %s",
			subject(state), directory, r.explain(err, operationDelete)))
		return true, diags
	}

	if jobs := definition.JobsWithoutAuth(body); len(jobs) > 0 {
		diags.Append(summaryExportIncomplete.About(state.Name.ValueString()).Warningf(
			"The configuration of the %s was exported, but neither the platform nor the state shows the connection of "+
				"jobs[%d]. Add its auth_parameters to %s before you create the pipeline again. Check its transformations, too: "+
				"the file has only those that the platform or the state shows.",
			referenceTo(state), jobs[0], filepath.Join(directory, exportName(state.ID.ValueString()))))
	}
	return true, diags
}

// export writes a body that POST /platform/pipeline accepts, completely or not at all, readable by the user alone.
func (r *pipelineResource) export(
	ctx context.Context, state definition.Pipeline, directory string,
) (maestro.NewPipeline, error) {
	response, err := fetch.Pipeline(ctx, r.Provider.Client, state)
	if err != nil {
		return maestro.NewPipeline{}, err
	}
	observed, err := definition.Observe(state, response, false)
	if err != nil {
		return maestro.NewPipeline{}, err
	}
	body := definition.Export(observed, response)
	content, err := json.MarshalIndent(body, "", "  ")
	if err != nil {
		return body, fmt.Errorf("writing JSON: %w", err)
	}
	return body, writeFile(directory, exportName(state.ID.ValueString()), append(content, '\n'))
}

// longestName, in bytes, leaves room for what a temporary file has around its name.
const longestName = 200

// exportName returns the name of the file for an id, whatever characters it has. An id with other than word characters,
// or too long for a file name, gets a hash, so that no two ids share a file.
func exportName(id string) string {
	plain := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return '_'
	}, id)
	if plain != id || len(plain) > longestName {
		plain = plain[:min(len(plain), longestName)]
		plain += fmt.Sprintf("-%x", sha256.Sum256([]byte(id)))[:9]
	}
	return plain + ".json"
}

// writeFile writes either the whole file or none, readable by the user alone.
func writeFile(directory, name string, content []byte) (err error) {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return fmt.Errorf("creating the directory: %w", err)
	}
	file, err := os.CreateTemp(directory, "."+name+".*") // with mode 0600
	if err != nil {
		return fmt.Errorf("creating the file: %w", err)
	}
	defer func() {
		if removeErr := os.Remove(file.Name()); !errors.Is(removeErr, fs.ErrNotExist) {
			err = errors.Join(err, removeErr)
		}
	}()

	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("writing the file: %w", err)
	}
	if err := os.Rename(file.Name(), filepath.Join(directory, name)); err != nil {
		return fmt.Errorf("renaming the file: %w", err)
	}
	return nil
}
