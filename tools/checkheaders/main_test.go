// SPDX-License-Identifier: MPL-2.0

package main

import "testing"

func TestHeaders(t *testing.T) {
	for name, tc := range map[string]struct {
		file, content string
		wants, has    bool
	}{
		"Go":                  {"a/b.go", "// SPDX-License-Identifier: MPL-2.0\n\npackage b\n", true, true},
		"Go without":          {"a/b.go", "package b\n", true, false},
		"another license":     {"a/b.go", "// SPDX-License-Identifier: MIT\n\npackage b\n", true, false},
		"too late":            {"a/b.go", "package b\n\n// SPDX-License-Identifier: MPL-2.0\n", true, false},
		"HCL":                 {"main.tf", "# SPDX-License-Identifier: MPL-2.0\n", true, true},
		"a query":             {"a.tfquery.hcl", "", true, false},
		"a script":            {".ci/run", "#!/usr/bin/env bash\n# SPDX-License-Identifier: MPL-2.0\n", true, true},
		"a script without":    {".ci/run", "#!/usr/bin/env bash\nset -e\n", true, false},
		"a workflow":          {".github/workflows/test.yml", "on: push\n", true, false},
		"a template":          {"templates/index.md.tmpl", "---\n", true, false},
		"Make":                {"GNUmakefile", "all:\n", true, false},
		"prose":               {"README.md", "# Title\n", false, false},
		"a thing of machines": {"go.sum", "x\n", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := wants(tc.file, []byte(tc.content)); got != tc.wants {
				t.Errorf("it wants a header: %t", got)
			}
			if got := has([]byte(tc.content)); got != tc.has {
				t.Errorf("it has a header: %t", got)
			}
		})
	}
}
