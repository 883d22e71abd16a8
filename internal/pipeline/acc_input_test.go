// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// An invalid configuration is an error of the plan that names its attribute, and creates nothing.
func TestAccPipeline_invalidConfiguration(t *testing.T) {
	cases := map[string]struct {
		block string
		says  []string
	}{
		"load_type without companions": {block(with(t, jdbcJob, `incremental_column_name = "updated_at"`, "")),
			[]string{"Missing attributes for load_type", "incremental_column_name"}},
		"qualify without keys": {block(with(t, jdbcJob, `"incremental"`, `"incremental_with_qualify"`)),
			[]string{"Missing attributes for load_type", "primary_keys"}},
		"too much memory": {block(jdbcJob, `memory_mb = 12001`), []string{"memory_mb", "12000"}},
		"zero memory":     {block(jdbcJob, `memory_mb = 0`), []string{"memory_mb", "from 1 to 12000"}},
		"key in extra with an attribute": {block(with(t, s3Job, `source_bucket `, "plugin = \"x\"\n source_bucket ")),
			[]string{"Conflicting key in extra", `"plugin"`}},
		"extra is not an object": {block(with(t, jdbcJob, `connector  `, "extra = jsonencode([1])\n connector ")),
			[]string{"Invalid JSON object", "jsonencode({"}},
		"extra is not JSON": {block(with(t, jdbcJob, `connector  `, "extra = \"x\"\n connector ")), []string{"JSON"}},
		"transformations are not an array": {block(with(t, jdbcJob, `output = {`, "transformations = \"{}\"\n output = {")),
			[]string{"Invalid JSON array", "jsonencode(["}},
		"hour out of range": {block(jdbcJob, `cron = "0 24 * * *"`), []string{"Invalid cron expression", "hour", "0 to 23", "UTC"}},
		"empty schedule":    {block(jdbcJob, `cron = ""`), []string{"Invalid cron expression", "omit the attribute"}},
	}
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	var config strings.Builder
	for name, tc := range cases {
		config.WriteString(caseBlock(name, tc.block))
	}
	const emptyName = "empty name"
	config.WriteString(strings.Replace(caseBlock(emptyName, block(jdbcJob)), caseLabel(emptyName)+": Orders", "", 1))
	w.Write("main.tf", config.String())
	output := w.Must(1, "plan")
	for name, tc := range cases {
		wantSays(t, diagnosticsWith(output, "with "+caseAddress(name)+","), tc.says...)
	}
	wantSays(t, diagnosticsWith(output, "with "+caseAddress(emptyName)+","), "name", "Empty value", "Set the name")

	const missing, invalid, noJobs, incomplete = "missing", "invalid", "no jobs", "incomplete"
	imported := func(name, id string) string {
		return caseBlock(name, block(jdbcJob)) + fmt.Sprintf("import {\n  to = %s\n  id = %q\n}\n", caseAddress(name), id)
	}
	const id = "11111111-1111-1111-1111-111111111111"
	w.Write("main.tf", imported(missing, id)+imported(invalid, "..")+caseBlock(noJobs, block(""))+
		caseBlock(incomplete, block(with(t, jdbcJob, "table_name              = \"orders\"", "tabel_name = \"orders\""))))
	output = w.Must(1, "plan")
	wantSays(t, diagnosticsWith(output, "Pipeline not found"), id, acctest.Customer)
	wantSays(t, output, "Invalid pipeline id")
	wantSays(t, diagnosticsWith(output, "with "+caseAddress(noJobs)+","), "Missing jobs")
	wantSays(t, diagnosticsWith(output, "with "+caseAddress(incomplete)+","), "without table_name", "misspelled", "33570")
	if calls := p.Calls(); len(calls) > 0 {
		t.Errorf("got the calls %v, want none", calls)
	}
}

// An invalid configuration of the provider is an error of the plan, which sends nothing.
func TestAccProvider_invalidConfiguration(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	provider := func(settings string) string {
		for name, value := range map[string]string{"base_url": p.URL, "customer_name": acctest.Customer} {
			if !strings.Contains(settings, name) {
				settings += fmt.Sprintf("\n  %s = %q", name, value)
			}
		}
		return "provider \"dadosfera\" {\n  " + settings + "\n}\n"
	}
	const unknown = "resource \"terraform_data\" \"unknown\" {\n  input = \"acme_corp\"\n}\n"
	for name, tc := range map[string]struct {
		config string
		says   []string
	}{
		"customer_name with a line break": {provider(`customer_name = "a\nb"`), []string{"Invalid customer_name", "line break"}},
		"empty customer_name":             {provider(`customer_name = ""`), []string{"customer_name"}},
		"http to another host": {provider(`base_url = "http://maestro.invalid"`),
			[]string{"Invalid base_url", "use https", "allow_http"}},
		"invalid URL":               {provider(`base_url = "https://exa mple"`), []string{"Invalid base_url"}},
		"token and password":        {provider("access_token = \"t\"\n  password = \"p\""), []string{"Conflicting authentication settings"}},
		"username without password": {provider(`username = "a@b.c"`), []string{"Missing password", "DADOSFERA_PASSWORD"}},
		"password without username": {provider(`password = "p"`), []string{"Missing username", "DADOSFERA_USERNAME"}},
		"unknown value": {provider(`customer_name = terraform_data.unknown.output`) + unknown,
			[]string{"Unknown provider setting", "customer_name"}},
	} {
		t.Run(name, func(t *testing.T) {
			w.Write("provider.tf", tc.config)
			w.Write("main.tf", block(jdbcJob))
			wantSays(t, w.Must(1, "plan"), tc.says...)
			if requests := p.Requests(); len(requests) > 0 {
				t.Errorf("got the requests %v, want none", requests)
			}
		})
	}
}

func TestAccProvider_missingCustomer(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewProgramWorkspace(t, "DADOSFERA_CUSTOMER_NAME=")
	w.Write("main.tf", block(jdbcJob))
	wantSays(t, w.Must(1, "plan"), "Missing customer_name", "DADOSFERA_CUSTOMER_NAME")
	w.Must(0, "validate") // the environment may change before the plan
}

// Advice is a warning, and does not stop the apply.
func TestAccPipeline_advice(t *testing.T) {
	cases := map[string]struct{ block, says string }{
		"several connectors": {block(jdbcJob + "," + singerJob), "Multiple connectors in one pipeline"},
		"table twice":        {block(jdbcJob + "," + jdbcJob), "Duplicate table in jobs"},
		"unknown load type":  {block(with(t, jdbcJob, `"incremental"`, `"incremental_new"`)), "Undocumented load_type"},
		"unused companions":  {block(with(t, jdbcJob, `"incremental"`, `"full_load"`)), "Attribute jobs[0].input.incremental_column_name has no effect"},
	}
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	var config strings.Builder
	for name, tc := range cases {
		config.WriteString(caseBlock(name, tc.block))
	}
	w.Write("main.tf", config.String())
	output := w.Must(0, "apply", "-auto-approve")
	for name, tc := range cases {
		wantSays(t, diagnosticsWith(output, "with "+caseAddress(name)+","), tc.says)
	}
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
}
