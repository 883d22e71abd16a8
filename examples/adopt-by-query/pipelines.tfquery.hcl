# SPDX-License-Identifier: MPL-2.0

list "dadosfera_pipeline" "all" {
  provider = dadosfera
  limit    = 1000 # or Terraform stops at 100
}
