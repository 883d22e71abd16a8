// SPDX-License-Identifier: MPL-2.0

// Command checkheaders names the files of the repository that should begin with a license header and do not.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const header = "SPDX-License-Identifier: MPL-2.0"

// The kinds of files that can have a comment, and are not prose.
var (
	extensions = []string{".go", ".hcl", ".mod", ".sh", ".tf", ".tfrc", ".tmpl", ".yaml", ".yml"}
	names      = []string{".editorconfig", ".gitattributes", ".gitignore", "CODEOWNERS", "GNUmakefile"}
)

func main() {
	files, err := exec.CommandContext(context.Background(), "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		fmt.Fprintln(os.Stderr, "checkheaders: git ls-files:", err)
		os.Exit(1)
	}

	failed := false

	for name := range strings.SplitSeq(strings.TrimRight(string(files), "\x00"), "\x00") {
		content, err := os.ReadFile(filepath.Clean(name))
		if os.IsNotExist(err) {
			continue // it was removed and that is not committed yet
		}

		if err != nil {
			fmt.Fprintln(os.Stderr, "checkheaders:", err)
			os.Exit(1)
		}

		if wants(name, content) && !has(content) {
			fmt.Fprintf(os.Stderr, "%s does not begin with %s\n", name, header)

			failed = true
		}
	}

	if failed {
		os.Exit(1)
	}
}

// wants says whether a file should have a header: by its name, or as a script.
func wants(name string, content []byte) bool {
	return slices.Contains(extensions, filepath.Ext(name)) || slices.Contains(names, filepath.Base(name)) || bytes.HasPrefix(content, []byte("#!"))
}

// has looks for the header in the first two lines, of which the first may name a script's interpreter.
func has(content []byte) bool {
	lines := bytes.SplitN(content, []byte("\n"), 3)
	lines = lines[:min(len(lines), 2)]

	return slices.ContainsFunc(lines, func(line []byte) bool { return bytes.Contains(line, []byte(header)) })
}
