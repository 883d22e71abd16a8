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

// A state of a version always holds what it held when the version came out: nothing in it goes or gets another type.
func TestShapeOfAVersionOnlyGrows(t *testing.T) {
	for typeName, now := range shapesNow(t) {
		name := filepath.Join("testdata", typeName+".txt")
		before, err := os.ReadFile(filepath.Clean(name))
		if err != nil && !*update {
			t.Errorf("%v: a version of a schema that is new needs its files; see the documentation of this package", err)
			continue
		}
		lost := slices.DeleteFunc(slices.Collect(strings.Lines(string(before))), func(line string) bool { return slices.Contains(now, line) })
		if len(lost) > 0 {
			t.Errorf("states of %s hold what the schema has no more, or with another type, so its version has to rise; see the documentation of this package:\n%s",
				typeName, strings.Join(lost, ""))
			continue
		}
		if *update {
			write(t, name, []byte(strings.Join(now, "")))
			continue
		}
		if diff := cmp.Diff(string(before), strings.Join(now, "")); diff != "" {
			t.Errorf("%s has new attributes, which go into %s with -update (-file +schema):\n%s", typeName, name, diff)
		}
	}
}

// shapesNow gives the lines of each resource and of its identity, by the type's name and version.
func shapesNow(t *testing.T) map[string][]string {
	t.Helper()
	server := plugintest.NewUnconfigured(t)
	all := map[string][]string{}
	for typeName, schema := range server.Schemas.ResourceSchemas {
		all[fmt.Sprintf("%s.v%d", typeName, schema.Version)] = shape("", schema.ValueType())
	}
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for typeName, schema := range identities.IdentitySchemas {
		all[fmt.Sprintf("%s.identity.v%d", typeName, schema.Version)] = shape("", schema.ValueType())
	}
	return all
}

// shape writes what a value of a type holds, a line each, as in "jobs[].input.primary_keys[]: tftypes.String".
func shape(at string, typ tftypes.Type) []string {
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
		lines = append(lines, shape(strings.TrimPrefix(at+step, "."), members[step])...)
	}
	return lines
}
