// SPDX-License-Identifier: MPL-2.0

package openapi

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// unchecked are the tests that serve the simulator without NewServer, and why.
var unchecked = map[string]string{
	"internal/fetch/fetch_test.go":                "responses of its own, which hide columns",
	"internal/testkit/maestrosim/fault_test.go":   "over TLS, and without a response",
	"internal/pipeline/protocol_bench_test.go":    "a benchmark with recorded responses",
	"internal/pipeline/protocol_parallel_test.go": "counts the connections, with Check around the simulator",
	"internal/server/bench_test.go":               "a benchmark with recorded responses",
	"tools/contact/contact_test.go":               "sends requests that are not documented, such as one without customer_name",
	"tools/contact/safety_test.go":                "the same program",
}

func TestNewServer_servesTheSimulatorInEveryTest(t *testing.T) {
	const root = "../../.."
	files := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(filepath.ToSlash(path), root+"/")
		support := strings.HasPrefix(name, "internal/testkit/acctest/") || strings.HasPrefix(name, "internal/testkit/pipelinetest/")
		if !strings.HasSuffix(name, "_test.go") && !support || filepath.Ext(name) != ".go" {
			return nil
		}
		lines, simulator := servers(t, path)
		if simulator {
			files++
		}
		if !simulator || len(lines) == 0 || unchecked[name] != "" || strings.HasPrefix(name, "internal/testkit/openapi/") {
			return nil
		}
		t.Errorf("%s:%v: a server of net/http/httptest in a test with a simulator; use openapi.NewServer", name, lines)
		return nil
	})
	if err != nil || files < 5 {
		t.Errorf("got %d files with a simulator, error %v", files, err)
	}
}

// servers returns the lines on which a file starts a server of net/http/httptest, and whether it imports the simulator.
func servers(t *testing.T, path string) (lines []int, simulator bool) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		simulator = simulator || strings.HasSuffix(imported, "/internal/testkit/maestrosim")
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			of, _ := s.X.(*ast.Ident)
			if of != nil && of.Name == "httptest" && slices.Contains([]string{"NewServer", "NewTLSServer", "NewUnstartedServer"}, s.Sel.Name) {
				lines = append(lines, set.Position(s.Pos()).Line)
			}
		}
		return true
	})
	return lines, simulator
}
