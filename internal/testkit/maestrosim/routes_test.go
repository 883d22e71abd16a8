// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"regexp"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

func TestRoutes_areThoseOfTheOpenAPIDocument(t *testing.T) {
	parameter := regexp.MustCompile(`\{[^}]+\}`)
	documented := map[string]bool{}
	for _, op := range openapi.Operations() {
		documented[op.Method+" "+parameter.ReplaceAllString(op.Path, "{}")] = true
	}
	for _, r := range routes {
		line := r.method + " " + parameter.ReplaceAllString(r.path, "{}")
		if !documented[line] {
			t.Errorf("%s is not in the document", line)
		}
		delete(documented, line)
	}
	for line := range documented {
		t.Errorf("%s is not simulated", line)
	}
}
