// SPDX-License-Identifier: MPL-2.0

package compatibility

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/testkit/plugintest"
)

// Within a version of a schema, nothing is removed and nothing changes its type.
func TestSchema_onlyGrowsWithinVersion(t *testing.T) {
	for typeName, now := range currentShapes(t) {
		name := filepath.Join("testdata", typeName+".txt")
		before, err := os.ReadFile(filepath.Clean(name))
		if err != nil && !*update {
			t.Errorf("%v: a new version of a schema needs its files; see the documentation of this package", err)
			continue
		}
		removed := slices.DeleteFunc(slices.Collect(strings.Lines(string(before))), func(line string) bool { return slices.Contains(now, line) })
		if len(removed) > 0 {
			t.Errorf("%s: the schema no longer has these values, or has them with another type, so its version must be raised; "+
				"see the documentation of this package:\n%s", typeName, strings.Join(removed, ""))
			continue
		}
		if *update {
			write(t, name, []byte(strings.Join(now, "")))
			continue
		}
		if diff := cmp.Diff(string(before), strings.Join(now, "")); diff != "" {
			t.Errorf("%s: the schema has new attributes; write them to %s with -update (-file +schema):\n%s", typeName, name, diff)
		}
	}
}

// currentShapes returns the shape of each resource and of its identity, by the name and version of the schema.
func currentShapes(t *testing.T) map[string][]string {
	t.Helper()
	server := plugintest.NewUnconfigured(t)
	all := map[string][]string{}
	for typeName, schema := range server.Schemas.ResourceSchemas {
		all[fmt.Sprintf("%s.v%d", typeName, schema.Version)] = shapeOf("", schema.ValueType())
	}
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for typeName, schema := range identities.IdentitySchemas {
		all[fmt.Sprintf("%s.identity.v%d", typeName, schema.Version)] = shapeOf("", schema.ValueType())
	}
	return all
}

// shapeOf returns what a value of a type holds, in lines such as "jobs[].input.primary_keys[]: string".
func shapeOf(at string, typ tftypes.Type) []string {
	var members map[string]tftypes.Type
	kind := typ.String()
	switch typ := typ.(type) {
	case tftypes.Object:
		kind, members = "object", make(map[string]tftypes.Type, len(typ.AttributeTypes))
		for name, member := range typ.AttributeTypes {
			members["."+name] = member
		}
	case tftypes.List:
		kind, members = "list", map[string]tftypes.Type{"[]": typ.ElementType}
	case tftypes.Set:
		kind, members = "set", map[string]tftypes.Type{"[]": typ.ElementType}
	case tftypes.Map:
		kind, members = "map", map[string]tftypes.Type{"[]": typ.ElementType}
	}
	var lines []string
	if at != "" {
		lines = append(lines, at+": "+strings.ToLower(strings.TrimPrefix(kind, "tftypes."))+"\n")
	}
	for _, step := range slices.Sorted(maps.Keys(members)) {
		lines = append(lines, shapeOf(strings.TrimPrefix(at+step, "."), members[step])...)
	}
	return lines
}
