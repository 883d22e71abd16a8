// SPDX-License-Identifier: MPL-2.0

// Command prose writes the texts in Go files for the prose linter: for each file that has string literals with several
// words, a Markdown file with the same lines, each with the words of its literals only.
//
//	go run ./tools/prose DIRECTORY
package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// source is the directory whose texts users read: the product and the simulator.
const source = "internal"

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: prose DIRECTORY")
	}

	err := filepath.WalkDir(source, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}

		lines, err := texts(path)
		if err != nil || lines == nil {
			return err
		}

		file := filepath.Join(os.Args[1], path+".md")
		if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
			return err
		}

		return os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600)
	})
	if err != nil {
		log.Fatal(err)
	}
}

// texts returns the texts of a Go file by line, or nil if it has none.
func texts(path string) ([]string, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}

	var lines []string

	ast.Inspect(file, func(node ast.Node) bool {
		literal, ok := node.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}

		text, err := strconv.Unquote(literal.Value)
		if err != nil || strings.Count(strings.TrimSpace(text), " ") < 2 {
			return true
		}

		line := files.Position(literal.Pos()).Line
		for len(lines) < line {
			lines = append(lines, "")
		}

		lines[line-1] += " " + strings.Join(strings.Fields(text), " ")

		return true
	})

	return lines, nil
}
