// SPDX-License-Identifier: MPL-2.0

package pipeline_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/contract"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// restStates are states of a restapi_object, with the attributes that the documentation of that provider lists for each
// major version (registry.terraform.io/providers/Mastercard/restapi, resource restapi_object). Its schema version is 0
// in all of them.
var restStates = map[string]string{
	"v1": `{
		"id": "ID", "path": "/platform/pipeline", "create_path": null, "read_path": null, "update_path": null, "destroy_path": null,
		"create_method": null, "read_method": null, "update_method": "PATCH", "destroy_method": null, "id_attribute": "id",
		"object_id": null, "query_string": null, "debug": false, "data": "{\"id\":\"ID\",\"name\":\"Orders\"}",
		"read_search": null, "force_new": null, "update_data": null, "destroy_data": null,
		"api_data": {"status": "true", "data": "map[id:ID name:Orders]"},
		"api_response": "{\"status\":true}", "create_response": "{}"
	}`,
	"v2": `{
		"id": "ID", "path": "/platform/pipeline", "create_path": "/platform/pipeline", "read_path": "/platform/pipeline/{id}",
		"update_path": null, "destroy_path": null, "create_method": null, "read_method": null, "update_method": "PATCH",
		"update_data": null, "destroy_method": null, "destroy_data": null, "read_data": null, "id_attribute": "data/id",
		"object_id": "ID", "query_string": "", "debug": null, "data": "{\"name\":\"Orders\"}",
		"read_search": {"search_key": "name", "search_value": "Orders"}, "force_new": ["name"],
		"ignore_changes_to": ["updated_at"], "ignore_all_server_changes": true,
		"api_data": {}, "api_response": "", "create_response": ""
	}`,
	"v3": `{
		"id": null, "path": "platform/pipeline/", "create_path": null, "read_path": null, "update_path": null, "destroy_path": null,
		"create_method": null, "read_method": null, "update_method": null, "destroy_method": null,
		"create_data": null, "read_data": null, "update_data": null, "destroy_data": null,
		"id_attribute": null, "object_id": "ID", "query_string": null, "debug": null,
		"data": {"name": "Orders", "jobs": [{"input": {"connector": "jdbc"}}]},
		"read_search": {"search_key": null, "search_value": null, "results_key": null, "query_string": null, "search_patch": null},
		"force_new": null, "ignore_changes_to": [], "ignore_all_server_changes": false, "ignore_server_additions": true,
		"api_data": {"data": {"id": "ID"}}, "api_response": null, "create_response": null
	}`,
}

// move moves the state of a restapi_object to a pipeline, as a moved block does.
func (c *core) move(provider, typeName, state string) (plugintest.Instance, []*tfprotov6.Diagnostic) {
	c.t.Helper()
	resp, err := c.MoveResourceState(c.t.Context(), &tfprotov6.MoveResourceStateRequest{
		SourceProviderAddress: provider, SourceTypeName: typeName, SourceState: &tfprotov6.RawState{JSON: []byte(state)},
		TargetTypeName: pipelineType,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	if len(resp.Diagnostics) > 0 {
		return c.Absent(), resp.Diagnostics
	}
	value, err := resp.TargetState.Unmarshal(c.Type())
	if err != nil {
		c.t.Fatal(err)
	}
	return plugintest.Instance{Value: value, Private: resp.TargetPrivate, Identity: resp.TargetIdentity}, nil
}

func TestPipelineMove_fromRESTObjectPlansEmpty(t *testing.T) {
	contract.NeedsDocumented(t, "is about fields that the documented platform hides")
	for _, provider := range []string{
		"registry.terraform.io/mastercard/restapi", "registry.opentofu.org/mastercard/restapi", "restapi", // OpenTofu 1.11
	} {
		for version, state := range restStates {
			t.Run(provider+" "+version, func(t *testing.T) {
				c := newCore(t, maestrosim.Options{}, nil)
				c.createByHand(numbered(0), "Orders", nil, byHand()[0].job)
				c.sim.ResetRequests()

				moved, diags := c.move(provider, "restapi_object", strings.ReplaceAll(state, "ID", numbered(0)))
				if len(diags) > 0 {
					t.Fatalf("got %v, want no diagnostics", diags)
				}
				plugintest.Same(t, "identity", c.IdentityOf(moved), numbered(0))
				read, readDiags := c.Refresh(moved)
				plugintest.NoDiagnostics(t, readDiags)
				p := c.Plan(read, attrs{"name": "Orders", "jobs": elems{byHand()[0].config}})
				if p.Changes() || len(p.Diagnostics) > 0 {
					t.Errorf("got %v and the plan %s, want an empty one of %s", p.Diagnostics, p.Value, read.Value)
				}
				for _, r := range c.sim.Requests() {
					if r.Method != http.MethodGet {
						t.Errorf("got a %s %s, want requests that read", r.Method, r.Path)
					}
				}
			})
		}
	}
}

func TestPipelineMove_refused(t *testing.T) {
	const mastercard = "registry.terraform.io/mastercard/restapi"
	for name, tc := range map[string]struct{ provider, typeName, state, want string }{
		"other path":     {mastercard, "restapi_object", `{"id":"a","path":"/platform/pipelines"}`, `the path "/platform/pipelines"`},
		"path of memory": {mastercard, "restapi_object", `{"id":"a","path":"/platform/pipeline/a/memory"}`, "removed block with destroy = false"},
		"no path":        {mastercard, "restapi_object", `{"id":"a"}`, "only objects at /platform/pipeline"},
		"no id":          {mastercard, "restapi_object", `{"path":"/platform/pipeline"}`, "the id is empty"},
		"id with slash":  {mastercard, "restapi_object", `{"id":"a/b","path":"/platform/pipeline"}`, "slash"},
		"no JSON":        {mastercard, "restapi_object", `{`, "cannot be read"},
		"id as number":   {mastercard, "restapi_object", `{"id":1,"path":"/platform/pipeline"}`, "cannot be read"},
		"other type":     {mastercard, "restapi_setting", `{"id":"a","path":"/platform/pipeline"}`, "Unable to Move Resource State"},
		"other provider": {"registry.terraform.io/mastercard/not-restapi", "restapi_object", `{"id":"a","path":"/platform/pipeline"}`, "Unable to Move Resource State"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCore(t, maestrosim.Options{}, nil)
			_, diags := c.move(tc.provider, tc.typeName, tc.state)
			if len(diags) != 1 || diags[0].Severity != tfprotov6.DiagnosticSeverityError ||
				!strings.Contains(diags[0].Summary+"\n"+diags[0].Detail, tc.want) {
				t.Errorf("got %+v, want one error with %q", diags, tc.want)
			}
		})
	}
}

// A moved pipeline that was not read yet, as with -refresh=false, is protected by the provider.
func TestPipelineMove_unreadStateIsProtected(t *testing.T) {
	c := newCore(t, maestrosim.Options{}, attrs{"deletion_protection": true})
	c.createByHand(numbered(0), "Orders", nil, byHand()[0].job)
	state := strings.ReplaceAll(restStates["v2"], "ID", numbered(0))
	moved, diags := c.move("registry.terraform.io/mastercard/restapi", "restapi_object", state)
	if len(diags) > 0 {
		t.Fatalf("got %v, want no diagnostics", diags)
	}

	plugintest.OneDiagnostic(t, c.Plan(moved, nil).Diagnostics, plugintest.Error, "", `Pipeline "" is protected`)
	if !plugintest.HasError(c.Destroy(moved)) || len(c.sim.Pipelines(plugintest.Customer)) != 1 {
		t.Error("got the pipeline deleted, want an error")
	}
}
