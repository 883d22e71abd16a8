// SPDX-License-Identifier: MPL-2.0

package pipelines

import (
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

// filter selects pipelines, in the data source dadosfera_pipelines and in the list resource dadosfera_pipeline. The
// platform's list of pipelines shows all that it looks at, so it costs no request.
type filter struct {
	NameRegex  types.String `tfsdk:"name_regex"`
	LastStatus types.String `tfsdk:"last_status"`
	Scheduled  types.Bool   `tfsdk:"scheduled"`
	Connector  types.String `tfsdk:"connector"`
}

const (
	attrNameRegex  = "name_regex"
	attrLastStatus = "last_status"
	attrScheduled  = "scheduled"
	attrConnector  = "connector"
)

// The descriptions of the filter's attributes.
const (
	nameRegexText = "Return only pipelines whose name matches this regular expression ([RE2 " +
		"syntax](https://github.com/google/re2/wiki/Syntax)). It can match any part of the name: use `^` and `$` to match " +
		"the whole name. It is case-sensitive, unless it begins with `(?i)`."
	lastStatusText = "Return only pipelines whose last run has this status, such as `SUCCESS`, or `CREATED` for " +
		"pipelines that have never run. Letter case is ignored."
	scheduledText = "If `true`, return only pipelines with a schedule (`cron`), including paused ones. If `false`, " +
		"return only pipelines without a schedule."
	connectorText = "Return only pipelines with a job of this connector, such as `jdbc` or `singer`. Letter case is " +
		"ignored. Jobs without a connector, such as those of S3, never match."
)

// The validators of the filter's attributes. An empty last_status or connector would match nothing.
var (
	nameRegexValidators = []validator.String{validators.String("must be a regular expression in RE2 syntax", checkRegex)}
	wordValidators      = []validator.String{validators.NotBlank("Omit the attribute to return all pipelines.")}
)

func checkRegex(at path.Path, text string) diag.Diagnostics {
	_, diags := compile(at, text)
	return diags
}

// compile returns the regular expression of an attribute, or an error that describes what is wrong with it.
func compile(at path.Path, text string) (*regexp.Regexp, diag.Diagnostics) {
	expression, err := regexp.Compile(text)
	if err == nil {
		return expression, nil
	}
	reason := err.Error()
	var invalid *syntax.Error
	if errors.As(err, &invalid) {
		reason = invalid.Code.String()
		if invalid.Expr != text {
			reason += fmt.Sprintf(" %q", invalid.Expr)
		}
	}
	return nil, diag.Diagnostics{summaryInvalidRegex.ErrorAtf(at,
		"%s is %q, which is not a valid regular expression: %s. Use the RE2 syntax: "+
			"https://github.com/google/re2/wiki/Syntax",
		at, text, reason)}
}

// matcher returns the function that reports whether a pipeline of the list is selected. A null attribute selects all,
// and what the list does not show of a pipeline does not match. A pipeline that the list has twice is selected once.
func (f filter) matcher() (func(maestro.Pipeline) bool, diag.Diagnostics) {
	var name *regexp.Regexp
	if !f.NameRegex.IsNull() {
		var diags diag.Diagnostics
		if name, diags = compile(path.Root(attrNameRegex), f.NameRegex.ValueString()); diags.HasError() {
			return nil, diags
		}
	}
	seen := make(map[string]bool)
	return func(p maestro.Pipeline) bool {
		id := maestro.CanonicalID(p.ID)
		isRepeated := seen[id]
		seen[id] = true
		return !isRepeated && (name == nil || name.MatchString(p.Name.Value)) &&
			(f.LastStatus.IsNull() || strings.EqualFold(p.LastStatus.Value, f.LastStatus.ValueString())) &&
			(f.Scheduled.IsNull() || (p.Cron.Value != "") == f.Scheduled.ValueBool()) &&
			(f.Connector.IsNull() || hasConnector(p, f.Connector.ValueString()))
	}, nil
}

func hasConnector(p maestro.Pipeline, wanted string) bool {
	for _, job := range p.Jobs.Value {
		connector, err := job.Input.Text(attrConnector)
		if err == nil && strings.EqualFold(connector.Value, wanted) {
			return true
		}
	}
	return false
}
