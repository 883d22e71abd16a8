// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
)

// Bad input is one clear error, on its attribute, in the plan, and makes nothing.
func TestAccPipeline_invalidConfiguration(t *testing.T) {
	provider := func(settings string) string { return "provider \"dadosfera\" {\n  " + settings + "\n}\n" }
	good := block(jdbcJob)
	for name, tc := range map[string]struct {
		config string
		says   []string
	}{
		"customer_name with a line break": {provider(`customer_name = "a\nb"`) + good, []string{"Invalid customer_name", "line break"}},
		"empty customer_name":             {provider(`customer_name = ""`) + good, []string{"customer_name"}},
		"http to another host":            {provider(`base_url = "http://maestro.invalid"`) + good, []string{"Invalid base_url", "use https", "allow_http"}},
		"a URL that cannot be parsed":     {provider(`base_url = "https://exa mple"`) + good, []string{"Invalid base_url"}},
		"token and password together":     {provider("access_token = \"t\"\n  password = \"p\"") + good, []string{"Two ways to authenticate"}},
		"username without password":       {provider(`username = "a@b.c"`) + good, []string{"Missing password", "DADOSFERA_PASSWORD"}},
		"password without username":       {provider(`password = "p"`) + good, []string{"Missing username", "DADOSFERA_USERNAME"}},
		"an unknown provider value": {provider(`customer_name = terraform_data.later.output`) + "resource \"terraform_data\" \"later\" {\n  input = \"acme_corp\"\n}\n" + good,
			[]string{"Provider setting is not known yet", "customer_name"}},
		"a load_type without companions": {block(with(t, jdbcJob, `incremental_column_name = "updated_at"`, "")), []string{"Load type is missing a companion", "incremental_column_name"}},
		"qualify without keys":           {block(with(t, jdbcJob, `"incremental"`, `"incremental_with_qualify"`)), []string{"Load type is missing a companion", "primary_keys"}},
		"no jobs":                        {block(""), []string{"jobs", "Empty value", "one job or more"}},
		"too much memory":                {block(jdbcJob, `memory_mb = 12001`), []string{"memory_mb", "12000"}},
		"no memory":                      {block(jdbcJob, `memory_mb = 0`), []string{"memory_mb", "between 1 and 12000"}},
		"a key in extra with an attribute": {block(with(t, s3Job, `source_bucket `, "plugin = \"x\"\n source_bucket ")),
			[]string{"Key has an attribute of its own", `"plugin"`}},
		"extra that is no object":           {block(with(t, jdbcJob, `connector  `, "extra = jsonencode([1])\n connector ")), []string{"Not a JSON object", "jsonencode({"}},
		"extra that is no JSON":             {block(with(t, jdbcJob, `connector  `, "extra = \"x\"\n connector ")), []string{"JSON"}},
		"transformations that are no array": {block(with(t, jdbcJob, `output = {`, "transformations = \"{}\"\n output = {")), []string{"Not a JSON array", "jsonencode(["}},
		"an hour out of range":              {block(jdbcJob, `cron = "0 24 * * *"`), []string{"Invalid schedule", "hour", "0 to 23", "UTC"}},
		"an empty schedule":                 {block(jdbcJob, `cron = ""`), []string{"Invalid schedule", "Leave the attribute out"}},
		"a name that is empty":              {fmt.Sprintf("resource \"dadosfera_pipeline\" \"test\" {\n  name = \"\"\n  jobs = [%s]\n}\n", jdbcJob), []string{"name", "Empty value", "Every pipeline has a name"}},
		"an import id that does not exist": {good + "import {\n  to = dadosfera_pipeline.test\n  id = \"11111111-1111-1111-1111-111111111111\"\n}\n",
			[]string{"Pipeline to import does not exist", "11111111-1111-1111-1111-111111111111", acctest.Customer}},
		"an import id that is none": {good + "import {\n  to = dadosfera_pipeline.test\n  id = \"..\"\n}\n", []string{"Invalid pipeline id"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewWorkspace(t)
			w.Write("main.tf", tc.config)
			output := w.Must(1, "plan")
			for _, want := range tc.says {
				if !acctest.Says(output, want) {
					t.Errorf("the plan does not say %q:\n%s", want, output)
				}
			}
			if calls := p.Calls(); len(calls) > 0 {
				t.Errorf("the plan sent %v", calls)
			}
		})
	}
}

func TestAccProvider_missingCustomer(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t, "DADOSFERA_CUSTOMER_NAME=")
	w.Write("main.tf", block(jdbcJob))
	if output := w.Must(1, "plan"); !acctest.Says(output, "Missing customer_name") || !acctest.Says(output, "DADOSFERA_CUSTOMER_NAME") {
		t.Errorf("got:\n%s", output)
	}
	w.Must(0, "validate") // the environment may be another one later
}

// Advice is a warning and stops nothing.
func TestAccPipeline_advice(t *testing.T) {
	for name, tc := range map[string]struct{ config, says string }{
		"several connectors":          {block(jdbcJob + "," + singerJob), "Several connectors in one pipeline"},
		"one table twice":             {block(jdbcJob + "," + jdbcJob), "Table extracted twice"},
		"an unknown load type":        {block(with(t, jdbcJob, `"incremental"`, `"incremental_new"`)), "Unknown load type"},
		"companions without a reason": {block(with(t, jdbcJob, `"incremental"`, `"full_load"`)), "Attribute has no effect"},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewWorkspace(t)
			w.Write("main.tf", tc.config)
			if output := w.Must(0, "apply", "-auto-approve"); !acctest.Says(output, tc.says) {
				t.Errorf("got:\n%s", output)
			}
			w.Must(0, "plan", "-detailed-exitcode")
			w.Must(0, "destroy", "-auto-approve")
		})
	}
}
