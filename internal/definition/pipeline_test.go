// SPDX-License-Identifier: MPL-2.0

package definition

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"
)

func TestPipeline_retiredName(t *testing.T) {
	for name, tc := range map[string]struct{ id, name, want string }{
		"underscores":     {testID, "Orders", "Orders (retired 1b33ad2f)"},
		"hyphens":         {"1b33ad2f-33d3-4837-9eeb-83c82c8b909d", "Orders", "Orders (retired 1b33ad2f)"},
		"other id":        {"test_pipeline_12345", "Orders", "Orders (retired test_pip)"},
		"eight":           {"12345678", "Orders", "Orders (retired 12345678)"},
		"short id":        {"p1", "Orders", "Orders (retired p1)"},
		"retired already": {testID, "Orders (retired 1b33ad2f)", "Orders (retired 1b33ad2f)"},
		"another retired": {testID, "Orders (retired ffffffff)", "Orders (retired ffffffff) (retired 1b33ad2f)"},
		"inside the name": {testID, "Orders (retired 1b33ad2f) 2", "Orders (retired 1b33ad2f) 2 (retired 1b33ad2f)"},
	} {
		t.Run(name, func(t *testing.T) {
			p := Pipeline{ID: str(tc.id), Name: text(tc.name)}
			checkEqual(t, "name", p.RetiredName(), tc.want)
			p.Name = text(p.RetiredName())
			checkEqual(t, "name of the retired pipeline", p.RetiredName(), tc.want)
		})
	}
}

func TestPipeline_isRetired(t *testing.T) {
	for policy, want := range map[types.String]bool{
		types.StringNull(): false, types.StringUnknown(): false,
		types.StringValue(PolicyDelete): false, types.StringValue(PolicyRetire): true,
	} {
		checkEqual(t, "retired with the policy "+policy.String(), Pipeline{DeletionPolicy: policy}.RetiresOnDestroy(), want)
	}
}
