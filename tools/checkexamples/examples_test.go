// SPDX-License-Identifier: MPL-2.0

// Package checkexamples checks the list and action blocks of the examples against the provider itself, because CLIs
// other than Terraform 1.14 and newer cannot parse them. It contains only tests.
//
// Everything else about an example is checked by TestAccExamples in tools/demo, which applies and destroys it.
package checkexamples

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
	ctymsgpack "github.com/zclconf/go-cty/cty/msgpack"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/provider"
)

const examples = "../../examples"

func TestExamples_listAndActionBlocks(t *testing.T) {
	checked := 0

	err := filepath.WalkDir(examples, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".tf" && filepath.Ext(path) != ".hcl" {
			return err
		}

		source, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			return err
		}

		// Before Terraform 1.14, terraform fmt passes over query files.
		if !bytes.Equal(hclwrite.Format(source), source) {
			t.Errorf("%s: not formatted; run terraform fmt", path)
		}

		for _, block := range blocks(t, path, source) {
			checked++

			for _, mistake := range check(t, block) {
				t.Error(mistake)
			}
		}

		return nil
	})
	if err != nil {
		t.Fatal(err)
	}

	if checked < 10 {
		t.Errorf("got %d list and action blocks, want at least 10", checked)
	}
}

// blocks returns the list and action blocks of a file.
func blocks(t *testing.T, path string, source []byte) hcl.Blocks {
	t.Helper()

	file, diags := hclsyntax.ParseConfig(source, path, hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}

	labels := []string{"type", "name"}
	content, _, diags := file.Body.PartialContent(&hcl.BodySchema{
		Blocks: []hcl.BlockHeaderSchema{{Type: "list", LabelNames: labels}, {Type: "action", LabelNames: labels}},
	})

	if diags.HasErrors() {
		t.Fatal(diags)
	}

	return content.Blocks
}

// language is the part of a block that Terraform itself defines. The provider defines what is in the block "config".
var language = map[string]*hcl.BodySchema{
	"list": {
		Attributes: []hcl.AttributeSchema{
			{Name: "provider", Required: true}, {Name: "count"}, {Name: "for_each"}, {Name: "limit"}, {Name: "include_resource"},
		},
		Blocks: []hcl.BlockHeaderSchema{{Type: "config"}},
	},
	"action": {
		Attributes: []hcl.AttributeSchema{{Name: "provider"}, {Name: "count"}, {Name: "for_each"}},
		Blocks:     []hcl.BlockHeaderSchema{{Type: "config"}},
	},
}

// check returns the mistakes in a list or action block. Whatever its expressions refer to is unknown.
func check(t *testing.T, block *hcl.Block) hcl.Diagnostics {
	t.Helper()

	content, diags := block.Body.Content(language[block.Type])
	config := hcl.EmptyBody()

	for _, inner := range content.Blocks {
		config = inner.Body
	}

	served := serve(t)

	schema := served.schema(block)
	if schema == nil {
		return hcl.Diagnostics{mistake(block, "The provider has no such "+block.Type, block.Labels[0])}
	}

	arguments := hcldec.ObjectSpec{}
	for _, attribute := range schema.Block.Attributes {
		arguments[attribute.Name] = &hcldec.AttrSpec{Name: attribute.Name, Type: typeOf(t, attribute), Required: attribute.Required}
	}

	variables := map[string]cty.Value{}
	for _, reference := range hcldec.Variables(config, arguments) {
		variables[reference.RootName()] = cty.DynamicVal
	}

	value, more := hcldec.Decode(config, arguments, &hcl.EvalContext{Variables: variables})
	if diags = append(diags, more...); diags.HasErrors() {
		return diags
	}

	for _, refusal := range served.validate(t, block, value) {
		diags = append(diags, mistake(block, refusal.Summary, refusal.Detail))
	}

	return diags
}

func mistake(block *hcl.Block, summary, detail string) *hcl.Diagnostic {
	return &hcl.Diagnostic{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &block.DefRange}
}

// typeOf returns the type of an attribute, as a type of HCL's.
func typeOf(t *testing.T, attribute *tfprotov6.SchemaAttribute) cty.Type {
	t.Helper()

	text, err := attribute.ValueType().MarshalJSON() //nolint:staticcheck // JSON is the only way from a type of the protocol to one of HCL's
	if err != nil {
		t.Fatal(err)
	}

	typ, err := ctyjson.UnmarshalType(text)
	if err != nil {
		t.Fatal(err)
	}

	return typ
}

// servedProvider is the provider of this tree.
type servedProvider struct {
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer

	schemas *tfprotov6.GetProviderSchemaResponse
}

func serve(t *testing.T) servedProvider {
	t.Helper()

	server := providerserver.NewProtocol6(provider.New("test"))()

	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}

	lists, servesLists := server.(tfprotov6.ListResourceServer)
	actions, servesActions := server.(tfprotov6.ActionServer)

	if !servesLists || !servesActions {
		t.Fatalf("got a server of type %T, want one with list resources and actions", server)
	}

	return servedProvider{lists, actions, schemas}
}

// schema returns the schema for a block, nil if the provider has none.
func (p servedProvider) schema(block *hcl.Block) *tfprotov6.Schema {
	action := p.schemas.ActionSchemas[block.Labels[0]]

	switch {
	case block.Type == "list":
		return p.schemas.ListResourceSchemas[block.Labels[0]]
	case action != nil:
		return action.Schema
	default:
		return nil
	}
}

// validate returns the provider's own diagnostics about the arguments of a block.
func (p servedProvider) validate(t *testing.T, block *hcl.Block, arguments cty.Value) []*tfprotov6.Diagnostic {
	t.Helper()

	packed, err := ctymsgpack.Marshal(arguments, arguments.Type())
	if err != nil {
		t.Fatal(err)
	}

	config := &tfprotov6.DynamicValue{MsgPack: packed}

	if block.Type == "list" {
		resp, err := p.ValidateListResourceConfig(t.Context(), &tfprotov6.ValidateListResourceConfigRequest{
			TypeName: block.Labels[0], Config: config,
		})
		if err != nil {
			t.Fatal(err)
		}

		return resp.Diagnostics
	}

	resp, err := p.ValidateActionConfig(t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: block.Labels[0], Config: config})
	if err != nil {
		t.Fatal(err)
	}

	return resp.Diagnostics
}

// TestCheck_reportsEachMistake makes sure that the test of the examples can fail.
func TestCheck_reportsEachMistake(t *testing.T) {
	const (
		list  = "list \"dadosfera_pipeline\" \"x\" {\n  provider = dadosfera\n"
		pause = "action \"dadosfera_pipeline_pause\" \"x\" {\n"
	)

	for name, tc := range map[string]struct {
		source string
		want   string // a part of the only mistake, or "" if there is none
	}{
		"list":                                  {list + "  limit = var.n\n  config {\n    connector = each.key\n    scheduled = true\n  }\n}\n", ""},
		"list without config":                   {list + "}\n", ""},
		"list without provider":                 {"list \"dadosfera_pipeline\" \"x\" {\n}\n", `The argument "provider" is required`},
		"list of unknown type":                  {strings.Replace(list, "pipeline", "table", 1) + "}\n", "no such list; dadosfera_table"},
		"list with argument in the wrong place": {list + "  connector = \"jdbc\"\n}\n", `named "connector" is not expected`},
		"list with unknown argument":            {list + "  config {\n    conector = \"jdbc\"\n  }\n}\n", `named "conector" is not expected`},
		"list with value of another type":       {list + "  config {\n    scheduled = [true]\n  }\n}\n", "bool required"},
		"list with invalid value":               {list + "  config {\n    name_regex = \"(\"\n  }\n}\n", "regular expression"},
		"action":                                {pause + "  config {\n    pipeline_id = dadosfera_pipeline.x.id\n  }\n}\n", ""},
		"action without required argument":      {pause + "}\n", `The argument "pipeline_id" is required`},
		"action with invalid value":             {pause + "  config {\n    pipeline_id = \"\"\n  }\n}\n", "pipeline_id"},
		"action of unknown type":                {strings.Replace(pause, "pause", "stop", 1) + "}\n", "no such action; dadosfera_pipeline_stop"},
	} {
		t.Run(name, func(t *testing.T) {
			got := check(t, blocks(t, "x", []byte(tc.source))[0])
			if tc.want == "" && len(got) > 0 || tc.want != "" && (len(got) != 1 || !strings.Contains(got[0].Error(), tc.want)) {
				t.Errorf("got %v, want %q", got, tc.want)
			}
		})
	}
}
