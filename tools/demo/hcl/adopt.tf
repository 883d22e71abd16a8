# SPDX-License-Identifier: MPL-2.0

import {
  to       = dadosfera_pipeline.orders
  id       = "1b33ad2f_33d3_4837_9eeb_83c82c8b909d"
  provider = dadosfera
}
