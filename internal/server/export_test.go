// SPDX-License-Identifier: MPL-2.0

//go:build !framework_server

package server

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/definition"
)

// PlanIsState reports whether a plan is found to change nothing without the framework. protection is the provider's
// default for deletion_protection.
func PlanIsState(t *testing.T, req *tfprotov6.PlanResourceChangeRequest, protection bool) bool {
	t.Helper()
	_, _, unchanged := omissionsOf(t.Context(), definition.Schema(t.Context())).planIsState(req, protection)
	return unchanged
}
