// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"maps"

	"golang.org/x/sync/errgroup"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
)

// jobsAtOnce is how many jobs of one pipeline are read side by side.
const jobsAtOnce = 10

// get reads a pipeline whole.
func (r *pipelineResource) get(ctx context.Context, prior model) (maestro.Pipeline, error) {
	return getWhole(ctx, r.data.Client, prior)
}

// getWhole reads a pipeline and, job by job, what the answer leaves out and prior does not rule out. Only JDBC jobs have
// a call for that (docs.dadosfera.ai/reference/platformapicontroller_getjdbcjob).
func getWhole(ctx context.Context, client *maestro.Client, prior model) (maestro.Pipeline, error) {
	p, err := client.GetPipeline(ctx, prior.ID.ValueString())
	if err != nil || !p.Jobs.Has() {
		return p, err
	}
	before, _ := jobsOf(prior.Jobs)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(jobsAtOnce)
	for i := range p.Jobs.Value {
		shown := &p.Jobs.Value[i]
		known := emptyJob()
		if i < len(before) {
			known = before[i]
		}
		if !needsDetail(known, *shown) {
			continue
		}
		group.Go(func() error {
			detail, err := client.GetJDBCJob(ctx, shown.ID)
			if maestro.Is404(err) {
				return nil // not every platform may have this call: then what is hidden stays hidden
			}
			if err != nil {
				return err
			}
			*shown = completed(*shown, detail)
			return nil
		})
	}
	return p, group.Wait()
}

// showsDetails says whether an answer about a job's input hides nothing. Every job has a reference to its credentials, so
// an answer without it is one that hides; and one that hides may do so by leaving fields out or by showing null.
func showsDetails(input maestro.Document) bool { return says(input.Raw(authName)) }

// needsDetail says whether an answer hides something of a JDBC job that could have changed.
func needsDetail(known job, shown maestro.Job) bool {
	connector, err := shown.Input.Text(connectorName)
	if err != nil || !connector.Has() {
		connector.Value = stringOf(known.input[connectorName])
	}
	if !maestro.IsJDBC(connector.Value) {
		return false
	}
	if !says(shown.Transformations) || !showsDetails(shown.Input) {
		return true
	}
	loadType, _ := shown.Input.Text(loadTypeName)
	for _, f := range inputFields {
		raw := shown.Input.Raw(f.name)
		switch {
		case says(raw):
		case !known.input[f.name].IsNull():
			return true
		case raw.Present: // null, and nothing is known that it could contradict
		case f.name == columnsName:
			return true
		case f.name == primaryKeysName && loadType.Value == incrementalWithQualify:
			return true
		}
	}
	return false
}

// completed gives a job as the pipeline's answer shows it with what the job's own answer adds. Where both show a field,
// the pipeline's counts: it has database types where the other has only their classes.
func completed(shown, detail maestro.Job) maestro.Job {
	input := maps.Clone(detail.Input)
	maps.Copy(input, withoutNulls(shown.Input))
	shown.Input = input
	if !says(shown.Transformations) {
		shown.Transformations = detail.Transformations
	}
	if len(shown.Output) == 0 {
		shown.Output = detail.Output
	}
	if !shown.Name.Has() {
		shown.Name = detail.Name
	}
	return shown
}

func withoutNulls(document maestro.Document) maestro.Document {
	shown := make(maestro.Document, len(document))
	for key, raw := range document {
		if string(raw) != "null" {
			shown[key] = raw
		}
	}
	return shown
}
