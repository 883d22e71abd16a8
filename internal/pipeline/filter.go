// SPDX-License-Identifier: MPL-2.0

package pipeline

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/maestro"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/validators"
)

// filter says which pipelines are meant, in the data source dadosfera_pipelines and in the list of dadosfera_pipeline.
// All that it looks at is in the platform's list of pipelines, so it costs no request of its own.
type filter struct {
	NameRegex  types.String `tfsdk:"name_regex"`
	LastStatus types.String `tfsdk:"last_status"`
	Scheduled  types.Bool   `tfsdk:"scheduled"`
	Connector  types.String `tfsdk:"connector"`
}

const nameRegexName = "name_regex"

// The descriptions of the filter's attributes.
const (
	nameRegexText = "Only pipelines whose name matches this regular expression ([RE2 syntax](https://github.com/google/re2/wiki/Syntax)). " +
		"It matches anywhere in the name, unless `^` and `$` tie it to both ends; letter case counts, unless `(?i)` stands in front."
	lastStatusText = "Only pipelines whose last run ended like this: `SUCCESS`, for example, or `CREATED` for those that never ran. Letter case does not count."
	scheduledText  = "`true` for pipelines with a schedule (`cron`) only, paused ones included; `false` for those that run only when somebody starts them."
	connectorText  = "Only pipelines with a job of this connector: `jdbc` or `singer`, for example. Letter case does not count. " +
		"A job that the platform shows no connector of, as those of S3, matches none."
)

// The validators of the filter's attributes. An empty last_status or connector would match nothing.
var (
	nameRegexValidators = []validator.String{regexValidator{}}
	wordValidators      = []validator.String{validators.Word("Leave it out for all pipelines.")}
)

// regexValidator wants a regular expression.
type regexValidator struct{}

func (regexValidator) Description(context.Context) string {
	return "must be a regular expression in RE2 syntax"
}

func (v regexValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v regexValidator) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !absent(req.ConfigValue) {
		compile(req.Path, req.ConfigValue.ValueString(), &resp.Diagnostics)
	}
}

// compile gives nil, and says why, where a text is no regular expression.
func compile(at path.Path, text string, diags *diag.Diagnostics) *regexp.Regexp {
	expression, err := regexp.Compile(text)
	if err != nil {
		why := err.Error()
		var wrong *syntax.Error
		if errors.As(err, &wrong) {
			why = wrong.Code.String()
			if wrong.Expr != text {
				why += fmt.Sprintf(" %q", wrong.Expr)
			}
		}
		diags.AddAttributeError(at, "Invalid regular expression",
			fmt.Sprintf("%s is %q, which is no regular expression in RE2 syntax: %s. That syntax is described at https://github.com/google/re2/wiki/Syntax.", at, text, why))
	}
	return expression
}

// matcher gives the test whether a pipeline of a list is meant. A null attribute asks for nothing, and what the list
// does not show of a pipeline is not what an attribute asks for. A pipeline that is there twice is meant once.
func (f filter) matcher(diags *diag.Diagnostics) func(maestro.Pipeline) bool {
	var name *regexp.Regexp
	if !f.NameRegex.IsNull() {
		if name = compile(path.Root(nameRegexName), f.NameRegex.ValueString(), diags); name == nil {
			return nil
		}
	}
	seen := make(map[string]bool)
	return func(p maestro.Pipeline) bool {
		id := maestro.CanonicalID(p.ID)
		again := seen[id]
		seen[id] = true
		return !again && (name == nil || name.MatchString(p.Name.Value)) &&
			(f.LastStatus.IsNull() || strings.EqualFold(p.LastStatus.Value, f.LastStatus.ValueString())) &&
			(f.Scheduled.IsNull() || (p.Cron.Value != "") == f.Scheduled.ValueBool()) &&
			(f.Connector.IsNull() || hasConnector(p, f.Connector.ValueString()))
	}
}

func hasConnector(p maestro.Pipeline, wanted string) bool {
	for _, job := range p.Jobs.Value {
		if connector, err := job.Input.Text(connectorName); err == nil && strings.EqualFold(connector.Value, wanted) {
			return true
		}
	}
	return false
}
