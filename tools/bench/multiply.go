// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// Where a create is not measured, two pipelines are made with the CLI, one that changes with the revision and one that
// does not, and state and platform are filled with their likes. The CLI would take minutes for thousands, as it writes
// the whole state after each. The plan without a change, which must be empty, finds any mistake in that.

// originals is how many are made with the CLI.
const originals = 2

// likeOf is which of the originals a pipeline is like.
func likeOf(n int) int { return min(n%10, originals-1) }

// likeID is the id of a pipeline that is like another.
func likeID(n int) string { return fmt.Sprintf("%08x_0000_4000_8000_%012x", n, n) }

// liken writes in a JSON text about an original what another pipeline has in its place.
func liken(text, id string, n int) string {
	pairs := []string{id, likeID(n)}
	for _, form := range []string{`"Orders %d"`, `"shop_%d"`, `"shop_%d.`} { // the last one begins a key of job_ids
		pairs = append(pairs, fmt.Sprintf(form, likeOf(n)), fmt.Sprintf(form, n))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Multiply makes the platform hold and keep so many pipelines, all like those that were kept, and gives their ids.
func (p *Platform) Multiply(pipelines int, ids *[]string) error {
	if len(p.kept) != originals {
		return fmt.Errorf("there are %d pipelines to be multiplied, not %d", len(p.kept), originals)
	}
	all := make([]maestrosim.Pipeline, pipelines)
	*ids = make([]string, pipelines)
	for n := range all {
		like := p.kept[likeOf(n)]
		text, err := json.Marshal(like) //nolint:musttag // it is read back right below
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(liken(string(text), like.ID, n)), &all[n]); err != nil { //nolint:musttag // as it was written
			return err
		}
		all[n].Number = 0 // the platform gives numbers
		for i := range all[n].Jobs {
			all[n].Jobs[i].Number = 0
		}
		(*ids)[n] = all[n].ID
	}
	p.kept = all
	return p.Restore(0, nil)
}

// filled makes a row's pipelines and control without creating them all, and gives the ids of the pipelines.
func (b *bench) filled(ctx context.Context, r row, subject, control *workspace) (ids []string, err error) {
	few := r
	few.Pipelines, few.Latency = originals, 0
	for s, texts := range map[*workspace][2]string{subject: {pipelinesText(few), pipelinesText(r)}, control: {controlText(few), controlText(r)}} {
		if s == nil {
			continue
		}
		if err := s.write("main.tf", texts[0]); err != nil {
			return nil, err
		}
		if _, err := s.run(ctx, 0, "apply", "-auto-approve"); err != nil {
			return nil, err
		}
		if s == subject {
			if _, err := b.keep(); err != nil {
				return nil, err
			}
			if err := b.call("Multiply", r.Pipelines, &ids); err != nil {
				return nil, err
			}
		}
		if err := errors.Join(s.multiplyState(r.Pipelines), s.write("main.tf", texts[1])); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// multiplyState fills a state of the originals with their likes.
func (s *workspace) multiplyState(count int) error {
	file := filepath.Join(s.dir, "terraform.tfstate")
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	multiplied, err := multiplied(text, count)
	if err != nil {
		return err
	}
	return os.WriteFile(file, multiplied, 0o600)
}

func multiplied(state []byte, count int) ([]byte, error) {
	var whole map[string]json.RawMessage
	var resources []map[string]json.RawMessage
	var instances []json.RawMessage
	if err := json.Unmarshal(state, &whole); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(whole["resources"], &resources); err != nil {
		return nil, err
	}
	if len(resources) != 1 {
		return nil, fmt.Errorf("the state has %d resources, not one", len(resources))
	}
	if err := json.Unmarshal(resources[0]["instances"], &instances); err != nil {
		return nil, err
	}
	if len(instances) != originals {
		return nil, fmt.Errorf("the state has %d instances, not %d", len(instances), originals)
	}
	all := make([]map[string]json.RawMessage, count)
	for n := range all {
		original := instances[likeOf(n)]
		if err := json.Unmarshal([]byte(liken(string(original), idIn(original), n)), &all[n]); err != nil {
			return nil, err
		}
		all[n]["index_key"] = json.RawMessage(strconv.Itoa(n))
	}
	var errs [2]error
	resources[0]["instances"], errs[0] = json.Marshal(all)
	whole["resources"], errs[1] = json.Marshal(resources)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	return json.MarshalIndent(whole, "", "  ")
}

// idIn is the id of an instance in a state.
func idIn(instance json.RawMessage) string {
	var is struct {
		Attributes struct {
			ID string `json:"id"`
		} `json:"attributes"`
	}
	_ = json.Unmarshal(instance, &is) // an empty id fails in what follows
	return is.Attributes.ID
}
