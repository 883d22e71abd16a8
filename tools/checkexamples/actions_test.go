// SPDX-License-Identifier: MPL-2.0

package checkexamples

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/maestrosim"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// TestExamples_actions creates the pipelines of each example with actions and invokes the actions over the protocol.
func TestExamples_actions(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(examples, "*", "*", "*.tf"))
	if err != nil {
		t.Fatal(err)
	}
	invoked := 0
	for _, file := range files {
		source, err := os.ReadFile(filepath.Clean(file))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(source), "\naction \"") {
			continue
		}
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			sim := maestrosim.New(maestrosim.Options{RunDuration: time.Minute})
			network := plugintest.NewNetwork()
			network.InBubble(t, openapi.Check(t, sim), func(t *testing.T) {
				invoked += invokeActions(t, plugintest.NewServer(t, network.URL, nil), file, source)
			})
		})
	}
	if invoked < 7 {
		t.Errorf("got %d actions, want at least 7", invoked)
	}
}

// invokeActions creates the pipelines of an example, and invokes its actions in the order of the file. It returns their
// number.
func invokeActions(t *testing.T, provider *plugintest.Server, file string, source []byte) int {
	t.Helper()
	parsed, diags := hclsyntax.ParseConfig(source, file, hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	body, ok := parsed.Body.(*hclsyntax.Body)
	if !ok {
		t.Fatalf("got a body of type %T", parsed.Body)
	}

	const pipelineType = "dadosfera_pipeline"
	locals, pipelines := map[string]cty.Value{}, map[string]cty.Value{}
	variables := func() map[string]cty.Value {
		return map[string]cty.Value{"local": cty.ObjectVal(locals), pipelineType: cty.ObjectVal(pipelines)}
	}
	for _, block := range body.Blocks {
		if block.Type == "locals" {
			locals = evaluate(t, block.Body, variables())
		}
	}
	for _, block := range body.Blocks {
		if block.Type == "resource" && block.Labels[0] == pipelineType {
			created := provider.Resource(pipelineType).Create(attributes(t, evaluate(t, block.Body, variables())))
			pipelines[block.Labels[1]] = fromPlain(t, plugintest.Plain(created.Value))
		}
	}
	count := 0
	for _, block := range body.Blocks {
		if block.Type != "action" {
			continue
		}
		config := attributes(t, evaluate(t, block.Body.Blocks[0].Body, variables()))
		_, diags := provider.Action(block.Labels[0]).Invoke(config)
		plugintest.NoDiagnostics(t, diags)
		count++
	}
	return count
}

// evaluate returns the values of the attributes of a block.
func evaluate(t *testing.T, body *hclsyntax.Body, variables map[string]cty.Value) map[string]cty.Value {
	t.Helper()
	values := map[string]cty.Value{}
	for name, attribute := range body.Attributes {
		value, diags := attribute.Expr.Value(&hcl.EvalContext{Variables: variables})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		values[name] = value
	}
	return values
}

// attributes returns values of HCL as those of a configuration.
func attributes(t *testing.T, values map[string]cty.Value) plugintest.Attrs {
	t.Helper()
	value := cty.ObjectVal(values)
	text, err := ctyjson.Marshal(value, value.Type())
	if err != nil {
		t.Fatal(err)
	}
	var decoded map[string]any
	if err := json.Unmarshal(text, &decoded); err != nil {
		t.Fatal(err)
	}
	config, ok := toConfig(decoded).(plugintest.Attrs)
	if !ok {
		t.Fatalf("got %s, want an object", text)
	}
	return config
}

// toConfig converts the types of encoding/json to those of a configuration.
func toConfig(v any) any {
	switch v := v.(type) {
	case map[string]any:
		config := plugintest.Attrs{}
		for name, value := range v {
			config[name] = toConfig(value)
		}
		return config
	case []any:
		config := plugintest.Elems{}
		for _, value := range v {
			config = append(config, toConfig(value))
		}
		return config
	}
	return v
}

// fromPlain returns a value of a state as a value of HCL.
func fromPlain(t *testing.T, plain any) cty.Value {
	t.Helper()
	text, err := json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	typ, err := ctyjson.ImpliedType(text)
	if err != nil {
		t.Fatal(err)
	}
	value, err := ctyjson.Unmarshal(text, typ)
	if err != nil {
		t.Fatal(err)
	}
	return value
}
