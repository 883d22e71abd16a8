// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/acctest"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

// missing are the ways in which the platform may say that a pipeline is not there.
var missing = []maestrosim.Missing{
	maestrosim.MissingDocumented, maestrosim.MissingDetail, maestrosim.MissingFastAPI, maestrosim.MissingNest,
	maestrosim.MissingHTML, maestrosim.MissingEmpty, maestrosim.MissingStatusFalse,
}

// A pipeline deleted by hand is dropped from the state with a warning, made again by apply, and destroying one that is
// gone succeeds: in whatever words the platform says so.
func TestAccPipelineGone_isCreatedAgain(t *testing.T) {
	for _, words := range missing {
		t.Run("words="+string(words), func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Missing: words}})
			remove := func() {
				if err := p.Remove(acctest.Customer, p.Only(t).ID); err != nil {
					t.Fatal(err)
				}
			}
			p.Test(t,
				resource.TestStep{Config: config(p, jdbcJob)},
				resource.TestStep{
					PreConfig:        remove,
					Config:           config(p, jdbcJob),
					ConfigPlanChecks: planned(plancheck.ResourceActionCreate),
				},
				// The destroy at the end of the test finds nothing.
				resource.TestStep{PreConfig: remove, RefreshState: true, ExpectNonEmptyPlan: true},
			)
		})
	}
}

func TestAccPipelineGone_betweenPlanAndDestroy(t *testing.T) {
	for _, words := range missing {
		t.Run("words="+string(words), func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{Contract: maestrosim.Contract{Missing: words}})
			w := p.NewWorkspace(t)
			w.Write("main.tf", block(jdbcJob))
			w.Must(0, "apply", "-auto-approve")
			w.Must(0, "plan", "-destroy", "-out=destroy.tfplan")
			if err := p.Remove(acctest.Customer, p.Only(t).ID); err != nil {
				t.Fatal(err)
			}
			w.Must(0, "apply", "destroy.tfplan")
		})
	}
}

// An answer that does not come from Maestro's pipeline service never empties a state, and destroys nothing.
func TestAccPipelineGone_ambiguousNotFound(t *testing.T) {
	for name, fault := range map[string]maestrosim.Fault{
		"404 of an unknown route":      {Status: 404, Body: `{"detail":"Not Found"}`},
		"404 page of a proxy":          {Status: 404, Body: "<html>not found</html>", Header: map[string]string{"Content-Type": "text/html"}},
		"empty 404":                    {Status: 404},
		"404 about another pipeline":   {Status: 404, Body: `{"detail":"pipeline_id 11111111_1111_1111_1111_111111111111 not found!!"}`},
		"login page":                   {Status: 200, Body: "<html>sign in</html>", Header: map[string]string{"Content-Type": "text/html"}},
		"JSON null":                    {Status: 200, Body: `null`},
		"JSON array":                   {Status: 200, Body: `[]`},
		"JSON text":                    {Status: 200, Body: `"ok"`},
		"status false without a cause": {Status: 200, Body: `{"status":false}`},
		"403":                          {Status: 403, Body: `{"code":"AUTH.FORBIDDEN"}`},
		"401":                          {Status: 401, Body: `{"msg":"Unauthorized"}`},
		"400":                          {Status: 400, Body: `{"message":"bad","statusCode":400}`},
		"500":                          {Status: 500, Body: `{"detail":"oops"}`},
		"redirect to a login host":     {Status: 302, Header: map[string]string{"Location": "https://login.invalid/"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := acctest.NewPlatform(t, maestrosim.Options{})
			w := p.NewWorkspace(t)
			w.Write("main.tf", block(jdbcJob))
			w.Must(0, "apply", "-auto-approve")
			id := p.Only(t).ID

			fault.ID, fault.Times = id, -1
			p.Order(fault)
			for _, command := range [][]string{{"plan"}, {"apply", "-auto-approve"}, {"destroy", "-auto-approve"}, {"destroy", "-auto-approve", "-refresh=false"}} {
				if output := w.Must(1, command...); !acctest.Says(output, "Orders") || !acctest.Says(output, id) {
					t.Errorf("%v does not name the pipeline:\n%s", command, output)
				}
			}
			p.ClearFaults()
			w.Must(0, "plan", "-detailed-exitcode")
			if p.Only(t).ID != id {
				t.Error("the pipeline was made anew")
			}
		})
	}
}

// A wrong base_url with many pipelines in the state: all of them stay, and one list answers for all.
func TestAccPipelineGone_wrongBaseURL(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", many(30))
	w.Must(0, "apply", "-auto-approve")
	p.ResetRequests()
	elsewhere := openapi.NewServer(t, p.Sim, openapi.Under("/elsewhere"), openapi.RequestsOnly) // which the simulator does not know
	w.Write("provider.tf", fmt.Sprintf("provider \"dadosfera\" {\n  base_url = %q\n}\n", elsewhere.URL+"/elsewhere"))
	w.Must(1, "plan")
	lists := 0
	for _, request := range p.Requests() {
		if strings.HasSuffix(request.Path, "/pipelines") {
			lists++
		}
	}
	if lists == 0 || lists > 15 {
		t.Errorf("%d lists for 30 questions", lists)
	}
	w.Write("provider.tf", "")
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
}

// many is a configuration of n small pipelines.
func many(n int) string {
	return fmt.Sprintf("resource \"dadosfera_pipeline\" \"many\" {\n  count = %d\n  name  = \"Orders ${count.index}\"\n  jobs  = [%s]\n}\n", n, mongoJob)
}

// The same id under another customer is not gone: the error names both.
func TestAccPipelineGone_otherCustomer(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob))
	w.Must(0, "apply", "-auto-approve")
	w.Write("provider.tf", "provider \"dadosfera\" {\n  customer_name = \"other_corp\"\n}\n")
	for _, command := range [][]string{{"plan"}, {"destroy", "-auto-approve", "-refresh=false"}} {
		output := w.Must(1, command...)
		for _, want := range []string{"Pipeline belongs to another customer", `"acme_corp"`, `"other_corp"`, "Orders"} {
			if !acctest.Says(output, want) {
				t.Errorf("%v does not say %s:\n%s", command, want, output)
			}
		}
	}
	w.Write("provider.tf", "")
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
}

// Gone pipelines are warned of under one summary, and many at once raise a doubt.
func TestAccPipelineGone_manyAtOnce(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	w := p.NewWorkspace(t)
	w.Write("main.tf", many(12))
	w.Must(0, "apply", "-auto-approve")
	for i, pipeline := range p.Pipelines(acctest.Customer) {
		if i == 9 {
			break
		}
		if err := p.Remove(acctest.Customer, pipeline.ID); err != nil {
			t.Fatal(err)
		}
	}
	const doubt = "Many pipelines are gone at once"
	output := w.Must(0, "plan")
	if !acctest.Says(output, "and 8 more similar warnings elsewhere") || acctest.Says(output, doubt) {
		t.Errorf("nine gone pipelines give one folded warning, and no doubt:\n%s", output)
	}
	if err := p.Remove(acctest.Customer, p.Pipelines(acctest.Customer)[0].ID); err != nil {
		t.Fatal(err)
	}
	if output := w.Must(0, "plan"); !acctest.Says(output, doubt) {
		t.Errorf("ten gone pipelines raise no doubt:\n%s", output)
	}
	w.Must(0, "destroy", "-auto-approve")
}

// Another platform, that answers like the one the pipelines are on, does not empty the state either.
func TestAccPipelineGone_otherPlatform(t *testing.T) {
	p := acctest.NewPlatform(t, maestrosim.Options{})
	other := openapi.NewServer(t, maestrosim.New(maestrosim.Options{Empty: true}))
	w := p.NewWorkspace(t)
	w.Write("main.tf", block(jdbcJob))
	w.Must(0, "apply", "-auto-approve")
	w.Write("provider.tf", fmt.Sprintf("provider \"dadosfera\" {\n  base_url = %q\n}\n", other.URL))
	for _, command := range [][]string{{"plan"}, {"destroy", "-auto-approve", "-refresh=false"}} {
		output := w.Must(1, command...)
		for _, want := range []string{"Pipeline was seen on another platform", p.URL, other.URL, "Orders"} {
			if !acctest.Says(output, want) {
				t.Errorf("%v does not say %s:\n%s", command, want, output)
			}
		}
	}
	w.Write("provider.tf", "")
	w.Must(0, "plan", "-detailed-exitcode")
	w.Must(0, "destroy", "-auto-approve")
}
