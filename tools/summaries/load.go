// SPDX-License-Identifier: MPL-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// program is the code that the provider is made of, with the types of everything in it.
type program struct {
	fset  *token.FileSet
	info  *types.Info
	files []*ast.File
	// own are the packages of this module, by path: they are checked from source, so that an object is the same one
	// wherever it is used.
	own map[string]*types.Package
	// others gives the packages of other modules, from what the compiler has said of them.
	others types.Importer
}

// listed is a package as go list shows it.
type listed struct {
	ImportPath string   `json:"ImportPath"`
	Dir        string   `json:"Dir"`
	Export     string   `json:"Export"`
	GoFiles    []string `json:"GoFiles"`
	Module     *struct {
		Main bool `json:"Main"`
	} `json:"Module"`
}

// load reads the package in that folder and all that it is made of.
func load(ctx context.Context, folder string) (*program, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", "-export", "-buildvcs=false", "-json=ImportPath,Dir,Export,GoFiles,Module", ".")
	cmd.Dir = folder

	var stderr bytes.Buffer

	cmd.Stderr = &stderr

	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("listing the packages: %w\n%s", err, &stderr)
	}

	exports := map[string]string{}

	var own []listed

	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var one listed

		err := decoder.Decode(&one)
		if errors.Is(err, io.EOF) {
			break
		}

		if err != nil {
			return nil, fmt.Errorf("reading the list of packages: %w", err)
		}

		exports[one.ImportPath] = one.Export

		if one.Module != nil && one.Module.Main {
			own = append(own, one) // after all that it imports
		}
	}

	p := &program{
		fset: token.NewFileSet(),
		info: &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{},
			Defs:  map[*ast.Ident]types.Object{},
			Uses:  map[*ast.Ident]types.Object{},
		},
		own: map[string]*types.Package{},
	}
	p.others = importer.ForCompiler(p.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })

	for _, one := range own {
		var files []*ast.File

		// A result of the test that Go keeps goes by what was opened here, so that a new file counts, too.
		if _, err := os.ReadDir(one.Dir); err != nil {
			return nil, fmt.Errorf("reading %s: %w", one.ImportPath, err)
		}

		for _, name := range one.GoFiles {
			file, err := parser.ParseFile(p.fset, filepath.Join(one.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				return nil, fmt.Errorf("reading %s: %w", one.ImportPath, err)
			}

			files = append(files, file)
		}

		if err := p.check(one.ImportPath, files...); err != nil {
			return nil, err
		}
	}

	return p, nil
}

// Import is for a package that another one imports.
func (p *program) Import(path string) (*types.Package, error) {
	if own, ok := p.own[path]; ok {
		return own, nil
	}

	return p.others.Import(path) //nolint:wrapcheck // the caller says which package
}

// check finds the types of one more package.
func (p *program) check(path string, files ...*ast.File) error {
	checked, err := (&types.Config{Importer: p}).Check(path, p.fset, files, p.info)
	if err != nil {
		return fmt.Errorf("checking %s: %w", path, err)
	}

	p.own[path] = checked
	p.files = append(p.files, files...)

	return nil
}
