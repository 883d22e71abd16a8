// SPDX-License-Identifier: MPL-2.0

package run_test

import (
	"testing"

	"github.com/dadosfera/terraform-provider-dadosfera/internal/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }
