# SPDX-License-Identifier: MPL-2.0

list "dadosfera_pipeline" "all" {
  provider = dadosfera
  limit    = 1000 # the default is 100
}
