// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

// A pipeline that another user has deleted is removed from the state with a warning and created again by apply, and a
// destroy of it succeeds. The responses that mean this are in the tests over the protocol; these are one in Maestro's
// own words, and one that only the list of pipelines confirms.
func TestAccPipelineGone_isCreatedAgain(t *testing.T) {
	for _, contract := range acctest.Contracts(
		maestrosim.NamedContract{Name: "missing=documented"},
		maestrosim.NamedContract{Name: "missing=html", Contract: maestrosim.Contract{Missing: maestrosim.MissingHTML}},
	) {
		t.Run(contract.Name, func(t *testing.T) {
			p := acctest.NewCore(t, contract.Contract)
			w := p.NewWorkspace()
			// Each pipeline has another name: a platform may refuse that of one that was just deleted.
			write := func(name string) { w.Write("main.tf", p.Block("test", name, coreJob(t, p))) }
			write("first")
			w.Must(0, "apply", "-auto-approve")
			p.Remove(p.Pipeline("first").ID)
			write("second")
			wantSays(t, w.Must(0, "apply", "-auto-approve"), "Pipeline no longer exists", "1 added, 0 changed, 0 destroyed")
			p.WantPipelines("second")
			w.Must(0, "plan", "-destroy", "-out=destroy.tfplan")
			p.Remove(p.Pipeline("second").ID)
			wantSays(t, w.Must(2, "plan", "-detailed-exitcode"), "1 to add, 0 to change, 0 to destroy")
			w.Must(0, "apply", "destroy.tfplan")
		})
	}
}

// A response that does not come from Maestro's pipeline service never removes a pipeline from the state, and destroys
// nothing.
func TestAccPipelineGone_ambiguousNotFound(t *testing.T) {
	html := map[string]string{"Content-Type": "text/html"}
	faults := map[string]maestrosim.Fault{
		"404 of an unknown route":      {Status: 404, Body: `{"detail":"Not Found"}`},
		"404 page of a proxy":          {Status: 404, Body: "<html>not found</html>", Header: html},
		"empty 404":                    {Status: 404},
		"404 about another pipeline":   {Status: 404, Body: `{"detail":"pipeline_id 11111111_1111_1111_1111_111111111111 not found!!"}`},
		"login page":                   {Status: 200, Body: "<html>sign in</html>", Header: html},
		"JSON null":                    {Status: 200, Body: `null`},
		"JSON array":                   {Status: 200, Body: `[]`},
		"JSON text":                    {Status: 200, Body: `"ok"`},
		"status false without a cause": {Status: 200, Body: `{"status":false}`},
		"403":                          {Status: 403, Body: `{"code":"AUTH.FORBIDDEN"}`},
		"401":                          {Status: 401, Body: `{"msg":"Unauthorized"}`},
		"400":                          {Status: 400, Body: `{"message":"bad","statusCode":400}`},
		"500":                          {Status: 500, Body: `{"detail":"oops"}`},
		"redirect to a login host":     {Status: 302, Header: map[string]string{"Location": "https://login.invalid/"}},
	}
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t, "max_retries = 1")
	var config string
	for _, name := range slices.Sorted(maps.Keys(faults)) {
		config += caseBlock(name, block(jdbcJob))
	}
	w.Write("main.tf", config)
	w.Must(0, "apply", "-auto-approve")
	ids := map[string]string{}
	for name, fault := range faults {
		ids[name] = caseID(t, p, name)
		fault.ID, fault.Times = ids[name], -1
		p.Order(fault)
	}
	for _, command := range [][]string{
		{"plan"}, {"apply", "-auto-approve"}, {"destroy", "-auto-approve"}, {"destroy", "-auto-approve", "-refresh=false"},
	} {
		output := w.Must(1, command...)
		for name, id := range ids {
			if errors := diagnosticsWith(output, id); !acctest.Says(errors, caseLabel(name)+": Orders") {
				t.Errorf("%v, %s: got no error with the name and the id of the pipeline, want one:\n%s", command, name, output)
			}
		}
	}
	p.ClearFaults()
	w.Must(0, "plan", "-detailed-exitcode")
	for name, id := range ids {
		if got := caseID(t, p, name); got != id {
			t.Errorf("%s: got the pipeline %s, want %s as before", name, got, id)
		}
	}
}

// many returns a configuration of n small pipelines.
func many(n int) string {
	return fmt.Sprintf("resource \"dadosfera_pipeline\" \"many\" {\n  count = %d\n  name  = \"Orders ${count.index}\"\n  jobs  = [%s]\n}\n", n, mongoJob)
}

// Wrong settings of the provider do not empty the state: a base_url with nothing behind it, another customer, and
// another platform, which responds as the right one does. The errors name both customers and both platforms.
func TestAccPipelineGone_wrongSettingsKeepState(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", many(3))
	w.Must(0, "apply", "-auto-approve")
	configure := func(baseURL, customer string) {
		w.Write("provider.tf", fmt.Sprintf("provider \"dadosfera\" {\n  base_url      = %q\n  customer_name = %q\n}\n", baseURL, customer))
	}
	plan, destroy := []string{"plan"}, []string{"destroy", "-auto-approve", "-refresh=false"}

	elsewhere := openapi.NewServer(t, p.Sim, openapi.Under("/elsewhere"), openapi.RequestsOnly) // which the simulator does not serve
	configure(elsewhere.URL+"/elsewhere", acctest.Customer)
	w.Must(1, plan...)

	configure(p.URL, "other_corp")
	for _, command := range [][]string{plan, destroy} {
		wantSays(t, w.Must(1, command...), "Pipeline recorded under another customer", `"acme_corp"`, `"other_corp"`, "Orders")
	}

	other := openapi.NewServer(t, maestrosim.New(maestrosim.Options{Empty: true}))
	configure(other.URL, acctest.Customer)
	for _, command := range [][]string{plan, destroy} {
		wantSays(t, w.Must(1, command...), "Pipeline recorded at another base_url", p.URL, other.URL, "Orders")
	}

	w.Write("provider.tf", p.Provider())
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
	wantPipelines(t, p, 0)
}
