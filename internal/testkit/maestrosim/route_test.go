// SPDX-License-Identifier: MPL-2.0

package maestrosim

import (
	"regexp"
	"strings"
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/openapi"
)

// The simulator has the routes of the contract, and no others.
func TestRoutesAreThoseOfTheContract(t *testing.T) {
	parameter := regexp.MustCompile(`\{[^}]+\}`)
	documented := map[string]bool{}
	for _, op := range openapi.Operations() {
		documented[op.Method+" "+parameter.ReplaceAllString(op.Path, "*")] = true
	}
	for _, r := range routes {
		line := r.method + " " + strings.Join(r.path, "/")
		if !documented[line] {
			t.Errorf("the contract has no %s", line)
		}
		delete(documented, line)
	}
	for line := range documented {
		t.Errorf("the simulator has no %s", line)
	}
}
