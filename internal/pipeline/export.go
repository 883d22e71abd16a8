// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// export writes the configuration of a pipeline to folder, as a body that POST /platform/pipeline takes, whole or not
// at all and for the user alone. gone is true where there is nothing left to export.
func (r *pipelineResource) export(ctx context.Context, state model, folder string, diags *diag.Diagnostics) (gone bool, err error) {
	p, err := r.get(ctx, state)
	if maestro.IsNotFound(err) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	observed, err := observe(state, p, false)
	if err != nil {
		return false, err
	}
	document := exported(observed, p)
	content, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return false, fmt.Errorf("writing JSON: %w", err)
	}
	name := exportName(state.ID.ValueString())
	if err := writeWhole(folder, name, append(content, '\n')); err != nil {
		return false, err
	}
	for i, job := range document.Jobs {
		if !showsDetails(job.Input) {
			diags.AddWarning("Export has no credentials",
				fmt.Sprintf("%s: neither the platform nor the state shows which connection jobs[%d] uses. Add its auth_parameters to %s before it is brought back.",
					subject(state), i, filepath.Join(folder, name)))
			break
		}
	}
	return false, nil
}

// exported puts together what the platform shows, undocumented fields included, and what the state knows beyond that.
// Names of tables that the platform made up by itself are left to it again.
func exported(m model, p maestro.Pipeline) maestro.NewPipeline {
	document := newPipeline(m, createID(m.ID.ValueString()))
	for i := range document.Jobs {
		if i >= len(p.Jobs.Value) {
			break
		}
		shown := p.Jobs.Value[i]
		input := withoutNulls(shown.Input)
		maps.Copy(input, document.Jobs[i].Input)
		document.Jobs[i].Input = input
		output := withoutNulls(shown.Output)
		maps.DeleteFunc(output, func(key string, _ json.RawMessage) bool { return key == "table_name" })
		maps.Copy(output, document.Jobs[i].Output)
		document.Jobs[i].Output = output
	}
	return document
}

// createID spells an id as a create is documented to want it: a UUID with hyphens
// (docs.dadosfera.ai/reference/platformapicontroller_createpipeline).
func createID(id string) string {
	if parsed, err := uuid.Parse(strings.ReplaceAll(id, "_", "-")); err == nil && maestro.SameID(parsed.String(), id) {
		return parsed.String()
	}
	return id
}

// longestName, in bytes, leaves room for what a temporary file has around its name.
const longestName = 200

// exportName makes a file name of an id, whatever is in it. An id that is no plain word, or too long for a file, gets a
// mark of its own, so that no two share a file.
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

// writeWhole leaves either the whole file or none, readable by the user alone.
func writeWhole(folder, name string, content []byte) (err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("making the folder: %w", err)
	}
	file, err := os.CreateTemp(folder, "."+name+".*") // with mode 0600
	if err != nil {
		return fmt.Errorf("making the file: %w", err)
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
	if err := os.Rename(file.Name(), filepath.Join(folder, name)); err != nil {
		return fmt.Errorf("naming the file: %w", err)
	}
	return nil
}
