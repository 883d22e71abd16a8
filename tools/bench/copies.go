// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
)

// The CLI writes the whole state after each resource that it creates, so that thousands would take it minutes. If their
// creation is not measured, the CLI creates only the first one; this file copies it, on the platform and in the state.

const stateFile = "terraform.tfstate"

// copyID returns the id of copy n of a pipeline.
func copyID(n int) string { return fmt.Sprintf("%08x_0000_4000_8000_%012x", n, n) }

// fill creates the resources of a setup.
func (b *bench) fill(ctx context.Context, s setup, w workspaces) error {
	b.configure(setup{hidden: s.hidden})
	one := s
	one.pipelines = 1
	if err := errors.Join(
		w.subject.write("main.tf", one.subjectConfig()), w.control.write("main.tf", one.controlConfig()),
	); err != nil {
		return err
	}
	for _, workspace := range []*workspace{w.subject, w.control} {
		if _, err := workspace.run(ctx, 0, "apply -auto-approve"); err != nil {
			return err
		}
	}

	id := b.sim.Pipelines(customer)[0].ID
	if err := errors.Join(
		b.copyPipeline(id, s.pipelines), w.subject.copyInstance(id, s.pipelines), w.control.copyInstance(id, s.pipelines),
		w.subject.write("main.tf", s.subjectConfig()), w.control.write("main.tf", s.controlConfig()),
	); err != nil {
		return err
	}
	state, err := os.ReadFile(w.subject.file(stateFile))
	return errors.Join(err, w.idle.write(stateFile, string(state)))
}

// forget removes the states of fill, and adds an import block for the pipelines. It is one block, as Terraform 1.16.0
// imports only the first of several into instances of one resource:
// https://github.com/hashicorp/terraform/issues/39068.
func (b *bench) forget(w workspaces) error {
	var imports strings.Builder
	imports.WriteString("import {\n  for_each = {\n")
	for n, p := range b.sim.Pipelines(customer) {
		fmt.Fprintf(&imports, "    \"%[1]d\" = { index = %[1]d, id = %[2]s }\n", n, diagnostics.HCLString(p.ID))
	}
	imports.WriteString("  }\n  to = dadosfera_pipeline.orders[each.value.index]\n  id = each.value.id\n}\n")
	return errors.Join(
		w.subject.write("imports.tf", imports.String()),
		os.Remove(w.subject.file(stateFile)), os.Remove(w.control.file(stateFile)),
	)
}

// copyPipeline copies a pipeline of the platform until there are count.
func (b *bench) copyPipeline(id string, count int) error {
	for n := 1; n < count; n++ {
		p, _ := b.sim.Pipeline(customer, id)
		p.ID, p.Number, p.Name = copyID(n), 0, fmt.Sprintf("Orders %d", n)
		for i := range p.Jobs {
			job := &p.Jobs[i]
			job.ID, job.Number = strings.Replace(job.ID, id, p.ID, 1), 0
			job.Input["table_schema"] = fmt.Sprintf("shop_%d", n)
		}
		if err := b.sim.Put(customer, p); err != nil {
			return err
		}
	}
	return nil
}

// copyInstance copies the only instance of the only resource in the state until there are count.
func (w *workspace) copyInstance(id string, count int) error {
	state, err := os.ReadFile(w.file(stateFile))
	if err != nil {
		return err
	}
	const begin, end = `"instances": [`, "\n      ]"
	head, rest, found := strings.Cut(string(state), begin)
	instance, tail, ended := strings.Cut(rest, end)
	if !found || !ended {
		return errors.New("the state has an unknown layout")
	}
	instances := make([]string, count)
	for n := range instances {
		instances[n] = instance
		if n > 0 {
			instances[n] = strings.NewReplacer(
				`"index_key": 0`, fmt.Sprintf(`"index_key": %d`, n), id, copyID(n),
				`"Orders 0"`, fmt.Sprintf(`"Orders %d"`, n), `"shop_0`, fmt.Sprintf(`"shop_%d`, n),
			).Replace(instance)
		}
	}
	return w.write(stateFile, head+begin+strings.Join(instances, ",")+end+tail)
}
