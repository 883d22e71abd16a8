// SPDX-License-Identifier: MPL-2.0

package job

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/diagnostics"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/providerdata"
)

// resetState resets the state of a job, and returns how a message names the state. It reads the pipeline first, for its
// name in messages and to report a pipeline that does not exist. Any other error of that read is ignored. Again is the
// paragraph at the end of errors on how the reset is repeated.
func resetState(
	ctx context.Context, provider *providerdata.Data, jobID, again string,
) (state string, diags diag.Diagnostics) {
	at, client := path.Root(jobIDName), provider.Client
	pipelineID, _, err := maestro.ParseJobID(jobID)
	if err != nil {
		return "", diag.Diagnostics{summaryInvalidID.ErrorAtf(at, "%s.%s", err, again)}
	}
	p, err := client.GetPipeline(ctx, pipelineID)
	if errors.Is(err, maestro.ErrNotFound) {
		return "", diag.Diagnostics{summaryNotFound.ErrorAt(at,
			diagnostics.PipelineNotFound(err, client.CustomerName(), pipelineID)+again)}
	}

	state = fmt.Sprintf("state of job %s of pipeline %s",
		jobID, diagnostics.PipelineName(p.Name.Value, maestro.PlatformID(pipelineID)))
	err = client.ResetJobState(ctx, jobID)
	switch {
	case errors.Is(err, maestro.ErrNotFound):
		diags.Append(summaryNotFound.ErrorAt(at, notInPipeline(p, pipelineID, jobID, err)+again))
	case maestro.Unconfirmed(err):
		diags.Append(summaryResetFailed.Errorf("The request to reset the %s was sent, but its outcome is not "+
			"known. If no run was started since, it is safe to reset it again. %s%s",
			state, diagnostics.MessageWithAdvice(err, client.CustomerName(), ""), again))
	case err != nil:
		diags.Append(summaryResetFailed.Errorf("The %s was not reset. %s%s",
			state, diagnostics.MessageWithAdvice(err, client.CustomerName(), ""), again))
	}
	return state, diags
}
